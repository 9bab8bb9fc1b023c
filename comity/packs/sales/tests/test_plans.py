"""Plans: a deal won is welcomed, a deal gone red is saved and Slack told; once, and in one's own organisation only.

seed: D17, D18, F14, J07, J09, AG13, AG14, IN07
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales import health, leads, plan_flow, plans, slack
from comity.packs.sales.tests.conftest import Make
from comity.platform import outside, vault
from comity.platform.outside import OutsideFailure
from tests.listening import listening
from tests.queries import q
from tests.working import Working, until
from tests.world import World

PLANS = q("select kind, lead_id, state from deal_plans where org_id = :org_id and lead_id = :lead")
SCORE = q(
    "insert into deal_health_scores (lead_id, cause, score, previous_score, reasons, warnings) values"
    " (:lead, 'call', :score, :was, :reasons::jsonb, :warnings::jsonb)"
)
NOTES = q("select title, url from notifications where org_id = :org_id and user_id = :person and kind = 'health'")
RED = {
    "reasons": '[{"code": "objection.price", "sign": -1, "weight": -9, "quote": "too dear", "count": 1}]',
    "warnings": '[{"code": "quiet", "severity": 2, "days": 31}, {"code": "competitor", "severity": 1}]',
}


@asynccontextmanager
async def channel(answer: Response | None = None) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """A Slack on this machine: what it was sent."""
    heard: list[dict[str, Any]] = []

    async def take(request: Request) -> Response:
        heard.append({"auth": request.headers.get("authorization"), **(await request.json())})
        return answer or PlainTextResponse("ok")

    async def post(request: Request) -> Response:
        heard.append({"auth": request.headers.get("authorization"), **(await request.json())})
        return answer or JSONResponse({"ok": True})

    routes = [Route("/services/x", take, methods=["POST"]), Route("/chat.postMessage", post, methods=["POST"])]
    async with listening(Starlette(routes=routes)) as url:
        yield url, heard


@pytest.fixture
def at_home() -> Any:
    outside.configure(private=True)
    vault.configure("5a" * 32)
    yield
    outside.configure(private=False)


async def test_a_won_deal_is_welcomed_once(db: Database, world: World, make: Make) -> None:
    lead = await make("Villa Azur", contact_id=world.ours.contacts[0], who=world.rep)
    async with Working(db, *plan_flow.WORKFLOWS, on=plan_flow.ON_KINDS):
        async with db.acting(world.rep) as tx:
            await leads.close(tx, lead, "won")

        async def there() -> bool:
            return bool(await db.once(world.rep, PLANS, lead=lead))

        await until(there)
    async with db.acting(world.rep) as tx:
        assert await plan_flow.onboard(tx, lead) is None  # there is one
        plan = (await plans.of_lead(tx, lead))[0]
        assert "Claire" in plan["steps"][0]["subject"] and plan["done"] == 0
        for step in plan["steps"]:
            assert await plans.tick(tx, plan["id"], UUID(step["id"]), True) == lead
    assert [row["state"] for row in await db.once(world.rep, PLANS, lead=lead)] == ["done"]
    async with db.acting(world.rep) as tx:
        await plans.tick(tx, plan["id"], UUID(plan["steps"][0]["id"]), False)
    assert [row["state"] for row in await db.once(world.rep, PLANS, lead=lead)] == ["active"]


async def test_the_organisations_own_onboarding_is_used(db: Database, world: World, make: Make) -> None:
    insert = q("insert into playbooks (name, kind, steps) values ('Ours', 'onboarding', :steps::jsonb)")
    remove = q("update playbooks set deleted_at = now() where org_id = :org_id and name = 'Ours'")
    steps = '[{"title": "Send flowers to {contact}", "days": 2, "do": ["White ones"]}, {"title": " "}]'
    lead = await make("Chalet", contact_id=world.ours.contacts[0])
    async with db.acting(world.owner) as tx:
        await tx.run(insert, steps=steps)
        await leads.close(tx, lead, "won")
        await plan_flow.onboard(tx, lead)
        made = (await plans.of_lead(tx, lead))[0]["steps"]
        await tx.run(remove)
    assert [step["subject"] for step in made] == ["Send flowers to Claire"] and made[0]["body"] == "White ones"


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("way", ["webhook", "token"])
async def test_a_deal_gone_red_is_saved_and_slack_is_told(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    lead = await make(f"Yacht <{way}>", contact_id=world.ours.contacts[0])
    async with channel() as (url, heard), Working(db, *plan_flow.WORKFLOWS, on=plan_flow.ON_KINDS):
        monkeypatch.setenv("SLACK_API_URL", url)
        given = {"webhook_url": f"{url}/services/x"} if way == "webhook" else {"token": "xoxb-1", "channel": "#deals"}
        await vault.put(db, world.owner, slack.SERVICE, given)
        async with db.acting(world.owner) as tx:
            await tx.run(SCORE, lead=lead, score=31, was=62, **RED)

        async def told() -> bool:
            return bool(heard)

        await until(told)
    assert f"Yacht &lt;{way}&gt; went red: 31 of 100" in heard[0]["text"] and f"/leads/{lead}|" in heard[0]["text"]
    assert len(heard) == 1 and heard[0].get("channel") == (None if way == "webhook" else "#deals")
    async with db.acting(world.owner) as tx:
        plan = (await plans.of_lead(tx, lead))[0]
    said = [step["subject"] for step in plan["steps"]]
    assert plan["kind"] == "intervention" and said[0] == "Call Claire: nobody was in touch for 31 days"
    assert any("price" in words for words in said) and any("“too dear”" in (s["body"] or "") for s in plan["steps"])
    notes = await db.once(world.ours.manager, NOTES, person=world.ours.manager.user_id)
    assert f"/leads/{lead}" in {note["url"] for note in notes}


@pytest.mark.usefixtures("at_home")
async def test_a_refusal_of_slack_is_said_where_its_keys_are(db: Database, world: World, make: Make) -> None:
    lead = await make("Refused")
    async with channel(JSONResponse({"ok": False, "error": "channel_not_found"}, 404)) as (url, _heard):
        await vault.put(db, world.owner, slack.SERVICE, {"webhook_url": f"{url}/services/x"})
        async with Working(db, *plan_flow.WORKFLOWS, on=plan_flow.ON_KINDS):
            async with db.acting(world.owner) as tx:
                await tx.run(SCORE, lead=lead, score=20, was=62, **RED)

            async def told() -> bool:
                async with db.acting(world.owner) as tx:
                    kept = (await vault.everything(tx)).get("slack")
                return bool(kept and kept["last_error"])

            await until(told)
    async with db.acting(world.owner) as tx:
        assert "404" in (await vault.everything(tx))["slack"]["last_error"]
        assert await plans.of_lead(tx, lead)  # the plan is there all the same


async def test_slack_never_leads_into_this_network(db: Database, world: World) -> None:
    with pytest.raises(OutsideFailure):
        await slack.send(db, world.owner, "hello", given={"webhook_url": "http://127.0.0.1:9/x"})
    assert await slack.send(db, world.theirs.owner, "hello") is False  # they keep no Slack


async def test_a_stranger_has_none_of_it(db: Database, world: World, make: Make) -> None:
    lead = await make("Ours", contact_id=world.ours.contacts[0])
    async with db.acting(world.owner) as tx:
        await leads.close(tx, lead, "won")
        await plan_flow.onboard(tx, lead)
        plan = (await plans.of_lead(tx, lead))[0]
    async with db.acting(world.stranger) as tx:
        assert await plans.of_lead(tx, lead) == [] and await plans.active(tx) == []
        assert await plan_flow.onboard(tx, lead) is None
        with pytest.raises(Problem):
            await plans.tick(tx, plan["id"], UUID(plan["steps"][0]["id"]), True)
        with pytest.raises(Problem):
            await plans.give_up(tx, plan["id"])


async def test_a_deal_that_recovered_meanwhile_is_left_alone(db: Database, world: World, make: Make) -> None:
    lead = await make("Well again")
    async with db.acting(world.owner) as tx:
        await health.reckon(tx, lead, cause="person")
    async with Working(db, *plan_flow.WORKFLOWS) as worker:
        await worker.done(plan_flow.intervene, world.owner, subject=str(lead))
    assert await db.once(world.owner, PLANS, lead=lead) == []
