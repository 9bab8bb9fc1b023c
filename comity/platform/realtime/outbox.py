"""Frames on their way out: gathered for a moment when there are many, sent at once when there are few."""

from __future__ import annotations

import asyncio
import time
from typing import Final, Protocol

import structlog

GATHER: Final = 0.008
log = structlog.get_logger(__name__)


class Outgoing(Protocol):
    """Something with frames to send."""

    def flush(self) -> None: ...


class Outbox:
    """The sockets of one process that have something to send."""

    def __init__(self, gather: float = GATHER) -> None:
        self._gather = gather
        self._waiting: list[Outgoing] = []
        self._planned = False
        self._last = 0.0
        self._busy = False

    def add(self, one: Outgoing) -> None:
        self._waiting.append(one)
        if not self._planned:
            self._planned = True
            loop = asyncio.get_running_loop()
            wait = self._last + self._gather - time.monotonic() if self._busy else 0.0
            if wait > 0:
                loop.call_later(wait, self._flush)
            else:
                loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._planned = False
        waiting, self._waiting = self._waiting, []
        now = time.monotonic()
        self._busy = now - self._last < 2 * self._gather
        self._last = now
        for one in waiting:
            try:
                one.flush()
            except Exception:  # one broken line must not silence the others
                log.exception("a socket could not be written to")
