"""POST and PUT /object/{bucket}/{path}, and the same by a signed URL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.who import Who
from comity.platform.storage import incoming, names, objects, robots, tickets, uploading
from comity.platform.storage.objects import Place
from comity.platform.storage.wire import acting, answer, caller, endpoint, files, house, named, owner, user_metadata


async def _place(request: Request, who: Who, upsert: bool) -> Place:
    name = names.key(request.path_params["path"])
    bucket = await uploading.bucket_of(request, request.path_params["bucket"])
    rules = robots.read(request.headers.get("x-robots-tag"))
    return Place(bucket, name, owner(who), who.org_id, upsert, robots=rules)


@named
async def upload(request: Request) -> Response:
    """POST /object/{bucket}/{path}: a new object, or over an old one with x-upsert."""
    return await _upload(request, upsert=request.headers.get("x-upsert", "").lower() == "true")


@named
async def update(request: Request) -> Response:
    """PUT /object/{bucket}/{path}: over an old one, or new."""
    return await _upload(request, upsert=True)


async def _upload(request: Request, upsert: bool) -> Response:
    who = caller(request)
    place = await _place(request, who, upsert)
    made = await uploading.bring(request, who, place, await incoming.read(request))
    return answer({"Key": f"{place.bucket.id}/{place.name}", "Id": str(made)})


@named
async def sign(request: Request) -> Response:
    """POST /object/upload/sign/{bucket}/{path}: a URL by which anybody can bring this object, for two hours."""
    who = caller(request)
    upsert = request.headers.get("x-upsert", "").lower() == "true"
    place = await _place(request, who, upsert)
    place = replace(place, user_metadata=user_metadata(request.headers.get("x-metadata")))
    async with acting(request, "object.sign_upload_url") as tx:
        await objects.may_put(tx, place, None)
    url = f"{place.bucket.id}/{place.name}"
    token = tickets.issue(
        files(request).keys,
        "upload",
        url,
        tickets.UPLOAD_SECONDS,
        owner=owner(who),
        org=str(who.org_id) if who.org_id else None,
        upsert=upsert,
    )
    return answer({"url": f"/object/upload/sign/{url}?token={token}", "token": token})


@endpoint
async def upload_signed(request: Request) -> Response:
    """PUT /object/upload/sign/{bucket}/{path}?token="""
    bucket, name = request.path_params["bucket"], request.path_params["path"]
    token = request.query_params.get("token")
    claims = tickets.check(files(request).keys, "upload", f"{bucket}/{name}", token)
    place = await _place(request, signer(request, claims), bool(claims.get("upsert")))
    place = replace(place, owner=claims.get("owner"))
    who = house(request, signer(request, claims))
    async with acting(request, "object.upload_signed", who) as tx:
        await tickets.stands(tx, place.org_id if place.bucket.reach else None, place.owner)
    made = await uploading.bring(request, who, place, await incoming.read(request), asked=True)
    return answer({"Key": f"{bucket}/{name}", "Id": str(made)})


def signer(request: Request, claims: dict[str, Any]) -> Who:
    """Whoever signed: theirs is the object, and the organisation it is metered for."""
    said = {key: claims[key] for key in ("org",) if claims.get(key)}
    signed = Who.from_claims({"role": "anon", "org_id": said.get("org")})
    return replace(signed, address=caller(request).address, request_id=caller(request).request_id)


ROUTES = [
    Route("/object/upload/sign/{bucket}/{path:path}", sign, methods=["POST"]),
    Route("/object/upload/sign/{bucket}/{path:path}", upload_signed, methods=["PUT"]),
    Route("/object/{bucket}/{path:path}", upload, methods=["POST"]),
    Route("/object/{bucket}/{path:path}", update, methods=["PUT"]),
]
