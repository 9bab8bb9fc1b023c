"""GET and PUT /user (wire.md 2.1): the signed-in user."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from comity.core.db import Json
from comity.core.errors import Problem
from comity.platform.auth import accounts, addresses, letters, users
from comity.platform.auth.wire import Caller, answer, asked, body, caller, endpoint, identity, mapping, text

EMAIL_EXISTS = Problem("email_exists", 422, "A user with this email address has already been registered")
NEEDS_MORE = Problem(
    "insufficient_aal", 401, "AAL2 session is required to update email or password when MFA is enabled."
)
NOT_ADMIN = Problem("not_admin", 403, "Updating app_metadata requires admin privileges")
PHONE_DISABLED = Problem("phone_provider_disabled", 422, "Phone numbers cannot be used here")


@endpoint
async def show(request: Request) -> Response:
    """The user a token stands for."""
    return answer(users.as_json((await caller(request)).user))


@endpoint
async def update(request: Request) -> Response:
    """Changes what was sent: password, metadata, address (after both addresses have agreed)."""
    found = await caller(request)
    sent = await body(request)
    if sent.get("app_metadata") is not None:
        raise NOT_ADMIN
    if text(sent, "phone") and text(sent, "phone") != (found.user["phone"] or ""):
        raise PHONE_DISABLED
    guarded = any(sent.get(name) for name in ("password", "email", "phone"))
    if guarded and found.aal == "aal1" and any(one["status"] == "verified" for one in found.user["factors"] or ()):
        raise NEEDS_MORE
    if sent.get("password") is not None:
        current = text(sent, "current_password") or None
        await accounts.change_password(
            identity(request), found.user, text(sent, "password"), found.who, keep=found.session_id, current=current
        )
    await _update_rest(request, found, sent)
    return answer(users.as_json(await _reload(request, found.user["id"])))


async def _update_rest(request: Request, found: Caller, sent: dict[str, Any]) -> None:
    service, user = identity(request), found.user
    new = addresses.checked(sent["email"]) if text(sent, "email") else ""
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        if new and new != (user["email"] or "").lower():
            if await users.find_by_email(tx, new) is not None:
                raise EMAIL_EXISTS
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
