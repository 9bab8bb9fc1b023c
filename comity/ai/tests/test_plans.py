"""What a plan holds a month: counted once, never passed by, given back where no model of the operator's answered.

seed: AC10, C21, A10, BI02
"""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from comity import config
from comity.ai import coordinator, keys, ledger, means
from comity.ai.agent import NoAnswer, PlanUsed
from comity.ai.coordinator import Again
from comity.ai.services import SERVICES
from comity.ai.tests.conftest import Make
from comity.ai.tests.test_budget import again_flow
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office import ai_upkeep, plans
from comity.platform import vault
from tests.queries import q
from tests.street import ALL, anthropic, keyed, openai, street
from tests.world import World

CLEAR = (
    "delete from usage_tracking where org_id = :org_id", "delete from app.usage_units where org_id = :org_id",
    "delete from ai_requests where org_id = :org_id", "delete from ai_cache where org_id = :org_id",
    "update organizations set timezone = 'UTC', plan = 'starter' where org_id = :org_id",
)  # fmt: skip
USED = q("select call_analyses, searches, period_start, period_end from usage_tracking where org_id = :org_id")
TOLD = q("select payload from app.facts where org_id = :org_id and kind = 'ai.plan_reached' order by id")
DENIED = (
    "update usage_tracking set searches = 0",
    "delete from usage_tracking",
    "insert into usage_tracking (period_start, period_end) values (current_date, current_date + 1)",
    "select app.usage_take('searches', 'x')",
    "select app.usage_give_back(current_date, 'searches', null)",
    "select plan from app.plans",
    "update organizations set plan = 'enterprise'",
)
SERVICE = {service.name: service for service in SERVICES}
HOLDS = q("update app.plans set call_analyses = :calls, searches = :searches, beyond = :beyond where plan = 'starter'")


@pytest.fixture(autouse=True)
async def fresh(db: Database, world: World) -> AsyncIterator[None]:
    vault.configure(secrets.token_hex(32))
    await db.once(Who.service(), q("delete from app.vault_keys"))
    await holds(db, 10, 50)
    for text in CLEAR:
        await db.once(world.service(world.ours), q(text))
    means.forget(world.ours.id)
    yield
    await holds(db, 10, 50)
    await db.once(world.service(world.ours), q(CLEAR[-1]))


async def holds(db: Database, calls: int | None, searches: int | None, beyond: str = "rules") -> None:
    await db.once(Who.service(agent="operator"), HOLDS, calls=calls, searches=searches, beyond=beyond)


async def forget(db: Database, world: World, service: str) -> None:
    async with db.acting(world.owner) as tx:
        with suppress(Problem):
            await vault.forget(tx, service)
    means.forget(world.ours.id)


async def used(db: Database, who: Who) -> tuple[int, int]:
    rows = await db.once(who, USED)
    return (rows[0]["call_analyses"], rows[0]["searches"]) if rows else (0, 0)


def counted(make: Make, counts: str = "call_analyses", **more: Any) -> Any:
    return make(counts=counts, unit=(lambda given: given.partition("/")[0]), **more)


async def test_a_starter_has_ten_analyses_and_fifty_questions(db: Database, world: World) -> None:
    (plan,) = await db.once(world.rep, ledger.q.plan)
    assert (plan["plan"], plan["call_analyses_most"], plan["searches_most"], plan["beyond"]) == (
        "starter", 10, 50, "rules",
    )  # fmt: skip


async def test_twenty_at_once_at_the_last_one_left_and_one_gets_it(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine are used; of twenty different calls at the same moment one is heard by a model, the others by the rules."""
    agent = counted(make)
    async with street(openai=lambda: openai({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[0])
        for n in range(9):
            await coordinator.run(db, world.rep, agent, f"call {n}")
        people = (world.rep, world.owner)
        answers = await asyncio.gather(
            *(coordinator.run(db, people[n % 2], agent, f"more {n}") for n in range(20)), return_exceptions=True
        )
    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert sorted(answer.engine for answer in answers) == ["compatible"] + ["offline"] * 19  # type: ignore[union-attr]
    assert len(here.asked) == 10 and await used(db, world.owner) == (10, 0)
    late = next(answer for answer in answers if answer.engine == "offline")  # type: ignore[union-attr]
    assert late.attempts[0].problem == coordinator.NO_PLAN  # type: ignore[union-attr]


def test_who_comes_second_waits_for_the_first_and_gets_nothing(database_url: str, world: World) -> None:
    """Two transactions at the last one left: the second looks only once the first has ended."""
    claims = f'{{"org_id": "{world.ours.id}", "role": "service_role"}}'
    take = "select app.usage_take('searches', null)"
    with psycopg.connect(database_url) as first, psycopg.connect(database_url) as second:
        for connection in (first, second):
            connection.execute("select auth.set_claims(%s)", (claims,))
        first.execute("update app.plans set searches = 1 where plan = 'starter'")
        first.execute("update organizations set plan = 'starter' where org_id = %s", (world.ours.id,))
        first.commit()
        first.execute("select auth.set_claims(%s)", (claims,))
        assert first.execute(take).fetchone() == ("taken",)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(lambda: second.execute(take).fetchone())
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
            first.commit()
            assert waiting.result(30) == ("rules",)
        second.rollback()


async def test_a_call_counts_once_however_many_hear_it_and_a_kept_answer_never(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = counted(make)
    async with street(openai=lambda: openai({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[0])
        for given in ("call/signals", "call/brief", "call/brief", "other/signals"):
            await coordinator.run(db, world.rep, agent, given)
    assert len(here.asked) == 3 and await used(db, world.owner) == (2, 0)


async def test_what_no_model_answered_is_given_back(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        return openai("no json at all")

    async with street(openai=broken) as here:
        keyed(monkeypatch, here, ALL[0])
        answer = await coordinator.run(db, world.rep, counted(make), "call")
    assert answer.engine == "offline" and here.asked and await used(db, world.owner) == (0, 0)
    assert await db.once(world.service(world.ours), q("select 1 from app.usage_units where org_id = :org_id")) == []


@pytest.mark.parametrize("fails_first", [True, False])
async def test_what_was_given_back_beside_another_that_answered_still_counts(
    db: Database, world: World, fails_first: bool
) -> None:
    """Two agents hear one call at once; the one that took it fails, the other is answered, before it or after."""
    asks = [await ledger.begin(db, world.rep, name, "p2", key=None, costs=0.0, seconds=60,
                               counted=("call_analyses", "one call")) for name in ("first", "second")]  # fmt: skip
    run = {"agent_version": "1", "priority": "p2", "engine": "x", "input_hash": "x", "inputs": {}, "evidence_kept": 0,
           "evidence_dropped": 0, "tokens_in": 0, "tokens_out": 0, "cost_usd": 0, "latency_ms": 1}  # fmt: skip
    failed = (run | {"agent": "first", "status": "failed"}, asks[0].request)
    answered = (run | {"agent": "second", "status": "ok", "counts": True}, asks[1].request)
    await ledger.end(db, world.rep, *(failed if fails_first else answered))
    assert await used(db, world.owner) == ((0, 0) if fails_first else (1, 0))
    await ledger.end(db, world.rep, *(answered if fails_first else failed))
    assert await used(db, world.owner) == (1, 0)


async def test_keys_of_ones_own_are_neither_counted_nor_limited(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await holds(db, 0, 0)
    async with street(anthropic=lambda: anthropic({"mood": "own"})) as here:
        keyed(monkeypatch, here)
        bare = dataclasses.replace(
            coordinator.settings(), ai_models=None, openai_base_url=None, openai_api_key=None, gemini_api_key=None
        )
        monkeypatch.setattr(coordinator, "_settings", bare)
        refused = await coordinator.run(db, world.rep, counted(make), "call")
        await vault.put(db, world.owner, SERVICE["anthropic"], {"api_key": "ant-own"})
        means.forget(world.ours.id)
        answer = await coordinator.run(db, world.rep, counted(make), "call")
        await forget(db, world, "anthropic")
    assert (refused.engine, answer.engine) == ("offline", "anthropic") and await used(db, world.owner) == (0, 0)


async def test_past_the_plan_a_person_hears_what_to_do_and_the_rest_waits_for_the_month(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(given: str) -> Any:
        raise NoAnswer("Only a model can tell.")

    await holds(db, 0, 0)
    call = {"call_id": str(uuid4())}
    async with street(openai=lambda: openai({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[0])
        with pytest.raises(PlanUsed, match="larger plan") as one:
            await coordinator.run(db, world.rep, counted(make, "searches", offline=silent), "q", priority="p0")
        assert (one.value.status, one.value.code, one.value.waiting) == (402, "plan_searches_used", False)
        later = await coordinator.run(
            db, world.rep, counted(make), "call", priority="p1", again=Again(again_flow, call)
        )
        assert later.waiting and later.engine == "offline" and here.asked == []
        house = world.service(world.ours)
        assert await db.once(house, ledger.q.waiting) == []
        await holds(db, 1, 0)
        assert [row["payload"] for row in await db.once(house, ledger.q.waiting)] == [call]


async def test_where_the_operator_refuses_not_even_the_rules_answer(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await holds(db, 0, 0, "refuse")
    async with street(openai=lambda: openai({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[0])
        with pytest.raises(PlanUsed) as refused:
            await coordinator.run(db, world.rep, counted(make), "call", priority="p0")
    assert (refused.value.status, refused.value.code, here.asked) == (402, "plan_call_analyses_used", [])


async def test_admins_are_told_at_80_and_at_100_once(db: Database, world: World) -> None:
    house = world.service(world.ours)
    before = len(await db.once(house, TOLD))
    take = q("select app.usage_take('searches', null) as took")
    await holds(db, 10, 5)
    took = [(await db.once(house, take))[0]["took"] for _ in range(7)]
    assert took == ["taken"] * 5 + ["rules"] * 2
    told = [row["payload"] for row in (await db.once(house, TOLD))[before:]]
    assert [(one["metric"], one["percent"], one["most"]) for one in told] == [("searches", 80, 5), ("searches", 100, 5)]
    assert ai_upkeep.tell_plan in [flow for flows in ai_upkeep.ON.values() for flow in flows]


@pytest.mark.parametrize(
    ("zone", "at", "month"),
    [
        ("Pacific/Kiritimati", "2026-11-30 11:00+00", "2026-12-01"),
        ("Pacific/Pago_Pago", "2026-12-01 10:00+00", "2026-11-01"),
        ("Europe/Berlin", "2026-10-25 00:30+00", "2026-10-01"),
        ("Mars/Olympus", "2026-12-01 00:00+00", "2026-12-01"),
    ],
)
def test_the_month_is_the_organisations_own(database_url: str, world: World, zone: str, at: str, month: str) -> None:
    """The function as it stands, asked at another instant; an unknown timezone is read as UTC."""
    with psycopg.connect(database_url) as connection:
        body = connection.execute("select pg_get_functiondef('app.month_here()'::regprocedure)").fetchone()
        assert body
        moved = body[0].replace("now()", f"timestamptz '{at}'")
        connection.execute(moved.encode())
        claims = f'{{"org_id": "{world.ours.id}", "role": "service_role"}}'
        connection.execute("update organizations set timezone = %s where org_id = %s", (zone, world.ours.id))
        connection.execute("select auth.set_claims(%s)", (claims,))
        found = connection.execute("select app.month_here()::text").fetchone()
        assert found == (month,)
        connection.rollback()


async def test_the_stranger_sees_and_moves_nothing_of_ours(db: Database, world: World) -> None:
    await db.once(world.service(world.ours), q("select app.usage_take('searches', null)"))
    assert await used(db, world.owner) == (0, 1)
    assert await used(db, world.stranger) == (0, 0) and await used(db, world.rep) == (0, 0)
    for text in DENIED:
        for who in (world.owner, world.stranger):
            with pytest.raises(Exception, match="denied|permission|not allowed|may not"):
                await db.once(who, q(text))
    assert await used(db, world.owner) == (0, 1)


async def test_the_operator_changes_a_plan_and_who_has_it(db: Database, world: World) -> None:
    async with db.acting(Who.service(agent="operator")) as tx:
        row = await plans.change(tx, "growth", {"call_analyses": 500})
        assert (row["call_analyses"], row["searches"]) == (500, None)
        slug = await tx.value(q("select slug from organizations where org_id = :ours::uuid"), ours=world.ours.id)
        assert await plans.give(tx, slug, "growth") and await plans.give(tx, "nobody-at-all", "growth") is None
    assert (await db.once(world.rep, ledger.q.plan))[0]["call_analyses_most"] == 500
    async with db.acting(Who.service(agent="operator")) as tx:
        await plans.change(tx, "growth", {"call_analyses": None})


async def test_an_address_of_ones_own_never_gets_the_operators_key(db: Database, world: World) -> None:
    """Nor does the operator's server get an organisation's key: a key and its server belong together."""
    operator = config.load({}, {"OPENAI_API_KEY": "sk-operator", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})
    for kept, wanted in (
        ({"base_url": "https://models.example/v1"}, (None, "https://models.example/v1")),
        ({"api_key": "sk-own"}, ("sk-own", None)),
    ):
        await forget(db, world, "openai")
        await vault.put(db, world.owner, SERVICE["openai"], kept)
        keys.forget(world.ours.id)
        found = await keys.settings_of(db, world.rep, operator)
        assert (found.openai_api_key, found.openai_base_url) == wanted
    await forget(db, world, "openai")
    assert (await keys.settings_of(db, world.rep, operator)).openai_api_key == "sk-operator"
