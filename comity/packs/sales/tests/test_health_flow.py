"""Health in the database: reckoned on facts and at night, and nobody else's.  seed: D07, F09, J07, RT06"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales import health, health_flow, health_model, leads
from comity.packs.sales.tests.conftest import Make
from comity.web import live
from tests.queries import q
from tests.working import Working, until
from tests.world import World

SCORES = q("select count(*) from deal_health_scores where org_id = :org_id and lead_id = :lead")
FACTS = q("select payload from app.facts where org_id = :org_id and kind = :kind and subject = :lead")
PAST = q(
    "insert into deal_health_scores (lead_id, cause, score, reasons, stage_id, created_at)"
    " values (:lead, 'call', :score, :reasons::jsonb, :stage, now() - interval '2 days') returning id"
)
LEAD = q("select health_warnings, health_likelihood, close_moves from leads where org_id = :org_id and id = :id")
MODELS = q("select id, won, lost from deal_health_models")
EVENTS = q("select payload, topic from realtime.messages where topic = :topic")


async def test_a_deal_without_calls_is_scored_as_partial_and_warned(db: Database, world: World, make: Make) -> None:
    lead = await make("Quiet one", expected_close_on=date.today() - timedelta(days=3))
    async with db.acting(world.owner) as tx:
        score = await health.reckon(tx, lead, cause="person")
    assert score is not None and not score["complete"] and "calls" in score["missing"]
    assert [w["code"] for w in score["warnings"]] == ["close_date"]
    assert 0 < score["likelihood_low"] < score["likelihood"] < score["likelihood_high"] < 1
    row = (await db.once(world.owner, LEAD, id=lead))[0]
    assert row["health_warnings"] == ["close_date"] and row["health_likelihood"] == score["likelihood"]


async def test_putting_the_date_off_is_counted_and_reckoned_anew(db: Database, world: World, make: Make) -> None:
    lead = await make("Put off", expected_close_on=date.today() + timedelta(days=3))
    async with db.acting(world.owner) as tx:
        await health.reckon(tx, lead, cause="person")
    async with Working(db, *health_flow.WORKFLOWS, on=health_flow.ON_KINDS):
        for days in (10, 20, 40):
            async with db.acting(world.owner) as tx:
                facts = leads.Facts(title="Put off", expected_close_on=date.today() + timedelta(days=days))
                await leads.change(tx, lead, facts)

        async def warned() -> bool:
            return "close_date" in (await db.once(world.owner, LEAD, id=lead))[0]["health_warnings"]

        await until(warned)
    async with db.acting(world.owner) as tx:
        score = await health.latest(tx, lead)
    assert score is not None and [w["code"] for w in score["warnings"]] == ["close_date"]
    assert "deal.put_off" in {reason["code"] for reason in score["reasons"]}
    assert (await db.once(world.owner, LEAD, id=lead))[0]["close_moves"] == 3


async def test_the_night_learns_and_reckons_every_open_deal_once(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    for number, outcome in enumerate(("won", "lost") * 6):
        lead = await make(f"Past {number}")
        reasons = '[{"code": "objection.price", "sign": -1, "weight": -5}]' if outcome == "lost" else "[]"
        async with db.acting(world.service(world.ours)) as tx:
            await tx.run(PAST, lead=lead, score=30 if outcome == "lost" else 80, reasons=reasons, stage=stages["New"])
        async with db.acting(world.owner) as tx:
            await leads.close(tx, lead, outcome, reason="Price")  # type: ignore[arg-type]
    fresh = await make("Fresh")
    for _turn in range(2):
        async with Working(db, *health_flow.WORKFLOWS) as worker:
            await worker.done(health_flow.age_health, world.service(world.ours))
    assert len(await db.once(world.owner, MODELS)) == 1  # nothing new was learned the second time
    assert (await db.once(world.owner, SCORES, lead=fresh))[0]["count"] == 1  # nor was anything different
    async with db.acting(world.owner) as tx:
        model = await health_model.latest(tx)
        test = await health_model.back_test(tx)
    sign = next(w for w in model.learned.weights if w.code == "objection.price")
    assert (model.learned.scored, sign.won, sign.lost) == (12, 0, 6) and sign.points < sign.prior
    assert model.learned.slope > 0.7 and test.whole.deals == 12


async def test_red_is_told_once(db: Database, world: World, make: Make, stages: dict[str, UUID]) -> None:
    lead = await make("Falls ill")
    bad = {"lead": lead, "reasons": "[]", "stage": stages["New"]}
    insert = q(
        "insert into deal_health_scores (lead_id, cause, score, previous_score) values (:lead, 'call', :score, :was)"
    )
    async with db.acting(world.service(world.ours)) as tx:
        await tx.run(PAST, score=70, **bad)
        for score, was in ((70, None), (30, 70), (20, 30)):
            await tx.run(insert, lead=lead, score=score, was=was)
        told = await tx.rows(FACTS, kind="sales.deal_went_red", lead=lead)
    assert [fact["payload"]["score"] for fact in told] == [30]
    events = await db.once(world.service(), EVENTS, topic=f"org:{world.ours.id}:deals:health")
    assert {"deal_id", "new_score", "changed_reasons"} <= events[-1]["payload"].keys()


def test_a_first_score_is_no_fall_unless_it_is_red() -> None:
    told = {"new_score": 71, "previous_score": None, "color": "yellow", "alert": True}
    assert not live.falls(told) and not live.falls(told | {"previous_score": 60})
    assert live.falls(told | {"previous_score": 90}) and live.falls(told | {"new_score": 20, "color": "red"})
    assert not live.falls(told | {"alert": False, "previous_score": 90}) and not live.falls({"alert": True})


async def test_a_stranger_learns_nothing(db: Database, world: World, make: Make) -> None:
    lead = await make("Ours")
    async with db.acting(world.owner) as tx:
        await health.reckon(tx, lead, cause="person")
    async with db.acting(world.stranger) as tx:
        assert await health.reckon(tx, lead, cause="person") is None
        assert await tx.rows(MODELS) == [] and (await health_model.latest(tx)).id is None
        assert await tx.rows(health.q.worst, owner_id=None, warning=None, color=None, most=9) == []


@pytest.mark.parametrize("who", ["owner", "rep"])
async def test_nobody_writes_a_model(db: Database, world: World, stages: dict[str, UUID], who: str) -> None:
    forged: Any = q(
        "insert into deal_health_models (version, won, lost, scored, base_rate, spread, shift, slope)"
        " values ('2', 1, 1, 1, 1, 1, 1, 1)"
    )
    with pytest.raises(Problem):
        await db.once(world.ours.people[who], forged)
