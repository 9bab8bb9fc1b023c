"""The pages of the wits: runs, agents, budget, models; proposals decided; ours, and the stranger's nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from comity.ai import feedback, ledger
from comity.ai import means as ai_means
from comity.core.db import Database
from comity.core.who import Who
from comity.office import ai_upkeep, proposals
from comity.office.organizations import Person
from comity.office.proposals import Wish
from comity.office.tests.conftest import House, colleague, sign_in
from comity.platform.auth.identity import Identity
from tests.queries import q

MARK = "<script>alert(1)</script>"
PAGES = ("/settings/ai", "/settings/ai/agents", "/settings/ai/budget", "/settings/ai/models")


async def ran(db: Database, who: Who, agent: str = "call_brief", **more: Any) -> UUID:
    run = {
        "agent": agent, "agent_version": "1", "priority": "p2", "status": "ok", "engine": "anthropic",
        "model": "claude-haiku-4-5", "input_hash": "x", "inputs": {"question": MARK}, "outputs": {"mood": MARK},
        "attempts": [{"engine": "openai", "model": "m", "problem": MARK, "ms": 5}], "evidence_kept": 1,
        "evidence_dropped": 0, "tokens_in": 1, "tokens_out": 1, "cost_usd": 0.25, "latency_ms": 7, "confidence": 0.8,
    }  # fmt: skip
    return await ledger.end(db, who, {**run, **more}, None)


async def judged(db: Database, who: Who, verdict: Any, count: int, agent: str = "call_brief") -> None:
    async with db.acting(who) as tx:
        for _ in range(count):
            await feedback.judge(
                tx, "call_briefs", uuid4(), verdict, agent=agent, note=MARK, snapshot={"headline": MARK},
                correction={"headline": "So"} if verdict == "corrected" else None,
            )  # fmt: skip


async def test_the_pages_say_what_agents_did_in_words_people_know(
    db: Database, house: House, owner: Person, stranger: Person
) -> None:
    run = await ran(db, owner.who)
    await judged(db, owner.who, "right", 6)
    await judged(db, owner.who, "wrong", 3)
    await judged(db, owner.who, "corrected", 1)
    async with house.visitor() as browser, house.visitor() as thief:
        await sign_in(browser, owner.email)
        await sign_in(thief, stranger.email)
        for path in (*PAGES, f"/settings/ai/{run}", "/settings/ai/agents/call_brief", "/proposals"):
            page = await browser.get(path)
            assert page.status_code == 200 and MARK not in page.text, path
        runs, agents = (await browser.get(PAGES[0])).text, (await browser.get(PAGES[1])).text
        assert "Call brief" in runs and "60%" in agents and "of 10" in agents and "$0.25" in agents
        agent = (await browser.get("/settings/ai/agents/call_brief")).text
        assert "corrected" in agent and "Remy" not in agent and "So" in agent and "more often than you want" in agent
        assert (await browser.get("/settings/ai/agents/nobody")).status_code == 404
        assert "Call brief" not in (await thief.get("/settings/ai")).text
        assert (await thief.get(f"/settings/ai/{run}")).status_code == 404


@pytest.mark.parametrize("role", ["manager", "rep", "readonly"])
async def test_the_books_are_for_owners_and_admins(house: House, identity: Identity, owner: Person, role: str) -> None:
    mate = await colleague(identity, owner, role)
    async with house.visitor() as browser:
        await sign_in(browser, mate.email)
        for path in PAGES:
            assert (await browser.get(path)).status_code == 403
        for path, data in (
            ("/settings/ai/budget", {"monthly_limit": "1"}),
            ("/settings/ai/models", {"first": "openai"}),
        ):
            assert (await browser.post(path, data=data)).status_code == 403


async def test_the_limit_is_set_and_a_request_is_stopped(db: Database, house: House, owner: Person) -> None:
    begun = await ledger.begin(db, owner.who, "call_brief", "p2", key=None, costs=0.5, seconds=60)
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        shown = (await browser.get("/settings/ai/budget")).text
        assert "being asked" in shown and "at most $0.50" in shown
        await browser.post(f"/settings/ai/requests/{begun.request}/stop")
        await browser.post("/settings/ai/budget", data={"monthly_limit": "12.50"})
        wrong = await browser.post("/settings/ai/budget", data={"monthly_limit": "-1"})
        assert wrong.status_code == 422
    row = (await db.once(owner.who, q("select monthly_limit from ai_usage_quotas where org_id = :org_id")))[0]
    assert row["monthly_limit"] == 12.5
    stopped = q("select cancelled_at is not null as yes from ai_requests where org_id = :org_id")
    assert (await db.once(owner.who, stopped))[0]["yes"]


async def test_models_are_chosen_by_how_long_somebody_waits(db: Database, house: House, owner: Person) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        data = {
            "first": "gemini", "assistants": "read", "alert_below": "70", "tier_p0_accurate": "accurate",
            "model_openai_fast": "gpt-x", "tier_p1_fast": "nonsense",
        }  # fmt: skip
        saved = await browser.post("/settings/ai/models", data=data)
        assert saved.status_code == 200 and 'value="gpt-x"' in saved.text
    async with db.acting(owner.who) as tx:
        taste = await ai_means.taste(tx)
    assert taste.providers[0] == "gemini" and taste.assistants == "read" and not taste.batch
    assert (taste.tier("p0", "accurate"), taste.tier("p1", "fast"), taste.tier("p3", "balanced")) == (
        "accurate", "fast", "fast",
    )  # fmt: skip
    assert taste.models == {"openai": {"fast": "gpt-x"}} and taste.alert_below == 70


async def proposed(db: Database, who: Who, run: UUID | None = None) -> tuple[UUID, UUID]:
    contact = (await db.once(who, q("insert into contacts (first_name) values ('Ana') returning id")))[0]["id"]
    async with db.acting(who.below("test_agent")) as tx:
        wish = Wish("contacts", contact, {"title": "Buyer"}, MARK, "test_agent", MARK, run,
                    [{"source": "calls", "id": str(uuid4()), "quote": MARK, "start": 3}])  # fmt: skip
        return contact, await proposals.propose(tx, wish)


async def test_a_proposal_is_agreed_to_and_taken_back(
    db: Database, house: House, owner: Person, stranger: Person
) -> None:
    contact, proposal = await proposed(db, owner.who)
    title = q("select title from contacts where org_id = :org_id and id = :id")

    async def now() -> Any:
        return (await db.once(owner.who, title, id=contact))[0]["title"]

    async with house.visitor() as browser, house.visitor() as thief:
        await sign_in(browser, owner.email)
        await sign_in(thief, stranger.email)
        shown = await browser.get("/proposals")
        assert "Buyer" in shown.text and "#e-3" in shown.text and MARK not in shown.text
        assert "Buyer" not in (await thief.get("/proposals")).text
        for verb in ("approval", "refusal", "undo"):
            await thief.post(f"/proposals/{proposal}/{verb}")
            assert await now() is None
        await browser.post(f"/proposals/{proposal}/approval")
        assert await now() == "Buyer"
        assert "Take back" in (await browser.get("/proposals?state=approved")).text
        await browser.post(f"/proposals/{proposal}/undo")
        assert await now() is None
        assert (
            "proposed"
            in (await db.once(owner.who, q("select title from notifications where org_id = :org_id")))[0]["title"]
        )


async def test_a_whole_run_is_taken_back_from_its_page(db: Database, house: House, owner: Person) -> None:
    run = await ran(db, owner.who, "ghosts")
    contact, proposal = await proposed(db, owner.who, run)
    await proposals.approve(db, owner.who, proposal)
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        assert "Take back all of it" in (await browser.get(f"/settings/ai/{run}")).text
        done: httpx.Response = await browser.post(f"/settings/ai/{run}/undo")
        assert "taken back" in done.text
    title = q("select title from contacts where org_id = :org_id and id = :id")
    assert (await db.once(owner.who, title, id=contact))[0]["title"] is None


async def test_admins_hear_of_an_agent_that_is_wrong_too_often_once_a_week(db: Database, owner: Person) -> None:
    await judged(db, owner.who, "right", 7)
    await judged(db, owner.who, "wrong", 5)
    await judged(db, owner.who, "right", 20, agent="call_signals")
    told = []
    for _ in range(2):
        async with db.acting(Who.service(owner.org_id, agent="schedule")) as tx:
            told.append(await ai_upkeep.alarm(tx, 80))
    assert told == [["call_brief"], []]
    notes = await db.once(
        owner.who, q("select title from notifications where org_id = :org_id and kind = 'ai.accuracy'")
    )
    assert [row["title"] for row in notes] == ["Call brief was right in 58% of cases"]


class Flow:
    """What a workflow is handed, here without a worker."""

    def __init__(self, db: Database, who: Who) -> None:
        self.db, self.who = db, who

    async def change(self, name: str, act: Any) -> Any:
        async with self.db.acting(self.who) as tx:
            return await act(tx)


async def test_admins_are_told_of_the_quota_and_nobody_else(db: Database, identity: Identity, owner: Person) -> None:
    mate = await colleague(identity, owner, "rep")
    await ai_upkeep.tell_quota.run(Flow(db, mate), percent=104)
    rows = await db.once(
        Who.service(owner.org_id),
        q("select user_id, title from notifications where org_id = :org_id and kind = 'ai.quota'"),
    )
    assert [(row["user_id"], row["title"]) for row in rows] == [(owner.who.user_id, "AI quota exceeded")]


async def test_what_waited_is_started_once_there_is_a_budget(db: Database, owner: Person) -> None:
    limit = q(
        "insert into ai_usage_quotas (org_id, monthly_limit, current_spend) values (:org_id, :most, 5)"
        " on conflict (org_id) do update set monthly_limit = excluded.monthly_limit"
    )
    house = Who.service(owner.org_id, agent="test")
    await db.once(house, limit, most=5)
    await ledger.wait(db, owner.who, "call_brief", "p1", "sales.process_call", {"call_id": "1"}, None)
    await ai_upkeep.release.run(Flow(db, house))
    assert len(await db.once(house, ledger.q.waiting)) == 1
    await db.once(house, limit, most=6)
    await ai_upkeep.release.run(Flow(db, house))
    assert await db.once(house, ledger.q.waiting) == []
    started = q("select params from absurd.t_p1 where task_name = 'sales.process_call' and org_id = :org_id")
    (row,) = await db.once(house, started)
    assert row["params"]["payload"] == {"call_id": "1"}
    assert row["params"]["who"]["claims"]["sub"] == str(owner.who.user_id)  # as whoever it was for


async def test_old_runs_and_stale_answers_go_at_night(db: Database, owner: Person) -> None:
    run = await ran(db, owner.who, "old")
    house = Who.service(owner.org_id, agent="schedule")
    age = q("update ai_agent_runs set created_at = now() - interval '4 months' where org_id = :org_id and id = :id")
    await db.once(house, age, id=run)
    await ai_upkeep.tidy.run(Flow(db, house))
    kept = q("select count(*) as n from ai_agent_runs_archive where org_id = :org_id and id = :id")
    assert (await db.once(house, kept, id=run))[0]["n"] == 1
