"""Many calls judged at once: the price first, the run for no more, stopped by the budget; ours and never a stranger's.

seed: AC05, AC07, AC08
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from comity.comms import calls
from comity.comms.transcripts import understand
from comity.core.db import Database
from comity.core.errors import Problem
from comity.office import ai_bulk
from comity.packs.coaching import analyses, seeds
from comity.packs.coaching.many import JUDGE_MANY
from comity.packs.coaching.pack import PACK
from comity.packs.coaching.tests.test_judging import TEXT
from tests.app import App
from tests.queries import q
from tests.street import anthropic, keyed, street
from tests.tenancy.browse import newcomer
from tests.visits import visit
from tests.working import Working, until
from tests.world import World

NAME = JUDGE_MANY.name
TOLD = {"summary": "Well done.", "scores": []}


LIMIT = q(
    "insert into ai_usage_quotas (org_id, monthly_limit) values (:org_id, :most)"
    " on conflict (org_id) do update set monthly_limit = excluded.monthly_limit"
)
JOB = q("select state, message, done, total from background_jobs where org_id = :org_id and id = :id")


@pytest.fixture(autouse=True)
async def three_calls(db: Database, world: World) -> AsyncIterator[list[UUID]]:
    """Three calls that were never judged."""
    ai_bulk.learn([PACK])
    for organisation in (world.ours, world.theirs):
        async with db.acting(world.service(organisation)) as tx:
            await seeds.seed(tx)
    made = []
    for number in range(3):
        said = await understand(f"{TEXT}\nRemy Duval: Case {number}.", us=("Remy Duval",))
        async with db.acting(world.rep) as tx:
            made.append((await calls.add(tx, calls.Facts(title=f"Talk {number}", source="paste"), transcript=said))[0])
    yield made
    async with db.acting(world.service(world.ours)) as tx:
        await tx.run(q("delete from calls where org_id = :org_id"))
        await tx.run(LIMIT, most=50)


async def ended(db: Database, world: World, job: UUID) -> dict[str, Any]:
    """What the tray says, once the run is over."""

    async def over() -> bool:
        return (await db.once(world.owner, JOB, id=job))[0]["state"] in ("done", "failed")

    async with Working(db, ai_bulk.run_bulk, patience=2):
        await until(over)
    return dict((await db.once(world.owner, JOB, id=job))[0])


async def test_rules_cost_nothing_and_each_call_is_judged_once(
    db: Database, world: World, three_calls: list[UUID]
) -> None:
    quote = await ai_bulk.quote(db, world.owner, NAME)
    assert set(three_calls) == set(quote.records) and (quote.price.usd, quote.price.engine) == (0.0, "offline")
    job, _now = await ai_bulk.begin(db, world.owner, NAME, 0.0)
    row = await ended(db, world, job)
    assert (row["state"], row["message"], row["done"]) == ("done", "3 of 3 are done.", 3)
    for call in three_calls:
        async with db.acting(world.owner) as tx:
            assert (await tx.found(analyses.q.for_call, call=call))["state"] == "done"
    assert (await ai_bulk.quote(db, world.owner, NAME)).records == ()
    assert len((await ai_bulk.quote(db, world.owner, NAME, again=True)).records) == 3
    with pytest.raises(Problem) as nothing:
        await ai_bulk.begin(db, world.owner, NAME, 9.0)
    assert nothing.value.code == "bulk_nothing"
    assert (await ai_bulk.quote(db, world.stranger, NAME, again=True)).records == ()


async def test_a_model_is_priced_before_and_never_asked_for_more_than_was_shown(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(anthropic=lambda: anthropic(TOLD)) as here:
        keyed(monkeypatch, here, "anthropic:claude-haiku-4-5")
        quote = await ai_bulk.quote(db, world.owner, NAME)
        assert 0 < quote.price.usd < quote.price.most and quote.price.enough and here.asked == []
        with pytest.raises(Problem) as dearer:
            await ai_bulk.begin(db, world.owner, NAME, 0.0)
        await db.once(world.owner, LIMIT, most=0.0001)
        with pytest.raises(Problem) as dear:
            await ai_bulk.begin(db, world.owner, NAME, quote.price.usd)
        assert (dearer.value.code, dear.value.code, here.asked) == ("bulk_dearer", "bulk_too_dear", [])


async def test_a_run_that_meets_the_end_of_the_budget_stops_with_a_sentence(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(anthropic=lambda: anthropic(TOLD)) as here:
        keyed(monkeypatch, here, "anthropic:claude-haiku-4-5")
        monkeypatch.setattr(ai_bulk, "LOT", 2)
        quote = await ai_bulk.quote(db, world.owner, NAME)
        job, _now = await ai_bulk.begin(db, world.owner, NAME, quote.price.usd)
        await db.once(world.owner, LIMIT, most=0.0001)
        row = await ended(db, world, job)
        assert here.asked == []
    assert row["state"] == "failed" and "budget is used up: 0 of 3" in row["message"]


def test_the_page_and_the_function_show_the_price_before(app_server: App) -> None:
    with visit(app_server, app_server.world.rep) as rep:
        assert rep.get("/settings/ai/bulk").status_code == rep.get(f"/settings/ai/bulk/{NAME}").status_code == 403
        assert rep.post(f"/settings/ai/bulk/{NAME}", data={"most_usd": "9"}).status_code == 403
    with visit(app_server) as owner:
        newcomer(owner)
        said = owner.post("/calls", data={"transcript": f"{TEXT}\nClaire Fontaine: Many.", "title": "Of many"})
        assert said.status_code == 303
        assert "Judge calls by the rubric" in owner.get("/settings/ai/bulk").text
        page = owner.get(f"/settings/ai/bulk/{NAME}?again=true").text
        assert "Begin, it costs nothing" in page and 'name="most_usd" value="0.000000"' in page
        for odd in ("since=x", "since=9999-99-99", "since=<script>", "again=maybe"):
            wrong = owner.get(f"/settings/ai/bulk/{NAME}?{odd}")
            assert wrong.status_code == 422 and "<script>" not in wrong.text.partition("<main")[2], odd
        assert owner.get("/settings/ai/bulk/nothing").status_code == 404
        assert owner.post(f"/settings/ai/bulk/{NAME}", data={"most_usd": "-1"}).status_code in (303, 422)
        assert owner.post(f"/settings/ai/bulk/{NAME}", data={"most_usd": "0", "again": "true"}).status_code == 303
        priced = owner.post("/api/price-bulk", json={"name": NAME, "again": True}, headers={"accept": "*/*"})
        assert priced.status_code in (200, 401), priced.text
    with visit(app_server) as stranger:
        newcomer(stranger)
        assert "There is nothing to do" in stranger.get(f"/settings/ai/bulk/{NAME}?again=true").text
        assert stranger.post(f"/settings/ai/bulk/{NAME}", data={"most_usd": "9", "again": "true"}).status_code in (
            303,
            422,
        )
