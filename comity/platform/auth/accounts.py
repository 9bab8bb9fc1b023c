"""What people do with their accounts, whichever door they come through: sign up, sign in, recover, change.

Each verb opens its own transactions, because what was guessed must be counted even when the request fails.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth import addresses, attempts, callers, letters, passwords, sessions, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identity import Identity
from comity.platform.auth.letters import BY_PAGE, Asked

INVALID_CREDENTIALS = Problem("invalid_credentials", 400, "Invalid login credentials")
NOT_CONFIRMED = Problem("email_not_confirmed", 400, "Email not confirmed")
BANNED = Problem("user_banned", 400, "User is banned")
EMAIL_DISABLED = Problem("email_provider_disabled", 422, "Email logins are disabled")
EMAIL_LETTERS_DISABLED = Problem("email_provider_disabled", 400, "Email logins are disabled")
EMAIL_SIGNUPS_DISABLED = Problem("email_provider_disabled", 400, "Email signups are disabled")
SIGNUP_DISABLED = Problem("signup_disabled", 422, "Signups not allowed for this instance")
NO_PASSWORD = Problem("validation_failed", 400, "Signup requires a valid password", field="password")
OTP_DISABLED = Problem("otp_disabled", 422, "Signups not allowed for otp")
SAME_PASSWORD = Problem(
    "same_password", 422, "New password should be different from the old password.", field="password"
)
WRONG_CURRENT = Problem("current_password_invalid", 400, "Current password is incorrect.", field="current_password")


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A user after signing up. Not `fresh`: the address was known, and nothing was changed."""

    user: users.Row
    fresh: bool


async def sign_up(
    identity: Identity,
    email: object,
    password: object,
    data: Mapping[str, Any],
    asker: Who,
    *,
    asked: Asked = BY_PAGE,
    confirmed: bool = False,
    invited: bool = False,
) -> SignedUp:
    """A new user with a place of their own (or the one that invited them), in one transaction.  seed: AU01, A14-A18

    `confirmed` says that somebody vouches for the address; where no mail can prove it, it is assumed.
    """
    policy = identity.policy
    if not (policy.email or invited):
        raise EMAIL_SIGNUPS_DISABLED()
    if not (policy.signup or invited):
        raise SIGNUP_DISABLED()
    if not isinstance(password, str) or not password:
        raise NO_PASSWORD()
    await passwords.refuse_weak(policy, password)
    address = addresses.checked(email)
    password_hash = await passwords.hashed(password)  # also for a known address: the answer takes as long
    user_id, org_id = uuid4(), uuid4()
    async with identity.db.acting(identity.house_keeper(org_id=org_id, user_id=user_id, like=asker)) as tx:
        known = await users.find_by_email(tx, address)
        if known is not None:
            await users.log(tx, "user_repeated_signup", known["id"], {"provider": "email"})
            if known["email_confirmed_at"] is None and not policy.autoconfirm:
                await letters.confirmation(identity, tx, known, asked)
            return SignedUp(known, fresh=False)
        at_once = confirmed or policy.autoconfirm
        user = await users.create(
            tx,
            policy,
            email=address,
            password_hash=password_hash,
            data=data,
            confirmed=at_once,
            assumed=at_once and not confirmed,
            user_id=user_id,
            signed_up=True,
        )
        await identity.house.welcome(tx, Newcomer(user_id, address, data))
        await users.log(tx, "user_signedup", user_id, {"provider": "email"})
        if not at_once:
            await letters.confirmation(identity, tx, user, asked)
            user = await users.find(tx, user_id) or user
        return SignedUp(user, fresh=True)


async def check_password(
    identity: Identity, email: str, password: str, asker: Who, *, is_phone: bool = False
) -> users.Row:
    """The user whose address and password these are; guesses are counted and wrong ones audited.  seed: AU12, AU13"""
    if not (is_phone or identity.policy.email):
        raise EMAIL_DISABLED()
    await attempts.count(identity, "sign-in", email, asker)
    service = identity.house_keeper(like=asker)
    async with identity.db.acting(service) as tx:
        user = await (users.find_by_phone(tx, email) if is_phone else users.find_by_email(tx, email.strip()))
    kept = user["encrypted_password"] if user else None
    right = await passwords.matches(kept, password)
    if user is None or not right:
        async with identity.db.acting(service) as tx:
            person = user["id"] if user else None
            await users.log(tx, "login_failed", person, {"email": email.strip()[:255]})
        raise INVALID_CREDENTIALS()
    await attempts.forgive(identity, "sign-in", email, asker)
    if users.is_banned(user):
        raise BANNED()
    if user["confirmed_at"] is None:
        raise NOT_CONFIRMED()
    if passwords.outdated(user["encrypted_password"]):
        renewed = await passwords.hashed(password)
        async with identity.db.acting(service) as tx:
            await tx.run(users.q.set_password, id=user["id"], password_hash=renewed)
    return user


async def change_password(
    identity: Identity, user: users.Row, password: str, asker: Who, *, keep: UUID | None, current: str | None = None
) -> None:
    """Sets a new password and signs every other place out."""
    await passwords.refuse_weak(identity.policy, password)
    kept = user["encrypted_password"]
    if current is not None and not await passwords.matches(kept, current):
        raise WRONG_CURRENT()
    if kept and await passwords.matches(kept, password):
        raise SAME_PASSWORD()
    password_hash = await passwords.hashed(password)
    async with identity.db.acting(identity.house_keeper(like=asker)) as tx:
        await tx.run(users.q.set_password, id=user["id"], password_hash=password_hash)
        await tx.run(sessions.q.end_others, person=user["id"], keep=keep)
        await users.log(tx, "user_updated_password", user["id"])
    callers.forget_person(identity, user["id"])


async def ask_recovery(identity: Identity, email: object, asker: Who, *, asked: Asked = BY_PAGE) -> None:
    """Sends a link to set a new password, if there is such a user; says and takes the same if not."""
    if not identity.policy.email:
        raise EMAIL_LETTERS_DISABLED()
    address = addresses.checked(email)
    async with level(0.15):
        await attempts.count(identity, "recovery", address, asker)
        async with identity.db.acting(identity.house_keeper(like=asker)) as tx:
            user = await users.find_by_email(tx, address)
            if user is not None and not users.is_banned(user):
                await users.log(tx, "user_recovery_requested", user["id"])
                await letters.recovery(identity, tx, user, asked)


async def ask_magic_link(
    identity: Identity, email: object, data: Mapping[str, Any], asker: Who, *, asked: Asked, create: bool
) -> None:
    """Sends a link to sign in; a new address gets an account whose first link also proves it."""
    if not identity.policy.email:
        raise EMAIL_DISABLED()
    address = addresses.checked(email)
    async with level(0.15):
        await attempts.count(identity, "magic link", address, asker)
        user_id, org_id = uuid4(), uuid4()
        service = identity.house_keeper(org_id=org_id, user_id=user_id, like=asker)
        async with identity.db.acting(service) as tx:
            user = await users.find_by_email(tx, address)
            if user is None:
                if not (create and identity.policy.signup):
                    raise OTP_DISABLED()
                user = await users.create(
                    tx,
                    identity.policy,
                    email=address,
                    password_hash=None,
                    data=data,
                    confirmed=False,
                    user_id=user_id,
                    signed_up=True,
                )
                await identity.house.welcome(tx, Newcomer(user_id, address, data))
            if not users.is_banned(user):
                await letters.magic_link(identity, tx, user, asked)


async def resend(identity: Identity, kind: str, email: object, asker: Who, *, asked: Asked) -> None:
    """The confirmation, or both letters of an address change, again; the same answer when there is nothing to send."""
    if not identity.policy.email:
        raise EMAIL_LETTERS_DISABLED()
    address = addresses.checked(email)
    async with level(0.15):
        await attempts.count(identity, "resend", address, asker)
        async with identity.db.acting(identity.house_keeper(like=asker)) as tx:
            user = await users.find_by_email(tx, address)
            if user is None or users.is_banned(user):
                return
            if kind == "signup" and user["email_confirmed_at"] is None:
                await letters.confirmation(identity, tx, user, asked)
            if kind == "email_change" and user["email_change"]:
                await letters.email_change(identity, tx, user, user["email_change"], asked)


async def signin_link(identity: Identity, email: str) -> str:
    """A link that signs somebody in once: for the operator, who may hand it over."""
    async with identity.db.acting(identity.house_keeper()) as tx:
        user = await users.find_by_email(tx, email.strip())
        if user is None:
            raise Problem("user_not_found", 404, f"Nobody has the address {email}.")
        return await letters.signin_link(identity, tx, user)


@asynccontextmanager
async def level(seconds: float) -> AsyncIterator[None]:
    """Takes so long at least, whatever was found inside: time tells nobody which addresses are known."""
    started = time.monotonic()
    try:
        yield
    finally:
        await asyncio.sleep(max(0.0, started + seconds - time.monotonic()))
