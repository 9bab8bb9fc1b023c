"""Sealed files on the local disk: linked into place once they are whole, readable by the owner only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from comity.platform.storage.backends.base import Gone, Kept
from comity.platform.storage.disk import refusal_of, sync_folder

T = TypeVar("T")
BATCH = 500


class LocalBackend:
    """A folder of files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, draft: Path, key: str) -> None:
        await asyncio.to_thread(self._put, draft, key)

    def _put(self, draft: Path, key: str) -> None:
        target = self.root / key
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                os.link(draft, target)
            except FileExistsError:
                os.utime(target)  # the same bytes are here: young again, so that no sweep takes them
            sync_folder(target.parent)
            sync_folder(target.parent.parent)
        except OSError as error:
            raise refusal_of(error) from error

    @asynccontextmanager
    async def open(self, key: str) -> AsyncIterator[LocalSource]:
        try:
            fd = os.open(self.root / key, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise Gone(key) from None
        source = LocalSource(fd)
        try:
            yield source
        finally:
            await source.close()

    async def touch(self, key: str) -> bool:
        try:
            await asyncio.to_thread(os.utime, self.root / key)
        except FileNotFoundError:
            return False
        return True

    async def remove(self, key: str) -> None:
        def unlink() -> None:
            path = self.root / key
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()

        await asyncio.to_thread(unlink)

    async def every(self, within: str = "") -> AsyncIterator[list[Kept]]:
        walk = self._walk(within or "*/")
        while batch := await asyncio.to_thread(_next, walk):
            yield batch

    def _walk(self, within: str) -> Iterator[list[Kept]]:
        now = time.time()
        batch: list[Kept] = []
        for path in self.root.glob(f"{within}*/*"):
            with contextlib.suppress(FileNotFoundError):
                seen = path.stat()
                batch.append(Kept(str(path.relative_to(self.root)), seen.st_size, now - seen.st_mtime))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


class LocalSource:
    """An open file of the disk."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._busy: asyncio.Future[Any] | None = None
        self._room = bytearray()
        self.size = os.fstat(fd).st_size

    async def read(self, at: int, length: int, then: Callable[[memoryview], T]) -> T:
        if len(self._room) < length:
            self._room = bytearray(length)
        self._busy = work = asyncio.get_running_loop().run_in_executor(None, self._read, at, length, then)
        return await asyncio.shield(work)

    @property
    def at_once(self) -> Callable[[int, memoryview], int]:
        return lambda at, room: os.preadv(self._fd, [room], at)

    def _read(self, at: int, length: int, then: Callable[[memoryview], T]) -> T:
        room = memoryview(self._room)[:length]
        return then(room[: os.preadv(self._fd, [room], at)])

    async def close(self) -> None:
        """Waits for a read that nobody waits for any more: its descriptor must not become another file's."""
        if self._busy is not None and not self._busy.done():
            with contextlib.suppress(Exception):
                await asyncio.shield(self._busy)
        os.close(self._fd)


def _next(batches: Iterator[list[Kept]]) -> list[Kept]:
    return next(batches, [])
