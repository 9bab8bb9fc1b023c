"""Phone numbers as addresses: kept, and good with a password; never proven, for no text message is ever sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from comity.core.db import Json, Tx
from comity.core.errors import Problem, on_constraint
from comity.core.who import Who
from comity.platform.auth import identities, passwords, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identity import Identity

DISABLED = Problem("phone_provider_disabled", 400, "Phone signups are disabled")
EXISTS = Problem("phone_exists", 422, "Phone number already registered by another user", field="phone")
ALREADY_REGISTERED = Problem("user_already_exists", 422, "User already registered", field="phone")
on_constraint("users_phone_key", EXISTS)


async def sign_up(identity: Identity, phone: str, password: str, data: Mapping[str, Any], asker: Who) -> users.Row:
    """A new user with a number and a password."""
    policy = identity.policy
    if not policy.phone:
        raise DISABLED()
    if not policy.signup:
        raise Problem("signup_disabled", 422, "Signups not allowed for this instance")
    if not password:
        raise Problem("validation_failed", 400, "Signup requires a valid password", field="password")
    await passwords.refuse_weak(policy, password)
    password_hash = await passwords.hashed(password)
    user_id = uuid4()
    async with identity.db.acting(identity.house_keeper(org_id=uuid4(), user_id=user_id, like=asker)) as tx:
        if await users.find_by_phone(tx, phone) is not None:
            raise ALREADY_REGISTERED()
        await users.create_external(tx, policy, None, data, "phone")
        await tx.run(users.q.set_password, id=user_id, password_hash=password_hash)
        await keep(tx, user_id, phone, confirmed=True)
        await identity.house.welcome(tx, Newcomer(user_id, "", data))
        await users.log(tx, "user_signedup", user_id, {"provider": "phone"})
        user = await users.find(tx, user_id)
    assert user is not None
    return user


async def keep(tx: Tx, user_id: UUID, phone: str, *, confirmed: bool) -> None:
    """The number is the user's from now on, and a way to prove it."""
    other = await users.find_by_phone(tx, phone)
    if other is not None and other["id"] != user_id:
        raise EXISTS()
    proof = {"sub": str(user_id), "phone": phone, "phone_verified": confirmed, "email_verified": False}
    await tx.run(users.q.set_phone, id=user_id, phone=phone, confirmed=confirmed)
    await tx.run(users.q.put_phone_identity, user_id=user_id, data=Json(proof))
    await tx.run(identities.q.note_providers, person=user_id)
