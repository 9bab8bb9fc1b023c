"""Somebody anonymous becomes somebody: with an address, an identity, and a place in the house (wire.md 2.1)."""

from __future__ import annotations

from uuid import uuid4

from comity.core.db import Json, Tx
from comity.platform.auth import users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identity import Identity


async def settle(identity: Identity, tx: Tx, user: users.Row, email: str) -> None:
    """The address is the user's, who keeps everything else: id, sessions, what they made. The house is told after."""
    person = user["id"]
    proof = {"sub": str(person), "email": email.lower(), "email_verified": True, "phone_verified": False}
    await tx.run(users.q.settle_address, id=person, email=email, assumed=identity.policy.autoconfirm)
    await tx.run(users.q.create_identity, user_id=person, data=Json(proof), provider="email")
    await users.log(tx, "user_converted", person, {"email": email})

    async def welcome() -> None:
        keeper = identity.house_keeper(org_id=uuid4(), user_id=person, like=tx.who)
        async with identity.db.acting(keeper) as later:
            await identity.house.welcome(later, Newcomer(person, email.lower(), user["raw_user_meta_data"] or {}))

    if user["is_anonymous"]:
        tx.after_commit(welcome)
