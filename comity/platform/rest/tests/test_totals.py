"""Totals: the views they are counted by say what row security says, and who asks for one at once counts it once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import get_args
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.sql import compile_named
from comity.core.who import Visibility, Who
from comity.platform.rest import inprocess as rest
from comity.platform.rest import paging
from comity.platform.rest.engine import Engine
from comity.platform.rest.house import engine_of
from tests.world import World

COUNTED = ("contacts", "companies", "activities", "leads")
FILTERS = ("", "owner_id=not.is.null", "or=(owner_id.is.null,team_id.not.is.null)")


@pytest.fixture(scope="module")
async def engine(db: Database, world: World, anyio_backend: str) -> Engine:
    """The house's engine over the cast, whose records belong to everybody in every way."""
    await rest.ready(db)
    for organisation in (world.ours, world.theirs):
        async with db.acting(world.service(organisation)) as tx:
            for owner in (*organisation.people.values(), None):
                for assigned in (None, organisation.rep, organisation.technician):
                    await tx.execute(
                        "insert into contacts (org_id, first_name, owner_id, deleted_at) values ($1, 'Ida', $2, $3)",
                        [organisation.id, owner and owner.user_id, None],
                    )
                    await tx.execute(
                        "insert into companies (org_id, name, owner_id, assignee_ids) values ($1, 'Ida', $2, $3)",
                        [organisation.id, owner and owner.user_id, [assigned.user_id] if assigned else list[UUID]()],
                    )
            await tx.execute("update contacts set deleted_at = now() where org_id = $1 and owner_id = $2",
                             [organisation.id, organisation.admin.user_id])  # fmt: skip
            await tx.execute(
                "insert into activities (org_id, kind, contact_id, body)"
                " select org_id, 'note', id, 'x' from contacts where org_id = $1",
                [organisation.id],
            )
    return engine_of(db)


def everybody(world: World) -> list[Who]:
    people = [*world.ours.people.values(), world.stranger, world.nobody]
    return [replace(who, visibility=seen) for who in people for seen in get_args(Visibility)]


@pytest.mark.parametrize("table", COUNTED)
async def test_counting_views_count_what_row_security_shows(
    engine: Engine, db: Database, world: World, table: str
) -> None:
    assert table in engine.countable
    counts = set()
    for who in everybody(world):
        for query in FILTERS:
            async with db.acting(who) as tx:
                quick = (await rest.select(tx, None, table, query, limit=1, count=True)).total
                where = rest.compile_where(table, query, who)
                plain = await tx.execute(f"select count(*) from {table} where {where.sql}", where.params)
            assert quick == plain.rows[0][0], (who.org_role, who.visibility, query)
            counts.add(quick)
    assert len(counts) > 2 or table == "leads"  # people do see differently


async def test_a_view_counts_nothing_for_whom_it_is_not(engine: Engine, db: Database, world: World) -> None:
    rep = replace(world.rep, visibility="own")
    for who, view in ((rep, "seen"), (world.owner, "own"), (world.nobody, "seen"), (world.nobody, "own")):
        result = await db.once_sql(who, f"select count(*) from app.{view}_contacts")
        assert result.rows[0][0] == 0


async def test_a_total_asked_for_by_many_at_once_is_counted_once(engine: Engine, db: Database, world: World) -> None:
    engine.totals.heard([])
    asked: list[str] = []
    original = paging.read

    def counting(engine: Engine, paged: paging.Paged, found: list[rest.Row]) -> paging.Page:
        asked.extend(["counted"] if paged.unknown is not None else [])
        return original(engine, paged, found)

    async def one() -> int | None:
        async with db.acting(world.owner) as tx:
            return (await rest.select(tx, None, "contacts", "first_name=eq.Ida", limit=1, count=True)).total

    paging.read = counting
    try:
        totals = await asyncio.gather(*(one() for _ in range(5)))
    finally:
        paging.read = original
        engine.totals.live = False
    assert len(set(totals)) == 1 and asked == ["counted"]


async def test_sums_are_remembered_until_their_table_changes(engine: Engine, db: Database, world: World) -> None:
    query = compile_named("n", "Counts.", "select count(*) as n from contacts where org_id = :org_id and name <> :name")

    async def total() -> int:
        async with db.acting(world.owner) as tx:
            rows = await rest.remembered(tx, ["contacts"], query, name="x")
            return int(rows[0]["n"])

    engine.totals.heard([])
    before = await total()
    async with db.acting(world.service(world.ours)) as tx:
        await tx.execute("insert into contacts (org_id, first_name) values ($1, 'Una')", [world.ours.id])
    assert await total() == before  # the feed has not spoken
    engine.totals.lost()
    assert await total() == before + 1
    engine.totals.live = False
