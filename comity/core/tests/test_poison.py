"""A job that can never succeed: tried as often as it may be, ended with its error readable, and nobody waits for it.

One fails each time; one takes its worker with it each time.  seed: J02, J10
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.work import LOST, SPENT, Lost, Work, start, workflow
from tests.queries import q
from tests.working import PATIENCE, Working
from tests.world import World

STATE = q("select state, attempts from absurd.t_p1 where task_name = :name")
ENDED = q("select completed_payload #>> '{}' as said from absurd.t_p1 where task_name = :name and state = 'completed'")
ENDS = q("select state, count(*) as n from absurd.t_p1 where task_name = :name group by state")
WHY = q(
    "select r.failure_reason::text as why from absurd.r_p1 as r inner join absurd.t_p1 as t on t.task_id = r.task_id"
    " where t.task_name = :name and r.failure_reason is not null order by r.attempt desc limit 1"
)


async def until_failed(db: Database, world: World, name: str) -> dict[str, Any]:
    async with asyncio.timeout(2 * PATIENCE):
        while True:
            rows: list[dict[str, Any]] = await db.once(world.as_role("service_role"), STATE, name=name)
            if rows and rows[0]["state"] == "failed":
                return rows[0]
            await asyncio.sleep(0.05)


async def test_what_always_fails_is_tried_three_times_and_its_neighbour_is_not_kept(db: Database, world: World) -> None:
    tries, beside = [0], asyncio.Event()

    @workflow("test.poison", priority="p1", attempts=3)
    async def poison(work: Work) -> None:
        tries[0] += 1
        raise ZeroDivisionError("a poison of its own kind")

    @workflow("test.beside_poison", priority="p1")
    async def neighbour(work: Work) -> None:
        beside.set()

    async with Working(db, poison, neighbour):
        async with db.acting(world.owner) as tx:
            await start(tx, poison, {})
            await start(tx, neighbour, {})
        await asyncio.wait_for(beside.wait(), PATIENCE)
        await until_failed(db, world, "test.poison")
    assert tries[0] == 3
    (row,) = await db.once(world.as_role("service_role"), WHY, name="test.poison")
    assert "a poison of its own kind" in row["why"]


async def test_a_refusal_outside_of_any_step_is_final_at_once(db: Database, world: World) -> None:
    tries = [0]

    @workflow("test.refused_outright", priority="p1", attempts=3)
    async def refused(work: Work) -> None:
        tries[0] += 1
        raise Problem("no", 422, "No, and asking again changes nothing.")

    async with Working(db, refused):
        async with db.acting(world.owner) as tx:
            await start(tx, refused, {})
        await until_failed(db, world, "test.refused_outright")
    assert tries[0] == 1


@workflow("test.deadly", priority="p1", attempts=1)
async def deadly(work: Work) -> None:
    """Ends the process that runs it, as running out of memory does."""
    import os

    os._exit(9)


@workflow("test.deadly_step", priority="p1", attempts=1)
async def deadly_step(work: Work) -> str:
    """A step that is done, one that ends the process, and what is said of it in the end."""
    import os

    await work.change("before", lambda tx: asyncio.sleep(0))
    try:
        await work.step("deadly", lambda: asyncio.to_thread(os._exit, 9))
    except Lost as lost:
        said = str(lost)
        return await work.step("said", lambda: asyncio.sleep(0, said))
    return "never"


@workflow("test.quick_poison", priority="p1", attempts=1)
async def quick_poison(work: Work) -> None:
    """Ends its worker before any of those beside it gets to the end of a step."""
    await work.step("deadly", lambda: _dies_after(0.2))


@workflow("test.slow_neighbour", priority="p1", attempts=1)
async def slow_neighbour(work: Work) -> None:
    """Needs longer for its first step than what stands beside it lets its worker live."""
    await work.step("slow", lambda: asyncio.sleep(1.0))


async def _dies_after(seconds: float) -> None:
    import os

    await asyncio.sleep(seconds)
    os._exit(9)


LEFT = q("update absurd.r_p1 set claim_expires_at = clock_timestamp() where state = 'running'")
CHILD = """
import asyncio, sys
from comity.core.db import Database
from comity.core.tests import test_poison
from comity.core.worker import Worker
async def main():
    mine = [getattr(test_poison, name) for name in sys.argv[2:]]
    await Worker(await Database.open(sys.argv[1]), mine, {}, []).run()
asyncio.run(main())
"""


async def one_dies(db: Database, database_url: str, world: World, *workflows: str) -> None:
    """A worker lives until its work ends it, and what it held is anybody's."""
    command = [sys.executable, "-c", CHILD, database_url, *workflows]
    died = await asyncio.to_thread(subprocess.run, command, timeout=120)
    assert died.returncode == 9
    async with db.acting(world.as_role("service_role")) as tx:
        await tx.run(LEFT)  # as if the dead one's lease had run out: here nobody waits for that


async def test_what_takes_its_worker_along_ends_too(db: Database, database_url: str, world: World) -> None:
    """Otherwise one such job would kill every worker that is ever started."""
    async with db.acting(world.owner) as tx:
        await start(tx, deadly, {})
    for _ in range(4):  # twice until it is suspected, once as it may be tried, and to say so: it dies of that, too
        await one_dies(db, database_url, world, "deadly")
    keeper = Working(db, deadly)
    async with keeper:
        row = await until_failed(db, world, "test.deadly")
    assert row["attempts"] == 4


async def test_work_whose_worker_dies_each_time_says_so_in_the_end(
    db: Database, database_url: str, world: World
) -> None:
    """Its record would be shown as under way for ever. A death after a step that was done is none of its attempts."""
    async with db.acting(world.owner) as tx:
        await start(tx, deadly_step, {})
    for _ in range(4):  # the first of them came further than anybody before
        await one_dies(db, database_url, world, "deadly_step")
    async with Working(db, deadly_step), asyncio.timeout(2 * PATIENCE):
        house = world.as_role("service_role")
        while not (ended := await db.once(house, ENDED, name="test.deadly_step")):
            await asyncio.sleep(0.05)
    assert ended[0]["said"] == LOST.sentence


async def test_poison_does_not_use_up_the_attempts_of_those_beside_it(
    db: Database, database_url: str, world: World
) -> None:
    """They have one attempt, need longer than their worker ever lives beside it, and each gets its turn."""
    async with db.acting(world.owner) as tx:
        await start(tx, quick_poison, {})
        for _ in range(5):
            await start(tx, slow_neighbour, {})
    for _ in range(3):  # two until all of them are suspected, and its one attempt
        await one_dies(db, database_url, world, "quick_poison", "slow_neighbour")
    async with Working(db, slow_neighbour, quick_poison), asyncio.timeout(2 * PATIENCE):
        while (ended := await ends(db, world, "test.slow_neighbour")) != {"completed": 5}:
            assert "failed" not in ended
            await asyncio.sleep(0.05)
        assert (await until_failed(db, world, "test.quick_poison"))["attempts"] == 4


async def ends(db: Database, world: World, name: str) -> dict[str, int]:
    """How many pieces of this work ended how."""
    rows = await db.once(world.as_role("service_role"), ENDS, name=name)
    return {row["state"]: row["n"] for row in rows}


async def test_a_step_that_fails_in_the_last_attempt_lets_its_work_say_so(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only in the last, for before it might still succeed; and in words for people."""
    monkeypatch.setattr("comity.core.work.STEP_PAUSES", ())
    told: list[str] = []

    @workflow("test.hopeless", priority="p1", attempts=2)
    async def hopeless(work: Work, sentence: str | None) -> None:
        async def fail() -> None:
            raise ZeroDivisionError("of a programmer's words") if sentence is None else Worded(sentence)

        try:
            await work.step("fail", fail)
        except Lost as lost:
            told.append(str(lost))
            await work.step("said", lambda: asyncio.sleep(0))

    @workflow("test.speechless", priority="p1", attempts=1)
    async def speechless(work: Work) -> None:
        await work.step("fail", lambda: asyncio.to_thread(divmod, 1, 0))

    async with Working(db, hopeless, speechless):
        async with db.acting(world.owner) as tx:
            await start(tx, hopeless, {"sentence": None})
            await start(tx, hopeless, {"sentence": "The shop is closed."})
            await start(tx, speechless, {})
        await until_failed(db, world, "test.speechless")
        async with asyncio.timeout(2 * PATIENCE):
            while await ends(db, world, "test.hopeless") != {"completed": 2}:
                await asyncio.sleep(0.05)
    assert sorted(told) == sorted([SPENT.sentence, "The shop is closed."])
    (row,) = await db.once(world.as_role("service_role"), WHY, name="test.speechless")
    assert "ZeroDivisionError" in row["why"]  # whoever looks after the machine reads what really happened


class Worded(Exception):
    """A failure that has words for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__("of a programmer's words")
        self.sentence = sentence
