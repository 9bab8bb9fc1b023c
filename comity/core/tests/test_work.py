"""Durable work: steps run once, effects and checkpoints commit together, a killed worker loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from uuid import uuid4

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.core.work import P1, Work, Workflow, start, workflow
from comity.core.worker import Worker
from tests.world import World

KILLS = int(os.environ.get("COMITY_SOAK_KILLS", "5"))


def q(text: str):  # type: ignore[no-untyped-def]
    return compile_named("test", "A test's own query.", text)


NOTE = q("insert into teams (org_id, name) values (:org_id, :name)")
NOTES = q("select name from teams where org_id = :org_id and name like :like order by name")


async def until(db: Database, who: Who, like: str, count: int, seconds: float = 15) -> list[str]:
    names: list[str] = []
    for _ in range(int(seconds / 0.05)):
        names = [row["name"] for row in await db.once(who, NOTES, like=like)]
        if len(names) >= count:
            return names
        await asyncio.sleep(0.05)
    return names


class Running:
    """A worker in this process for the length of a block."""

    def __init__(self, db: Database, *workflows: Workflow, handlers: dict[str, list[Workflow]] | None = None) -> None:
        self.worker = Worker(db, workflows, handlers or {}, [])

    async def __aenter__(self) -> Worker:
        self.task = asyncio.create_task(self.worker.run())
        return self.worker

    async def __aexit__(self, *_: object) -> None:
        await self.worker.stop(patience=1)
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def test_work_acts_as_who_started_it(db: Database, world: World) -> None:
    mark = f"acts {uuid4()}"

    @workflow("test.acts", priority=P1)
    async def acts(work: Work, mark: str) -> None:
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {tx.who.email}"))

    async with Running(db, acts):
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

    async with Running(db, never):
        with pytest.raises(LookupError):
            await attempt()
        await asyncio.sleep(0.5)
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

    async with Running(db, retried):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, retried, {"mark": mark})
        assert await until(db, world.ours.owner, f"{mark}%", 1) == [f"{mark} 42"]
    assert calls == {"first": 1, "second": 2}


async def test_the_same_key_starts_once(db: Database, world: World) -> None:
    mark = f"once {uuid4()}"

    @workflow("test.once")
    async def once(work: Work, mark: str) -> None:
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {work.id}"))

    async with Running(db, once):
        for _ in range(5):
            async with db.acting(world.ours.owner) as tx:
                await start(tx, once, {"mark": mark}, key=mark)
        assert len(await until(db, world.ours.owner, f"{mark}%", 1)) == 1
        await asyncio.sleep(0.3)
        assert len(await until(db, world.ours.owner, f"{mark}%", 1)) == 1


async def test_a_fact_starts_its_handlers_once(db: Database, world: World) -> None:
    mark = f"fact {uuid4()}"

    @workflow("test.on_fact")
    async def on_fact(work: Work, mark: str, fact_id: str) -> None:
        await work.change("note", lambda tx: tx.run(NOTE, name=f"{mark} {fact_id}"))

    async with Running(db, on_fact, handlers={"test.happened": [on_fact]}):
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

    async with Running(db, refused):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, refused, {})
        await asyncio.sleep(1.0)
    assert calls == 1


@workflow("test.chain", attempts=1000)
async def chain(work: Work, mark: str) -> None:
    """Four steps with effects: a killed worker must leave each exactly once."""
    for step in ("a", "b", "c", "d"):

        async def note(tx: Tx, step: str = step) -> None:
            await tx.run(NOTE, name=f"{mark} {step}")

        await work.change(step, note)


def child(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", CHILD, url])


CHILD = """
import asyncio, sys
from comity.core import running, work, worker
running.LEASE_SECONDS = work.LEASE_SECONDS = worker.LEASE_SECONDS = 2
from comity.core.db import Database
from comity.core.tests.test_work import chain
async def main():
    await worker.Worker(await Database.open(sys.argv[1]), [chain], {}, []).run()
asyncio.run(main())
"""


async def test_killed_workers_do_everything_exactly_once(db: Database, database_url: str, world: World) -> None:
    mark = f"killed {uuid4()}"
    chains = 40 * KILLS
    for number in range(chains):
        async with db.acting(world.ours.owner) as tx:
            await start(tx, chain, {"mark": f"{mark} {number:05}"})
    for _ in range(KILLS):
        process = child(database_url)
        await asyncio.sleep(1.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
    process = child(database_url)
    try:
        names = await until(db, world.ours.owner, f"{mark}%", 4 * chains, seconds=60 + KILLS * 2)
    finally:
        process.kill()
        process.wait()
    assert names == [f"{mark} {number:05} {step}" for number in range(chains) for step in "abcd"]
