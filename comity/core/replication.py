"""Streams the write-ahead log of the database as logical replication messages (pgoutput).

PostgreSQL documentation, "Streaming Replication Protocol" and "Logical Streaming Replication Protocol".

The slot is durable and acknowledged `BEHIND` seconds late: whoever takes it over after a restart is told the last
minute once more, so the log itself is the memory of what was missed. How much log a slot may hold is bounded by the
server (`max_slot_wal_keep_size`); a slot that lost its log is dropped and made anew.
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import structlog
from psycopg import conninfo, pq

from comity.core.connection import open_pgconn
from comity.core.errors import DatabaseDown

BEHIND = 75.0
IDLE_HOURS = 1
_ACKNOWLEDGE_SECONDS = 5.0
_GATHER = 0.003
_LONGEST = 0.012
_AT_ONCE = 200
_SHOWER = 600  # bytes that came in one pause: more of them are worth waiting for
_FLOOD = 6000  # bytes of one look: there may be more than it took
_EPOCH_2000 = 946_684_800
_XLOG_DATA = struct.Struct("!cQQq")  # 'w', start, end, clock
_END = struct.Struct("!Q")
_ALIVE = struct.Struct("!QqB")  # end, clock, whether it wants an answer
_STATUS = struct.Struct("!cQQQqB")  # 'r', written, flushed, applied, clock, reply
_SLOTS = (
    "select slot_name, coalesce(wal_status, ''), active::text from pg_replication_slots"
    " where starts_with(slot_name, '{prefix}') and database = current_database() order by slot_name"
)
_LEFT = (  # whoever used it has gone for good: another number of processes, another machine
    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where starts_with(slot_name, '{prefix}')"
    " and database = current_database() and not active and inactive_since < now() - interval '{hours} hours'"
)
_NOW = "select pg_current_wal_flush_lsn()::text, extract(epoch from clock_timestamp())::text, 'x'"
log = structlog.get_logger(__name__)


class NotAvailable(Exception):
    """This server grants no logical replication; the message says why."""


@dataclass
class Stream:
    """An open slot: which one, whether it went on where it stopped, and what was "now" when it was opened."""

    slot: str
    resumed: bool
    present: int
    """What was written up to here happened before we listened."""
    clock: float
    """The database's clock less ours, in seconds."""
    _pgconn: pq.abc.PGconn
    _behind: float = BEHIND
    _marks: deque[tuple[float, int]] = field(default_factory=deque)
    _seen: int = 0
    _acknowledged: int = 0
    _told_present: bool = False
    _asked: bool = False

    async def messages(self) -> AsyncIterator[list[bytes]]:
        """Every message of the publications, some at a time, for ever; an empty one when all of the past was told.

        Raises DatabaseDown when the connection breaks.
        """
        answered = woken = time.monotonic()
        pgconn, taken, pause = self._pgconn, 0, _GATHER
        while True:
            size, read = self._read()
            if read:
                taken += sum(map(len, read))
                yield read
            if size == 0:
                # commits rain: a drop at a time costs more than it brings; of a flood everything is taken as it comes
                rains = taken and time.monotonic() - woken < pause + _GATHER
                pause = min(_LONGEST, pause * 1.5) if rains and taken > _SHOWER else _GATHER
                if not rains:
                    await _readable(pgconn, _ACKNOWLEDGE_SECONDS)
                elif taken < _FLOOD:
                    await asyncio.sleep(pause)
                else:
                    await asyncio.sleep(0)
                woken, taken = time.monotonic(), 0
                pgconn.consume_input()
            elif size < 0:
                raise DatabaseDown(f"The stream of changes ended: {pgconn.get_error_message().strip()}")
            now = time.monotonic()
            if self._asked or now - answered > _ACKNOWLEDGE_SECONDS:
                answered, self._asked = now, False
                self._acknowledge(now)

    def _read(self) -> tuple[int, list[bytes]]:
        """What has come, at most so much, and the size of the last: 0 when there is no more for now."""
        read: list[bytes] = []
        get = self._pgconn.get_copy_data
        size = 1
        while size > 0 and len(read) < _AT_ONCE:
            size, view = get(1)
            if size <= 0:
                break
            if view[0] == 119:  # w
                read.append(bytes(view[_XLOG_DATA.size :]))
                self._seen = max(self._seen, _END.unpack_from(view, 9)[0])
            elif view[0] == 107:  # k
                end, _, wants_reply = _ALIVE.unpack_from(view, 1)
                self._seen = max(self._seen, end)
                self._asked = self._asked or bool(wants_reply)
                if not self._told_present and self._seen >= self.present:
                    self._told_present = True
                    read.append(b"")
        return size, read

    def _acknowledge(self, now: float) -> None:
        self._marks.append((now, self._seen))
        while self._marks and self._marks[0][0] <= now - self._behind:
            self._acknowledged = self._marks.popleft()[1]
        clock = int((time.time() - _EPOCH_2000) * 1_000_000)
        done = self._acknowledged
        self._pgconn.put_copy_data(_STATUS.pack(b"r", max(self._seen, done), done, done, clock, 0))
        self._pgconn.flush()

    def close(self) -> None:
        self._pgconn.finish()


async def open_stream(
    url: str, publications: Sequence[str], prefix: str, *, temporary: bool = False, behind: float = BEHIND
) -> Stream:
    """Opens a slot whose name begins with `prefix`: one that nobody uses, or a new one.

    Raises NotAvailable where the server or the role cannot do it, DatabaseDown when it cannot be reached.
    """
    options = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
    info = conninfo.make_conninfo(
        url, replication="database", application_name="comity changes", client_encoding="utf8", options=options
    )
    pgconn = await open_pgconn(info)
    try:
        oid = (await _rows(pgconn, "select oid::text, 'x', 'x' from pg_database where datname = current_database()"))[0]
        prefix = f"{prefix}_{oid[0]}_"
        await _try(pgconn, _LEFT.format(prefix=prefix, hours=IDLE_HOURS))
        present, clock, _ = (await _rows(pgconn, _NOW))[0]
        slot, resumed = await _start(pgconn, publications, prefix, temporary)
        return Stream(slot, resumed, lsn(present), float(clock) - time.time(), pgconn, behind)
    except BaseException:
        pgconn.finish()
        raise


def lsn(text: str) -> int:
    """`16/B374D848` as a number."""
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) | int(low, 16)


def lsn_text(number: int) -> str:
    return f"{number >> 32:X}/{number & 0xFFFFFFFF:X}"


async def _start(pgconn: pq.abc.PGconn, publications: Sequence[str], prefix: str, temporary: bool) -> tuple[str, bool]:
    known = await _rows(pgconn, _SLOTS.format(prefix=prefix)) if not temporary else []
    for slot, status, active in known:
        if active == "true":
            continue
        if status == "lost":
            log.warning("a slot lost its log and is made anew: changes were missed", slot=slot)
            await _try(pgconn, f"select pg_drop_replication_slot('{slot}')")
        elif await _try(pgconn, _replicate(slot, publications)):
            return slot, True
    taken = {slot for slot, _, active in known if active == "true"}
    for number in range(1000):
        slot = f"{prefix}{'t' if temporary else ''}{number}"
        if slot in taken:
            continue
        kind = "TEMPORARY " if temporary else ""
        made = f"CREATE_REPLICATION_SLOT \"{slot}\" {kind}LOGICAL pgoutput (SNAPSHOT 'nothing')"
        if await _try(pgconn, made, again="already exists"):
            await _rows(pgconn, _replicate(slot, publications))
            return slot, False
    raise NotAvailable("no replication slot is free")


def _replicate(slot: str, publications: Sequence[str]) -> str:
    # origin: what bulk work writes (app.quietly) is told of once, at its end, and not row by row
    names = ",".join(publications)
    return (
        f"START_REPLICATION SLOT \"{slot}\" LOGICAL 0/0 (proto_version '1', publication_names '{names}', origin 'none')"
    )


async def _try(pgconn: pq.abc.PGconn, command: str, again: str = "") -> bool:
    """False when another process was quicker; `again` is how the server says so beside "is active"."""
    try:
        await _rows(pgconn, command)
    except NotAvailable as error:
        if "is active" in str(error) or "does not exist" in str(error) or (again and again in str(error)):
            return False
        raise
    return True


async def _rows(pgconn: pq.abc.PGconn, command: str) -> list[tuple[str, str, str]]:
    pgconn.send_query(command.encode())
    rows: list[tuple[str, str, str]] = []
    while True:
        while pgconn.is_busy():
            await _readable(pgconn, 30.0)
            pgconn.consume_input()
        answer = pgconn.get_result()
        if answer is None:
            return rows
        if answer.status == pq.ExecStatus.FATAL_ERROR:
            message = answer.get_error_message().strip()
            while pgconn.get_result() is not None:
                pass
            raise NotAvailable(message)
        if answer.status == pq.ExecStatus.COPY_BOTH:
            return rows
        if answer.status == pq.ExecStatus.TUPLES_OK and answer.nfields >= 3:
            values = [[(answer.get_value(r, c) or b"").decode() for c in range(3)] for r in range(answer.ntuples)]
            rows += [(a, b, c) for a, b, c in values]


async def _readable(pgconn: pq.abc.PGconn, at_most: float) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    fd = pgconn.socket
    loop.add_reader(fd, _done, ready)
    patience = loop.call_later(at_most, _done, ready)
    try:
        await ready
    finally:
        patience.cancel()
        loop.remove_reader(fd)


def _done(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
