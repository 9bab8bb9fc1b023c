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
_FIELD: Final = 60


class Kept(NamedTuple):
    """A change as the stream told it, or as it was read when it was polled."""

    position: int
    at: float
    table: tuple[str, str]
    told: tuple[Relation, bytes] | Change
    serial: int

    @property
    def change(self) -> Change:
        return self.told if isinstance(self.told, Change) else read(*self.told)

    @property
    def size(self) -> int:
        if isinstance(self.told, Change):
            return _OVERHEAD + sum(_FIELD + len(value or "") for value in self.told.row.values())
        return _OVERHEAD + len(self.told[1])


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
        """A change of the log."""
        self._keep(Kept(position, at, (relation.schema, relation.name), (relation, message), serial))

    def keep_read(self, position: int, at: float, change: Change, serial: int = 0) -> None:
        """A change that was polled."""
        self._keep(Kept(position, at, (change.schema, change.table), change, serial))

    def clear(self) -> None:
        """Nothing of it holds any more: positions are counted differently from now on."""
        self._kept.clear()
        self._held = self.newest = self.lost_until = 0

    def _keep(self, one: Kept) -> None:
        if one.table[0] in ("auth", "realtime"):
            return
        kept = self._kept
        self.newest = one.position
        kept.append(one)
        self._held += one.size
        oldest = time.time() - self._seconds
        while kept and (kept[0].at < oldest or self._held > self._size):
            gone = kept.popleft()
            self._held -= gone.size
            if gone.at >= oldest:
                self.lost_until = gone.position

    def since(self, position: int, tables: set[tuple[str, str]] | None = None) -> Iterator[Kept]:
        """What changed after `position`, in the given tables or in all."""
        for kept in list(self._kept):
            if kept.position > position and (tables is None or kept.table in tables):
                yield kept
