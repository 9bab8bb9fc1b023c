"""Files on their way in: hashed and sealed as they come, into a draft that nobody sees until it is whole.

A draft is flat in memory: bytes go through a buffer of a few chunks to the disk. Its end that does not fill a chunk
lies in a file beside it, so that what was written once is never written over: a crash in any moment loses nothing
that was said to be kept (`keep`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from comity.platform.storage.disk import Appender, sync, sync_folder, write_at
from comity.platform.storage.sealing import CHUNK, HEADER, RECORD, Cipher, Damaged, Keys, place_of

BATCH = 8 * CHUNK
FLUSH_EVERY = 32 << 20


@dataclass(frozen=True, slots=True)
class Whole:
    """A finished draft: where it lies and what it holds."""

    path: Path
    size: int
    sha256: str
    head: bytes
    """The first bytes, by which its type is judged."""


class Draft:
    """One file being written. Used by one thread at a time."""

    HEAD = 4096

    def __init__(self, folder: Path, name: UUID, keys: Keys) -> None:
        self.path = folder / str(name)
        self._tail_path = folder / f"{name}.tail"
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._buffer = memoryview(bytearray(BATCH))
        self._filled = 0
        self._head = b""
        self._unflushed = 0
        self._flushing: threading.Thread | None = None
        try:
            self._begin(keys)
        except BaseException:
            os.close(self._fd)
            raise

    def _begin(self, keys: Keys) -> None:
        """Takes up what is there: whole chunks, then the tail if it belongs after them."""
        if os.fstat(self._fd).st_nlink > 1:  # placed before a crash: what is placed is never touched again
            self._part()
        length = os.fstat(self._fd).st_size
        if length < HEADER:
            self._cipher = Cipher.new(keys)
            os.ftruncate(self._fd, 0)
            self._tail_path.unlink(missing_ok=True)
            self.chunks = 0
            self._out = self._appender(0)
            self._out.room(HEADER)[:] = self._cipher.header
            self._out.took(HEADER)
        else:
            self._cipher = Cipher(os.pread(self._fd, HEADER, 0), keys)
            self.chunks = self._whole_chunks((length - HEADER) // RECORD)
            os.ftruncate(self._fd, place_of(self.chunks))
            self._out = self._appender(place_of(self.chunks))
        tail = self._kept_tail()
        self._buffer[: len(tail)] = tail
        self._filled = len(tail)
        self._hash = hashlib.sha256() if not self.chunks else None

    def _appender(self, at: int) -> Appender:
        return Appender(self._fd, self.path, at, HEADER + BATCH // CHUNK * RECORD)

    def _part(self) -> None:
        copy = self.path.with_suffix(".new")
        shutil.copyfile(self.path, copy)
        copy.replace(self.path)
        os.close(self._fd)
        self._fd = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)

    def _whole_chunks(self, count: int) -> int:
        """How many chunks are good: after a power cut the last ones may be a size without bytes."""
        while count and not self._is_good(count - 1):
            count -= 1
        return count

    def _is_good(self, number: int) -> bool:
        try:
            self._cipher.open(number, os.pread(self._fd, RECORD, place_of(number)))
        except Damaged:
            return False
        return True

    def _kept_tail(self) -> bytes:
        try:
            record = self._tail_path.read_bytes()
            return self._cipher.open(self.chunks, record)
        except (FileNotFoundError, Damaged):
            return b""

    @property
    def size(self) -> int:
        """How many bytes have come."""
        return self.chunks * CHUNK + self._filled

    def write(self, pieces: Sequence[bytes | memoryview]) -> None:
        """Takes bytes in; DISK_FULL when there is no room."""
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                if not self._filled and len(rest) >= BATCH:
                    self._seal(rest[:BATCH])
                    rest = rest[BATCH:]
                    continue
                count = min(len(rest), BATCH - self._filled)
                self._buffer[self._filled : self._filled + count] = rest[:count]
                self._filled += count
                rest = rest[count:]
                if self._filled == BATCH:
                    self._put_chunks()

    def _put_chunks(self) -> None:
        """Seals the whole chunks of the buffer."""
        whole = self._filled - self._filled % CHUNK
        if whole:
            self._seal(self._buffer[:whole])
            rest = self._filled - whole
            self._buffer[:rest] = bytes(self._buffer[whole : self._filled])
            self._filled = rest

    def _seal(self, chunks: memoryview) -> None:
        """Whole chunks: hashed while they are sealed and written."""
        count = len(chunks) // CHUNK
        if not self._head:
            self._head = bytes(chunks[: self.HEAD])
        with _beside(self._hash.update, chunks) if self._hash is not None else contextlib.nullcontext():
            room = self._out.room(count * RECORD)
            for n in range(count):
                record = room[n * RECORD : (n + 1) * RECORD]
                self._cipher.seal_into(self.chunks + n, chunks[n * CHUNK : (n + 1) * CHUNK], record)
            self._out.took(count * RECORD)
            if len(chunks) < BATCH or not self._out.through():
                self._out.settle()
                self._flush_ahead(count * RECORD)
        self.chunks += count

    @property
    def _tail(self) -> bytes:
        """What has come and does not fill a chunk yet."""
        return bytes(self._buffer[: self._filled])

    def _flush_ahead(self, more: int) -> None:
        """Lets the disk begin while bytes still come, so that the end has little to wait for."""
        self._unflushed += more
        if self._unflushed < FLUSH_EVERY or (self._flushing is not None and self._flushing.is_alive()):
            return
        self._unflushed = 0
        self._flushing = threading.Thread(target=_quietly_flushed, args=(os.dup(self._fd),), daemon=True)
        self._flushing.start()

    def keep(self) -> None:
        """Makes everything that has come survive a crash."""
        self._put_chunks()
        self._out.settle()
        sync(self._fd)
        if self._filled:
            made = self._tail_path.with_suffix(".new")
            fd = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            try:
                write_at(fd, self._cipher.seal(self.chunks, self._tail), 0)
                sync(fd)
            finally:
                os.close(fd)
            made.replace(self._tail_path)
        sync_folder(self.path.parent)

    def finish(self) -> Whole:
        """The whole file: its end written, on the disk, hashed. Can be done again after a crash."""
        self._put_chunks()
        self._out.settle()
        size = self.size
        if self._hash is None:
            self._hash = self._read_again()
        digest = self._hash.copy()
        digest.update(self._tail)
        head = self._head or self._tail[: self.HEAD]
        if self._filled:
            end = place_of(self.chunks)
            os.ftruncate(self._fd, end)
            write_at(self._fd, self._cipher.seal(self.chunks, self._tail), end)
        sync(self._fd)
        return Whole(self.path, size, digest.hexdigest(), head)

    def _read_again(self) -> hashlib._Hash:
        digest = hashlib.sha256()
        for number in range(self.chunks):
            plain = self._cipher.open(number, os.pread(self._fd, RECORD, place_of(number)))
            self._head = self._head or plain[: self.HEAD]
            digest.update(plain)
        return digest

    def plain(self) -> Iterator[bytes]:
        """Everything that has come, chunk by chunk: for the virus scanner."""
        for number in range(self.chunks):
            yield self._cipher.open(number, os.pread(self._fd, RECORD, place_of(number)))
        if self._filled:
            yield self._tail

    def close(self) -> None:
        """Lets go of the file; it stays where it is."""
        if self._fd >= 0:
            self._out.close()
            os.close(self._fd)
            self._fd = -1

    def discard(self) -> None:
        """As if it had never come."""
        self.close()
        remove(self.path)


_hashing = ThreadPoolExecutor(2, "hash")


@contextlib.contextmanager
def _beside(act: Callable[[memoryview], None], data: memoryview) -> Iterator[None]:
    """Does the one in a thread while the block does the other; both are done at its end, whatever happens."""
    begun = _hashing.submit(act, data)
    try:
        yield
    finally:
        begun.result()


def remove(path: Path) -> None:
    """Removes a draft's files."""
    for suffix in ("", ".tail", ".new", ".lock", ".wanted"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _quietly_flushed(fd: int) -> None:
    """What goes wrong here is told again by the last flush, which everybody waits for."""
    try:
        with contextlib.suppress(OSError):
            os.fdatasync(fd)
    finally:
        os.close(fd)
