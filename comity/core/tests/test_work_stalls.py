"""What could make one organisation's work wait: others' floods, poison, and a database that says no for a moment."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg

from comity.core.db import Database
from comity.core.errors import Passing
from comity.core.tests.notes import NOTE, until
from comity.core.who import Who
from comity.core.work import P1, P3, Work, Workflow, start, workflow
from comity.core.worker import Walk
from tests.queries import q
from tests.working import Working
from tests.world import World

TELL = q("select app.announce(:kind, null, jsonb_build_object('mark', :mark::text))")
FLOOD = q("select count(app.announce(:kind, null, '{}')) as n from generate_series(1, :n::int)")
LEFT = q("select count(*) as n from app.facts where kind = :kind and dispatched_at is null")
SAID = q("select problem, dispatched_at from app.facts where kind = :kind")


@workflow("test.noted", priority=P1)
async def noted(work: Work, mark: str = "") -> None:
    """Leaves a note."""
    await work.change("note", lambda tx: tx.run(NOTE, name=mark))


async def test_a_worker_outlives_what_the_database_refuses(db: Database, database_url: str, world: World) -> None:
    mark = f"outlives {uuid4()}"
    hasty = await Database.open(database_url, statement_timeout=0.3)
    async with Working(hasty, noted):
        async with await psycopg.AsyncConnection.connect(database_url) as other:
            await other.execute("lock table absurd.r_p1, app.facts in access exclusive mode")
            await asyncio.sleep(2)  # its claims and its facts are stopped meanwhile
        async with db.acting(world.ours.owner) as tx:
            await start(tx, noted, {"mark": mark})
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [mark]
    await hasty.close()


async def test_a_refusal_of_the_moment_is_no_refusal(db: Database, world: World) -> None:
    mark, seen = f"moment {uuid4()}", []

    @workflow("test.moment", priority=P1)
    async def moment(work: Work) -> None:
        async def act(tx) -> None:  # type: ignore[no-untyped-def]
            seen.append(len(seen))
            if len(seen) < 3:
                await tx.run(q("do $$ begin raise sqlstate '40P01' using message = 'deadlock detected'; end $$"))
            await tx.run(NOTE, name=mark)

        try:
            await work.change("note", act)
        except Passing as problem:  # rooms take a Problem for the last word
            raise AssertionError("told as a refusal") from problem

    async with Working(db, moment):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, moment, {})
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [mark]
    assert seen == [0, 1, 2]


async def test_a_fact_nobody_can_be_handed_is_set_aside(db: Database, world: World) -> None:
    mark, kind = f"aside {uuid4()}", f"test.poison_{uuid4().hex}"
    nameless = replace(noted, name="")
    async with Working(db, noted, on={kind: [nameless], "test.fine": [noted]}):
        async with db.acting(world.theirs.owner) as tx:
            await tx.run(TELL, kind=kind, mark="never")
        async with db.acting(world.ours.owner) as tx:
            await tx.run(TELL, kind="test.fine", mark=mark)
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [mark]
        (said,) = await db.once(Who.service(), SAID, kind=kind)
    assert said["dispatched_at"] is not None and "task_name" in said["problem"]


async def test_a_flood_of_facts_delays_nobody_elses_one(db: Database, world: World) -> None:
    mark, kind = f"one fact {uuid4()}", f"test.flood_{uuid4().hex}"
    async with db.acting(world.theirs.owner) as tx:
        await tx.run(FLOOD, kind=kind, n=6000)
    async with db.acting(world.ours.owner) as tx:
        await tx.run(TELL, kind="test.alone", mark=mark)
    quiet = Workflow("test.quiet", noted.run, P3)  # nobody here knows it: only the handing over is measured
    async with Working(db, noted, on={kind: [quiet], "test.alone": [noted]}):
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [mark]
        left = (await db.once(Who.service(), LEFT, kind=kind))[0]["n"]
    assert left > 1000  # ours, told last, was not handed over last


async def test_bulk_never_holds_every_place(db: Database, world: World) -> None:
    mark, held = f"place {uuid4()}", asyncio.Event()
    begun: list[str] = []

    @workflow("test.bulky", priority=P3)
    async def bulky(work: Work) -> None:
        begun.append(work.id)
        await held.wait()

    async with Working(db, bulky, noted, patience=5, concurrency=4):
        for number in range(8):
            async with db.acting(Who.service(UUID(int=50 + number))) as tx:
                await start(tx, bulky, {})
        while len(begun) < 3:
            await asyncio.sleep(0.05)
        async with db.acting(world.ours.owner) as tx:
            await start(tx, noted, {"mark": mark})
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [mark]
        assert len(begun) == 3
        held.set()
        while len(begun) < 8:
            await asyncio.sleep(0.05)


def test_every_organisation_gets_its_turn_however_many_there_are() -> None:
    organisations = [UUID(int=(7 << 96) + number) for number in range(1000)]
    walk, served = Walk(), set()
    for _ in range(60):
        first = walk.begin()
        here = [org for org in organisations if org >= first][:64]
        served |= set(here)
        walk.end(here[-1] if here else None)
    assert len(served) == 1000
