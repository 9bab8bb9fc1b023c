"""Opaque secrets: made here, kept as hashes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def make(size: int = 32) -> str:
    """A new secret for a link, a cookie or a key, safe in URLs."""
    return secrets.token_urlsafe(size)


def code() -> str:
    """A six-digit code to type."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(secret: str) -> bytes:
    """What is kept of a secret. Secrets made here are long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def hex_digest(secret: str) -> str:
    """`digest`, as text."""
    return digest(secret).hex()


def keyed(key: bytes, message: bytes) -> bytes:
    """A value only the holder of the key can make."""
    return hmac.digest(key, message, "sha256")


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, without telling where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
