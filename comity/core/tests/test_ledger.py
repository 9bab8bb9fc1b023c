"""The ledger: what runs put down together is one commit, and what one may not put down costs the others nothing."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.ledger import Entry, Gone, Ledger
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.core.work import P3, Work, start, workflow
from tests.working import PATIENCE, Working, until
from tests.world import World

SERVICE = Who.service(agent="test")
CLAIM = compile_named(
    "test",
    "Claims runs as a worker does.",
    "select run_id, task_id from app.claim_work('{p3}', :name, 60, 9, array[:name], '{}', 9,"
    " '00000000-0000-0000-0000-000000000000')",
)
CANCEL = compile_named("test", "Somebody calls it off.", "select absurd.cancel_task('p3', :task::uuid)")
KEPT = compile_named(
    "test",
    "What was kept, in which transaction.",
    "select checkpoint_name, state, xmin::text as xmin from absurd.c_p3 where task_id = any (:tasks::uuid[])",
)
STATE = compile_named("test", "How it stands.", "select state from absurd.t_p3 where task_id = :task::uuid")


async def claimed(db: Database, world: World, count: int) -> list[tuple[UUID, UUID]]:
    """Runs nobody else works on: (run, task)."""

    @workflow(f"test.ledger.{uuid4()}", priority=P3)
    async def nothing(work: Work) -> None: ...

    async with db.acting(world.owner) as tx:
        for _ in range(count):
            await start(tx, nothing, {})
    rows = await db.once(SERVICE, CLAIM, name=nothing.name)
    assert len(rows) == count
    return [(row["run_id"], row["task_id"]) for row in rows]


def entry(pair: tuple[UUID, UUID], step: str | None = "a", state: str = "1") -> Entry:
    return Entry("p3", pair[0], pair[1], step, state)


async def put(ledger: Ledger, *entries: Entry) -> list[Any]:
    return await asyncio.gather(*(ledger.put(one) for one in entries), return_exceptions=True)


async def test_what_comes_together_is_one_commit(db: Database, world: World) -> None:
    runs = await claimed(db, world, 5)
    assert await put(Ledger(db), *(entry(pair) for pair in runs)) == [None] * 5
    kept = await db.once(SERVICE, KEPT, tasks=[str(task) for _, task in runs])
    assert len(kept) == 5 and len({row["xmin"] for row in kept}) == 1


async def test_a_step_and_an_end_of_several_runs(db: Database, world: World) -> None:
    one, two = await claimed(db, world, 2)
    assert await put(Ledger(db), entry(one, "a"), entry(one, "b"), entry(two, None)) == [None] * 3
    kept = await db.once(SERVICE, KEPT, tasks=[str(one[1]), str(two[1])])
    assert {row["checkpoint_name"] for row in kept} == {"a", "b"}
    assert (await db.once(SERVICE, STATE, task=two[1]))[0]["state"] == "completed"


async def test_who_lost_the_run_is_told_and_nobody_else(db: Database, world: World) -> None:
    gone, ours = await claimed(db, world, 2)
    await db.once(SERVICE, CANCEL, task=gone[1])
    first, second, third = await put(Ledger(db), entry(gone), entry(ours), entry(gone, None))
    assert isinstance(first, Gone) and second is None and isinstance(third, Gone)
    assert (await db.once(SERVICE, STATE, task=gone[1]))[0]["state"] == "cancelled"


async def test_what_the_database_refuses_costs_the_others_nothing(db: Database, world: World) -> None:
    bad, good = await claimed(db, world, 2)
    refused, kept = await put(Ledger(db), entry(bad, "a", '"\\u0000"'), entry(good))
    assert isinstance(refused, Problem) and kept is None
    assert len(await db.once(SERVICE, KEPT, tasks=[str(bad[1]), str(good[1])])) == 1


async def test_a_step_whose_result_no_database_holds_fails_its_work_alone(db: Database, world: World) -> None:
    done = asyncio.Event()

    @workflow(f"test.nul.{uuid4()}", priority=P3, attempts=1)
    async def nul(work: Work) -> None:
        await work.step("say", lambda: asyncio.sleep(0, "\0"))

    @workflow(f"test.fine.{uuid4()}", priority=P3)
    async def fine(work: Work) -> None:
        await work.step("say", lambda: asyncio.sleep(0, "fine"))
        done.set()

    async with Working(db, nul, fine):
        async with db.acting(world.owner) as tx:
            task = await start(tx, nul, {})
            await start(tx, fine, {})
        await asyncio.wait_for(done.wait(), PATIENCE)

        async def failed() -> bool:
            return bool((await db.once(SERVICE, STATE, task=task))[0]["state"] == "failed")

        await until(failed)


@pytest.mark.parametrize("count", [450])
async def test_more_than_one_statement_bears_is_several(db: Database, world: World, count: int) -> None:
    (pair,) = await claimed(db, world, 1)
    assert await put(Ledger(db), *(entry(pair, f"s{n}") for n in range(count))) == [None] * count
    assert len(await db.once(SERVICE, KEPT, tasks=[str(pair[1])])) == count
