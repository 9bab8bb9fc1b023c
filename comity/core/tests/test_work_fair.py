"""Fairness, caps, limits, later, waiting, schedules by timezone, and code that is gone.  seed: J02, J14, J19, C28"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from comity.core import work as core_work
from comity.core.db import Database
from comity.core.work import P0, P2, P3, Limit, Schedule, Work, emit, start, start_later, workflow
from comity.core.worker import next_run
from tests.queries import q
from tests.working import PATIENCE, Working, until
from tests.world import World

DEPTH = q("select count(*)::int as n from absurd.t_p2 where task_name = :name and state <> 'completed'")
STATE = q("select state from absurd.t_p2 where task_name = :name")
LATER = q("select key from app.work_later where workflow = 'test.debounced'")
WAITING = q("select count(*)::int as n from app.work_waits where subject = :subject::uuid")


async def settled(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), PATIENCE)


async def test_a_flood_does_not_delay_another_organisations_one(db: Database, world: World) -> None:
    order: list[str] = []
    done = asyncio.Event()
    names = {world.ours.id: "flood", world.theirs.id: "one"}

    @workflow("test.flood", priority=P2)
    async def flood(work: Work) -> None:
        order.append(names[work.who.org_id])  # type: ignore[index]
        await asyncio.sleep(0.01)
        if order.count("flood") == 300:
            done.set()

    async with db.acting(world.owner) as tx:
        for _ in range(300):
            await start(tx, flood, {})
    async with db.acting(world.stranger) as tx:
        await start(tx, flood, {})
    async with Working(db, flood):
        await settled(done)
    assert "one" in order[:20]


async def test_a_person_who_waits_comes_before_bulk_but_bulk_is_not_starved(db: Database, world: World) -> None:
    order: list[str] = []
    done = asyncio.Event()

    def noted(name: str) -> None:
        order.append(name)
        if len(order) == 101:
            done.set()

    @workflow("test.urgent", priority=P0)
    async def urgent(work: Work) -> None:
        noted("urgent")

    @workflow("test.bulk", priority=P3)
    async def bulk(work: Work) -> None:
        noted("bulk")

    async with db.acting(world.owner) as tx:
        for _ in range(50):
            await start(tx, bulk, {})
        for _ in range(50):
            await start(tx, urgent, {})
    async with db.acting(world.stranger) as tx:
        await start(tx, bulk, {})
    async with Working(db, urgent, bulk):
        await settled(done)
    assert order[:40].count("urgent") >= 30
    assert "bulk" in order[:40]


async def test_one_organisation_runs_no_more_at_once_than_a_workflow_allows(db: Database, world: World) -> None:
    now, most, two, done = 0, 0, asyncio.Event(), asyncio.Event()
    finished = 0

    @workflow("test.capped", at_once=2)
    async def capped(work: Work) -> None:
        nonlocal now, most, finished
        now += 1
        most = max(most, now)
        if now == 2:
            two.set()
        await two.wait()
        await asyncio.sleep(0.05)
        now -= 1
        finished += 1
        if finished == 10:
            done.set()

    async with db.acting(world.owner) as tx:
        for _ in range(10):
            await start(tx, capped, {})
    async with Working(db, capped):
        await settled(done)
    assert most == 2


async def test_a_service_is_asked_no_more_at_once_and_a_minute_than_it_bears(db: Database, world: World) -> None:
    now, most, done, finished = 0, 0, asyncio.Event(), 0
    name = f"service-{uuid4()}"
    limit = Limit(name, per_minute=600, at_once=2)

    @workflow("test.limited")
    async def limited(work: Work) -> None:
        async def ask() -> None:
            nonlocal now, most, finished
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.05)
            now -= 1
            finished += 1
            if finished == 6:
                done.set()

        await work.step("ask", ask, limit=limit)

    async with db.acting(world.owner) as tx:
        for _ in range(3):
            await start(tx, limited, {})
    async with db.acting(world.stranger) as tx:
        for _ in range(3):
            await start(tx, limited, {})
    async with Working(db, limited):
        await settled(done)
    assert most <= 2


async def test_asking_again_puts_it_off_and_the_last_word_counts(db: Database, world: World) -> None:
    heard: list[int] = []
    done = asyncio.Event()

    @workflow("test.debounced")
    async def debounced(work: Work, number: int) -> None:
        heard.append(number)
        done.set()

    for number in range(5):  # before anybody works: what is due once it was asked for the last time
        async with db.acting(world.owner) as tx:
            await start_later(tx, debounced, {"number": number}, key="same", seconds=0.5)
    async with Working(db, debounced):
        await settled(done)
    assert heard == [4]
    assert await db.once(world.as_role("service_role"), LATER) == []  # nothing is still to come


async def test_waiting_for_an_event_of_ones_own_organisation(db: Database, world: World) -> None:
    got: list[object] = []
    done = asyncio.Event()
    event = f"signed {uuid4()}"

    @workflow("test.waits")
    async def waits(work: Work) -> None:
        got.append(await work.wait_for(event, 600))
        done.set()

    async with Working(db, waits):
        async with db.acting(world.owner) as tx:
            await start(tx, waits, {})
        async with db.acting(world.stranger) as tx:  # the stranger's event of the same name is another
            await emit(tx, event, {"by": "stranger"})
        async with db.acting(world.rep) as tx:
            await emit(tx, event, {"by": "us"})
        await settled(done)
    assert got == [{"by": "us"}]


async def test_waiting_for_a_fact_or_until_it_is_too_late(db: Database, world: World) -> None:
    got: list[object] = []
    done = asyncio.Event()
    subject = uuid4()
    announce = q("select app.announce('test.signed', :subject::uuid, jsonb_build_object('n', 1))")

    @workflow("test.fact_waits")
    async def waits(work: Work, seconds: int) -> None:
        got.append(await work.wait_for_fact("signed", "test.signed", seconds, subject))
        if len(got) == 2:
            done.set()

    async with Working(db, waits):
        async with db.acting(world.owner) as tx:
            await start(tx, waits, {"seconds": 1})
        async with asyncio.timeout(PATIENCE):
            while not got:
                await asyncio.sleep(0.05)
        assert got == [None]
        async with db.acting(world.owner) as tx:
            await start(tx, waits, {"seconds": 600})

        async def waited_for() -> bool:  # by two rows: the first one's is passed over, its workflow is gone
            rows = await db.once(world.as_role("service_role"), WAITING, subject=subject)
            return bool(rows[0]["n"] == 2)

        await until(waited_for)
        async with db.acting(world.stranger) as tx:
            await tx.value(announce, subject=subject)
        async with db.acting(world.owner) as tx:
            await tx.value(announce, subject=subject)
        await settled(done)
    assert isinstance(got[1], dict) and got[1]["n"] == 1


async def test_work_whose_code_is_gone_waits_for_it(db: Database, world: World) -> None:
    @workflow("test.gone")
    async def gone(work: Work) -> None: ...

    @workflow("test.here")
    async def here(work: Work) -> None:
        ran.set()

    ran = asyncio.Event()
    async with Working(db, here):
        async with db.acting(world.owner) as tx:
            await start(tx, gone, {})
            await start(tx, here, {})
        await settled(ran)
    rows = await db.once(world.as_role("service_role"), STATE, name="test.gone")
    assert [row["state"] for row in rows] == ["pending"]
    async with Working(db, gone):

        async def is_done() -> bool:
            return bool((await db.once(world.as_role("service_role"), DEPTH, name="test.gone"))[0]["n"] == 0)

        await until(is_done)
    rows = await db.once(world.as_role("service_role"), STATE, name="test.gone")
    assert [row["state"] for row in rows] == ["completed"]


async def test_a_step_that_hangs_is_stopped(db: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_work, "STEP_PAUSES", (0.01,))
    tries = 0
    done = asyncio.Event()

    @workflow("test.hangs", attempts=1, step_seconds=0.2)
    async def hangs(work: Work) -> None:
        async def act() -> None:
            nonlocal tries
            tries += 1
            if tries == 2:
                done.set()
                return
            await asyncio.sleep(600)

        await work.step("hang", act)

    async with Working(db, hangs):
        async with db.acting(world.owner) as tx:
            await start(tx, hangs, {})
        await settled(done)
    assert tries == 2


def test_schedules_keep_an_organisations_own_hours_over_daylight_saving() -> None:
    @workflow("test.morning")
    async def morning(work: Work) -> None: ...

    schedule = Schedule("0 6 * * *", morning, each_organisation=True)
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_run(schedule, "Europe/Berlin", before).astimezone(UTC) == datetime(2026, 3, 29, 4, tzinfo=UTC)
    assert next_run(schedule, "Europe/Berlin", datetime(2026, 3, 27, 12, tzinfo=UTC)).astimezone(UTC).hour == 5
    assert next_run(schedule, "nowhere", before).astimezone(UTC).hour == 6
    utc = Schedule("0 6 * * *", morning)
    assert next_run(utc, "Europe/Berlin", before).astimezone(UTC).hour == 6
