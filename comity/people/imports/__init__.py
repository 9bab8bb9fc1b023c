"""Files as people: what columns of an import can be on contacts and companies; how rows are matched and loaded."""
