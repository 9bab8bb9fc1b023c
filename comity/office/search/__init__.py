"""Search: records of every kind, the command palette, and typed questions in the one query dialect."""
