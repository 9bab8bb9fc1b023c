"""What changed in the last minute, for those whose line broke and who come back."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from comity.platform.realtime.pgoutput import Change, Relation, read

SECONDS: Final = 75.0
BYTES: Final = 64 * 1024 * 1024
_OVERHEAD: Final = 200


class Kept(NamedTuple):
    """A change as the stream told it."""

    position: int
    at: float
    relation: Relation
    message: bytes
    serial: int

    @property
    def change(self) -> Change:
        return read(self.relation, self.message)


class Memory:
    """Changes as they came, undecoded, oldest first; bounded in time and in size."""

    def __init__(self, seconds: float = SECONDS, size: int = BYTES) -> None:
        self._seconds = seconds
        self._size = size
        self._held = 0
        self._kept: deque[Kept] = deque()
        self.newest = 0
        """The last position kept: what a stream tells again is not kept again."""
        self.lost_until = 0
        """Up to this position something was forgotten before its time."""

    def keep(self, position: int, at: float, relation: Relation, message: bytes, serial: int = 0) -> None:
        if relation.schema in ("auth", "realtime"):
            return
        kept = self._kept
        self.newest = position
        kept.append(Kept(position, at, relation, message, serial))
        self._held += len(message) + _OVERHEAD
        oldest = time.time() - self._seconds
        while kept and (kept[0].at < oldest or self._held > self._size):
            gone = kept.popleft()
            self._held -= len(gone.message) + _OVERHEAD
            if gone.at >= oldest:
                self.lost_until = gone.position

    def since(self, position: int, tables: set[tuple[str, str]] | None = None) -> Iterator[Kept]:
        """What changed after `position`, in the given tables or in all."""
        for kept in list(self._kept):
            named = (kept.relation.schema, kept.relation.name)
            if kept.position > position and (tables is None or named in tables):
                yield kept
