"""The month's budget: held back before, settled after, never overdrawn, never paid twice; and who hears of it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.ai import coordinator, ledger, prices
from comity.ai.agent import NoAnswer
from comity.ai.coordinator import Again
from comity.ai.tests.conftest import Make
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.work import Work, workflow
from tests.queries import q
from tests.street import ALL, SLOW, anthropic, keyed, openai, street
from tests.world import World

QUOTA = q("select * from ai_usage_quotas where org_id = :org_id")
LIMIT = q(
    "insert into ai_usage_quotas (org_id, monthly_limit, current_spend, reserved, told_percent, reset_date)"
    " values (:org_id, :most, :spent, 0, 0, :day::date) on conflict (org_id) do update set monthly_limit ="
    " excluded.monthly_limit, current_spend = excluded.current_spend, reserved = 0, told_percent = 0,"
    " reset_date = excluded.reset_date"
)
FACTS = q("select payload from app.facts where org_id = :org_id and kind = 'ai.quota_reached' order by id")
OPEN = q("select count(*) as n from ai_requests where org_id = :org_id and state <> 'waiting'")
AHEAD, PAST = "2100-01-01", "2020-01-01"


async def quota(db: Database, world: World) -> dict[str, Any]:
    return (await db.once(world.service(world.ours), QUOTA))[0]


@pytest.fixture(autouse=True)
async def fresh(db: Database, world: World) -> None:
    await db.once(world.service(world.ours), q("delete from ai_requests where org_id = :org_id"))
    await limit(db, world, 50, 0)


async def limit(db: Database, world: World, most: float, spent: float, day: str = AHEAD) -> None:
    await db.once(world.service(world.ours), LIMIT, most=most, spent=spent, day=day)


@workflow("test.again")
async def again_flow(work: Work, call_id: str) -> None:
    """Asked again."""


async def test_a_hundred_at_once_never_pass_the_limit(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is told yes only while what it may cost is left; what is told no is answered by the offline engine."""
    agent = make()
    most = prices.most("anthropic", "claude-haiku-4-5", 60, 1000)
    await limit(db, world, round(most * 10, 2), 0)
    async with street(anthropic=lambda: anthropic({"mood": "good"}, (20, 1000))) as here:
        keyed(monkeypatch, here, ALL[1])
        answers = await asyncio.gather(*(coordinator.run(db, world.rep, agent, f"text {n}") for n in range(100)))
    kept = await quota(db, world)
    assert kept["current_spend"] <= kept["monthly_limit"] and kept["reserved"] == 0
    paid = [answer for answer in answers if answer.engine == "anthropic"]
    assert len(paid) == len(here.asked) and 5 <= len(paid) < 100
    assert abs(float(kept["current_spend"]) - sum(answer.cost_usd for answer in paid)) < 1e-4
    assert all("budget" in a.attempts[0].problem for a in answers if a.engine == "offline")
    assert (await db.once(world.service(world.ours), OPEN))[0]["n"] == 0


async def test_the_same_question_at_once_is_paid_once(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make()
    async with street(anthropic=lambda: anthropic({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[1])
        answers = await asyncio.gather(
            *(coordinator.run(db, who, agent, "the same") for who in [world.rep, world.owner] * 10)
        )
    assert here.asked == ["anthropic"] and {answer.status for answer in answers} == {"ok", "cached"}


async def test_another_process_that_asks_is_waited_for_and_a_dead_one_is_paid_but_not_waited_for(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make()
    key = agent.key(agent.question("flown"), ("anthropic:claude-haiku-4-5",))
    begun = await ledger.begin(db, world.rep, agent.name, "p2", key=key, costs=0.5, seconds=0.6)
    assert begun.state == "yours"
    assert (await ledger.begin(db, world.rep, agent.name, "p2", key=key, costs=0.5, seconds=60)).state == "flying"
    async with street(anthropic=lambda: anthropic({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[1])
        answer = await coordinator.run(db, world.rep, agent, "flown")
    assert answer.engine == "anthropic" and here.asked == ["anthropic"]
    assert float((await quota(db, world))["current_spend"]) >= 0.5  # the dead one may have been charged


async def test_admins_are_told_once_at_80_and_once_at_100(db: Database, world: World, make: Make) -> None:
    service = world.service(world.ours)
    before = len(await db.once(service, FACTS))
    await limit(db, world, 1, 0)

    async def spend(cost: float) -> None:
        begun = await ledger.begin(db, world.rep, "test_mood", "p2", key=None, costs=0.01, seconds=60)
        run = {"agent": "test_mood", "agent_version": "1", "priority": "p2", "status": "ok", "engine": "anthropic",
               "input_hash": "x", "inputs": {}, "evidence_kept": 0, "evidence_dropped": 0, "tokens_in": 0,
               "tokens_out": 0, "cost_usd": cost, "latency_ms": 1}  # fmt: skip
        await ledger.end(db, world.rep, run, begun.request)

    for cost in (0.5, 0.31, 0.05, 0.2, 0.2):
        await spend(cost)
    told = [row["payload"]["percent"] for row in (await db.once(service, FACTS))[before:]]
    assert told == [81, 106]


@pytest.mark.parametrize("day", [PAST, AHEAD])
async def test_a_month_begins_once_whatever_the_clock_does(db: Database, world: World, day: str) -> None:
    """The day of the reset is in the row: a clock that goes back gives no second month."""
    await limit(db, world, 1, 1, day)
    begun = await ledger.begin(db, world.rep, "test_mood", "p2", key=None, costs=0.9, seconds=60)
    assert begun.state == ("yours" if day == PAST else "broke")
    assert (await ledger.begin(db, world.rep, "test_mood", "p2", key=None, costs=0.9, seconds=60)).state == "broke"


async def test_over_the_budget_a_person_gets_the_offline_engine_and_the_rest_is_started_again(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await limit(db, world, 1, 1)
    call = str(uuid4())
    async with street(anthropic=lambda: anthropic({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[1])
        again = Again(again_flow, {"call_id": call})
        now = await coordinator.run(db, world.rep, make(), "now", priority="p0", again=again)
        later = [await coordinator.run(db, world.rep, make(), "later", priority="p1", again=again) for _ in "ab"]
    assert (now.engine, now.waiting) == ("offline", False) and here.asked == []
    assert all(answer.engine == "offline" and answer.waiting for answer in later)
    waiting = await db.once(world.service(world.ours), ledger.q.waiting)
    assert [(row["workflow"], row["payload"]) for row in waiting] == [("test.again", {"call_id": call})]


async def test_what_no_engine_can_answer_says_so(db: Database, world: World, make: Make) -> None:
    def silent(given: str) -> Any:
        raise NoAnswer("Only a model can tell a mood.")

    with pytest.raises(NoAnswer, match="Only a model") as refused:
        await coordinator.run(db, world.rep, make(offline=silent), "x")
    assert refused.value.status == 503
    row = (await db.once(world.owner, q("select status from ai_agent_runs where org_id = :org_id order by id desc")))[0]
    assert row["status"] == "failed"


async def test_servers_of_ones_own_are_asked_without_a_budget(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await limit(db, world, 0, 0)
    async with street(openai=lambda: openai({"mood": "free"}), anthropic=lambda: anthropic({"mood": "paid"})) as here:
        keyed(monkeypatch, here, ALL[1], ALL[0])
        answer = await coordinator.run(db, world.rep, make(), "x")
    assert (answer.output.mood, here.asked) == ("free", ["openai"])


async def test_somebody_stops_a_run_and_nobody_else_can(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "LOOK_SECONDS", 0.05)
    mine = q("select id from ai_requests where org_id = :org_id")
    async with street(gemini=lambda: SLOW) as here:
        keyed(monkeypatch, here, ALL[2])
        running = asyncio.create_task(coordinator.run(db, world.rep, make(), "long"))
        while not (rows := await db.once(world.service(world.ours), mine)) or not here.asked:
            await asyncio.sleep(0.02)
        request: UUID = rows[0]["id"]
        for who, may in ((world.stranger, False), (world.ours.other_rep, False), (world.rep, True)):
            assert (await db.once(who, ledger.q.cancel, id=request))[0]["ai_cancel"] is may
        with pytest.raises(Problem, match="stopped"):
            await running
    assert (await db.once(world.service(world.ours), OPEN))[0]["n"] == 0
    last = q("select status from ai_agent_runs where org_id = :org_id order by id desc limit 1")
    assert (await db.once(world.owner, last))[0]["status"] == "cancelled"


async def test_a_stranger_sees_no_books_of_ours(db: Database, world: World) -> None:
    await ledger.begin(db, world.rep, "test_mood", "p2", key=None, costs=0.1, seconds=60)
    assert await db.once(world.stranger, ledger.q.under_way) == []
    assert await db.once(world.rep, ledger.q.under_way) == []  # the books are for owners and admins
    assert len(await db.once(world.owner, ledger.q.under_way)) == 1
    theirs = await db.once(world.stranger, QUOTA)
    assert all(row["org_id"] == world.theirs.id for row in theirs)
