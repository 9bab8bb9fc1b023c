"""What the admin endpoints share: who may, and what they may say (wire.md 2.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import addresses, callers, passwords, phones, users
from comity.platform.auth.wire import NO_TOKEN, identity, mapping, text

q = sql.load(__file__)

NOT_ADMIN = Problem("not_admin", 403, "User not allowed")
NOT_FOUND = Problem("user_not_found", 404, "User not found")
BAD_ID = Problem("validation_failed", 404, "user_id must be an UUID")
EXISTS = Problem("email_exists", 422, "A user with this email address has already been registered")
NO_ADDRESS = Problem("validation_failed", 400, "Cannot create a user without either an email or phone")
ONE_PASSWORD = Problem("validation_failed", 400, "Only a password or a password hash should be provided")
BAD_HASH = Problem("validation_failed", 400, "The password hash is neither bcrypt nor argon2")
BAD_NEW_ID = Problem("validation_failed", 400, "ID must conform to the uuid v4 format")
NIL_ID = Problem("validation_failed", 400, "ID cannot be a nil uuid")
BAD_ROLE = Problem("validation_failed", 400, "A user cannot have this role")
BAD_BAN = Problem("validation_failed", 400, "invalid format for ban duration")
_ADMINS = ("service_role", "supabase_admin")
_HASH = re.compile(r"^(\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(i|id)\$.+)$")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True, slots=True)
class Said:
    """What an administrator said about a user."""

    email: str | None
    phone: str | None
    phone_confirm: bool
    password_hash: str | None
    confirm: bool
    ban: timedelta | None
    app_meta: dict[str, Any]
    user_meta: dict[str, Any]
    role: str | None


def require(request: Request) -> None:
    """Only the service's key, or a token of GoTrue's own administrator role."""
    header = request.headers.get("authorization")
    token = callers.bearer_of(header) if header else request.headers.get("apikey")
    if not token:
        raise NO_TOKEN()
    if request.state.who.role == "service_role":
        return
    try:
        role = identity(request).tokens.of_any_audience(token).get("role")
    except Problem as problem:
        if getattr(request.state, "refused", None) is None:
            raise NOT_ADMIN() from problem
        sentence = f"invalid JWT: unable to parse or verify signature, {problem.sentence}"
        raise Problem("bad_jwt", 403, sentence) from problem
    if role not in _ADMINS:
        raise NOT_ADMIN()


async def said(request: Request, body: dict[str, Any]) -> Said:
    """The parts of the body, checked."""
    phone = text(body, "phone")
    return Said(
        email=addresses.checked(body["email"]) if text(body, "email") else None,
        phone=addresses.checked_phone(phone) if phone else None,
        phone_confirm=body.get("phone_confirm") is True,
        password_hash=await _password_hash(request, body),
        confirm=body.get("email_confirm") is True,
        ban=span(text(body, "ban_duration")),
        app_meta=mapping(body, "app_metadata"),
        user_meta=mapping(body, "user_metadata"),
        role=_role(text(body, "role")),
    )


def _role(name: str) -> str | None:
    """The role a user's tokens carry, if it does not open this door: no session of an administrator's would end."""
    if name in _ADMINS or len(name) > 63:
        raise BAD_ROLE()
    return name or None


def chosen_id(body: dict[str, Any]) -> UUID:
    """The id a new user is to have, else one of ours."""
    wanted = text(body, "id")
    if not wanted:
        return uuid4()
    found = callers.uuid_or_none(wanted)
    if found is None:
        raise BAD_NEW_ID()
    if not found.int:
        raise NIL_ID()
    return found


async def _password_hash(request: Request, body: dict[str, Any]) -> str | None:
    if body.get("password") == "" and request.method == "PUT":  # an empty one is made up for a new user only
        await passwords.refuse_weak(identity(request).policy, "")
    password, ready = text(body, "password"), text(body, "password_hash")
    if password and ready:
        raise ONE_PASSWORD()
    if ready:
        if not _HASH.match(ready) or len(ready) > 255:
            raise BAD_HASH()
        return ready
    if not password:
        return None
    await passwords.refuse_weak(identity(request).policy, password)
    return await passwords.hashed(password)


def span(duration: str) -> timedelta | None:
    """A duration as Go writes it: 24h, 1h30m; none is no time at all."""
    if not duration:
        return None
    if duration == "none":
        return timedelta(0)
    if "".join(found[0] for found in _SPAN.finditer(duration)) != duration:
        raise BAD_BAN()
    try:
        return timedelta(seconds=sum(float(n) * _SECONDS[unit] for n, unit in _SPAN.findall(duration)))
    except OverflowError as error:
        raise BAD_BAN() from error


def user_id(request: Request) -> UUID:
    """The user of the path."""
    found = callers.uuid_or_none(request.path_params["id"])
    if found is None:
        raise BAD_ID()
    return found


async def find(tx: Tx, wanted: UUID) -> users.Row:
    """The user, or a Problem."""
    found = await users.find(tx, wanted)
    if found is None:
        raise NOT_FOUND()
    return found


async def apply(tx: Tx, wanted: UUID, what: Said) -> None:
    """Changes the user."""
    values = {"id": wanted, "email": what.email, "confirm": what.confirm}
    await tx.run(
        q.update,
        **values,
        password_hash=what.password_hash,
        ban=what.ban,
        app_meta=what.app_meta,
        user_meta=what.user_meta,
        role=what.role,
    )
    if what.email:
        await tx.run(q.update_identity, **values)
    if what.phone:
        await phones.keep(tx, wanted, what.phone, confirmed=what.phone_confirm)
