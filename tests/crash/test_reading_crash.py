"""A contract is read and a call judged exactly once, wherever in its steps the worker is killed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.ai import coordinator
from comity.comms import calls
from comity.comms.transcripts import understand
from comity.config import Settings
from comity.core.db import Database
from comity.core.work import start
from comity.packs.coaching import analyses, rubrics
from comity.packs.coaching import seeds as coaching_seeds
from comity.packs.coaching import workflows as coaching
from comity.packs.sales import leads, seeds
from comity.packs.sales.contracts import records
from comity.packs.sales.contracts import workflows as contracts
from comity.packs.sales.tests import papers
from comity.platform.storage import store as storage
from tests.killed import Child, standing, work_for_ever
from tests.queries import q
from tests.world import World

OF_CONTRACT = (
    "change:lay out:inside", "step:extract:inside", "step:extract:after", "step:read:inside", "step:read:after",
    "change:clauses:inside", "change:clauses:after", "change:obligations:inside", "change:risk:inside",
    "change:notify:inside", "change:notify:after",
)  # fmt: skip
OF_CALL = (
    "change:begin:inside", "step:judge:inside", "step:judge:after", "change:keep:inside", "change:keep:after",
)  # fmt: skip
TEXT = """Remy Duval: Good morning Claire, this is Remy of Maison Aurelle. What brings you here, and what matters most?
Claire Fontaine: We lose orders because nobody sees the stock, it takes us hours every week.
Remy Duval: I see, that must be tiring. How do you decide on something like this, and who else has a say?
Claire Fontaine: I decide with my brother. But honestly, your price seems too high for us. Case {number}.
Remy Duval: I understand that the price is a worry. I'll send you the proposal on Friday and we meet next Tuesday."""
CONTRACT = """
select v.state,
  (select count(*) from contract_clauses as c where c.version_id = v.id) as clauses,
  (select count(distinct (c.kind, c.span_start, c.span_end)) from contract_clauses as c
    where c.version_id = v.id) as single,
  (select count(*) from contract_obligations as o where o.version_id = v.id) as duties,
  (select count(*) from contract_obligations as o where o.version_id = v.id and o.task_id is not null) as tasks,
  (select count(*) from activities as a inner join contracts as k on k.lead_id = a.lead_id
    where k.id = v.contract_id and a.kind = 'task') as made,
  (select count(*) from activities as a where a.about_id = v.contract_id and a.kind = 'ai') as told,
  (select count(*) from contract_steps as s where s.version_id = v.id and s.state = 'done') as steps
from contract_versions as v where v.org_id = :org_id and v.contract_id = :id
"""
JUDGED = """
select a.state, a.score, (select count(*) from analysis_scores as s where s.analysis_id = a.id) as scores,
  (select count(distinct s.name) from analysis_scores as s where s.analysis_id = a.id) as single,
  (select count(*) from notifications as n where n.subject_id = a.id) as told
from call_analyses as a where a.org_id = :org_id and a.id = :id
"""


async def child(url: str, home: str, points: str) -> None:
    """A worker over contracts and coaching, for ever."""
    settings = Settings(home=Path(home))
    coordinator.configure(settings)
    storage.setup(settings)
    mine = standing([*contracts.WORKFLOWS, *coaching.WORKFLOWS], json.loads(points))
    handlers = {kind: [mine[each.name] for each in each_of] for kind, each_of in contracts.ON_KINDS.items()}
    await work_for_ever(await Database.open(url, 30), [*mine.values()], handlers)


def worker(url: str, home: Path, points: dict[str, str]) -> Child:
    return Child("tests.crash.test_reading_crash", url, home, json.dumps(points))


async def ended(db: Database, world: World, query: str, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What there is of each, once all are done."""
    rows: list[dict[str, Any]] = []
    for _ in range(2000):
        rows = [(await db.once(world.rep, q(query), id=each))[0] for each in ids]
        if all(row["state"] == "done" for row in rows):
            return rows
        await asyncio.sleep(0.1)
    raise AssertionError(rows)


@pytest.fixture(scope="module")
async def rooms(db: Database, world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both rooms as a new organisation has them, and where its files lie."""
    async with db.acting(world.service(world.ours)) as tx:
        await seeds.seed(tx)
        await coaching_seeds.seed(tx)
        assert await rubrics.current(tx) is not None
    home = tmp_path_factory.mktemp("home")
    storage.setup(Settings(home=home))
    return home


async def a_contract(db: Database, world: World) -> UUID:
    async with db.acting(world.rep) as tx:
        lead = await leads.create(tx, leads.Facts(title="Winter", contact_id=world.ours.contacts[0]))
        data = papers.pdf([[*papers.AGREEMENT, str(uuid4())]])
        contract, _new = await records.bring(tx, "agreement.pdf", BytesIO(data), lead_id=lead)
    return contract


async def a_call(db: Database, world: World, number: int) -> UUID:
    """Asked for by our rep's manager, so that the rep is told."""
    transcript = await understand(TEXT.format(number=number), us=("Remy Duval",), customers=("Claire Fontaine",))
    async with db.acting(world.rep) as tx:
        call, _new = await calls.add(tx, calls.Facts(title=f"Talk {number}", source="paste"), transcript=transcript)
    async with db.acting(world.ours.manager) as tx:
        analysis = await analyses.ask(tx, call)
        await start(tx, coaching.judge, {"analysis_id": str(analysis)})
    return analysis


async def killed(db: Database, url: str, world: World, home: Path, points: dict[UUID, str], counts: str) -> list[Any]:
    """Killed once all stand at their points, and taken up by another; what became of each."""
    first = worker(url, home, {str(each): point for each, point in points.items()})
    try:
        await first.stands(len(points))
    finally:
        first.kill()
    second = worker(url, home, {})
    try:
        return await ended(db, world, counts, list(points))
    finally:
        second.kill()


@pytest.mark.slow
async def test_a_contract_is_read_once_wherever_its_worker_is_killed(
    db: Database, database_url: str, world: World, rooms: Path
) -> None:
    points = {await a_contract(db, world): point for point in OF_CONTRACT}
    for row, point in zip(await killed(db, database_url, world, rooms, points, CONTRACT), OF_CONTRACT, strict=True):
        assert row["clauses"] == row["single"] > 3, point
        assert (row["tasks"], row["made"], row["told"], row["steps"]) == (3, 3, 1, 5), (point, row)


@pytest.mark.slow
async def test_a_call_is_judged_once_wherever_its_worker_is_killed(
    db: Database, database_url: str, world: World, rooms: Path
) -> None:
    points = {await a_call(db, world, number): point for number, point in enumerate(OF_CALL)}
    for row, point in zip(await killed(db, database_url, world, rooms, points, JUDGED), OF_CALL, strict=True):
        assert row["score"] is not None and row["scores"] == row["single"] == 6, (point, row)
        assert row["told"] == 1, (point, row)
