"""Carries the database's changes to whoever listens: from the write-ahead log, or, where that is not to be had, polled.

Changes are handed on in small batches as they come, and the next are read only when those were taken: a transaction of
a million rows costs no more memory than one of ten. Of a flood nobody follows row by row, only the tables are told;
what nobody listens to at all is remembered as it came, and never read (decision 0155).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import uuid4

import structlog

from comity.core.db import Database
from comity.core.errors import DatabaseError
from comity.core.replication import NotAvailable, Stream, open_stream
from comity.platform.realtime import polled
from comity.platform.realtime.hub import Hub
from comity.platform.realtime.memory import Memory
from comity.platform.realtime.pgoutput import Begin, Change, Decoder, Relation, kind_of, read

PUBLICATIONS = ("comity_live", "comity_messages", "supabase_realtime")
SLOTS = "comity_live"
FLOOD = 2000  # changes of one transaction: beyond this, of what nobody follows only the table is told
BATCH = 200
POLLED = "polled"
WEIGHED = frozenset({"org_members", "api_keys"})
"""Tables whose every change is looked at, because somebody's rights may end by it."""
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Batch:
    """Changes of one transaction, in order: all of them, or as many as are handed on at once."""

    position: int
    at: float
    changes: list[Change]
    serial: int = 0
    """Counts the batches of this process."""


@dataclass
class Feed:
    """The changes of one process."""

    db: Database
    hub: Hub
    memory: Memory = field(default_factory=Memory)
    take: Callable[[Batch], Awaitable[None]] | None = None
    """Is given every batch of the present; while it waits, nothing more is read."""
    follows: Callable[[str, str], bool] = lambda schema, table: False
    """Whether anybody follows the rows of a table."""
    opened: Callable[[str], Awaitable[None]] | None = None
    """Hears the name of the slot, before its first message."""
    remembers: Callable[[], None] = lambda: None
    """Hears that the past is in memory, as far as the log has it."""
    passed: Callable[[int], None] = lambda position: None
    """Hears up to where nobody had to be told of anything."""
    missed: Callable[[], None] = lambda: None
    """Hears that changes were lost: the slot had to be made anew."""
    slot: str = ""
    position: int = 0
    serial: int = 0
    poll_only: bool = False

    async def run(self) -> None:
        """Feeds for ever; after every gap tells all listeners to look again."""
        while True:
            try:
                if self.poll_only:
                    raise NotAvailable("the operator asked for it")
                await self._follow()
            except NotAvailable as reason:
                log.warning("no logical replication: the audit log is polled for changes instead", reason=str(reason))
                await self._poll()
            except (DatabaseError, OSError) as error:
                log.warning("the stream of changes broke; starting it again", error=str(error))
                await asyncio.sleep(1.0)
            self.hub.everything_may_have_changed()

    async def _follow(self) -> None:
        stream = await open_stream(self.db.url, PUBLICATIONS, SLOTS)
        try:
            self.slot = stream.slot
            if self.opened:
                await self.opened(stream.slot)
            self.hub.publish([])  # from here on nothing is missed: who remembers what he counted may begin
            await _Reader(self, stream).run()
        finally:
            stream.close()

    async def _poll(self) -> None:
        if not self.slot.startswith(POLLED):  # positions are numbers of transactions from now on
            self.slot, self.position = f"{POLLED}_{uuid4().hex[:12]}", 0
            self.memory.clear()
        if self.opened:
            await self.opened(self.slot)
        known = self.memory.newest
        async for position, at, found, past in polled.changes(self.db, self.position):
            for tx, when, change in found:
                if tx > known:
                    self.memory.keep_read(tx, when, change, self.serial + 1)
            changes = [change for _, _, change in found]
            if past:
                self.serial += 1
                self.hub.publish(changes, max(0.0, time.time() - at))
                self.position = max(self.position, position)
                self.remembers()
            else:
                await self.tell(Batch(position, at, changes))

    async def tell(self, batch: Batch) -> None:
        """Hands on what has just changed."""
        self.serial += 1
        batch.serial = self.serial
        self.hub.publish(batch.changes)
        if self.take:
            await self.take(batch)
        self.position = max(self.position, batch.position)


class _Reader:
    """Reads one stream: of the past into memory, of the present to everyone."""

    def __init__(self, feed: Feed, stream: Stream) -> None:
        self.feed = feed
        self.stream = stream
        self.decoder = Decoder()
        self.begin = Begin(0, 0.0)
        self.changes: list[Change] = []
        self.unheard: list[tuple[Relation, bytes, str | None]] = []
        self.count = 0
        self.flooded: set[tuple[str, str, str | None]] = set()
        # a gap in our own listening: what was missed meanwhile is told as the present
        self.present = stream.present if not feed.position else feed.position
        self.known = feed.memory.newest
        self.resumes = stream.resumed and not feed.position
        self.caught_up = False
        if feed.position and not stream.resumed:
            feed.missed()
        feed.position = self.present

    async def run(self) -> None:
        async for messages in self.stream.messages():
            for message in messages:
                if self._read(message):
                    await self._flush()
            await asyncio.sleep(0)  # a busy stream never waits by itself, and others want to live

    def _read(self, message: bytes) -> bool:
        """Takes a message in; whether there is something to hand on."""
        head = message[0] if message else 0
        if head in (73, 85, 68):  # I, U, D
            self._change(message)
            return len(self.changes) >= BATCH
        if head == 66:  # B
            begin = self.decoder.feed(message)
            assert isinstance(begin, Begin)
            self.begin, self.count = begin, 0
            if begin.position > self.stream.present:
                self._catch_up()
        elif head == 67:  # C
            if not self.unheard:
                return bool(self.changes or self.flooded)
            self._pass_by()
        elif head:
            self.decoder.feed(message)
        else:
            self._catch_up()
        return False

    def _catch_up(self) -> None:
        """All that happened before we listened has been told."""
        if self.caught_up:
            return
        self.caught_up = True
        if self.resumes:
            self.feed.hub.knows_the_past()
        self.feed.remembers()

    def _change(self, message: bytes) -> None:
        relation = self.decoder.relation_of(message)
        assert relation is not None
        self.count += 1
        if self.count > FLOOD and not self.feed.follows(relation.schema, relation.name):
            self._hear()
            self.flooded.add((relation.schema, relation.name, self.decoder.first_of(message, "org_id")))
            self.feed.memory.lost_until = self.begin.position
            return
        if self.begin.position > self.known:
            self.feed.memory.keep(self.begin.position, self.begin.at, relation, message, self.feed.serial + 1)
        if self.changes or not self._is_unheard(relation, message):
            self._hear()
            self.changes.append(self.decoder.change(message))

    def _is_unheard(self, relation: Relation, message: bytes) -> bool:
        """Whether nobody listens who could be told: then it is remembered as it came, and not even read."""
        feed = self.feed
        if (
            relation.schema != "public"
            or relation.name in WEIGHED
            or len(self.unheard) >= BATCH
            or self.begin.position <= self.present
            or feed.follows("public", relation.name)
        ):
            return False
        org = self.decoder.first_of(message, "org_id")
        if feed.hub.listens(org):
            return False
        self.unheard.append((relation, message, org))
        return True

    def _hear(self) -> None:
        """Somebody may have to be told of this transaction after all."""
        if self.unheard:
            self.changes += _whole(self.unheard)
            self.unheard = []

    def _pass_by(self) -> None:
        """Nobody need be told of this transaction."""
        unheard, self.unheard = self.unheard, []
        self.feed.serial += 1
        changes = [Change(kind_of(message), table.name, {"org_id": org}) for table, message, org in unheard]
        self.feed.hub.remember(changes, lambda: _whole(unheard))
        self.feed.position = max(self.feed.position, self.begin.position)
        self.feed.passed(self.begin.position)

    async def _flush(self) -> None:
        changes, self.changes = self.changes, []
        if self.flooded:
            changes += [Change("update", table, {"org_id": org}, schema) for schema, table, org in self.flooded]
            self.flooded = set()
        if not changes:
            return
        if self.begin.position <= self.present:
            self.feed.serial += 1
            ago = max(0.0, time.time() + self.stream.clock - self.begin.at)
            self.feed.hub.publish(changes, ago)
            await asyncio.sleep(0)
        else:
            await self.feed.tell(Batch(self.begin.position, self.begin.at, changes))


def _whole(unheard: list[tuple[Relation, bytes, str | None]]) -> list[Change]:
    return [read(relation, message) for relation, message, _ in unheard]


async def run(db: Database, hub: Hub) -> None:
    """Feeds only pages."""
    await Feed(db, hub).run()
