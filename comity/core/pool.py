"""The connections of a process: taken and given back, handed to whoever waits longest, closed where they broke."""

from __future__ import annotations

import asyncio
from collections import deque

from comity.core.connection import Connection
from comity.core.errors import DatabaseBusy, DatabaseDown

PATIENCE = 20.0  # seconds to wait for a connection while all are in use


class Pool:
    """At most `size` connections to one address."""

    def __init__(self, conninfo: str, size: int, *, prepare: bool, pooled: bool) -> None:
        self._conninfo = conninfo
        self._size = size
        self._prepare = prepare
        self._pooled = pooled
        self._open = 0
        self._idle: deque[Connection] = deque()
        self._waiting: deque[tuple[float, asyncio.Future[Connection | None]]] = deque()  # until when, who
        self._watch: asyncio.TimerHandle | None = None

    async def take(self) -> Connection:
        """A connection; DatabaseDown where none can be opened, DatabaseBusy where none is free for too long."""
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.broken:
                    return connection
                self._open -= 1
            if self._open < self._size:
                self._open += 1
                try:
                    return await Connection.open(self._conninfo, prepare=self._prepare, pooled=self._pooled)
                except BaseException:
                    self._open -= 1
                    self._wake()
                    raise
            if not self._size:
                raise DatabaseDown("Comity is shutting down.")
            loop = asyncio.get_running_loop()
            waiter: asyncio.Future[Connection | None] = loop.create_future()
            self._waiting.append((loop.time() + PATIENCE, waiter))
            if self._watch is None:  # one timer for all: whoever waits longest gives up first
                self._watch = loop.call_later(PATIENCE, self._give_up, loop)
            try:
                handed = await waiter
            except asyncio.CancelledError:
                if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                    self._pass_on(waiter.result())
                raise
            if handed is not None:
                return handed

    def give(self, connection: Connection) -> None:
        """Takes a connection back."""
        if connection.broken or self._open > self._size:
            connection.close()
            self._open -= 1
            self._wake()
        else:
            self._pass_on(connection)

    def close(self) -> None:
        """Closes every idle connection; busy ones close as they come back."""
        self._size = 0
        while self._idle:
            self._idle.pop().close()

    def _pass_on(self, connection: Connection | None) -> None:
        """To whoever waits longest, past nobody; None is leave to open another."""
        while self._waiting:
            _, waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)

    def _wake(self) -> None:
        self._pass_on(None)

    def _give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tells those who have waited for too long, and looks again when the next one will have."""
        self._watch = None
        now = loop.time()
        while self._waiting and (self._waiting[0][1].done() or self._waiting[0][0] <= now):
            _, waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(DatabaseBusy("Every connection to the database is in use."))
        if self._waiting:
            self._watch = loop.call_at(self._waiting[0][0], self._give_up, loop)
