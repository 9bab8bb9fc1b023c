"""Without logical replication: the audit log tells the same changes, each once."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from comity.core import sql
from comity.core.db import Database
from comity.platform.realtime.feed import Batch, Feed
from comity.platform.realtime.hub import Hub
from tests.world import World

ADD = sql.compile_named("add", "A test's own.", "insert into teams (org_id, name) values (:org_id, :name) returning id")
SEND = sql.compile_named("send", "A test's own.", "select realtime.send('{}', 'x', :topic)")


async def test_polled_changes_come_whole_and_once(db: Database, world: World) -> None:
    feed = Feed(db, Hub(), poll_only=True)
    heard: list[tuple[str, str, str | None]] = []
    opened = asyncio.Event()

    async def take(batch: Batch) -> None:
        heard.extend((one.kind, one.table, one.row.get("name") or one.row.get("topic")) for one in batch.changes)

    async def ready(slot: str) -> None:
        opened.set()

    feed.take, feed.opened = take, ready
    running = asyncio.create_task(feed.run())
    await opened.wait()
    await asyncio.sleep(0.3)
    async with db.acting(world.owner) as tx:
        made = await tx.value(ADD, name="Polled")
        await tx.run(SEND, topic=f"org:{world.ours.id}:x")
    async with db.acting(world.owner) as tx:
        await tx.execute("delete from teams where id = $1", [made])
    for _ in range(200):
        if len(heard) >= 3:
            break
        await asyncio.sleep(0.05)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert ("insert", "messages", f"org:{world.ours.id}:x") in heard
    assert next(kind for kind, table, _ in heard if table == "teams") == "insert"
    assert len(heard) == len(set(heard)) == 3
