"""Work is watched and steered by its own organisation's admins, and by nobody else.  seed: D26, J20"""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import Permanent, Work, start, workflow
from comity.office.work import history
from tests.working import Working
from tests.world import World

TRIES: dict[str, int] = {}


@workflow("test.watched", attempts=2)
async def watched(work: Work, mark: str, fails: bool = False) -> dict[str, str]:
    async def count(name: str) -> str:
        TRIES[f"{mark} {name}"] = TRIES.get(f"{mark} {name}", 0) + 1
        return name

    await work.step("first", lambda: count("first"))
    await work.step("second", lambda: count("second"))
    if fails and TRIES[f"{mark} second"] < 2:
        raise Permanent("the other side said no")
    await work.step("third", lambda: count("third"))
    return {"mark": mark}


async def begun(db: Database, who: Who, mark: str, **more: object) -> UUID:
    async with db.acting(who) as tx:
        return await start(tx, watched, {"mark": mark, **more})


async def until(db: Database, who: Who, work_id: UUID, state: str) -> history.Row:
    for _ in range(2400):
        async with db.acting(who) as tx:
            found = await history.one(tx, work_id)
        if found["state"] == state:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"it is {found['state']}, not {state}: {found}")


async def test_what_ran_is_seen_step_by_step_with_input_and_output(db: Database, world: World) -> None:
    async with Working(db, watched):
        work_id = await begun(db, world.rep, "seen")
        found = await until(db, world.owner, work_id, "completed")
    assert [step["name"] for step in found["steps"]] == ["first", "second", "third"]
    assert found["payload"] == {"mark": "seen"} and found["result"] == {"mark": "seen"}
    assert found["who"]["email"] == world.rep.email and len(found["runs"]) == 1
    async with db.acting(world.ours.admin) as tx:
        rows = await history.recent(tx, workflow="test.watched", state="completed")
        assert work_id in {row["id"] for row in rows}


async def test_the_stranger_and_people_without_the_role_see_and_steer_nothing(db: Database, world: World) -> None:
    work_id = await begun(db, world.owner, "secret")
    async with db.acting(world.stranger) as tx:
        assert work_id not in {row["id"] for row in await history.recent(tx)}
        for verb in (history.one, history.cancel, history.retry, history.replay):
            with pytest.raises(Problem) as refused:
                await verb(tx, work_id)
            assert refused.value.status == 404
    for who in (world.rep, world.ours.manager, world.ours.readonly, world.nobody):
        for verb in (history.recent, history.depth, history.facts):
            with pytest.raises(Problem) as refused:
                async with db.acting(who) as tx:
                    await verb(tx)
            assert refused.value.status == 403
    async with db.acting(world.owner) as tx:
        assert (await history.one(tx, work_id))["state"] == "pending"
        await history.cancel(tx, work_id)


async def test_failed_work_goes_on_from_a_step_and_is_replayed(db: Database, world: World) -> None:
    async with Working(db, watched):
        work_id = await begun(db, world.owner, "failing", fails=True)
        failed = await until(db, world.owner, work_id, "failed")
        assert failed["runs"][-1]["problem"] == "the other side said no" and len(failed["runs"]) == 1
        async with db.acting(world.owner) as tx:
            await history.retry(tx, work_id, "second")
        await until(db, world.owner, work_id, "completed")
        assert (TRIES["failing first"], TRIES["failing second"], TRIES["failing third"]) == (1, 2, 1)
        async with db.acting(world.owner) as tx:
            again = await history.replay(tx, work_id)
        await until(db, world.owner, again, "completed")
    assert TRIES["failing first"] == 2


async def test_cancelled_work_never_runs_until_it_is_told_to(db: Database, world: World) -> None:
    work_id = await begun(db, world.owner, "stopped")
    with pytest.raises(Problem) as early:
        async with db.acting(world.owner) as tx:
            await history.retry(tx, work_id)
    assert early.value.status == 409
    async with db.acting(world.owner) as tx:
        with pytest.raises(Problem) as unknown:
            await history.retry(tx, work_id, "x" * 150_000)
        assert unknown.value.status == 422
        depth = {one.queue: one for one in await history.depth(tx)}
        assert depth["p2"].pending >= 1 and depth["p2"].oldest is not None
        await history.cancel(tx, work_id)
    async with Working(db, watched):
        other = await begun(db, world.owner, "other")
        await until(db, world.owner, other, "completed")
        assert "stopped first" not in TRIES
        async with db.acting(world.owner) as tx:
            await history.retry(tx, work_id)
        await until(db, world.owner, work_id, "completed")


async def test_a_fact_says_what_it_started(db: Database, world: World) -> None:
    from comity.core.sql import compile_named

    tell = compile_named("tell", "Tells.", "select app.announce('test.told', null, jsonb_build_object('mark', 'told'))")
    async with Working(db, watched, on={"test.told": [watched]}):
        async with db.acting(world.owner) as tx:
            fact_id = await tx.value(tell)
        for _ in range(2400):
            async with db.acting(world.owner) as tx:
                found = next(row for row in await history.facts(tx) if row["id"] == fact_id)
            if found["work"]:
                break
            await asyncio.sleep(0.05)
    assert [row["workflow"] for row in found["work"]] == ["test.watched"]
    assert history.unheard("test.told", {"test.told": ["test.watched", "test.other"]}, found["work"]) == ["test.other"]
    async with db.acting(world.stranger) as tx:
        assert fact_id not in {row["id"] for row in await history.facts(tx)}
