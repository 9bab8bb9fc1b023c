"""Sealing: AES-256-GCM under the organisation's data key, bound to what it is for; the key's id travels with it.

1 version | 16 id of the data key | 12 nonce | text and tag         authenticated too: organisation and purpose
"""

from __future__ import annotations

import os
from typing import Final
from uuid import UUID

from comity.core.db import Database
from comity.platform.vault import keys

_VERSION: Final = b"\x01"
_HEAD: Final = 1 + 16 + keys.NONCE


class Unsealable(Exception):
    """What was sealed is damaged, of another organisation or purpose, or its key is gone."""


async def seal(db: Database, org_id: UUID, purpose: str, plain: bytes) -> bytes:
    """Seals it for this organisation and purpose."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # loaded with the first secret

    key_id, key = await keys.current(db, org_id)
    nonce = os.urandom(keys.NONCE)
    return _VERSION + key_id.bytes + nonce + AESGCM(key).encrypt(nonce, plain, _bound(org_id, purpose))


async def opened(db: Database, org_id: UUID, purpose: str, sealed: bytes) -> bytes:
    """What was sealed; Unsealable when it was not sealed for this."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(sealed) < _HEAD + 16 or sealed[:1] != _VERSION:
        raise Unsealable("not a sealed secret")
    try:
        key = await keys.of_id(db, org_id, key_id_of(sealed))
        return AESGCM(key).decrypt(sealed[17:_HEAD], sealed[_HEAD:], _bound(org_id, purpose))
    except (InvalidTag, keys.NoMaster) as error:
        raise Unsealable(str(error) or "damaged, or sealed for something else") from None


def key_id_of(sealed: bytes) -> UUID:
    """Which data key it was sealed with."""
    return UUID(bytes=bytes(sealed[1:17]))


def _bound(org_id: UUID, purpose: str) -> bytes:
    return org_id.bytes + purpose.encode()
