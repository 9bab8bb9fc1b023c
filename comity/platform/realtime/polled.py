"""Changes where the server grants no logical replication: the audit log as an outbox, polled.

Every audit row carries its transaction's number, so nothing is missed or told twice: what is read was written by
transactions from where we stopped up to the oldest one still running. What is not audited is not told.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any, Final

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.realtime.pgoutput import Change

q = sql.load(__file__)
_COLUMNS: Final = (
    "select a.attname from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid"
    " inner join pg_namespace as n on n.oid = c.relnamespace"
    " where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped order by a.attnum"
)
_QUICK: Final = 0.02
_CALM: Final = 0.25
_WHO: Final = Who.service(agent="feed")
Polled = tuple[int, float, Change]
"""The number of a transaction, when, and one thing it changed."""


async def changes(db: Database, told: int = 0) -> AsyncIterator[tuple[int, float, list[Polled], bool]]:
    """Batches of changes and up to where they reach, for ever; the last minute first, once and marked as past.

    `told` is where an earlier listening stopped: what came since is of the present.
    """
    upto = int((await db.once(_WHO, q.horizon))[0]["upto"])
    since = (await db.once(_WHO, q.begin))[0]["since"]
    after, present, wait = int(since or upto), told + 1 if told else upto, _QUICK
    upto, read = await _span(db, after)
    yield present - 1, read[0][1] if read else time.time(), [one for one in read if one[0] < present], True
    fresh = [one for one in read if one[0] >= present]
    while True:
        if fresh:
            yield upto - 1, time.time(), fresh, False
        after = max(after, upto)
        wait = _QUICK if fresh else min(_CALM, wait * 1.5)
        await asyncio.sleep(wait)
        upto, fresh = await _span(db, after)


async def _span(db: Database, after: int) -> tuple[int, list[Polled]]:
    """What transactions changed from one number up to the oldest that is still running."""
    upto = int((await db.once(_WHO, q.horizon))[0]["upto"])
    rows = await db.once(_WHO, q.changed, after=after, upto=upto) if upto > after else []
    return upto, await _whole(db, rows) if rows else []


async def _whole(db: Database, rows: list[dict[str, Any]]) -> list[Polled]:
    """The changes with the rows as they are now: the log of changes does not hold all columns of an update."""
    wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["action"] != "delete" and row["record_id"]:
            wanted[row["schema_name"], row["table_name"]].add(str(row["record_id"]))
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    for (schema, table), ids in wanted.items():
        query = f'select * from "{schema}"."{table}" where id = any ($1::uuid[])'
        named, result = await db.once_raw(
            _WHO, [(_COLUMNS, (schema, table)), (query, ["{" + ",".join(ids) + "}"])], prepare=False
        )
        columns = [(name or b"").decode() for (name,) in named.rows]
        for values in result.rows:
            texts = [None if value is None else value.decode() for value in values]
            whole = dict(zip(columns, texts, strict=True))
            found[table, whole["id"] or ""] = whole
    told = []
    for row in rows:
        key = {"org_id": str(row["org_id"]) if row["org_id"] else None, "id": str(row["record_id"])}
        whole = found.get((row["table_name"], key["id"] or ""), key)
        old = key if row["action"] == "delete" else None
        change = Change(row["action"], row["table_name"], key if old else whole, row["schema_name"], old)
        told.append((int(row["tx"]), row["at"].timestamp(), change))
    return told
