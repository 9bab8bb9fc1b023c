"""Whoever comes back within a minute is told what they missed: after a restart, a crash, a broken line.

A client's membership leaves a row behind when its line breaks, and none when it leaves. A client that joins with the
same wishes takes such a row over and hears what changed since, out of the memory that the log itself refills after a
restart.
What a crash cut off in its last second is told twice rather than not at all.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final
from uuid import uuid4

import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.replication import lsn, lsn_text
from comity.core.who import Who
from comity.platform.realtime.changes import Changes
from comity.platform.realtime.feed import Batch, Feed
from comity.platform.realtime.rooms import Channel

q = sql.load(__file__)
_WHO: Final = Who.service(agent="realtime")
_NOTE: Final = 0.2
_AGAIN: Final = 1.0
_PATIENCE: Final = 8.0
_SIGN: Final = 20.0  # seconds after which a feed that has nothing to tell says that it is there
log = structlog.get_logger(__name__)


class Returning:
    """Who may come back, and what they would have missed."""

    def __init__(self, db: Database, feed: Feed, changes: Changes) -> None:
        self._db = db
        self._feed = feed
        self._changes = changes
        self._came: dict[Any, Channel] = {}
        self._left: list[dict[str, Any]] = []
        self._noted = 0
        self._noted_at = 0.0
        self._failed = False
        self._ready = asyncio.Event()

    async def opened(self, slot: str) -> None:
        """The feed has begun: whoever was told by this slot before is without anybody now."""
        await self._db.once(_WHO, q.take_over, feed=slot)

    def remembers(self) -> None:
        """The past is in memory: who comes back can be told."""
        self._ready.set()

    async def since(self, channel: Channel) -> int | None:
        """From where a client that has come back must be told; None when it is new here.

        Raises TimeoutError while the past is not in memory, and DatabaseError or Problem where nobody can look.
        """
        async with asyncio.timeout(_PATIENCE):
            await self._ready.wait()
        rows = await self._db.once(_WHO, q.claim, fingerprint=channel.fingerprint)
        return lsn(rows[0]["position"]) if rows and rows[0]["position"] else None

    async def tell(self, channel: Channel, position: int) -> None:
        """What a client missed since then, up to now; afterwards it hears everything itself."""
        if position < self._feed.memory.lost_until:
            channel.system("postgres_changes", "error", "Too much has changed meanwhile: please read again.")
        tables = None if any("*" in (b.schema, b.table) for b in channel.bindings) else {
            (b.schema, b.table) for b in channel.bindings
        }  # fmt: skip
        told = -1
        while told < self._feed.serial and not channel.socket.closed:
            upto = self._feed.serial
            kept = [one for one in self._feed.memory.since(position, tables) if told < one.serial <= upto]
            batches = [Batch(one.position, one.at, [one.change], one.serial) for one in kept]
            for at in range(0, len(batches), 500):
                await self._changes.tell(batches[at : at + 500], only=channel)
            told = upto
        channel.after = told

    def came(self, channel: Channel) -> None:
        channel.listener = uuid4()
        self._came[channel.listener] = channel

    def left(self, channel: Channel, *, clean: bool) -> None:
        if channel.listener is None:
            return
        if self._came.pop(channel.listener, None) is not None and clean:
            return
        told = self._changes.position if channel.untold is None else channel.untold
        position = None if clean else lsn_text(told)
        self._left.append({"id": channel.listener, "fingerprint": channel.fingerprint, "position": position})

    async def run(self) -> None:
        """Notes who came, who left and how far everyone was told, for ever; once more at the end."""
        try:
            while True:
                await asyncio.sleep(_AGAIN if self._failed else _NOTE)
                await self.note()
        finally:
            await asyncio.shield(asyncio.wait_for(self.note(), 3.0))

    async def note(self) -> None:
        """Writes down what is new: who came, who left and how far everyone was told; again later where that fails."""
        came, self._came = self._came, {}
        left, self._left = self._left, []
        position = self._changes.position
        feed, now = self._feed.slot, time.monotonic()
        if not feed or not (came or left or position != self._noted or now - self._noted_at > _SIGN):
            self._came, self._left = {**came, **self._came}, left + self._left
            return
        self._noted, self._noted_at, self._failed = position, now, False
        fresh = [(listener, channel.fingerprint) for listener, channel in came.items()]
        gone = [one for one in left if one["position"] is None]
        broken = [one for one in left if one["position"] is not None]
        try:
            await self._db.once(
                _WHO,
                q.note,
                feed=feed,
                position=lsn_text(position),
                came=[listener for listener, _ in fresh],
                fingerprints=[fingerprint for _, fingerprint in fresh],
                gone=[one["id"] for one in gone],
                broken=[one["id"] for one in broken],
                broken_fingerprints=[one["fingerprint"] for one in broken],
                positions=[one["position"] for one in broken],
            )
        except (DatabaseError, Problem) as error:
            log.warning("who listens could not be noted; trying again", error=str(error))
            ended = {one["id"] for one in self._left}
            self._came |= {listener: channel for listener, channel in came.items() if listener not in ended}
            self._left, self._noted, self._failed = left + self._left, 0, True
