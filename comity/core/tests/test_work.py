"""Durable work: steps run once, effects and checkpoints commit together, a killed worker loses nothing."""

from __future__ import annotations

import asyncio
import os
from uuid import uuid4

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.tests.notes import NOTE, NOTES, until
from comity.core.who import Who
from comity.core.work import P1, Work, start, workflow
from tests.killed import Child, work_for_ever
from tests.queries import q
from tests.working import Working
from tests.world import World

KILLS = int(os.environ.get("COMITY_SOAK_KILLS", "5"))


@workflow("test.nothing")
async def nothing(work: Work) -> None:
    """Begun after others: when it has run, they would have been."""


async def test_work_acts_as_who_started_it(db: Database, world: World) -> None:
    mark = f"acts {uuid4()}"

    @workflow("test.acts", priority=P1)
    async def acts(work: Work, mark: str) -> None:
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {tx.who.email}"))

    async with Working(db, acts):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, acts, {"mark": mark})
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [f"{mark} {world.ours.owner.email}"]
    assert await db.once(world.stranger, NOTES, like=f"{mark}%") == []


async def test_work_of_a_transaction_that_failed_never_was(db: Database, world: World) -> None:
    ran = asyncio.Event()

    @workflow("test.never")
    async def never(work: Work) -> None:
        ran.set()

    async def attempt() -> None:
        async with db.acting(world.ours.owner) as tx:
            await start(tx, never, {})
            raise LookupError

    async with Working(db, never, nothing) as worker:
        with pytest.raises(LookupError):
            await attempt()
        await worker.done(nothing, world.ours.owner)
    assert not ran.is_set()


async def test_a_step_that_fails_is_retried_alone(db: Database, world: World) -> None:
    mark = f"retried {uuid4()}"
    calls = {"first": 0, "second": 0}

    @workflow("test.retried")
    async def retried(work: Work, mark: str) -> None:
        async def first() -> int:
            calls["first"] += 1
            return 41

        async def second() -> int:
            calls["second"] += 1
            if calls["second"] == 1:
                raise ConnectionError("the other side is away")
            return 1

        total = await work.step("first", first) + await work.step("second", second)
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {total}"))

    async with Working(db, retried):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, retried, {"mark": mark})
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [f"{mark} 42"]
    assert calls == {"first": 1, "second": 2}


async def test_the_same_key_starts_once(db: Database, world: World) -> None:
    mark = f"once {uuid4()}"

    @workflow("test.once")
    async def once(work: Work, mark: str) -> None:
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {work.id}"))

    async with Working(db, once, nothing) as worker:
        for _ in range(5):
            async with db.acting(world.ours.owner) as tx:
                await start(tx, once, {"mark": mark}, key=mark)
        assert len(await until(db, world.ours.owner, f"{mark}%", 1)) == 1
        await worker.done(nothing, world.ours.owner)
        assert len(await until(db, world.ours.owner, f"{mark}%", 1)) == 1


async def test_a_fact_starts_its_handlers_once(db: Database, world: World) -> None:
    mark = f"fact {uuid4()}"

    @workflow("test.on_fact")
    async def on_fact(work: Work, mark: str, fact_id: str) -> None:
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {fact_id}"))

    async with Working(db, on_fact, on={"test.happened": [on_fact]}):
        async with db.acting(world.ours.admin) as tx:
            fact_id = await tx.value(
                q("select app.announce('test.happened', null, jsonb_build_object('mark', :mark::text))"), mark=mark
            )
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [f"{mark} {fact_id}"]
    rows = await db.once(Who.service(), q("select dispatched_at from app.facts where id = :id"), id=fact_id)
    assert rows[0]["dispatched_at"] is not None


async def test_a_refusal_is_not_retried(db: Database, world: World) -> None:
    calls = 0

    @workflow("test.refused")
    async def refused(work: Work) -> None:
        async def refuse() -> None:
            nonlocal calls
            calls += 1
            raise Problem("no", 422, "No.")

        await work.step("refuse", refuse)

    async with Working(db, refused) as worker:
        await worker.done(refused, world.ours.owner)
    assert calls == 1


@workflow("test.chain", attempts=1000)
async def chain(work: Work, mark: str) -> None:
    """Four steps with effects: a killed worker must leave each exactly once."""
    for step in ("a", "b", "c", "d"):

        async def note(tx: Tx, step: str = step) -> None:
            await tx.run(NOTE, name=f"{mark} {step}")

        await work.change(step, note)


async def child(url: str) -> None:
    """A worker over chains, for ever."""
    await work_for_ever(await Database.open(url), [chain])


async def test_killed_workers_do_everything_exactly_once(db: Database, database_url: str, world: World) -> None:
    mark = f"killed {uuid4()}"
    chains = 40 * KILLS
    for number in range(chains):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, chain, {"mark": f"{mark} {number:05}"})
    names: list[str] = []
    for _ in range(KILLS):
        process = Child("comity.core.tests.test_work", database_url)
        names = await until(db, world.ours.owner, f"{mark}%", min(len(names) + 20, 4 * chains))
        process.kill()
    process = Child("comity.core.tests.test_work", database_url)
    try:
        names = await until(db, world.ours.owner, f"{mark}%", 4 * chains, seconds=120 + KILLS * 2)
    finally:
        process.kill()
    assert names == [f"{mark} {number:05} {step}" for number in range(chains) for step in "abcd"]
