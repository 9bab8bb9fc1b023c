"""Data keys: one an organisation, wrapped by the home's master key (AES-256-GCM), with ids so that both can rotate."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from typing import Final
from uuid import UUID

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who

HOUSE: Final = Who.service(agent="vault")
NONCE: Final = 12
ITERATIONS: Final = 600_000
MOST_KNOWN: Final = 2000
q = sql.load(__file__)

_master: dict[str, bytes] = {}
_known: OrderedDict[tuple[UUID, UUID], bytes] = OrderedDict()


class NoMaster(Exception):
    """This process was not told the master key, or the data key was wrapped by another."""


def configure(master: str) -> None:
    """Said once at the start of each process: 64 hexadecimal digits, or a passphrase that a key is derived from."""
    _master["key"] = master_of(master)
    _known.clear()


def master_of(said: str) -> bytes:
    """The 32 bytes of what an operator keeps.  seed: C17"""
    try:
        key = bytes.fromhex(said)
    except ValueError:
        key = b""
    if len(key) == 32:
        return key
    return hashlib.pbkdf2_hmac("sha256", said.encode(), b"comity vault", ITERATIONS)


def master_id(key: bytes) -> str:
    """Which master key this is, without saying what it is."""
    return hashlib.sha256(b"id of " + key).hexdigest()[:16]


def master() -> bytes:
    """The master key of this process."""
    try:
        return _master["key"]
    except KeyError:
        raise NoMaster("the vault was not configured") from None


async def current(db: Database, org_id: UUID) -> tuple[UUID, bytes]:
    """The data key new secrets are sealed with; made on first use."""
    rows = await db.once(HOUSE, q.current, org=org_id)
    if not rows:
        key_id = (await db.once(HOUSE, q.new_id))[0]["id"]
        await db.once(HOUSE, q.add, org=org_id, id=key_id, wrapped=_wrap(master(), org_id, key_id, os.urandom(32)),
                      master=master_id(master()))  # fmt: skip
        rows = await db.once(HOUSE, q.current, org=org_id)
    row = rows[0]
    return row["id"], _open(org_id, row["id"], bytes(row["wrapped"]))


async def of_id(db: Database, org_id: UUID, key_id: UUID) -> bytes:
    """The data key a secret was sealed with."""
    known = _known.get((org_id, key_id))
    if known is not None:
        return known
    rows = await db.once(HOUSE, q.of_id, org=org_id, id=key_id)
    if not rows:
        raise NoMaster(f"there is no data key {key_id}")
    return _open(org_id, key_id, bytes(rows[0]["wrapped"]))


async def rotate(db: Database, org_id: UUID) -> UUID:
    """Retires the organisation's data key; what is sealed from now on has a new one. The new key's id."""
    key_id: UUID = (await db.once(HOUSE, q.new_id))[0]["id"]
    wrapped = _wrap(master(), org_id, key_id, os.urandom(32))
    async with db.acting(HOUSE) as tx:
        await tx.run(q.retire, org=org_id)
        await tx.run(q.add, org=org_id, id=key_id, wrapped=wrapped, master=master_id(master()))
    return key_id


async def rewrap(db: Database, old: bytes, new: bytes) -> int:
    """Wraps every data key anew, all in one transaction; how many. Nothing sealed has to change."""
    async with db.acting(HOUSE) as tx:
        rows = await tx.rows(q.wrapped_by, master=master_id(old))
        for row in rows:
            key = _unwrap(old, row["org_id"], row["id"], bytes(row["wrapped"]))
            wrapped = _wrap(new, row["org_id"], row["id"], key)
            await tx.run(q.rewrap, org=row["org_id"], id=row["id"], wrapped=wrapped, master=master_id(new))
    return len(rows)


def _open(org_id: UUID, key_id: UUID, wrapped: bytes) -> bytes:
    key = _known.get((org_id, key_id)) or _unwrap(master(), org_id, key_id, wrapped)
    _known[org_id, key_id] = key
    while len(_known) > MOST_KNOWN:
        _known.popitem(last=False)
    return key


def _wrap(by: bytes, org_id: UUID, key_id: UUID, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # loaded with the first secret

    nonce = os.urandom(NONCE)
    return nonce + AESGCM(by).encrypt(nonce, key, org_id.bytes + key_id.bytes)


def _unwrap(by: bytes, org_id: UUID, key_id: UUID, wrapped: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(by).decrypt(wrapped[:NONCE], wrapped[NONCE:], org_id.bytes + key_id.bytes)
    except InvalidTag:
        raise NoMaster("this data key was wrapped by another master key") from None
