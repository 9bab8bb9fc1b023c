"""GET, PUT and DELETE /admin/users/{id} (wire.md 2.1)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from comity.platform.auth import admin, callers, sessions, users
from comity.platform.auth.wire import answer, asker, body, endpoint, identity


@endpoint
async def show(request: Request) -> Response:
    """One user."""
    admin.require(request)
    service = identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        return answer(users.as_json(await admin.find(tx, admin.user_id(request))))


@endpoint
async def update(request: Request) -> Response:
    """Changes a user; a ban or a new password holds at once here, within seconds elsewhere."""
    admin.require(request)
    service, wanted = identity(request), admin.user_id(request)
    what = await admin.said(request, await body(request))
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        await admin.find(tx, wanted)
        if what.email:
            other = await users.find_by_email(tx, what.email)
            if other is not None and other["id"] != wanted:
                raise admin.EXISTS()
        await admin.apply(tx, wanted, what)
        await users.log(tx, "user_modified", wanted, {"by": "admin"})
        changed = await admin.find(tx, wanted)
    callers.forget_person(service, wanted)
    return answer(users.as_json(changed))


@endpoint
async def delete(request: Request) -> Response:
    """Takes a user away: out of every organisation, and out of every place."""
    admin.require(request)
    service, wanted = identity(request), admin.user_id(request)
    softly = (await body(request)).get("should_soft_delete") is True
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        user = await admin.find(tx, wanted)
        await users.log(tx, "user_deleted", wanted, {"email": user["email"]})
        await service.house.farewell(tx, wanted)
        await tx.run(sessions.q.end_others, person=wanted, keep=None)
        if softly:
            await tx.run(admin.q.hide_traces, id=wanted)
            await tx.run(admin.q.hide, id=wanted)
        else:
            await tx.run(admin.q.delete, id=wanted)
    callers.forget_person(service, wanted)
    return answer({})
