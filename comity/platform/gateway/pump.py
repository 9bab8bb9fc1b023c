"""A long body out of threads that take turns: while one sends its piece, the other makes the next.

Each piece is made and sent by the same thread, so what was just made is still in that processor's cache, and the event
loop is asked nothing in between (decision 0178). A thread holds no longer than a spell, nor for a client that does not
read: then the loop waits for it, and the threads go on where they were.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

WORKERS: Final = 2
_SPELL: Final = 0.05  # seconds after which a thread asks whether others want it
_MOMENT: Final = 0.002  # seconds in which a thread that is due begins, or does not find a place
_AWAY, _DUE, _HERE = range(3)

Make = Callable[[int, int], memoryview]
"""Makes the piece of this number, in memory of this worker's that it may use again for its next one."""


class Pump:
    """Pieces of a body on their way out, in order."""

    def __init__(self, count: int, make: Make, send: Callable[[memoryview], int]) -> None:
        """`send` says how much of a piece it sent; less than all of it when the client does not read."""
        self._count, self._make, self._send = count, make, send
        self._turn = 0
        self._at = list(range(WORKERS))
        self._left: list[memoryview | None] = [None] * WORKERS
        self._workers = [_AWAY] * WORKERS
        self._change = threading.Condition()
        self.stopped = False
        self.waits = False
        """The client must read before anything more can be sent."""

    @property
    def done(self) -> bool:
        return self._turn >= self._count

    def begin(self) -> None:
        """The next spell begins."""
        self.waits = False
        self._workers = [_DUE] * WORKERS

    def work(self, worker: int) -> None:
        """One worker's spell, in a thread: every so manieth piece, as long as the others keep up."""
        until = time.monotonic() + _SPELL
        self._is(worker, _HERE)
        try:
            while self._at[worker] < self._count and self._prepared(worker, until) and self._is_turn(worker):
                self._pass_on(worker)
        finally:
            self._is(worker, _AWAY)

    def _is(self, worker: int, where: int) -> None:
        with self._change:
            self._workers[worker] = where
            self._change.notify_all()

    def _prepared(self, worker: int, until: float) -> bool:
        if self.stopped or self.waits:
            return False
        if self._left[worker] is None:
            if time.monotonic() > until:
                return False
            self._left[worker] = self._make(self._at[worker], worker)
        return True

    def _is_turn(self, worker: int) -> bool:
        """Waits for the turn; False when it cannot come in this spell, because whose turn it is has gone."""
        with self._change:
            while self._turn != self._at[worker]:
                whose = self._workers[self._turn % WORKERS]
                if self.stopped or self.waits or whose == _AWAY:
                    return False
                if not self._change.wait(None if whose == _HERE else _MOMENT) and whose == _DUE:
                    return False  # there may be no thread for it while we hold ours
        return not self.stopped

    def _pass_on(self, worker: int) -> None:
        piece = self._left[worker]
        assert piece is not None
        rest = piece[self._send(piece) :]
        if rest:
            self._left[worker], self.waits = rest, True
            return
        self._left[worker] = None
        self._at[worker] += WORKERS
        with self._change:
            self._turn += 1
            self._change.notify_all()
