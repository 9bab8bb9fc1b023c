"""Links and codes sent by mail: usable once, for a while, replaced by the next of their kind.

The secret in a link is long and random; the code to type has six digits and five guesses. Both are kept as hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import secrets

q = sql.load(__file__)

LINK_INVALID = Problem("otp_expired", 403, "Email link is invalid or has expired")
CODE_INVALID = Problem("otp_expired", 403, "Token has expired or is invalid")

CONFIRMATION = "confirmation_token"
RECOVERY = "recovery_token"
EMAIL_NEW = "email_change_token_new"
EMAIL_CURRENT = "email_change_token_current"
REAUTHENTICATION = "reauthentication_token"

# Which kinds of secret the `type` of a verification takes (wire.md 2.1, /verify).
KINDS = {
    "signup": [CONFIRMATION],
    "invite": [CONFIRMATION],
    "recovery": [RECOVERY],
    "magiclink": [RECOVERY],
    "email_change": [EMAIL_NEW, EMAIL_CURRENT],
    "email": [CONFIRMATION, RECOVERY],
}
# What a code proves besides: never a way to sign in.
_NONCES = {"reauthentication": [REAUTHENTICATION]}


@dataclass(frozen=True, slots=True)
class Secret:
    """What a letter carries: the secret of its link, and the code to type instead."""

    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A secret that was presented and is used up."""

    user_id: UUID
    kind: str
    relates_to: str


async def make(tx: Tx, user_id: UUID, kind: str, address: str, life: timedelta, prefix: str = "") -> Secret:
    """A new secret for a user's address."""
    made = Secret(prefix + secrets.make(), secrets.code())
    await tx.run(
        q.replace,
        person=user_id,
        kind=kind,
        token_hash=secrets.hex_digest(made.token),
        otp_hash=_code_hash(address, made.code),
        relates_to=address,
        life=life,
    )
    return made


async def take(tx: Tx, verification: str, token: str) -> Taken:
    """Uses up the secret of a link; a Problem when it is unknown, used or too old."""
    row = await tx.row(q.take, token_hash=secrets.hex_digest(token), kinds=KINDS[verification])
    if row is None or not row["fresh"]:
        raise LINK_INVALID()
    return Taken(row["user_id"], row["kind"], row["relates_to"])


async def guess(tx: Tx, verification: str, address: str, code: str) -> Taken | None:
    """Uses up the code when it is right. None counts a wrong guess, so let it be committed."""
    kinds = KINDS.get(verification) or _NONCES[verification]
    rows = await tx.rows(q.guess, relates_to=address, kinds=kinds, otp_hash=_code_hash(address, code))
    for row in rows:
        if row["right_code"]:
            await tx.run(q.drop, id=row["id"])
            return Taken(row["user_id"], row["kind"], row["relates_to"])
    return None


def _code_hash(address: str, code: str) -> str:
    return secrets.hex_digest(f"{address.lower()} {code}")
