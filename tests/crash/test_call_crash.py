"""A call is understood exactly once, wherever in its steps the worker is killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
from uuid import UUID

import pytest

from comity.comms import calls
from comity.comms.transcripts import understand
from comity.core.db import Database
from comity.packs.sales import leads, seeds, workflows
from tests.killed import Child, standing, work_for_ever
from tests.queries import q
from tests.world import World

LONG = int(os.environ.get("COMITY_SOAK_KILLS", "200"))
TEXT = """Sales Rep: Hello, this is Remy. Do you have a budget in mind?
Customer: Yes, the budget is approved, about $50,000. But it's too expensive, and I must ask my CFO. Case {number}.
Sales Rep: I'll send you a proposal by Friday. Could we schedule a demo next Tuesday at 10 AM?
Customer: That works for me."""
POINTS = (
    "change:ingest:inside", "change:ingest:after", "step:hear:inside", "step:hear:after", "change:signals:inside",
    "change:signals:after", "step:sum up:inside", "change:brief:inside", "change:health:inside", "change:notify:inside",
)  # fmt: skip
COUNTS = """
select
  (select count(*) from call_briefs as x where x.call_id = c.id) as briefs,
  (select count(*) from deal_health_scores as x where x.call_id = c.id) as scores,
  (select count(*) from call_steps as x where x.call_id = c.id and x.state in ('done', 'skipped')) as steps,
  (select count(*) from call_signals as x where x.call_id = c.id) as signals,
  (select count(*) from action_items as x where x.call_id = c.id) as items,
  (select count(*) from activities as x where x.call_id = c.id and x.kind = 'call') as told,
  (select count(*) from activities as x where x.call_id = c.id and x.kind = 'ai') as briefed,
  (select count(*) from background_jobs as x where x.result_url = '/calls/' || c.id) as jobs
from calls as c where c.org_id = :org_id and c.id = :id
"""


async def child(url: str, points: str) -> None:
    """A worker over calls, for ever."""
    mine = [*standing([workflows.process_call], json.loads(points)).values()]
    await work_for_ever(await Database.open(url, 30), mine, {"comms.call_added": mine})


def worker(url: str, points: dict[str, str] | None = None) -> Child:
    return Child("tests.crash.test_call_crash", url, json.dumps(points or {}))


async def a_call(db: Database, world: World, number: int) -> UUID:
    transcript = await understand(TEXT.format(number=number))
    async with db.acting(world.rep) as tx:
        lead = await leads.create(tx, leads.Facts(title=f"Deal {number}", contact_id=world.ours.contacts[0]))
        call, _ = await calls.add(tx, calls.Facts(lead_id=lead, title=f"Call {number}"), transcript=transcript)
    return call


async def understood(db: Database, world: World, ids: list[UUID], seconds: float) -> None:
    done = q("select count(*) as n from calls where org_id = :org_id and id = any (:ids::uuid[]) and state = 'done'")
    for _ in range(int(seconds / 0.1)):
        if (await db.once(world.rep, done, ids=ids))[0]["n"] == len(ids):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await db.once(world.rep, q("select id, state, problem from calls where org_id = :org_id")))


@pytest.fixture(scope="module")
async def pipeline(db: Database, world: World) -> None:
    async with db.acting(world.service(world.ours)) as tx:
        await seeds.seed(tx)


@pytest.mark.slow
async def test_killed_inside_and_between_every_step(
    db: Database, database_url: str, world: World, pipeline: None
) -> None:
    ids = [await a_call(db, world, number) for number in range(len(POINTS))]
    process = worker(database_url, {str(call): point for call, point in zip(ids, POINTS, strict=True)})
    try:
        await process.stands(len(POINTS))
    finally:
        process.kill()
    process = worker(database_url)
    try:
        await understood(db, world, ids, 200)
    finally:
        process.kill()
    for call, point in zip(ids, POINTS, strict=True):
        await once(db, world, call, point)


async def once(db: Database, world: World, call: UUID, why: str) -> None:
    """Everything of a call is there, and nothing of it twice."""
    (found,) = await db.once(world.rep, q(COUNTS), id=call)
    single = {"briefs": 1, "scores": 1, "steps": 6, "told": 1, "briefed": 1, "jobs": 1, "items": 1}
    assert {name: found[name] for name in single} == single, why
    assert found["signals"] >= 5, why


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kills", [3, pytest.param(LONG, marks=pytest.mark.soak)])
async def test_random_kills_among_many_calls(
    db: Database, database_url: str, world: World, pipeline: None, kills: int
) -> None:
    chance = random.Random(kills)
    ids = [await a_call(db, world, 1000 * kills + number) for number in range(12)]
    for turn in range(kills):
        process = worker(database_url)
        await process.begun()
        await asyncio.sleep(chance.uniform(0.02, 0.8))
        process.kill()
        if kills > 3:  # there is always something under way
            ids += [await a_call(db, world, 1000 * kills + 100 + 3 * turn + number) for number in range(3)]
    process = worker(database_url)
    try:
        await understood(db, world, ids, 120 + 3 * kills)
    finally:
        process.kill()
    for call in ids:
        await once(db, world, call, "random")
