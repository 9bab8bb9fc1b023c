"""Second factors: authenticator apps, recovery codes, and what a session is worth after them (wire.md 2.1)."""
