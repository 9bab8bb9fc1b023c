"""Export: any list, under the asker's own rights, as a file written in the background."""
