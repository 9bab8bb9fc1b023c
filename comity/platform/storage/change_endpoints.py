"""Move, copy and delete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.platform.storage import errors, names, objects, uploading
from comity.platform.storage.incoming import Incoming
from comity.platform.storage.objects import Place
from comity.platform.storage.sign_endpoints import strings
from comity.platform.storage.store import store
from comity.platform.storage.wire import acting, answer, body, caller, house, named, owner, text, user_metadata

Row = dict[str, Any]


async def _ends(request: Request) -> tuple[Row, tuple[str, str], tuple[str, str]]:
    """The body, where from, where to."""
    typed = await body(request)
    source = (names.bucket(text(typed, "bucketId")), text(typed, "sourceKey"))
    to = typed.get("destinationBucket") or source[0]
    if not isinstance(to, str):
        raise errors.bad_request("body/destinationBucket must be string")
    return typed, source, (to, names.key(text(typed, "destinationKey")))


@named
async def move(request: Request) -> Response:
    """POST /object/move {bucketId, sourceKey, destinationKey, destinationBucket}"""
    _, source, target = await _ends(request)
    bucket = await uploading.bucket_of(request, target[0])
    async with acting(request, "object.move") as tx:
        row = await objects.find(tx, *source)
        uploading.check(bucket, target[1], str((row["metadata"] or {}).get("mimetype", "")), row["size"])
        await objects.move(tx, source, target, owner(caller(request)))
    return answer({"message": "Successfully moved", "Id": row["id"], "Key": target[1]})


@named
async def copy(request: Request) -> Response:
    """POST /object/copy {bucketId, sourceKey, destinationKey, destinationBucket, metadata, copyMetadata}"""
    typed, source, target = await _ends(request)
    bucket = await uploading.bucket_of(request, target[0])
    who = caller(request)
    async with acting(request, "object.copy") as tx:
        row = await objects.find(tx, *source)
    whole = typed.get("copyMetadata") is not False
    metadata = dict(row["metadata"] or {})
    said = typed.get("metadata")
    if not whole and isinstance(said, dict):
        metadata |= {key: str(said[key])[:200] for key in ("cacheControl", "mimetype") if said.get(key)}
    users = row["user_metadata"] if whole else user_metadata(request.headers.get("x-metadata"))
    place = Place(
        bucket, target[1], owner(who), who.org_id, request.headers.get("x-upsert", "").lower() == "true",
        mime=str(metadata.get("mimetype", "")), cache_control=str(metadata.get("cacheControl", "no-cache")),
        user_metadata=users,
    )  # fmt: skip
    uploading.check(bucket, target[1], place.mime, row["size"])
    made = await _copied(request, place, row, metadata)
    about = await request.state.db.once(house(request), objects.q.find, bucket=target[0], name=target[1])
    shown = ("id", "bucket_id", "name", "version", "metadata", "user_metadata", "created_at", "updated_at")
    rest = {key: about[0][key] for key in shown} if about else {}
    return answer({"Id": rest.get("id", made), "Key": f"{target[0]}/{target[1]}", **rest})


async def _copied(request: Request, place: Place, row: Row, metadata: Row) -> UUID:
    """A second row for the same bytes; across organisations the bytes are brought anew, so none leans on another."""
    who = caller(request)
    if row["blob"].split("/", 1)[0].removeprefix("cold:") == str(place.apart or "_"):
        async with acting(request, "object.copy") as tx:
            return await objects.copy(tx, row, place, metadata)
    async with store().open(row["blob"]) as opened:
        pieces = opened.read(0, row["size"])
        users = dict(place.user_metadata) if place.user_metadata is not None else None
        came = Incoming(pieces, place.mime, place.cache_control, users, row["size"])
        return await uploading.bring(request, who, replace(place), came)


@named
async def remove(request: Request) -> Response:
    """DELETE /object/{bucket}/{path}"""
    bucket, name = request.path_params["bucket"], request.path_params["path"]
    async with acting(request, "object.delete", house(request)) as tx:
        row = await objects.find(tx, bucket, name)
    async with acting(request, "object.delete") as tx:
        if not await objects.remove(tx, bucket, [name]):  # of the house's own, nobody else learns that they exist
            raise errors.ACCESS_DENIED() if row["reach"] is None else errors.NO_OBJECT()
    return answer({"message": "Successfully deleted"})


@named
async def remove_many(request: Request) -> Response:
    """DELETE /object/{bucket} {prefixes}: the rows that were removed."""
    bucket = names.bucket(request.path_params["bucket"])
    typed = await body(request)
    wanted = strings(typed.get("prefixes"), "prefixes")
    async with acting(request, "object.delete_many") as tx:
        return answer(await objects.remove(tx, bucket, wanted))


ROUTES = [
    Route("/object/move", move, methods=["POST"]),
    Route("/object/copy", copy, methods=["POST"]),
    Route("/object/{bucket}", remove_many, methods=["DELETE"]),
    Route("/object/{bucket}/{path:path}", remove, methods=["DELETE"]),
]
