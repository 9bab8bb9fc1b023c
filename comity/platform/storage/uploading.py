"""Bringing an object: asked first, then taken, then written down. One order for pages, wire and resumed uploads."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request

from comity.core.who import Who
from comity.platform.storage import errors, names, objects, sniff
from comity.platform.storage.buckets import Bucket, known
from comity.platform.storage.drafts import Whole
from comity.platform.storage.incoming import Incoming
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import acting, begin, house

_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+*-]+ *(;.*)?", re.ASCII)


async def bucket_of(request: Request, bucket: str) -> Bucket:
    """A bucket's rules, whoever asks."""
    names.bucket(bucket)
    async with request.state.db.acting(house(request)) as tx:
        return await known(tx, bucket)


def most_of(bucket: Bucket, name: str) -> int:
    """The largest object this bucket takes."""
    if name.endswith(".emptyFolderPlaceholder"):
        return 0
    limit = store().most_bytes
    return limit if bucket.file_size_limit is None else min(limit, bucket.file_size_limit)


def check(bucket: Bucket, name: str, mime: str, length: int | None) -> None:
    """What can be said no to before a byte is read."""
    names.key(name)
    placeholder = name.endswith(".emptyFolderPlaceholder")
    if bucket.allowed_mime_types and not _TYPE.fullmatch(mime):
        raise errors.NO_TYPE()
    if not placeholder and not names.fits(mime, bucket.allowed_mime_types):
        raise errors.bad_mime(mime)
    if length is not None and length > most_of(bucket, name):
        raise errors.TOO_LARGE()


async def bring(request: Request, who: Who, place: Place, incoming: Incoming, *, asked: bool = False) -> UUID:
    """Takes the file and writes its row; its id. `asked`: a signed URL said already that it may be brought.

    The caller's rights are asked before the first byte and count again when the row is written.
    """
    check(place.bucket, place.name, incoming.mime, incoming.length)
    place = replace(place, mime=incoming.mime)
    if not asked:
        async with acting(request, "object.upload", who) as tx:
            await objects.may_put(tx, place, incoming.length)
    whole = await store().take(incoming.pieces, most_of(place.bucket, place.name))
    said = replace(place, mime=incoming.mime, cache_control=incoming.cache_control)
    if incoming.user_metadata is not None:
        said = replace(said, user_metadata=incoming.user_metadata)
    return await keep(request, who, said, whole)


async def keep(request: Request, who: Who, place: Place, whole: Whole) -> UUID:
    """Places a finished draft and writes its row, or leaves nothing; its id."""
    keeper = store()
    try:
        check_content(place, whole)
        blob = await keeper.place(whole, place.apart)
        async with acting(request, "object.upload", who) as tx:
            made = await objects.put(tx, keeper, place, whole, blob)
    finally:
        await keeper.forget(whole)
    if not place.upsert:
        return made
    rows = await request.state.db.once(house(request), objects.q.id_of, bucket=place.bucket.id, name=place.name)
    return UUID(str(rows[0]["id"])) if rows else made


def check_content(place: Place, whole: Whole) -> None:
    """A bucket that takes some types takes them by their bytes, not by what they are called."""
    if whole.size and place.bucket.allowed_mime_types and not place.name.endswith(".emptyFolderPlaceholder"):
        found = sniff.judge(whole.head, place.mime, place.name)
        if not names.fits(found, place.bucket.allowed_mime_types):
            raise errors.bad_mime(found)


async def bring_from_page(request: Request, who: Who, place: Place, pieces: AsyncIterator[bytes]) -> UUID:
    """The same for a form of ours; Problems are shown by the page."""
    incoming = Incoming(pieces, place.mime, place.cache_control, dict(place.user_metadata or {}), None)
    return await bring(request, who, place, incoming)


__all__ = ["begin", "bring", "bring_from_page", "bucket_of", "check", "keep", "most_of"]
