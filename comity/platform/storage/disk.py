"""Bytes on their way to the end of a file: past the page cache, in whole blocks, where there are many of them.

What is written the usual way passes through memory that the system has to find first, and that others lose by it. Of a
large file that costs more than hashing and sealing it do; straight to the disk it costs next to nothing (decision
0153). Ends that fill no block, small files, and systems that cannot write so, are written the usual way.
"""

from __future__ import annotations

import errno
import mmap
import os
from pathlib import Path

from comity.platform.storage.errors import DISK_FULL

BLOCK = 4096
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Appender:
    """The end of one file. What is put into its `room` goes to the disk by `through` or `settle`, in order."""

    def __init__(self, fd: int, path: Path, at: int, most: int) -> None:
        """Begins at `at`; `most` is the largest room anybody will ask for."""
        self._fd, self._path = fd, path
        self._straight = -1
        self._can = hasattr(os, "O_DIRECT")
        self._held = self._kept = at % BLOCK
        self._at = at - self._held
        self._view = memoryview(mmap.mmap(-1, -(-most // BLOCK) * BLOCK + 2 * BLOCK))  # begins where a page does
        self._view[: self._held] = os.pread(fd, self._held, self._at)

    def room(self, size: int) -> memoryview:
        """Where the next bytes are to be written."""
        return self._view[self._held : self._held + size]

    def took(self, size: int) -> None:
        """So many bytes are there now."""
        self._held += size

    def through(self) -> bool:
        """Whole blocks to the disk; what is left waits. False when this cannot be done, and nothing was."""
        whole = self._held - self._held % BLOCK
        if not self._open():
            return False
        done = 0
        while done < whole:
            try:
                done += os.pwrite(self._straight, self._view[done:whole], self._at + done)
            except OSError as error:
                if error.errno != errno.EINVAL:
                    raise refusal_of(error) from error
                self._can = False
                return False
        self._move(whole)
        return True

    def settle(self) -> None:
        """Everything into the file, the usual way."""
        write_at(self._fd, self._view[self._kept : self._held], self._at + self._kept)
        self._kept = self._held
        self._move(self._held - self._held % BLOCK)

    def close(self) -> None:
        if self._straight >= 0:
            os.close(self._straight)
            self._straight = -1

    def _move(self, whole: int) -> None:
        """The first blocks are written: what follows them comes to the front."""
        rest = self._held - whole
        self._view[:rest] = bytes(self._view[whole : self._held])
        self._at += whole
        self._held, self._kept = rest, max(0, self._kept - whole)

    def _open(self) -> bool:
        if self._can and self._straight < 0:
            try:
                self._straight = os.open(self._path, os.O_WRONLY | os.O_DIRECT | os.O_CLOEXEC)
            except OSError:
                self._can = False
        return self._can


def write_at(fd: int, data: bytes | bytearray | memoryview, at: int) -> None:
    """Writes all of it; DISK_FULL when there is no room."""
    view = memoryview(data)
    try:
        while view:
            count = os.pwrite(fd, view, at)
            view, at = view[count:], at + count
    except OSError as error:
        raise refusal_of(error) from error


def sync(fd: int) -> None:
    """Makes a file's bytes survive a crash."""
    try:
        os.fsync(fd)
    except OSError as error:
        raise refusal_of(error) from error


def sync_folder(path: Path) -> None:
    """Makes names in a folder survive a crash."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def refusal_of(error: OSError) -> Exception:
    """DISK_FULL when that is what it means."""
    return DISK_FULL if error.errno in _NO_ROOM else error
