"""Signing in with accounts elsewhere: away to a provider, back with a code, and what that proves (wire.md 2.1)."""
