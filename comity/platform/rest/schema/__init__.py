"""The schema cache: what tables, keys, relationships and functions a request may name."""
