"""/admin/oauth/clients (wire.md 2.1): programs an administrator registers."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from comity.platform.auth import admin, callers, secrets
from comity.platform.auth.oauth_server import clients
from comity.platform.auth.wire import answer, asker, body, endpoint, identity

NOTHING = clients.bad("No fields provided for update")
NO_SECRET = clients.bad("Cannot regenerate secret for public client")
BAD_PAGE = clients.bad("Bad Pagination Parameters")


@endpoint
async def show_all(request: Request) -> Response:
    """One page of them."""
    admin.require(request)
    service, query = identity(request), request.query_params
    try:
        page, size = int(query.get("page") or 1), int(query.get("per_page") or 50)
    except ValueError as error:
        raise BAD_PAGE() from error
    if page < 1 or not 1 <= size <= 1000:
        raise BAD_PAGE()
    async with service.db.acting(service.house_keeper()) as tx:
        rows = await tx.rows(clients.q.page, most=size, skip=(page - 1) * size)
        total = await tx.value(clients.q.count)
    shown = {"clients": [clients.as_json(row) for row in rows], "aud": service.policy.audience}
    return answer(shown, headers={"x-total-count": str(total)})


@endpoint
async def create(request: Request) -> Response:
    """Another one; its secret is shown this once."""
    admin.require(request)
    service, what = identity(request), clients.said(await body(request), new=True)
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        made, secret = await clients.add(tx, what, "manual")
    return answer(clients.as_json(made, secret), 201)


@endpoint
async def show(request: Request) -> Response:
    """One of them."""
    admin.require(request)
    service = identity(request)
    async with service.db.acting(service.house_keeper()) as tx:
        return answer(clients.as_json(await clients.find(tx, _id(request))))


@endpoint
async def update(request: Request) -> Response:
    """Changes what was said."""
    admin.require(request)
    service, sent = identity(request), await body(request)
    if not sent:
        raise NOTHING()
    what = clients.said(sent, new=False)
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        found = await clients.find(tx, _id(request))
        await tx.run(
            clients.q.change,
            id=found["id"],
            redirect_uris=what.redirect_uris,
            grant_types=what.grant_types,
            name=what.name,
            uri=what.uri,
            logo=what.logo,
        )
        return answer(clients.as_json(await clients.find(tx, found["id"])))


@endpoint
async def delete(request: Request) -> Response:
    """Takes one away, and every session it has."""
    admin.require(request)
    service = identity(request)
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        found = await clients.find(tx, _id(request))
        await tx.run(clients.q.remove, id=found["id"])
    service.callers.forget_all()
    return Response(status_code=204)


@endpoint
async def renew_secret(request: Request) -> Response:
    """Another secret; the one before does not count any more."""
    admin.require(request)
    service, secret = identity(request), secrets.make()
    async with service.db.acting(service.house_keeper(like=asker(request))) as tx:
        found = await clients.find(tx, _id(request))
        if found["client_secret_hash"] is None:
            raise NO_SECRET()
        await tx.run(clients.q.set_secret, id=found["id"], secret_hash=secrets.hex_digest(secret))
    return answer(clients.as_json(found, secret))


def _id(request: Request) -> UUID:
    found = callers.uuid_or_none(request.path_params["client_id"])
    if found is None:
        raise clients.bad("invalid client_id format")
    return found
