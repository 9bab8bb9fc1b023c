"""What realtime knows of row security without asking is what the database says when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.realtime.asking import Question, ask
from comity.platform.realtime.tables import Tables
from tests.world import World

PUBLISHED = "select tablename from pg_publication_tables where pubname = 'comity_live' and schemaname = 'public'"


def everybody(world: World) -> Iterator[Who]:
    for who in [*world.ours.people.values(), world.stranger, world.nobody, world.anonymous, world.service()]:
        yield who
        if who.org_role:
            yield replace(who, visibility="own")
            yield replace(who, visibility="team", team_id=who.team_id or world.ours.team)


async def test_for_every_table_and_everybody(db: Database, world: World) -> None:
    tables, known, asked = Tables(db), 0, 0
    house = Who.service(agent="tests")
    async with db.acting(world.rep) as tx:
        await tx.execute("insert into saved_views (relation, name) values ('contacts', 'Mine')")
        await tx.execute("insert into activities (contact_id, kind, body) select id, 'note', 'x' from contacts limit 2")
    for (name,) in (await db.once_sql(house, PUBLISHED)).rows:
        table = await tables.get("public", name)
        assert table is not None and table.key
        result = (await db.once_raw(house, [(f'select * from "{name}" limit 40', [])]))[0]
        texts = [[None if value is None else value.decode() for value in row] for row in result.rows]
        rows = [dict(zip(table.columns, row, strict=True)) for row in texts]
        for who in everybody(world):
            if not rows or not table.readable(who.role):
                continue
            (seen,) = await ask(db, [Question(who, "public", name, table.key, rows)])
            for row, truth in zip(rows, seen, strict=True):
                guess = table.sees(who, row)
                assert guess in (None, truth), (name, who, row)
                known += guess is not None
                asked += guess is None
    assert known > 200 and asked > 5


async def test_a_policy_that_fails_is_left_alone_and_says_no(db: Database, world: World) -> None:
    await db.once_sql(Who.service(), "select 1")
    question = Question(world.owner, "public", "no_such_table", ("id",), [{"id": "1"}])
    assert await ask(db, [question, question]) == [[False], [False]]
