"""postgres_changes: of every changed row, who hears of it, and what each of them may read of it (wire.md 3.3).

A batch is looked at twice: first what has to be asked (row security, filters only the database can judge) is asked, all
at once; then every change is told, in order. Who sees a row is decided once for each set of claims.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog

from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.who import Who
from comity.platform.realtime import limits, values
from comity.platform.realtime.asking import Question, ask
from comity.platform.realtime.bindings import Binding, Condition
from comity.platform.realtime.comparing import Comparing, Comparison
from comity.platform.realtime.feed import Batch
from comity.platform.realtime.frames import write_raw
from comity.platform.realtime.pgoutput import Change
from comity.platform.realtime.rooms import Channel
from comity.platform.realtime.tables import Row, Table, Tables

_EVENTS: Final = {"insert": "INSERT", "update": "UPDATE", "delete": "DELETE"}
_HELD: Final = 20_000  # changes that may wait for being told; then no more are read
log = structlog.get_logger(__name__)
Bindings = tuple[Binding, ...]


@dataclass(slots=True)
class _Told:
    """One change and whom it concerns."""

    at: float
    change: Change
    table: Table
    event: str
    row: Row
    channels: list[tuple[Channel, Who]]
    """With whom each was when this was committed: rights that end later end for what comes later."""
    serial: int
    matched: dict[Bindings, tuple[Binding, ...]] = field(default_factory=dict)
    visible: dict[str, bool] = field(default_factory=dict)
    written: dict[str, bytes] | None = None
    payloads: dict[tuple[str, tuple[int, ...]], bytes] = field(default_factory=dict)


class Changes:
    """Everyone in this process who follows changes."""

    def __init__(self, db: Database) -> None:
        self.tables = Tables(db)
        self._comparing = Comparing(db)
        self._db = db
        self._followers: dict[tuple[str, str], dict[str, dict[Channel, None]]] = {}
        self._waiting: list[Batch] = []
        self._count = 0
        self._busy = False
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.told = 0
        self.lost: Callable[[], None] = lambda: None
        """Hears that something could not be told to anybody."""
        self.position = 0
        """Everything up to here was told."""

    # -- who follows what -------------------------------------------------------------------------------------------

    def follow(self, channel: Channel) -> None:
        for named in {(binding.schema, binding.table) for binding in channel.bindings}:
            scope = str(channel.who.org_id or "")
            self._followers.setdefault(named, {}).setdefault(scope, {})[channel] = None

    def unfollow(self, channel: Channel) -> None:
        for named in {(binding.schema, binding.table) for binding in channel.bindings}:
            scopes = self._followers.get(named, {})
            for scope in [scope for scope, channels in scopes.items() if channel in channels]:
                del scopes[scope][channel]
                if not scopes[scope]:
                    del scopes[scope]
            if not scopes:
                self._followers.pop(named, None)

    def follows(self, schema: str, table: str) -> bool:
        """Whether anybody follows the rows of a table."""
        wanted = self._followers
        return (schema, table) in wanted or (schema, "*") in wanted or ("*", "*") in wanted or ("*", table) in wanted

    def _concerned(self, table: Table, row: Row) -> list[Channel]:
        found: dict[Channel, None] = {}
        org = row.get("org_id") or ""
        for named in ((table.schema, table.name), (table.schema, "*"), ("*", table.name), ("*", "*")):
            scopes = self._followers.get(named)
            if not scopes:
                continue
            for scope in (org, "") if table.walled and org else scopes:
                found |= scopes.get(scope, {})
        return list(found)

    # -- taking and telling -----------------------------------------------------------------------------------------

    async def take(self, batch: Batch) -> None:
        """A batch of the feed; waits while too much is waiting already."""
        wanted = [change for change in batch.changes if change.relation or change.row.get("id")]
        wanted = [change for change in wanted if self.follows(change.schema, change.table) and change.schema != "auth"]
        if not wanted:
            self.passed(batch.position)
            return
        self._waiting.append(Batch(batch.position, batch.at, wanted, batch.serial))
        self._count += len(wanted)
        self._wake.set()
        if self._count > _HELD:
            self._room.clear()
            await self._room.wait()

    def passed(self, position: int) -> None:
        """Nothing up to here was anybody's."""
        if not self._waiting and not self._busy:
            self.position = position

    async def run(self) -> None:
        """Tells what was taken, for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            batches, self._waiting, self._count = self._waiting, [], 0
            self._room.set()
            self._busy = True
            try:
                await self.tell(batches)
                self.position = batches[-1].position
            except (DatabaseError, Problem) as error:
                log.warning("changes could not be told", error=str(error))
                self.lost()
            finally:
                self._busy = False

    async def tell(self, batches: Iterable[Batch], only: Channel | None = None) -> None:
        """Tells batches to everyone concerned, or to one channel."""
        told: list[_Told] = []
        for batch in batches:
            for change in batch.changes:
                one = await self._look(batch.at, batch.serial, change, only)
                if one is not None:
                    told.append(one)
        await self._decide(told)
        for number, one in enumerate(told):
            self._tell(one, only)
            if number % 200 == 199:
                await asyncio.sleep(0)

    async def _look(self, at: float, serial: int, change: Change, only: Channel | None) -> _Told | None:
        table = await self.tables.get(change.schema, change.table, change.relation)
        if table is None:
            return None
        event = _EVENTS[change.kind]
        if event == "UPDATE" and change.row.get("deleted_at") and "deleted_at" in table.columns and table.walled:
            event = "DELETE"  # over the wire a row in the trash is deleted (docs/decisions/0072)
        found = [only] if only else self._concerned(table, change.row)
        channels = [(channel, channel.who) for channel in found]
        return _Told(at, change, table, event, change.row, channels, serial) if channels else None

    async def _decide(self, told: list[_Told]) -> None:
        """Finds out which wishes match and who sees what, asking the database for all of it together."""
        rows: defaultdict[tuple[str, Table], list[_Told]] = defaultdict(list)
        whos: dict[str, Who] = {}
        comparisons: list[Comparison] = []
        places: list[tuple[_Told, Bindings, Binding, list[int]]] = []
        for one in told:
            for channel, who in one.channels:
                if channel.bindings not in one.matched:
                    one.matched[channel.bindings] = _matching(one, channel.bindings, comparisons, places)
                claims = who.claims_json
                if claims in one.visible:
                    continue
                sees = _gone(one, who) if one.change.kind == "delete" else one.table.sees(who, one.row)
                if sees is None and one.table.key:
                    rows[claims, one.table].append(one)
                    whos[claims] = who
                one.visible[claims] = bool(sees) or not one.table.key
        if comparisons:
            held = await self._comparing.hold(comparisons)
            for one, bindings, binding, indexes in places:
                if all(held[index] for index in indexes):
                    order = [each for each in bindings if each is binding or each in one.matched[bindings]]
                    one.matched[bindings] = tuple(order)
        if rows:
            await self._ask(rows, whos)

    async def _ask(self, rows: dict[tuple[str, Table], list[_Told]], whos: dict[str, Who]) -> None:
        questions = [
            Question(whos[claims], table.schema, table.name, table.key, [one.row for one in asked])
            for (claims, table), asked in rows.items()
        ]
        answers = await ask(self._db, questions)
        for (claims, _), asked, answer in zip(rows, rows.values(), answers, strict=True):
            for one, sees in zip(asked, answer, strict=True):
                one.visible[claims] = sees

    def _tell(self, one: _Told, only: Channel | None) -> None:
        frames: dict[tuple[str, str, bytes], bytes] = {}
        for channel, who in one.channels:
            matched = one.matched[channel.bindings]
            if one.serial <= channel.after and channel is not only:
                continue
            if not matched or not one.visible.get(who.claims_json) or channel.ended:
                continue
            payload = _payload(one, who.role, matched)
            socket = channel.socket
            named = (socket.version, channel.topic, payload)
            frame = frames.get(named)
            if frame is None:
                frame = frames[named] = write_raw(socket.version, channel.topic, "postgres_changes", payload)
            socket.put(frame)
            self.told += 1


def _gone(one: _Told, who: Who) -> bool:
    """Of a deleted row there is nothing left that row security could look at: its key is told, to its organisation."""
    if not one.table.walled or who.role == "service_role":
        return True
    return who.org_id is not None and one.row.get("org_id") == str(who.org_id)


def _matching(
    one: _Told,
    bindings: Bindings,
    comparisons: list[Comparison],
    places: list[tuple[_Told, Bindings, Binding, list[int]]],
) -> tuple[Binding, ...]:
    """The wishes that match; comparisons nobody here can make are noted to be asked."""
    found = []
    for binding in bindings:
        if binding.event not in ("*", one.event) or binding.schema not in ("*", one.table.schema):
            continue
        if binding.table not in ("*", one.table.name):
            continue
        asked: list[Comparison] = []
        if not _holds(one, binding.conditions, asked):
            continue
        if asked:
            places.append((one, bindings, binding, list(range(len(comparisons), len(comparisons) + len(asked)))))
            comparisons += asked
        else:
            found.append(binding)
    return tuple(found)


def _holds(one: _Told, conditions: Iterable[Condition], asked: list[Comparison]) -> bool:
    for condition in conditions:
        column = one.table.columns.get(condition.column)
        if column is None or condition.column not in one.row:
            return False
        held = values.holds(condition, one.row[condition.column], column.type)
        if held is False:
            return False
        if held is None:
            value, operand = one.row[condition.column], condition.value
            asked.append(Comparison(column.type, condition.operator, value, operand, condition.negated))
    return True


# -- what is told ---------------------------------------------------------------------------------------------------


def _payload(one: _Told, role: str, matched: tuple[Binding, ...]) -> bytes:
    named = (role, tuple(binding.number for binding in matched))
    payload = one.payloads.get(named)
    if payload is None:
        payload = one.payloads[named] = _write(one, role, matched)
    return payload


def _write(one: _Told, role: str, matched: tuple[Binding, ...]) -> bytes:
    table = one.table
    ids = orjson.dumps([binding.number for binding in matched])
    readable = table.readable(role)
    errors: list[str] = []
    if not table.key:
        errors = ["Error 400: Bad Request, no primary key"]
    elif not readable:
        errors = ["Error 401: Unauthorized"]
    names: tuple[str, ...] = () if errors else _wanted(readable, table, matched)
    if one.written is None:
        one.written = _written(one)
    written = one.written
    if sum(len(written[name]) for name in names if name in written) > limits.CHANGE_BYTES:
        errors = ["Error 413: Payload Too Large"]
        names = tuple(name for name in names if len(written.get(name, b"")) <= 64)
    at = datetime.fromtimestamp(one.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = {
        "type": one.event,
        "schema": table.schema,
        "table": table.name,
        "commit_timestamp": at,
        "columns": [{"name": name, "type": table.columns[name].type} for name in names],
        "errors": errors or None,
    }
    parts = [orjson.dumps(head)[:-1]]
    if one.event != "DELETE":
        parts.append(b',"record":' + _object(names, written))
    if one.event != "INSERT":
        key = tuple(name for name in table.key if name in readable)
        parts.append(b',"old_record":' + (_old(one, readable) if _whole_old(one) else _object(key, written)))
    return b'{"ids":' + ids + b',"data":' + b"".join(parts) + b"}}"


def _wanted(readable: tuple[str, ...], table: Table, matched: tuple[Binding, ...]) -> tuple[str, ...]:
    selects = [binding.select for binding in matched]
    if any(select is None for select in selects):
        return readable
    wanted = {*table.key, *(name for select in selects for name in select or ())}
    return tuple(name for name in readable if name in wanted)


def _written(one: _Told) -> dict[str, bytes]:
    columns = one.table.columns
    kept = one.change.kept
    return {
        name: values.as_json(value, columns[name].type, columns[name].element)
        for name, value in one.row.items()
        if name in columns and name not in kept
    }


def _object(names: tuple[str, ...], written: dict[str, bytes]) -> bytes:
    return b"{" + b",".join(orjson.dumps(name) + b":" + written[name] for name in names if name in written) + b"}"


def _whole_old(one: _Told) -> bool:
    """A table without row security whose replica identity is full tells the whole old row."""
    return not one.table.locked and one.change.old is not None and len(one.change.old) > len(one.table.key)


def _old(one: _Told, readable: tuple[str, ...]) -> bytes:
    columns = one.table.columns
    old: dict[str, Any] = dict(one.change.old or {})
    written = {
        name: values.as_json(old[name], columns[name].type, columns[name].element) for name in old if name in columns
    }
    return _object(readable, written)
