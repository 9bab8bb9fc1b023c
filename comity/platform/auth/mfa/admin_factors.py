"""/admin/users/{id}/factors (wire.md 2.1): what an administrator may do about a user's second factors."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import admin, users
from comity.platform.auth.mfa import factors
from comity.platform.auth.mfa.endpoints import factor_named
from comity.platform.auth.wire import answer, asker, body, endpoint, identity, text

BAD_TYPE = Problem("validation_failed", 400, "The type of a factor cannot be changed")


@endpoint
async def show(request: Request) -> Response:
    """Every factor of a user, without its secret."""
    admin.require(request)
    service, wanted = identity(request), admin.user_id(request)
    async with service.db.acting(service.house_keeper()) as tx:
        user = await admin.find(tx, wanted)
    return answer(user["factors"] or [])


@endpoint
async def update(request: Request) -> Response:
    """Another name for a factor."""
    admin.require(request)
    service, wanted, factor_id = identity(request), admin.user_id(request), factor_named(request)
    sent = await body(request)
    if text(sent, "factor_type") not in ("", "totp"):
        raise BAD_TYPE()
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        await admin.find(tx, wanted)
        name = text(sent, "friendly_name").strip()[:200]
        if name and not await tx.run(factors.q.rename, id=factor_id, person=wanted, name=name):
            raise factors.NOT_FOUND()
        await users.log(tx, "factor_updated", wanted, {"factor_id": str(factor_id), "by": "admin"})
        user = await admin.find(tx, wanted)
    kept = next((factor for factor in user["factors"] or () if factor["id"] == str(factor_id)), None)
    if kept is None:
        raise factors.NOT_FOUND()
    return answer(kept)


@endpoint
async def delete(request: Request) -> Response:
    """Takes a factor away, of somebody who lost phone and codes."""
    admin.require(request)
    service, wanted, factor_id = identity(request), admin.user_id(request), factor_named(request)
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        user = await admin.find(tx, wanted)
        await factors.remove(service, tx, wanted, factor_id, aal="aal2")
    return answer(next(factor for factor in user["factors"] if factor["id"] == str(factor_id)))
