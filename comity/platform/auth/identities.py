"""Ways to prove to be a user: an address, or accounts elsewhere; linked by a proven address or by the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import Problem
from comity.platform.auth import callers, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identity import Identity

q = sql.load(__file__)

BANNED = Problem("user_banned", 403, "User is banned")
SIGNUP_DISABLED = Problem("signup_disabled", 422, "Signups not allowed for this instance")
LINKED_ALREADY = Problem("identity_already_exists", 422, "Identity is already linked")
LINKED_ELSEWHERE = Problem("identity_already_exists", 422, "Identity is already linked to another user")
UNKNOWN = Problem("identity_not_found", 422, "Identity doesn't exist")
THE_ONLY_ONE = Problem("single_identity_not_deletable", 422, "User must have at least 1 identity after unlinking")
NO_SUCH_USER = Problem("user_not_found", 422, "Linking target user not found")


@dataclass(frozen=True, slots=True)
class External:
    """An account elsewhere, as its provider vouches for it."""

    provider: str
    subject: str
    email: str = ""
    email_verified: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """What the identity's row says of it."""
        known = {
            "sub": self.subject,
            "email": self.email,
            "email_verified": self.email_verified,
            "phone_verified": False,
        }
        return {**self.data, **known, "provider_id": self.subject}


async def enter(
    identity: Identity, tx: Tx, external: External, *, link_to: UUID | None = None, invitation: str | None = None
) -> users.Row:
    """The user behind an account elsewhere: known, linked by a proven address, or new. `tx` would house a new one."""
    known = await tx.row(q.find, provider=external.provider, subject=external.subject)
    if link_to is not None:
        return await _link(identity, tx, external, known, link_to)
    if known is not None:
        user = await _usable(tx, known["user_id"])
        await tx.run(q.seen, id=known["id"], data=Json(external.kept))
        return user
    if not external.email or not external.email_verified:
        title = external.provider
        raise Problem(
            "provider_email_needs_verification", 422, f"Unverified email with {title}. Verify it there first."
        )
    user_or_none = await users.find_by_email(tx, external.email)
    if user_or_none is None:
        return await _newcomer(identity, tx, external, invitation)
    return await join(identity, tx, external, user_or_none)


async def unlink(tx: Tx, person: UUID, identity_id: UUID) -> None:
    """Takes one of several ways away; the address follows."""
    ways = await tx.rows(q.of_user, person=person)
    if len(ways) <= 1:
        raise THE_ONLY_ONE()
    gone = next((way for way in ways if way["id"] == identity_id), None)
    if gone is None:
        raise UNKNOWN()
    await tx.run(q.remove, id=identity_id, person=person)
    if gone["provider"] == "phone":
        await tx.run(q.drop_phone, person=person)
    else:
        await tx.run(q.take_address, person=person)
    await tx.run(q.note_providers, person=person)
    await users.log(tx, "identity_unlinked", person, {"provider": gone["provider"], "identity_id": str(identity_id)})


async def _link(
    identity: Identity, tx: Tx, external: External, known: Mapping[str, Any] | None, link_to: UUID
) -> users.Row:
    if known is not None:
        raise LINKED_ALREADY() if known["user_id"] == link_to else LINKED_ELSEWHERE()
    user = await users.find(tx, link_to)
    if user is None:
        raise NO_SUCH_USER()
    if users.is_banned(user):
        raise BANNED()
    if user["is_anonymous"]:
        return await _settle(identity, tx, external, user)
    await _add(tx, external, link_to)
    if external.email_verified and external.email.lower() == (user["email"] or "").lower():
        await tx.run(q.proven, person=link_to)
    return await _usable(tx, link_to)


async def _settle(identity: Identity, tx: Tx, external: External, user: users.Row) -> users.Row:
    """Somebody anonymous becomes somebody: with an address, and a place in the house."""
    if not external.email_verified:
        raise Problem("provider_email_needs_verification", 422, f"Unverified email with {external.provider}.")
    if await users.find_by_email(tx, external.email) is not None:
        raise Problem("email_exists", 422, "A user with this email address has already been registered")
    await tx.run(q.settle, person=user["id"], email=external.email, data=Json(dict(external.data)))
    await _add(tx, external, user["id"])
    data = {**external.data, **(user["raw_user_meta_data"] or {})}
    await identity.house.welcome(tx, Newcomer(user["id"], external.email, data))
    return await _usable(tx, user["id"])


async def join(identity: Identity, tx: Tx, external: External, user: users.Row) -> users.Row:
    """The provider proves the address of a user we know. Whoever typed it before without proof keeps nothing."""
    if users.is_banned(user):
        raise BANNED()
    if user["email_confirmed_at"] is None or user["email_assumed"]:
        await disown(identity, tx, user["id"], address=False)
        await tx.run(q.settle, person=user["id"], email=None, data=Json({}))
    await _add(tx, external, user["id"])
    return await _usable(tx, user["id"])


async def disown(identity: Identity, tx: Tx, person: UUID, *, address: bool = True) -> None:
    """The owner of an address has come: whatever somebody who only typed it could come back with is gone.

    With `address`, the address itself stays a way to prove to be the user.
    """
    await tx.run(q.disown, person=person, all=not address)
    await identity.house.disown(tx, person)
    await users.log(tx, "user_address_proven", person)
    callers.forget_person(identity, person)


async def _newcomer(identity: Identity, tx: Tx, external: External, invitation: str | None) -> users.Row:
    if not (identity.policy.signup or invitation):
        raise SIGNUP_DISABLED()
    data = {**external.data, "email": external.email, "email_verified": True, "sub": external.subject}
    user = await users.create_external(tx, identity.policy, external.email, data, external.provider)
    await _add(tx, external, user["id"])
    asked = {"invitation": invitation} if invitation else {}
    await identity.house.welcome(tx, Newcomer(user["id"], external.email, {**data, **asked}))
    await users.log(tx, "user_signedup", user["id"], {"provider": external.provider})
    return await _usable(tx, user["id"])


async def _add(tx: Tx, external: External, person: UUID) -> None:
    added = await tx.rows(
        q.add, subject=external.subject, person=person, data=Json(external.kept), provider=external.provider
    )
    if not added:
        raise LINKED_ELSEWHERE()
    await tx.run(q.note_providers, person=person)
    await users.log(tx, "identity_linked", person, {"provider": external.provider})


async def _usable(tx: Tx, person: UUID) -> users.Row:
    user = await users.find(tx, person)
    if user is None:
        raise NO_SUCH_USER()
    if users.is_banned(user):
        raise BANNED()
    return user
