"""Without logical replication: the audit log tells the same changes, each once."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import psycopg
from psycopg import conninfo

from comity.core import sql
from comity.core.db import Database
from comity.platform.realtime.feed import Batch, Feed
from comity.platform.realtime.hub import Hub
from tests.world import World

ADD = sql.compile_named("add", "A test's own.", "insert into teams (org_id, name) values (:org_id, :name) returning id")
SEND = sql.compile_named("send", "A test's own.", "select realtime.send('{}', 'x', :topic)")


async def test_polled_changes_come_whole_and_once(db: Database, world: World) -> None:
    heard = await _heard(db, world, wanted=3)
    assert ("insert", "messages", f"org:{world.ours.id}:x") in heard
    assert next(kind for kind, table, _ in heard if table == "teams") == "insert"
    assert len(heard) == len(set(heard)) == 3


async def test_a_long_transaction_elsewhere_holds_nothing_up(db: Database, world: World) -> None:
    """Other databases of the server count their transactions with ours."""
    with psycopg.connect(conninfo.make_conninfo(db.url, dbname="postgres")) as elsewhere:
        elsewhere.execute("select pg_current_xact_id()")
        assert len(await _heard(db, world, wanted=3)) == 3


async def _heard(db: Database, world: World, wanted: int) -> list[tuple[str, str, str | None]]:
    """What is told of a team made, a message sent and the team deleted."""
    feed = Feed(db, Hub(), poll_only=True)
    heard: list[tuple[str, str, str | None]] = []
    enough, present = asyncio.Event(), asyncio.Event()

    async def take(batch: Batch) -> None:
        heard.extend((one.kind, one.table, one.row.get("name") or one.row.get("topic")) for one in batch.changes)
        if len(heard) >= wanted:
            enough.set()

    feed.take, feed.remembers = take, present.set
    running = asyncio.create_task(feed.run())
    await present.wait()  # only what is committed from here on is told; how long that takes depends on the machine
    async with db.acting(world.owner) as tx:
        made = await tx.value(ADD, name="Polled")
        await tx.run(SEND, topic=f"org:{world.ours.id}:x")
    async with db.acting(world.owner) as tx:
        await tx.execute("delete from teams where id = $1", [made])
    with suppress(TimeoutError):
        await asyncio.wait_for(enough.wait(), 60)
    await asyncio.sleep(0.1)  # told twice, it would be by now
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return heard
