"""Hand-written, linear-time, depth-limited parsers of the query string's small languages."""
