"""GET and POST /admin/users (wire.md 2.1): all users, and making one."""

from __future__ import annotations

from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import admin, admin_paging, users
from comity.platform.auth.house import Newcomer
from comity.platform.auth.identity import Identity
from comity.platform.auth.wire import answer, asker, body, endpoint, identity

BAD_SORT = Problem(
    "validation_failed", 400, "Bad Sort Parameters: only 'created_at asc' and 'created_at desc' are known"
)


@endpoint
async def show(request: Request) -> Response:
    """One page, with the total and links in the headers."""
    admin.require(request)
    service = identity(request)
    page = admin_paging.asked(request)
    said = request.query_params.get("filter") or None
    async with service.db.acting(service.house_keeper()) as tx:
        rows = await tx.rows(
            admin.q.page, most=page.size, skip=page.skip, filter=said, oldest_first=_oldest_first(request)
        )
        total = await tx.value(admin.q.count, filter=said)
    shown = {"users": [users.as_json(row) for row in rows], "aud": service.policy.audience}
    return answer(shown, headers=admin_paging.headers(request, page, total))


@endpoint
async def create(request: Request) -> Response:
    """A user, in the organisation that app_metadata names, else with an own one."""
    admin.require(request)
    service, sent = identity(request), await body(request)
    what = await admin.said(request, sent)
    if what.email is None and what.phone is None:
        raise admin.NO_ADDRESS()
    chosen = admin.chosen_id(sent)
    keeper = service.house_keeper(org_id=uuid4(), user_id=chosen, like=asker(request))
    async with service.db.acting(keeper) as tx:
        await _make(tx, service, chosen, what)
        await admin.apply(tx, chosen, what)
        await service.house.welcome(tx, Newcomer(chosen, what.email or "", what.user_meta, what.app_meta))
        await users.log(tx, "user_signedup", chosen, {"provider": "email", "by": "admin"})
        return answer(users.as_json(await admin.find(tx, chosen)))


async def _make(tx: Tx, service: Identity, chosen: UUID, what: admin.Said) -> None:
    if what.email is None:
        await users.create_external(tx, service.policy, None, what.user_meta, "phone")
        return
    if await users.find_by_email(tx, what.email) is not None:
        raise admin.EXISTS()
    await users.create(
        tx,
        service.policy,
        email=what.email,
        password_hash=what.password_hash,
        data=what.user_meta,
        confirmed=what.confirm,
        user_id=chosen,
    )


def _oldest_first(request: Request) -> bool:
    """Which way round; `sort` is a column and a direction."""
    column, _, direction = (request.query_params.get("sort") or "created_at desc").partition(" ")
    if column != "created_at" or direction.lower() not in ("", "asc", "desc"):
        raise BAD_SORT()
    return direction.lower() == "asc"
