"""OAuth 2.1 as a server: programs (MCP clients) register, ask a user for access, and get tokens of their own."""
