"""The door to the database: transactions, round trips, errors, cancellation."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest

from comity.core.db import Database, DatabaseDown, DatabaseError
from comity.core.errors import Problem, on_constraint
from comity.core.sql import compile_named
from comity.core.who import Who
from tests.queries import q
from tests.working import PATIENCE, until
from tests.world import World

SERVICE = Who.service(agent="test")
TEAMS = q("select count(*) from teams where org_id = :org_id")
ADD_TEAM = q("insert into teams (org_id, name) values (:org_id, :name) returning id, name")


async def test_values_arrive_as_python(db: Database) -> None:
    row = (
        await db.once(
            SERVICE,
            q(
                "select 1 as i, 1.50::numeric as n, true as b, null as z, '{\"a\": [1]}'::jsonb as j,"
                " '2026-01-02 03:04:05+00'::timestamptz as t, array['x', 'y'] as l, :u::uuid as u, :s::text as s"
            ),
            u=UUID(int=7),
            s="héllo '; drop table x; --",
        )
    )[0]
    assert row == {
        "i": 1,
        "n": Decimal("1.50"),
        "b": True,
        "z": None,
        "j": {"a": [1]},
        "t": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "l": ["x", "y"],
        "u": UUID(int=7),
        "s": "héllo '; drop table x; --",
    }


async def test_what_must_be_there_and_is_not_is_said(db: Database, world: World) -> None:
    one, rename = (
        q("select 1 from teams where org_id = :org_id and id = :id"),
        q("update teams set name = name where org_id = :org_id and id = :id"),
    )
    async with db.acting(world.owner) as tx:
        await tx.touch(rename, id=world.ours.team)
        for missing in (world.theirs.team, uuid4()):
            for ask in (tx.found(one, id=missing), tx.touch(rename, id=missing)):
                with pytest.raises(Problem) as refused:
                    await ask
                assert (refused.value.code, refused.value.status) == ("not_found", 404)


async def test_days_beyond_the_calendar_are_its_ends(db: Database) -> None:
    """One row with `infinity` in it may not keep a whole list from being read."""
    rows = await db.once(
        SERVICE,
        q(
            "select d::date as day, t::timestamptz as instant from (values ('infinity', '10000-01-01 00:00+00'),"
            " ('-infinity', '0044-03-15 12:00+00 BC'), ('12026-11-21', '-infinity'),"
            " ('2026-11-21', '2026-11-21 20:00+00'),"
            " ('0001-01-01 BC', 'infinity')) as v (d, t)"
        ),
    )
    first, last = date(1, 1, 2), date(9999, 12, 30)
    assert [row["day"] for row in rows] == [last, first, last, date(2026, 11, 21), first]
    assert [row["instant"].date() for row in rows] == [last, first, first, date(2026, 11, 21), last]
    assert rows[3]["instant"] == datetime(2026, 11, 21, 20, tzinfo=UTC)


async def test_claims_hold_for_one_transaction_only(db: Database, world: World) -> None:
    who = world.ours.rep
    seen = await db.once(who, q("select auth.uid() as uid, auth.org_id() as org, current_user::text as role"))
    assert seen == [{"uid": who.user_id, "org": who.org_id, "role": "authenticated"}]
    after = await db.once(Who.anonymous(), q("select auth.uid() as uid, current_user::text as role"))
    assert after == [{"uid": None, "role": "anon"}]


async def test_a_block_that_raises_leaves_nothing(db: Database, world: World) -> None:
    async def attempt() -> None:
        async with db.acting(world.ours.owner) as tx:
            before = await tx.value(TEAMS)
            await tx.row(ADD_TEAM, name="gone")
            assert await tx.value(TEAMS) == before + 1
            raise LookupError

    before = await db.once(world.ours.owner, TEAMS)
    with pytest.raises(LookupError):
        await attempt()
    assert await db.once(world.ours.owner, TEAMS) == before


async def test_a_savepoint_undoes_only_what_is_inside(db: Database, world: World) -> None:
    name = f"kept {uuid4()}"
    async with db.acting(world.ours.owner) as tx:
        await tx.row(ADD_TEAM, name=name)
        with pytest.raises(DatabaseError):
            async with tx.savepoint():
                await tx.row(q("select 1 / :zero::int"), zero=0)
        assert await tx.value(q("select count(*) from teams where org_id = :org_id and name = :name"), name=name) == 1


async def test_many_statements_travel_together(db: Database, world: World) -> None:
    async with db.acting(world.ours.owner) as tx:
        one, two = await tx.many([(q("select :x::int as x"), {"x": 1}), (q("select :x::int as x"), {"x": 2})])
    assert (one, two) == ([{"x": 1}], [{"x": 2}])


async def test_a_constraint_speaks_as_its_problem(db: Database) -> None:
    on_constraint("only_for_this_test", Problem("odd", 409, "That is odd."))
    with pytest.raises(Problem, match="That is odd") as caught:
        await _violate(db)
    assert caught.value.status == 409


async def _violate(db: Database) -> None:
    async with db.acting(SERVICE) as tx:
        await tx.execute("create temp table odd (n int constraint only_for_this_test check (n > 0))")
        await tx.execute("insert into odd values (-1)")


async def test_missing_and_unknown_parameters_are_programming_errors(db: Database) -> None:
    with pytest.raises(TypeError, match="needs 'x'"):
        await db.once(SERVICE, q("select :x::int"))
    with pytest.raises(TypeError, match="does not take y"):
        await db.once(SERVICE, q("select 1"), y=2)


async def test_copy_in_and_out(db: Database) -> None:
    async def lines() -> AsyncIterator[bytes]:
        for number in range(10_000):
            yield f"{number}\tline {number}\n".encode()

    async with db.acting(SERVICE) as tx:
        await tx.execute("create temp table lines (n int, t text)")
        assert await tx.copy_in("copy lines from stdin", lines()) == 10_000
        out = b"".join([chunk async for chunk in tx.copy_out("copy (select * from lines order by n) to stdout")])
    assert out.count(b"\n") == 10_000 and out.startswith(b"0\tline 0\n")


async def test_a_copy_that_fails_leaves_the_connection_usable(db: Database) -> None:
    async def bad() -> AsyncIterator[bytes]:
        yield b"not a number\n"

    async def attempt() -> None:
        async with db.acting(SERVICE) as tx:
            await tx.execute("create temp table numbers (n int)")
            await tx.copy_in("copy numbers from stdin", bad())

    with pytest.raises(Problem):
        await attempt()
    assert await db.once(SERVICE, q("select 1 as one")) == [{"one": 1}]


async def test_whoever_goes_away_stops_the_query(database_url: str) -> None:
    db = await Database.open(database_url, size=1)

    async def runs() -> bool:
        async with await psycopg.AsyncConnection.connect(database_url) as beside:  # who may read what others ask
            asked = await beside.execute(
                "select from pg_stat_activity where state = 'active' and query like '%walked' || ' away%'"
            )
            return asked.rowcount > 0

    async def ended() -> bool:
        return not await runs()

    running = asyncio.create_task(db.once(SERVICE, q("select pg_sleep(300), 'walked away' as mark")))
    await until(runs)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until(ended)
    await db.close()


async def test_more_callers_than_connections_take_turns(database_url: str) -> None:
    db = await Database.open(database_url, size=2)
    rows = await asyncio.gather(*(db.once(SERVICE, q("select :n::int as n"), n=n) for n in range(100)))
    assert [row[0]["n"] for row in rows] == list(range(100))
    await db.close()


async def test_a_backend_that_dies_is_replaced(database_url: str) -> None:
    db = await Database.open(database_url, size=1)
    pid = (await db.once(SERVICE, q("select pg_backend_pid() as pid")))[0]["pid"]
    os.kill(pid, signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                assert await db.once(SERVICE, q("select 1 as one")) == [{"one": 1}]
                break
            except (DatabaseDown, DatabaseError):
                await asyncio.sleep(0.05)
    await db.close()


async def test_a_table_changed_under_a_prepared_statement_is_prepared_anew(database_url: str) -> None:
    db = await Database.open(database_url, size=1)
    async with db.acting(SERVICE) as tx:
        await tx.execute("create table app.shape (a int)", prepare=False)
    query = q("select * from app.shape")
    assert await db.once(SERVICE, query) == []
    async with db.acting(SERVICE) as tx:
        await tx.execute("alter table app.shape add column b text", prepare=False)
        await tx.execute("insert into app.shape values (1, 'x')", prepare=False)
    assert await db.once(SERVICE, query) == [{"a": 1, "b": "x"}]
    async with db.acting(SERVICE) as tx:
        await tx.execute("drop table app.shape", prepare=False)
    await db.close()


@pytest.mark.parametrize("text", ["a\0b", "lone \ud800 surrogate"])
async def test_text_that_cannot_be_kept_is_refused_and_the_connection_lives(database_url: str, text: str) -> None:
    db = await Database.open(database_url, size=1)
    with pytest.raises((Problem, DatabaseError)):
        await db.once(SERVICE, q("select :t::text"), t=text)
    with pytest.raises(DatabaseError):
        await db.once_raw(SERVICE, [("select $1::text", [text])])
    assert await db.once(SERVICE, q("select 1 as one")) == [{"one": 1}]
    await db.close()


async def test_bytes_arrive_as_they_are(db: Database) -> None:
    given = bytes(range(256)) + b"''\\\\"
    rows = await db.once(
        Who.service(), compile_named("echo", "Says it back.", "select :given::bytea as b"), given=given
    )
    assert bytes(rows[0]["b"]) == given
    many = compile_named(
        "many", "Says them back.", "select b from unnest(:given::bytea[]) as b where :org_id::uuid is null"
    )
    assert [bytes(row["b"]) for row in await db.once(Who.service(), many, given=[given, b"'", b""])] == [
        given,
        b"'",
        b"",
    ]
