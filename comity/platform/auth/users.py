"""Users: rows of auth.users, and the object every answer shows (wire.md 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import Problem, on_constraint
from comity.platform.auth.policy import Policy

q = sql.load(__file__)

ALREADY_REGISTERED = Problem("user_already_exists", 422, "User already registered", field="email")
on_constraint("users_email_partial_key", ALREADY_REGISTERED)

Row = dict[str, Any]


async def find(tx: Tx, user_id: UUID) -> Row | None:
    """A user by id."""
    return await tx.row(q.by_id, id=user_id)


async def find_by_email(tx: Tx, email: str) -> Row | None:
    """A user by address, however it was capitalised."""
    return await tx.row(q.by_email, email=email)


async def find_by_phone(tx: Tx, phone: str) -> Row | None:
    """A user by number."""
    return await tx.row(q.by_phone, phone=phone)


async def create(
    tx: Tx,
    policy: Policy,
    *,
    email: str,
    password_hash: str | None,
    data: Mapping[str, Any],
    confirmed: bool,
    assumed: bool = False,
    invited: bool = False,
    user_id: UUID | None = None,
    signed_up: bool = False,
) -> Row:
    """A new user with an e-mail identity; a Problem when the address is taken.

    Who signs up has the identity's facts in their own metadata too; who is made by an administrator has not.
    """
    user_id = user_id or uuid4()
    proof = {"sub": str(user_id), "email": email, "email_verified": confirmed, "phone_verified": False}
    await tx.run(
        q.create,
        id=user_id,
        aud=policy.audience,
        email=email,
        password_hash=password_hash,
        confirmed=confirmed,
        assumed=assumed,
        invited=invited,
        app_meta=Json({"provider": "email", "providers": ["email"]}),
        user_meta=Json({**data, **proof} if signed_up else dict(data)),
        anonymous=False,
    )
    await tx.run(q.create_identity, user_id=user_id, data=Json({**data, **proof}), provider="email")
    found = await find(tx, user_id)
    assert found is not None
    return found


async def create_external(tx: Tx, policy: Policy, email: str | None, data: Mapping[str, Any], provider: str) -> Row:
    """A new user who proved an address elsewhere. `tx` acts as that user: its id is the new one."""
    user_id = tx.who.user_id or uuid4()
    await tx.run(
        q.create,
        id=user_id,
        aud=policy.audience,
        email=email,
        password_hash=None,
        confirmed=email is not None,
        assumed=False,
        invited=False,
        app_meta=Json({"provider": provider, "providers": [provider]}),
        user_meta=Json(dict(data)),
        anonymous=False,
    )
    found = await find(tx, user_id)
    assert found is not None
    return found


async def create_anonymous(tx: Tx, policy: Policy, data: Mapping[str, Any]) -> Row:
    """A user nobody knows anything of."""
    user_id = uuid4()
    await tx.run(
        q.create,
        id=user_id,
        aud=policy.audience,
        email=None,
        password_hash=None,
        confirmed=False,
        assumed=False,
        invited=False,
        app_meta=Json({}),
        user_meta=Json(dict(data)),
        anonymous=True,
    )
    found = await find(tx, user_id)
    assert found is not None
    return found


async def log(
    tx: Tx, event: str, person: UUID | None, details: Mapping[str, Any] | None = None, org_id: UUID | None = None
) -> None:
    """Writes an account's event into the logs.  seed: AU12, GD03"""
    await tx.run(q.log_event, person=person, event=event, org=org_id, details=Json(dict(details or {})))


def is_banned(user: Row) -> bool:
    """Whether the operator keeps this user out at present."""
    until = user["banned_until"]
    return until is not None and until > datetime.now(UTC)


def as_json(user: Row) -> dict[str, Any]:
    """The user object. Keys that upstream leaves out when empty are left out."""
    shown = {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"] or "",
        "email": user["email"] or "",
        "email_confirmed_at": instant(user["email_confirmed_at"]),
        "invited_at": instant(user["invited_at"]),
        "phone": user["phone"] or "",
        "phone_confirmed_at": instant(user["phone_confirmed_at"]),
        "confirmation_sent_at": instant(user["confirmation_sent_at"]),
        "confirmed_at": instant(user["confirmed_at"]),
        "recovery_sent_at": instant(user["recovery_sent_at"]),
        "new_email": user["email_change"] or None,
        "email_change_sent_at": instant(user["email_change_sent_at"]),
        "new_phone": user["phone_change"] or None,
        "last_sign_in_at": instant(user["last_sign_in_at"]),
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "identities": user["identities"],
        "factors": user["factors"],
        "created_at": instant(user["created_at"]),
        "updated_at": instant(user["updated_at"]),
        "banned_until": instant(user["banned_until"]),
        "is_anonymous": user["is_anonymous"],
    }
    return {key: value for key, value in shown.items() if value is not None}


def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC, as Go prints it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
