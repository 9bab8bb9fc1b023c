"""Keys for programs: a key acts below whoever made it, never with more than its own role, and goes when they go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.platform.auth import secrets
from comity.platform.auth.callers import PROGRAM_KEY

q = sql.load(__file__)

on_constraint(
    "api_keys_name_length", Problem("bad_name", 422, "Give the key a name of 1 to 100 letters.", field="name")
)


async def everyone(tx: Tx) -> list[dict[str, Any]]:
    """The keys the caller may see, newest first."""
    return await tx.rows(q.all)


async def create(tx: Tx, name: str, role: str, days: int | None) -> str:
    """A new key of the caller. It is shown once: only its hash is kept."""
    key = PROGRAM_KEY + secrets.make()
    await tx.run(q.create, name=name.strip(), role=role, prefix=key[:10], key_hash=secrets.digest(key), days=days)
    return key


async def rotate(tx: Tx, key_id: UUID) -> str:
    """A new key in place of one's own, with its name, role and life; the old one works for one more day."""
    life = await tx.row(q.life, id=key_id)
    if life is None or life["expired"]:
        raise NOT_FOUND()
    old = await tx.row(q.rotate, id=key_id)
    assert old is not None
    return await create(tx, old["name"], old["role"], life["days"])


async def delete(tx: Tx, key_id: UUID) -> None:
    """The key opens nothing any more, within seconds."""
    await tx.touch(q.delete, id=key_id)
