"""Proving to read a user's mail: by a link's secret or a typed code, for whichever door the link leads to."""

from __future__ import annotations

from dataclasses import dataclass

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth import addresses, attempts, conversion, identities, one_time, users
from comity.platform.auth.identity import Identity

UNSUPPORTED = Problem("validation_failed", 400, "Unsupported verification type")
BANNED = Problem("user_banned", 403, "User is banned")
HALF_WAY = "Confirmation link accepted. Please proceed to confirm link sent to the other email"


@dataclass(frozen=True, slots=True)
class Verified:
    """Who proved what. `user` is None when the other of two addresses has to answer too."""

    user: users.Row | None
    method: str
    kind: str


async def by_link(identity: Identity, tx: Tx, kind: str, token: str) -> Verified:
    """Uses up the secret of a link."""
    if kind not in one_time.KINDS:
        raise UNSUPPORTED()
    return await _apply(identity, tx, kind, await one_time.take(tx, kind, token))


async def by_code(identity: Identity, kind: str, email: object, code: str, asker: Who) -> one_time.Taken:
    """Uses up a typed code. Guesses are counted by token, account and address, wrong ones too."""
    if kind not in one_time.KINDS:
        raise UNSUPPORTED()
    address = addresses.checked(email)
    await attempts.count(identity, "code", address, asker)
    async with identity.db.acting(identity.house_keeper(like=asker)) as tx:
        taken = await one_time.guess(tx, kind, address, code)
    if taken is None:
        raise one_time.CODE_INVALID()
    await attempts.forgive(identity, "code", address, asker)
    return taken


async def apply(identity: Identity, tx: Tx, kind: str, taken: one_time.Taken) -> Verified:
    """What follows from a code that was right."""
    return await _apply(identity, tx, kind, taken)


async def _apply(identity: Identity, tx: Tx, kind: str, taken: one_time.Taken) -> Verified:
    user = await users.find(tx, taken.user_id)
    if user is None:
        raise one_time.LINK_INVALID()
    if users.is_banned(user):
        raise BANNED()
    if taken.kind in (one_time.EMAIL_NEW, one_time.EMAIL_CURRENT):
        return await _change_email(identity, tx, user, kind)
    if user["email_confirmed_at"] is None or (user["email_assumed"] and not identity.policy.autoconfirm):
        if taken.kind != one_time.CONFIRMATION and (user["encrypted_password"] or user["email_assumed"]):
            await identities.disown(identity, tx, user["id"])
        await tx.run(users.q.confirm_email, id=user["id"])
        await users.log(tx, "user_signedup", user["id"], {"provider": "email"})
        user = await users.find(tx, user["id"]) or user
    return Verified(user, "recovery" if kind == "recovery" else "otp", kind)


async def _change_email(identity: Identity, tx: Tx, user: users.Row, kind: str) -> Verified:
    """The first answer is noted, the second one changes the address; where nothing needs confirming one will do."""
    if user["email"] and user["email_change_confirm_status"] == 0 and not identity.policy.autoconfirm:
        await tx.run(users.q.confirm_one_address, id=user["id"])
        return Verified(None, "otp", kind)
    if not user["email"]:
        await conversion.settle(identity, tx, user, user["email_change"])
    await tx.run(users.q.change_email, id=user["id"], assumed=identity.policy.autoconfirm)
    await tx.run(one_time.q.drop_kinds, person=user["id"], kinds=one_time.KINDS["email_change"])
    await users.log(tx, "user_modified", user["id"], {"email": user["email_change"]})
    return Verified(await users.find(tx, user["id"]), "otp", kind)
