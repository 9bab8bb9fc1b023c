"""A small memory: values by key, each for a while, the least used forgotten first."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Not shared between processes, and never the only copy of anything."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value while its time lasts."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found[0] < time.monotonic():
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return found[1]

    def keep(self, key: K, value: V, seconds: float) -> None:
        """Remember the value for so long at most."""
        self._kept[key] = (time.monotonic() + seconds, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def forget(self, key: K) -> None:
        """As if it had never been known."""
        self._kept.pop(key, None)

    def forget_where(self, fits: Callable[[V], bool]) -> None:
        """Forget every value that fits."""
        for key in [key for key, (_, value) in self._kept.items() if fits(value)]:
            del self._kept[key]

    def forget_all(self) -> None:
        """Start anew."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
