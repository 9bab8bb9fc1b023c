"""Recovery codes: ten of them, each good once in place of a factor's code; kept as hashes, shown when they are made."""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.platform.auth import users
from comity.platform.auth.secrets import hex_digest

q = sql.load(__file__)

METHOD: Final = "mfa/recovery_code"
_HOW_MANY: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


async def renew(tx: Tx, person: UUID) -> list[str]:
    """New codes; the ones before do not count any more. 60 bits each: guessing is no way."""
    made = ["-".join(_part() for _ in range(3)) for _ in range(_HOW_MANY)]
    await tx.run(q.drop, person=person)
    await tx.run(q.add, person=person, hashes=[_kept(person, code) for code in made])
    await users.log(tx, "recovery_codes_generated", person)
    return made


async def use(tx: Tx, person: UUID, code: str) -> bool:
    """Uses a code up, if it is one that is left."""
    plain = code.strip().lower().replace(" ", "").replace("-", "")
    if len(plain) != 12:
        return False
    used = bool(await tx.rows(q.use, person=person, code_hash=_kept(person, plain)))
    if used:
        await users.log(tx, "recovery_code_used", person)
    return used


async def forget(tx: Tx, person: UUID) -> None:
    """The codes are of no use any more."""
    await tx.run(q.drop, person=person)


async def left(tx: Tx, person: UUID) -> int:
    """How many codes are left."""
    return int(await tx.value(q.count, person=person) or 0)


def _part() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def _kept(person: UUID, code: str) -> str:
    return hex_digest(f"{person} {code.replace('-', '')}")
