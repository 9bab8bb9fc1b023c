"""/bucket: create, list, show, change, empty, delete."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.platform.storage import buckets, errors, names
from comity.platform.storage.wire import acting, answer, body, caller, files, house, named, owner

_TYPES_SINCE = (
    ("x-client-info", re.compile(r"supabase-py/v?(\d{1,5})\.(\d{1,5})\.(\d{1,5})"), (2, 18, 0)),
    ("user-agent", re.compile(r"storage3[ /]v?(\d{1,5})\.(\d{1,5})\.(\d{1,5})"), (0, 12, 1)),
)
_LIST = ("limit", "offset", "sortColumn", "sortOrder", "search")


@named
async def every(request: Request) -> Response:
    """GET /bucket"""
    asked = {name: request.query_params[name] for name in _LIST if name in request.query_params}
    async with acting(request, "bucket.list") as tx:
        found = await buckets.every(tx, asked)
    if _knows_no_types(request):
        found = [{name: value for name, value in row.items() if name != "type"} for row in found]
    return answer(found)


def _knows_no_types(request: Request) -> bool:
    """Older Python clients break over the `type` of a bucket: upstream keeps it from them, and so do we."""
    for header, client, since in _TYPES_SINCE:
        match = client.search(request.headers.get(header, ""))
        if match and tuple(int(part) for part in match.groups()) < since:
            return True
    return False


@named
async def create(request: Request) -> Response:
    """POST /bucket"""
    typed = await body(request)
    async with acting(request, "bucket.create") as tx:
        await buckets.create(tx, typed, owner(caller(request)), files(request).most_bytes)
    return answer({"name": typed.get("name") or typed.get("id")})


@named
async def show(request: Request) -> Response:
    """GET /bucket/{id}"""
    async with acting(request, "bucket.get") as tx:
        return answer(await buckets.find(tx, request.path_params["id"]))


@named
async def change(request: Request) -> Response:
    """PUT /bucket/{id}"""
    typed = await body(request)
    async with acting(request, "bucket.update") as tx:
        await buckets.change(tx, request.path_params["id"], typed, files(request).most_bytes)
    return answer({"message": "Successfully updated"})


@named
async def remove(request: Request) -> Response:
    """DELETE /bucket/{id}"""
    bucket = names.bucket(request.path_params["id"])
    rows = await request.state.db.once(house(request), buckets.q.holds, id=bucket)
    async with acting(request, "bucket.delete") as tx:
        await buckets.remove(tx, bucket, holds=rows[0]["held"])
    return answer({"message": "Successfully deleted"})


@named
async def empty(request: Request) -> Response:
    """POST /bucket/{id}/empty: done when this answers, though upstream speaks of an hour."""
    bucket = request.path_params["id"]
    async with acting(request, "bucket.empty") as tx:
        await buckets.find(tx, bucket)
        known = await buckets.known(tx, bucket)
    if known.reach is not None and caller(request).role != "service_role":
        raise errors.DENIED()
    while True:
        async with acting(request, "bucket.empty") as tx:
            if not await tx.run(buckets.q.emptied, id=bucket):
                break
    return answer({"message": "Empty bucket has been queued. Completion may take up to an hour."})


ROUTES = [
    Route("/bucket", every, methods=["GET"]),
    Route("/bucket/", every, methods=["GET"]),
    Route("/bucket", create, methods=["POST"]),
    Route("/bucket/", create, methods=["POST"]),
    Route("/bucket/{id}", show, methods=["GET"]),
    Route("/bucket/{id}", change, methods=["PUT"]),
    Route("/bucket/{id}", remove, methods=["DELETE"]),
    Route("/bucket/{id}/empty", empty, methods=["POST"]),
]
