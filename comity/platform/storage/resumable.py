"""Uploads that survive lost connections and killed servers: TUS 1.0.0 (tus.io/protocols/resumable-upload).

How far an upload has come is what its draft holds on the disk. One request at a time writes to it: a lock on a file,
which the system lets go of when a process dies; whoever comes later asks the earlier one to stop.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from starlette.requests import ClientDisconnect, Request

from comity.core import sql
from comity.core.who import Who
from comity.platform.storage import errors, objects, tickets, uploading
from comity.platform.storage.buckets import Bucket
from comity.platform.storage.drafts import Draft, remove
from comity.platform.storage.objects import Place
from comity.platform.storage.store import fill, store
from comity.platform.storage.wire import acting, begin, house, owner

q = sql.load(__file__)
T = TypeVar("T")
LASTS_HOURS = 24
PATIENCE = 10.0
"""Seconds a request waits for an earlier one on the same upload to stop."""
LOOK = 0.25


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload under way, as its row tells it."""

    id: UUID
    bucket_id: str
    name: str
    org_id: UUID | None
    owner_id: str | None
    role: str
    signed: bool
    size: int
    upsert: bool
    metadata: dict[str, Any]
    user_metadata: dict[str, Any] | None
    said: str
    expires_at: datetime
    completed_at: datetime | None

    def place(self, bucket: Bucket) -> Place:
        """Where it goes."""
        return Place(
            bucket,
            self.name,
            self.owner_id,
            self.org_id,
            self.upsert,
            mime=str(self.metadata.get("mimetype") or "application/octet-stream"),
            cache_control=str(self.metadata.get("cacheControl") or "no-cache"),
            user_metadata=self.user_metadata,
        )


async def start(request: Request, who: Who, place: Place, size: int, said: str, *, signed: bool) -> Upload:
    """A new upload, if it may be brought; nothing is on the disk yet."""
    uploading.check(place.bucket, place.name, place.mime, size)
    if not signed:
        async with acting(request, "tus.upload.create", who) as tx:
            await objects.may_put(tx, place, size)
    async with request.state.db.acting(house(request)) as tx:
        if signed:
            await tickets.stands(tx, place.org_id if place.bucket.reach else None, place.owner)
        rows: list[Upload] = await tx.into(
            Upload,
            q.start,
            id=uuid4(),
            bucket=place.bucket.id,
            name=place.name,
            org=place.org_id,
            owner=place.owner,
            role=who.role,
            signed=signed,
            size=size,
            upsert=place.upsert,
            metadata={"mimetype": place.mime, "cacheControl": place.cache_control},
            user_metadata=dict(place.user_metadata) if place.user_metadata is not None else None,
            said=said,
            hours=LASTS_HOURS,
        )
    return rows[0]


async def find(request: Request, upload_id: str, *, signed_url: str | None = None) -> Upload:
    """The caller's own upload: whoever began it, with the same rights, in the same organisation. Else there is none."""
    try:
        wanted = UUID(upload_id)
    except ValueError:
        raise errors.NO_UPLOAD.at(404) from None
    async with request.state.db.acting(house(request)) as tx:
        rows: list[Upload] = await tx.into(Upload, q.find, id=wanted)
    if not rows or not _is_theirs(rows[0], request.state.who, signed_url):
        raise errors.NO_UPLOAD.at(404)
    return rows[0]


def _is_theirs(upload: Upload, who: Who, signed_url: str | None) -> bool:
    if signed_url is not None:
        return upload.signed and signed_url == f"{upload.bucket_id}/{upload.name}"
    if upload.signed or upload.role != who.role:
        return False
    return who.role == "service_role" or (upload.owner_id == owner(who) and upload.org_id == who.org_id)


async def offset(upload: Upload) -> int:
    """How many bytes are safe."""
    if upload.completed_at is not None:
        return upload.size
    if not _is_there(store().drafts / str(upload.id)):
        return 0

    def measured() -> int:
        draft = store().draft(upload.id)
        try:
            return draft.size
        finally:
            draft.close()

    async with alone(upload.id):
        return await asyncio.to_thread(measured)


async def take(request: Request, who: Who, upload: Upload, at: int, pieces: AsyncIterator[bytes | memoryview]) -> int:
    """Takes bytes that begin at an offset; how far it has come. The object is there once all have come."""
    async with alone(upload.id) as wanted:
        draft = await asyncio.to_thread(store().draft, upload.id)
        try:
            if draft.size != at:
                raise errors.Refusal("InvalidRequest", 409, "Upload-Offset conflict", http=409)
            try:
                await fill(draft, _until(pieces, wanted), upload.size)
            except (ClientDisconnect, _Wanted):
                await asyncio.to_thread(draft.keep)
                raise errors.LOCKED.at(423) from None
            await asyncio.to_thread(draft.keep)
            if draft.size == upload.size:
                await finish(request, who, upload, draft)
            return draft.size
        finally:
            draft.close()


async def settle(request: Request, who: Who, upload: Upload) -> None:
    """Ends an upload whose last bytes came but whose object did not: the server died in between."""
    async with alone(upload.id):
        draft = await asyncio.to_thread(store().draft, upload.id)
        try:
            if draft.size == upload.size:
                await finish(request, who, upload, draft)
        finally:
            draft.close()


async def finish(request: Request, who: Who, upload: Upload, draft: Draft) -> None:
    """The object of a complete draft; row, upload and bytes agree whenever the server dies."""
    keeper = store()
    bucket = await uploading.bucket_of(request, upload.bucket_id)
    place = upload.place(bucket)
    try:
        whole = await asyncio.to_thread(draft.finish)
        uploading.check_content(place, whole)
        await keeper.scan(draft)
        blob = await keeper.place(whole, place.apart)
        async with request.state.db.acting(house(request, who) if upload.signed else who) as tx:
            await begin(tx, "tus.upload.part", request)
            await objects.put(tx, keeper, place, whole, blob)
            await tx.run(q.completed, id=upload.id)
    except errors.Refusal as refusal:
        if refusal.status < 500:  # it will never be taken: nobody need send it again
            await drop(request, upload)
        raise
    await keeper.forget(whole)


async def drop(request: Request, upload: Upload) -> None:
    """Forgets an upload."""
    await asyncio.to_thread(remove, store().drafts / str(upload.id))
    async with request.state.db.acting(house(request)) as tx:
        await tx.run(q.drop, id=upload.id)


class _Wanted(Exception):
    """Somebody else wants to write to this upload: the client came back on another connection."""


async def _until(pieces: AsyncIterator[T], wanted: Path) -> AsyncIterator[T]:
    """The pieces, until somebody else asks for the upload; a silent connection is looked after too."""
    source = aiter(pieces)
    coming: asyncio.Future[T] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(source))
            done, _ = await asyncio.wait({coming}, timeout=LOOK)
            if not done:
                if _is_there(wanted):
                    raise _Wanted
                continue
            try:
                piece = coming.result()
            except StopAsyncIteration:
                return
            coming = None
            yield piece
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.wait([coming])
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


@asynccontextmanager
async def alone(upload_id: UUID) -> AsyncIterator[Path]:
    """The lock of an upload; yields the file by whose presence others ask for it. LOCKED when it is not to be had."""
    path = store().drafts / f"{upload_id}.lock"
    wanted = path.with_suffix(".wanted")
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        await _locked(fd, wanted)
        _set(wanted, False)
        yield wanted
    finally:
        os.close(fd)


async def _locked(fd: int, wanted: Path) -> None:
    patience = PATIENCE
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            _set(wanted, True)
            patience -= LOOK / 2
            if patience < 0:
                _set(wanted, False)
                raise errors.LOCKED.at(423) from None
            await asyncio.sleep(LOOK / 2)


def _is_there(path: Path) -> bool:
    return path.exists()


def _set(wanted: Path, there: bool) -> None:
    if there:
        wanted.touch()
    else:
        wanted.unlink(missing_ok=True)
