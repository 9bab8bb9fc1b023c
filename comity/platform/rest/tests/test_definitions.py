"""Definitions that change are noticed by themselves: by whoever listens, and by a request that names what is new."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import psycopg

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.rest.engine import Engine
from comity.platform.rest.schema.holder import CHANNEL
from comity.platform.rest.schema.model import Name
from comity.platform.rest.settings import RestSettings
from tests.network import PATIENCE

CHANGES = [
    ("create table changing (id int primary key)", lambda t: t is not None),
    ("alter table changing add column name text", lambda t: "name" in t.columns),
    ("comment on table changing is 'What changes.'", lambda t: t.description == "What changes."),
    ("alter table changing drop column name", lambda t: "name" not in t.columns),
    ("drop table changing", lambda t: t is None),
]


async def test_whoever_listens_hears_of_every_definition(db: Database) -> None:
    engine = Engine(db, RestSettings())
    await engine.schema.reload()
    listening = asyncio.create_task(engine.schema.listen())
    try:
        for sql, seen in CHANGES:
            await db.once_raw(None, [(sql, [])], prepare=False)
            async with asyncio.timeout(PATIENCE):
                while not (engine.schema.loaded and seen(engine.schema.loaded.tables.get(Name("public", "changing")))):
                    await asyncio.sleep(0.02)
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def test_what_rest_does_not_show_is_nobodys_news(db: Database, database_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as listener:
        await listener.execute(f"listen {CHANNEL}")
        await db.once_raw(Who.service(), [("create temp table passing (id int)", [])], prepare=False)
        await db.once_raw(None, [("create index on contacts (created_by)", [])], prepare=False)
        await listener.execute(f"notify {CHANNEL}, 'nothing else'")
        assert [told.payload async for told in listener.notifies(timeout=PATIENCE, stop_after=1)] == ["nothing else"]
