"""POST /admin/generate_link (wire.md 2.1): the link and code of a letter, without sending it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import addresses, admin, letters, one_time, passwords, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.letters import Asked
from comity.platform.auth.wire import answer, asker, body, endpoint, identity, mapping, text

UNKNOWN = Problem("user_not_found", 404, "User with this email not found")
BAD_TYPE = Problem("validation_failed", 400, "Invalid email action link type requested")
_KINDS = {
    "signup": one_time.CONFIRMATION,
    "invite": one_time.CONFIRMATION,
    "magiclink": one_time.RECOVERY,
    "recovery": one_time.RECOVERY,
    "email_change_current": one_time.EMAIL_CURRENT,
    "email_change_new": one_time.EMAIL_NEW,
}
_AS_IF_SENT = {"signup": "confirmation", "invite": "invitation", "magiclink": "magic_link", "recovery": "recovery"}


@endpoint
async def generate(request: Request) -> Response:
    """Makes the secret, and the user where the type says so."""
    admin.require(request)
    service, sent = identity(request), await body(request)
    kind, email = text(sent, "type"), addresses.checked(sent.get("email"))
    if kind not in _KINDS:
        raise BAD_TYPE()
    password_hash = await _password_hash(request, kind, sent)
    chosen = uuid4()
    keeper = service.house_keeper(org_id=uuid4(), user_id=chosen, like=asker(request))
    async with service.db.acting(keeper) as tx:
        user = await users.find_by_email(tx, email)
        if user is None:
            kind = "signup" if kind == "magiclink" else kind
            if kind not in ("signup", "invite"):
                raise UNKNOWN()
            data = mapping(sent, "data")
            user = await users.create(
                tx,
                service.policy,
                email=email,
                password_hash=password_hash,
                data=data,
                confirmed=False,
                user_id=chosen,
            )
            await service.house.welcome(tx, Newcomer(chosen, email, data))
        elif kind in ("signup", "invite") and user["email_confirmed_at"] is not None:
            raise admin.EXISTS()
        made = await _secret(request, tx, user, kind, sent)
        return answer({**users.as_json(await admin.find(tx, user["id"])), **made})


async def _secret(request: Request, tx: Tx, user: users.Row, kind: str, sent: dict[str, Any]) -> dict[str, Any]:
    service, address = identity(request), user["email"]
    if kind.startswith("email_change"):
        new = addresses.checked(sent.get("new_email"))
        if await users.find_by_email(tx, new) is not None:
            raise admin.EXISTS()
        await tx.run(users.q.ask_email_change, id=user["id"], email=new)
        address = new if kind == "email_change_new" else address
    if kind == "invite":
        await tx.run(admin.q.invited, id=user["id"])
    made = await one_time.make(tx, user["id"], _KINDS[kind], address, service.policy.link_life)
    if kind in _AS_IF_SENT:
        await tx.run(users.q.note_sent, id=user["id"], kind=_AS_IF_SENT[kind])
    there = service.policy.redirect(text(sent, "redirect_to") or request.query_params.get("redirect_to"))
    verification = "email_change" if kind.startswith("email_change") else kind
    return {
        "action_link": letters.link(service.policy, Asked("wire", there), made.token, verification),
        "email_otp": made.code,
        "hashed_token": made.token,
        "verification_type": kind,
        "redirect_to": there,
    }


async def _password_hash(request: Request, kind: str, sent: dict[str, Any]) -> str | None:
    password = text(sent, "password")
    if kind != "signup" or not password:
        return None
    await passwords.refuse_weak(identity(request).policy, password)
    return await passwords.hashed(password)
