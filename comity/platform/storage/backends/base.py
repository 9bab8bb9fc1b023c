"""What a store of sealed files can do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")


class Gone(Exception):
    """There is no file under this key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the store, as a listing tells it."""

    key: str
    size: int
    age: float
    """Seconds since it was put, or put again."""


class Source(Protocol):
    """An open file."""

    size: int

    async def read(self, at: int, length: int, then: Callable[[memoryview], T]) -> T:
        """What `then` makes of the bytes, off the event loop. They are good while it runs; one read at a time."""

    @property
    def at_once(self) -> Callable[[int, memoryview], int] | None:
        """Reads into memory from a thread of the caller's, any number at a time; None where it takes an event loop."""


class Backend(Protocol):
    """A store. Keys look like `<organisation>/ab/abcd...`."""

    async def put(self, draft: Path, key: str) -> None:
        """Keeps the draft under the key, durably when this returns; the draft stays where it is."""

    def open(self, key: str) -> AbstractAsyncContextManager[Source]:
        """The file, readable until the block ends even if it is removed meanwhile; Gone when it is not there."""

    async def touch(self, key: str) -> bool:
        """Whether the file is there; from now on it counts as young."""

    async def remove(self, key: str) -> None:
        """Forgets the file; nothing when it is not there."""

    def every(self, within: str = "") -> AsyncIterator[list[Kept]]:
        """All files, or those of one organisation (`<organisation>/`), batch by batch."""
