"""Definitions that change are noticed by themselves: by whoever listens, and by a request that names what is new."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.rest.engine import Engine
from comity.platform.rest.schema.model import Name
from comity.platform.rest.settings import RestSettings

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
        await asyncio.sleep(0.1)
        for sql, seen in CHANGES:
            await db.once_raw(None, [(sql, [])], prepare=False)
            async with asyncio.timeout(20):
                while not (engine.schema.loaded and seen(engine.schema.loaded.tables.get(Name("public", "changing")))):
                    await asyncio.sleep(0.02)
        before = engine.schema.loaded
        await db.once_raw(Who.service(), [("create temp table passing (id int)", [])], prepare=False)
        await db.once_raw(None, [("create index on contacts (created_by)", [])], prepare=False)
        await asyncio.sleep(0.3)
        assert engine.schema.loaded is before, "what REST does not show is nobody's news"
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
