"""The post room: calls with their transcripts now; conversations, messages and mailboxes as they come."""
