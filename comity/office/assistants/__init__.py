"""Assistants from outside: an MCP server over the query dialect and the functions, signed in as a person."""
