"""GET and HEAD of objects: public, as the caller, by a signed URL; and what is known about them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.platform.storage import errors, images, objects, serving, tickets, uploading
from comity.platform.storage.buckets import Bucket
from comity.platform.storage.wire import acting, answer, caller, endpoint, files, house

Row = dict[str, Any]


async def seen(request: Request, operation: str, *, public: bool = False) -> tuple[Bucket, Row]:
    """The object of a request, by the rules of its bucket and of whoever asks."""
    name = request.path_params["path"]
    bucket = await uploading.bucket_of(request, request.path_params["bucket"])
    who = caller(request)
    nobody = who.role == "anon" and not who.claims
    if not bucket.public and (public or nobody):
        raise errors.NO_BUCKET()
    async with acting(request, operation, house(request) if bucket.public else who) as tx:
        return bucket, await objects.find(tx, bucket.id, name)


@endpoint
async def show(request: Request) -> Response:
    """GET, HEAD /object/{bucket}/{path} and /object/authenticated/..."""
    bucket, row = await seen(request, "object.get_authenticated")
    return await serving.serve(request, row, private=not bucket.public)


@endpoint
async def show_public(request: Request) -> Response:
    """GET, HEAD /object/public/{bucket}/{path}"""
    _, row = await seen(request, "object.get_public", public=True)
    return await serving.serve(request, row)


@endpoint
async def show_signed(request: Request) -> Response:
    """GET, HEAD /object/sign/{bucket}/{path}?token="""
    row, claims = await signed(request)
    return await serving.serve(request, row, expires=datetime.fromtimestamp(claims["exp"], UTC))


async def signed(request: Request) -> tuple[Row, dict[str, Any]]:
    """The object a token opens."""
    bucket, name = request.path_params["bucket"], request.path_params["path"]
    claims = tickets.check(files(request).keys, "download", f"{bucket}/{name}", request.query_params.get("token"))
    async with acting(request, "object.get_signed", house(request)) as tx:
        row = await objects.find(tx, bucket, name)
        await tickets.stands(tx, row["org_id"] if row["reach"] else None, claims.get("by"))
        return row, claims


@endpoint
async def info(request: Request) -> Response:
    """GET /object/info/{bucket}/{path}"""
    _, row = await seen(request, "object.info_authenticated")
    return await _told(request, row)


@endpoint
async def info_public(request: Request) -> Response:
    """GET /object/info/public/{bucket}/{path}"""
    _, row = await seen(request, "object.info_public", public=True)
    return await _told(request, row)


async def _told(request: Request, row: Row) -> Response:
    """What is known of an object; to HEAD, what HEAD of the object itself says."""
    return await serving.serve(request, row) if request.method == "HEAD" else answer(_info(row))


def _info(row: Row) -> Row:
    about = row["metadata"] or {}
    return {
        "id": row["id"],
        "name": row["name"],
        "version": row["version"],
        "bucket_id": row["bucket_id"],
        "size": row["size"],
        "content_type": about.get("mimetype"),
        "cache_control": about.get("cacheControl"),
        "etag": about.get("eTag"),
        "metadata": row["user_metadata"] or {},
        "last_modified": about.get("lastModified"),
        "created_at": row["created_at"],
    }


@endpoint
async def render(request: Request) -> Response:
    """GET /render/image/authenticated/{bucket}/{path}"""
    bucket, row = await seen(request, "render.image_authenticated")
    return await images.serve(request, row, images.wanted(request.query_params), private=not bucket.public)


@endpoint
async def render_public(request: Request) -> Response:
    """GET /render/image/public/{bucket}/{path}"""
    _, row = await seen(request, "render.image_public", public=True)
    return await images.serve(request, row, images.wanted(request.query_params))


@endpoint
async def render_signed(request: Request) -> Response:
    """GET /render/image/sign/{bucket}/{path}?token=: as the token says, whatever the URL says."""
    row, claims = await signed(request)
    return await images.serve(request, row, images.wanted(claims.get("transform") or {}))


_READ = ["GET", "HEAD"]
ROUTES = [
    Route("/object/info/public/{bucket}/{path:path}", info_public, methods=_READ),
    Route("/object/info/authenticated/{bucket}/{path:path}", info, methods=_READ),
    Route("/object/info/{bucket}/{path:path}", info, methods=_READ),
    Route("/object/public/{bucket}/{path:path}", show_public, methods=_READ),
    Route("/object/authenticated/{bucket}/{path:path}", show, methods=_READ),
    Route("/object/sign/{bucket}/{path:path}", show_signed, methods=_READ),
    Route("/render/image/public/{bucket}/{path:path}", render_public, methods=_READ),
    Route("/render/image/authenticated/{bucket}/{path:path}", render, methods=_READ),
    Route("/render/image/sign/{bucket}/{path:path}", render_signed, methods=_READ),
    Route("/object/{bucket}/{path:path}", show, methods=_READ),
]
