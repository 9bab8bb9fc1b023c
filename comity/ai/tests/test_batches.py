"""Many at once: the price before, one batch where a provider takes them, and nothing handed in twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from comity import config
from comity.ai import bulk, coordinator
from comity.ai.tests.conftest import Make
from comity.core.db import Database
from tests.queries import q
from tests.street import ALL, Street, anthropic, keyed, openai, street
from tests.world import World

TEXTS = [f"text {number}" for number in range(6)]


class Flow:
    """What a workflow is handed, here without a worker: steps are remembered, sleeps are counted."""

    id = "0190-flow"

    def __init__(self, db: Database, world: World, known: dict[str, Any] | None = None) -> None:
        self.db, self.who, self.slept = db, world.rep, 0.0
        self.known = {} if known is None else known

    async def step(self, name: str, act: Any) -> Any:
        if name not in self.known:
            self.known[name] = await act()
        return self.known[name]

    async def sleep(self, name: str, seconds: float) -> None:
        self.slept += seconds


class Desk:
    """A provider's batches: what was handed in, answered when looked at a second time."""

    def __init__(self, here: Street) -> None:
        self.here, self.looked, self.handed = here, 0, 0
        self.names: list[str] = []

    def anthropic(self) -> Response:
        path, body = self.here.paths[-1], self.here.bodies[-1]
        if body:
            self.handed += 1
            self.names = [request["custom_id"] for request in body["requests"]]
            return JSONResponse({"id": "b1", "processing_status": "in_progress"})
        if path.endswith("results"):
            lines = [json.dumps({"custom_id": n, "result": {"message": self._message()}}) for n in self.names[:-1]]
            return PlainTextResponse("\n".join(lines))
        self.looked += 1
        ended = self.looked > 1
        url = f"{self.here.url}/v1/messages/batches/b1/results" if ended else None
        return JSONResponse({"id": "b1", "processing_status": "ended" if ended else "in_progress", "results_url": url})

    def _message(self) -> Any:
        return json.loads(bytes(anthropic({"mood": "batched"}).body))


@pytest.fixture(autouse=True)
async def fresh(db: Database, world: World) -> None:
    await db.once(world.service(world.ours), q("delete from ai_usage_quotas where org_id = :org_id"))


async def test_a_batch_answers_most_and_the_rest_is_asked_alone(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, work = make(), Flow(db, world)
    async with street(anthropic=lambda: anthropic({"mood": "alone"})) as here:
        desk = Desk(here)
        here.say["batch"] = desk.anthropic
        keyed(monkeypatch, here, ALL[1])
        price = await coordinator.price(db, world.rep, agent, TEXTS)
        assert (price.runs, price.cached, price.engine, price.batched) == (6, 0, "anthropic", True)
        assert 0 < price.usd <= price.most and price.enough
        answers = await coordinator.batch(work, "moods", agent, TEXTS)  # type: ignore[arg-type]
        assert [answer.output.mood for answer in answers] == ["batched"] * 5 + ["alone"]
        assert (desk.handed, work.slept) == (1, 30.0) and here.asked.count("anthropic") == 1
        assert (await coordinator.price(db, world.rep, agent, TEXTS)).cached == 6
        await coordinator.batch(Flow(db, world, work.known), "moods", agent, TEXTS)  # type: ignore[arg-type]
        assert desk.handed == 1  # what a worker began, another goes on with
    costs = await db.once(world.owner, q("select cost_usd from ai_agent_runs where org_id = :org_id and cost_usd > 0"))
    low, high = sorted({float(row["cost_usd"]) for row in costs})
    assert abs(high - 2 * low) < 1e-6  # a batch costs half
    quota = (await db.once(world.owner, q("select * from ai_usage_quotas where org_id = :org_id")))[0]
    assert quota["reserved"] == 0 and abs(float(quota["current_spend"]) - (5 * low + high)) < 1e-5


async def test_without_a_batch_api_each_is_asked(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(openai=lambda: openai({"mood": "one"})) as here:
        keyed(monkeypatch, here, ALL[0])  # a server of one's own takes none
        answers = await coordinator.batch(Flow(db, world), "moods", make(), TEXTS)  # type: ignore[arg-type]
    assert len(here.asked) == 6 and {answer.output.mood for answer in answers} == {"one"}


async def test_openai_knows_what_was_handed_in_under_the_same_mark(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that died between handing in and writing it down does not pay for a second batch."""
    agent, listed = make(), list[dict[str, Any]]()

    def batches() -> Response:
        path, body = here.paths[-1], here.bodies[-1]
        if path.endswith("/files"):
            return JSONResponse({"id": "f1"})
        if body:
            listed.append({"id": f"b{len(listed)}", "metadata": body["metadata"]})
            return JSONResponse(listed[-1])
        if path.endswith("/content"):
            return PlainTextResponse("not json\n")
        if path.endswith("/batches"):
            return JSONResponse({"data": listed})
        return JSONResponse({"id": "b0", "status": "completed", "output_file_id": "f2"})

    async with street(openai=lambda: openai({"mood": "alone"}), batch=batches) as here:
        settings = config.load({}, {"OPENAI_API_KEY": "sk-test", "COMITY_AI_MODELS": "openai:gpt-5-mini"})
        monkeypatch.setattr(coordinator, "_settings", settings)
        import sys

        for module in ("comity.ai.providers.chain", "comity.ai.keys"):
            monkeypatch.setattr(sys.modules[module], "OPENAI_URL", f"{here.url}/v1")
        models = (await coordinator.means.of(db, world.rep, settings)).models("p3", "balanced")
        for _ in range(2):
            lot = bulk._Lot(settings, Flow(db, world), agent, TEXTS, models)  # type: ignore[arg-type]
            assert (await lot.hand_in() or {})["batch"] == "b0"
        assert len(listed) == 1
        answers = await coordinator.batch(Flow(db, world), "moods", agent, TEXTS)  # type: ignore[arg-type]
    assert {answer.output.mood for answer in answers} == {"alone"}  # nothing of the batch could be read


async def test_a_batch_the_budget_does_not_bear_is_not_handed_in(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await db.once(world.owner, q("insert into ai_usage_quotas (org_id, monthly_limit) values (:org_id, 0.001)"))
    async with street(batch=lambda: JSONResponse({"id": "b"})) as here:
        keyed(monkeypatch, here, ALL[1])
        price = await coordinator.price(db, world.rep, make(), TEXTS)
        answers = await coordinator.batch(Flow(db, world), "moods", make(), TEXTS)  # type: ignore[arg-type]
    assert not price.enough and here.asked == [] and {answer.engine for answer in answers} == {"offline"}
