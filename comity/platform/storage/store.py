"""The one place of files: what comes in is sealed into a draft, put under its hash, and read back by ranges.

store = setup(settings)                         once, by the composition root
whole = await store.take(pieces, most=...)      bytes into a draft
async with placing(tx): ...                     see `objects.put`, the only writer of rows
async for piece in store.read(blob, size, start, end)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from comity.config import Misconfigured, Settings
from comity.core import secrets
from comity.platform.gateway.pump import WORKERS, Make
from comity.platform.gateway.straight import PIECE
from comity.platform.storage import clamd, sealing
from comity.platform.storage.backends.base import Backend, Gone, Source
from comity.platform.storage.backends.local import LocalBackend
from comity.platform.storage.drafts import Draft, Whole, remove
from comity.platform.storage.errors import DAMAGED, TOO_LARGE
from comity.platform.storage.sealing import CHUNK, RECORD, Cipher, Damaged, Keys, place_of

T = TypeVar("T")
STRIDE = 8
"""Chunks read at once on the way out."""
TURN = 2
"""Chunks that one thread makes and sends while another makes the next: what fits into a processor's cache."""
GATHER = PIECE
"""Bytes collected on the way in before a thread takes them."""


@dataclass(frozen=True)
class Store:
    """Drafts, a backend and the keys, in one process."""

    drafts: Path
    backend: Backend
    cold: Backend | None
    keys: Keys
    most_bytes: int
    org_bytes: int | None
    org_files: int | None
    scanner: str | None

    def draft(self, name: UUID | None = None) -> Draft:
        """A new draft, or the one of that name as far as it has come."""
        return Draft(self.drafts, name or uuid4(), self.keys)

    async def take(self, pieces: AsyncIterator[bytes | memoryview], most: int | None = None) -> Whole:
        """Everything that comes, as a finished draft that the caller places or removes."""
        draft = await asyncio.to_thread(self.draft)
        try:
            await fill(draft, pieces, self.most_bytes if most is None else most)
            whole = await asyncio.to_thread(draft.finish)
            await self.scan(draft)
        except BaseException:
            await asyncio.to_thread(draft.discard)
            raise
        draft.close()
        return whole

    async def scan(self, draft: Draft) -> None:
        """Asks the virus scanner, where there is one; a Refusal when it finds something."""
        if self.scanner:
            await clamd.scan(self.scanner, draft.plain())

    def key(self, whole: Whole, org_id: UUID | None) -> str:
        """Where these bytes belong: under their hash, apart for each organisation, so none learns what others keep."""
        return f"{org_id or '_'}/{whole.sha256[:2]}/{whole.sha256}"

    async def place(self, whole: Whole, org_id: UUID | None) -> str:
        """Keeps a finished draft for good; its key. The draft is removed by `forget` once the row is committed."""
        key = self.key(whole, org_id)
        await self.backend.put(whole.path, key)
        return key

    async def forget(self, whole: Whole) -> None:
        """Removes a draft that was placed, or that nobody wants."""
        await asyncio.to_thread(remove, whole.path)

    @asynccontextmanager
    async def open(self, blob: str) -> AsyncIterator[Opened]:
        """A kept file to read from; DAMAGED when its bytes are not there."""
        backend, key = self.whereabouts(blob)
        try:
            async with backend.open(key) as source:
                cipher = await source.read(0, sealing.HEADER, lambda header: Cipher(header, self.keys))
                yield Opened(source, cipher)
        except (Gone, Damaged) as error:
            raise DAMAGED() from error

    def whereabouts(self, blob: str) -> tuple[Backend, str]:
        """Which store a blob lies in, and under which key."""
        if blob.startswith("cold:"):
            if self.cold is None:
                raise DAMAGED()
            return self.cold, blob.removeprefix("cold:")
        return self.backend, blob

    async def bytes_of(self, blob: str, size: int) -> bytes:
        """A whole small file."""
        async with self.open(blob) as opened:
            return b"".join([piece async for piece in opened.read(0, size)])


@dataclass(frozen=True)
class Opened:
    """A kept file, open."""

    source: Source
    cipher: Cipher

    async def read(self, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to `end`, about a megabyte at a time."""
        async with aclosing(self.views(start, end)) as views:
            async for view in views:
                yield bytes(view)

    async def views(self, start: int, end: int) -> AsyncGenerator[memoryview]:
        """The same in memory used by turns: good until the next is asked for, which is read meanwhile."""
        if end <= start:
            return
        last = (end - 1) // CHUNK
        numbers = iter(range(start // CHUNK, last + 1, STRIDE))
        count = min(STRIDE, last + 1 - start // CHUNK)
        rooms = [memoryview(bytearray(count * CHUNK)) for _ in range(2)]
        ahead: asyncio.Task[int] | None = self._begin(next(numbers), last, rooms[0])
        at = start // CHUNK * CHUNK
        try:
            while ahead is not None:
                length = await ahead
                view = rooms[0][:length]
                rooms.reverse()
                following = next(numbers, None)
                ahead = self._begin(following, last, rooms[0]) if following is not None else None
                yield view[max(0, start - at) : end - at]
                at += length
            if at < end:
                raise Damaged("the file is shorter than it should be")
        finally:
            if ahead is not None:
                ahead.cancel()

    def maker(self, start: int, end: int) -> tuple[int, Make] | None:
        """The same bytes as pieces that threads make, and how many; None where they come from far away."""
        read = self.source.at_once
        if read is None:
            return None
        first, last = start // CHUNK, (end - 1) // CHUNK
        rooms = [(memoryview(bytearray(RECORD)), memoryview(bytearray(TURN * CHUNK))) for _ in range(WORKERS)]

        def make(number: int, worker: int) -> memoryview:
            at, length = first + number * TURN, 0
            sealed, plain = rooms[worker]
            for chunk in range(at, min(at + TURN, last + 1)):
                length += self.cipher.open_into(chunk, sealed[: read(place_of(chunk), sealed)], plain[length:])
            begins, ends = at * CHUNK, min(end, (at + TURN) * CHUNK)
            if begins + length < ends:
                raise Damaged("the file is shorter than it should be")
            return plain[max(0, start - begins) : ends - begins]

        return -(-(last + 1 - first) // TURN), make

    def _begin(self, first: int, last: int, room: memoryview) -> asyncio.Task[int]:
        count = min(STRIDE, last + 1 - first)
        opened = self.source.read(
            place_of(first), count * RECORD, lambda data: self.cipher.open_into(first, data, room)
        )
        return asyncio.ensure_future(opened)


async def fill(draft: Draft, pieces: AsyncIterator[bytes | memoryview], most: int) -> None:
    """Takes pieces into a draft in a thread, the next ones gathered meanwhile; TOO_LARGE past `most`.

    Pieces of `GATHER` bytes may be of memory that is used again for the one after the next.
    """
    loop = asyncio.get_running_loop()
    gathered: list[bytes | memoryview] = []
    waiting, total = 0, draft.size
    writing: asyncio.Future[None] | None = None
    async with ended(pieces):
        try:
            async for piece in pieces:
                total += len(piece)
                if total > most:
                    raise TOO_LARGE()
                gathered.append(piece)
                waiting += len(piece)
                if waiting >= GATHER:
                    if writing is not None:
                        await writing
                    writing = loop.run_in_executor(None, draft.write, gathered)
                    gathered, waiting = [], 0
        finally:
            if writing is not None:
                await asyncio.shield(writing)
            if gathered:
                await asyncio.shield(loop.run_in_executor(None, draft.write, gathered))


@asynccontextmanager
async def ended(pieces: AsyncIterator[T]) -> AsyncIterator[None]:
    """Whatever happens, nothing more is read from these after the block."""
    try:
        yield
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


_store: list[Store] = []


def setup(settings: Settings) -> Store:
    """The store of this process; called once by the composition root."""
    root = settings.home / "storage"
    drafts = root / "drafts"
    drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Store(
        drafts=drafts,
        backend=_backend(settings.storage_url, root / "blobs"),
        cold=_backend(settings.storage_cold_url, root / "cold") if settings.storage_cold_url else None,
        keys=_keys(settings),
        most_bytes=settings.storage_max_bytes,
        org_bytes=settings.storage_org_bytes,
        org_files=settings.storage_org_files,
        scanner=settings.clamav_url,
    )
    _store[:] = [made]
    return made


def store() -> Store:
    """The store of this process."""
    if not _store:
        raise RuntimeError("storage.store.setup() was not called: nobody said where files lie")
    return _store[0]


def _backend(url: str | None, folder: Path) -> Backend:
    if not url:
        return LocalBackend(folder)
    if url.startswith("file://"):
        return LocalBackend(Path(url.removeprefix("file://")))
    from comity.platform.storage.backends.s3 import S3Backend  # a client of 12 MB, loaded where it is used

    return S3Backend(url)


def _keys(settings: Settings) -> Keys:
    said = settings.storage_key or secrets.load(settings.home).master_key
    try:
        found = [bytes.fromhex(one.strip()) for one in said.split(",")]
    except ValueError:
        found = []
    if not found or any(len(one) != 32 for one in found):
        raise Misconfigured("COMITY_STORAGE_KEY must be 64 hexadecimal digits; older keys may follow after commas.")
    return Keys.of(found)
