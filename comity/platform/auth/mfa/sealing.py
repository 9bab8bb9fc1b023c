"""Secrets that must be read again (a factor's seed) are sealed: a copy of the database alone opens none of them."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from comity.core.errors import Problem
from comity.platform.auth import secrets
from comity.platform.auth.identity import Identity

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

UNREADABLE = Problem(
    "mfa_verification_failed",
    422,
    "This factor was made with a JWT secret that has been changed since. Ask an administrator to remove it.",
)


def seal(identity: Identity, purpose: str, plain: str) -> str:
    """The text, readable with this server's key and for this purpose only (a factor's id)."""
    nonce = os.urandom(12)
    kept = _key(identity).encrypt(nonce, plain.encode(), purpose.encode())
    return base64.b64encode(nonce + kept).decode()


def open_sealed(identity: Identity, purpose: str, sealed: str) -> str:
    """The text again."""
    from cryptography.exceptions import InvalidTag

    raw = base64.b64decode(sealed)
    try:
        return _key(identity).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
    except InvalidTag as error:
        raise UNREADABLE() from error


def _key(identity: Identity) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # loaded with the first factor

    return AESGCM(secrets.keyed(identity.refresh_key, b"comity sealed secrets"))
