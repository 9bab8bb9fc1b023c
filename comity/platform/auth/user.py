"""GET and PUT /user (wire.md 2.1): the signed-in user."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from comity.core.db import Json
from comity.core.errors import Problem
from comity.platform.auth import (
    accounts,
    addresses,
    attempts,
    conversion,
    letters,
    one_time,
    phones,
    sessions,
    users,
)
from comity.platform.auth.wire import Caller, answer, asked, body, caller, endpoint, identity, mapping, text

EMAIL_EXISTS = Problem("email_exists", 422, "A user with this email address has already been registered")
NEEDS_MORE = Problem(
    "insufficient_aal", 401, "AAL2 session is required to update email or password when MFA is enabled."
)
NOT_ADMIN = Problem("not_admin", 403, "Updating app_metadata requires admin privileges")
SSO_MANAGED = Problem("user_sso_managed", 422, "Updating email, phone, password of a SSO account only possible via SSO")
NO_ADDRESS_YET = Problem(
    "validation_failed", 422, "Updating password of an anonymous user without an email or phone is not allowed"
)
NONCE_NEEDED = Problem("reauthentication_needed", 400, "Password update requires reauthentication")
NONCE_INVALID = Problem("reauthentication_not_valid", 422, "Nonce has expired or is invalid")
PHONE_DISABLED = Problem("phone_provider_disabled", 422, "Phone numbers cannot be used here")


@endpoint
async def show(request: Request) -> Response:
    """The user a token stands for."""
    return answer(users.as_json((await caller(request, programs=True)).user))


@endpoint
async def update(request: Request) -> Response:
    """Changes what was sent: password, metadata, address (after both addresses have agreed), number."""
    found = await caller(request)
    sent = await body(request)
    _may(found, sent)
    password = sent.get("password")
    if password is not None:
        await _check_nonce(request, found, sent)
        current = text(sent, "current_password") or None
        service = identity(request)
        await accounts.change_password(
            service, found.user, text(sent, "password"), found.who, keep=found.session_id, current=current
        )
    await _update_rest(request, found, sent)
    return answer(users.as_json(await _reload(request, found.user["id"])))


def _may(found: Caller, sent: dict[str, Any]) -> None:
    """Who may not change what, in GoTrue's words."""
    user = found.user
    if sent.get("app_metadata") is not None:
        raise NOT_ADMIN()
    touches = bool(sent.get("password")) or any(
        sent.get(name) and sent[name] != user[name] for name in ("email", "phone")
    )
    if touches and user["is_sso_user"]:
        raise SSO_MANAGED()
    if touches and found.aal == "aal1" and any(one["status"] == "verified" for one in user["factors"] or ()):
        raise NEEDS_MORE()
    if user["is_anonymous"] and sent.get("password") and not (text(sent, "email") or text(sent, "phone")):
        raise NO_ADDRESS_YET()


async def _check_nonce(request: Request, found: Caller, sent: dict[str, Any]) -> None:
    """A session older than a day needs a mailed code for a new password, where the operator wants that."""
    service, nonce = identity(request), text(sent, "nonce")
    if not service.policy.reauthentication or not found.user["email"]:
        return
    async with service.db.acting(service.house_keeper()) as tx:
        fresh = await tx.value(sessions.q.is_fresh, id=found.session_id)
    if fresh:
        return
    if not nonce:
        raise NONCE_NEEDED()
    await attempts.count(service, "code", found.user["email"], found.who)
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        taken = await one_time.guess(tx, "reauthentication", found.user["email"], nonce)
    if taken is None:
        raise NONCE_INVALID()
    await attempts.forgive(service, "code", found.user["email"], found.who)


async def _update_rest(request: Request, found: Caller, sent: dict[str, Any]) -> None:
    service, user = identity(request), found.user
    new = addresses.checked(sent["email"]) if text(sent, "email") else ""
    phone = addresses.checked_phone(text(sent, "phone")) if text(sent, "phone") else ""
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        if phone and phone != (user["phone"] or ""):
            if not service.policy.phone:
                raise PHONE_DISABLED()
            await phones.keep(tx, user["id"], phone, confirmed=True)
        if new and new != (user["email"] or "").lower():
            if await users.find_by_email(tx, new) is not None:
                raise EMAIL_EXISTS()
            if not user["email"] and service.policy.autoconfirm:
                await conversion.settle(service, tx, user, new)
            else:
                await letters.email_change(service, tx, user, new, asked(request, sent))
        if sent.get("data") is not None:
            await tx.run(users.q.merge_user_meta, id=user["id"], data=Json(mapping(sent, "data")))
        await users.log(tx, "user_modified", user["id"])


async def _reload(request: Request, user_id: UUID) -> users.Row:
    service = identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        found = await users.find(tx, user_id)
    assert found is not None
    return found
