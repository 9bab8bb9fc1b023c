"""The chain: models in order, each by its own protocol, every kind of failure, and the offline engine at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from comity import config
from comity.ai import asking, coordinator, evidence, standing
from comity.ai.agent import Agent, Checked
from comity.ai.offline import engine
from comity.ai.offline.transcript import Transcript, read
from comity.ai.providers import chain
from comity.ai.schemas import CallSignals
from comity.core.db import Database
from tests import street as streets
from tests.queries import q
from tests.street import ALL, keyed, street
from tests.world import World

NOW = datetime(2026, 11, 20)
CALL = read("Sales Rep: Hello.\nCustomer: The budget is approved, but the price is too high.")
GOOD = {
    "signals": [
        {"kind": "budget", "value": "approved", "polarity": 1, "confidence": 0.9,
         "evidence": {"quote": "The budget is approved", "turn": 1}},
        {"kind": "need", "value": "pain", "confidence": 0.9, "evidence": {"quote": "we love it", "turn": 1}},
    ],
    "action_items": [],
}  # fmt: skip


def check(call: Transcript, answer: CallSignals) -> Checked[CallSignals]:
    true, kept, dropped = evidence.of_signals(call, answer)
    return Checked(true, kept, dropped)


@pytest.fixture
def agent(tmp_path: Path) -> Agent[Transcript, CallSignals]:
    prompt = tmp_path / f"listen {id(tmp_path)}.md"
    prompt.write_text(f"Listen. {tmp_path}")  # another text each time, so that no test finds another's answer kept
    return Agent(
        name="test_signals",
        output=CallSignals,
        prompt=prompt,
        ask=lambda call: call.text,
        offline=lambda call: engine.extract(engine.prepare(call, NOW)),
        check=check,
    )


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    standing.forget()
    monkeypatch.setattr(asking, "PATIENCE", 0.0)
    monkeypatch.setattr(coordinator, "_settings", config.load({}, {}))


def openai(content: str | None = None) -> Response:
    return streets.openai(GOOD if content is None else content)


def anthropic() -> Response:
    return streets.anthropic(GOOD)


def gemini() -> Response:
    return streets.gemini(GOOD)


async def test_without_a_key_the_offline_engine_answers(db: Database, world: World, agent: Any) -> None:
    answer = await coordinator.run(db, world.rep, agent, CALL)
    assert (answer.engine, answer.status, answer.attempts) == ("offline", "ok", ())
    assert {s.kind for s in answer.output.signals} >= {"budget", "objection"}


@pytest.mark.parametrize(
    ("model", "speak", "tokens"),
    [
        (ALL[0], {"openai": openai}, (100, 20)),
        (ALL[1], {"anthropic": anthropic}, (200, 30)),
        (ALL[2], {"gemini": gemini}, (300, 40)),
    ],
)  # fmt: skip
async def test_each_protocol(
    db: Database,
    world: World,
    agent: Any,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    speak: Any,
    tokens: tuple[int, int],
) -> None:
    async with street(**speak) as here:
        keyed(monkeypatch, here, model)
        answer = await coordinator.run(db, world.rep, agent, CALL)
    assert answer.status == "ok" and answer.engine in ("compatible", "anthropic", "gemini")
    (signal,) = answer.output.signals  # the one nobody said was dropped
    assert CALL.text[signal.evidence.start : signal.evidence.end] == "The budget is approved"
    assert (signal.evidence.speaker, signal.evidence.side) == ("Customer", "customer")
    rows = await db.once(world.owner, LOG, id=answer.run_id)
    assert (rows[0]["tokens_in"], rows[0]["tokens_out"]) == tokens
    assert (rows[0]["evidence_kept"], rows[0]["evidence_dropped"]) == (1, 1)
    assert rows[0]["cost_usd"] > 0 if answer.engine != "compatible" else rows[0]["cost_usd"] == 0
    assert rows[0]["latency_ms"] >= 0 and rows[0]["inputs"]["question"]


async def test_keys_travel_as_each_protocol_says(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = lambda: PlainTextResponse("no", 400)  # noqa: E731
    async with street(openai=bad, anthropic=bad, gemini=bad) as here:
        keyed(monkeypatch, here, *ALL)
        await coordinator.run(db, world.rep, agent, CALL)
    by_name = dict(zip(here.asked, here.headers, strict=True))
    assert by_name["openai"]["authorization"] == "Bearer sk-test"
    assert by_name["anthropic"]["x-api-key"] == "ant-test" and by_name["anthropic"]["anthropic-version"] == "2023-06-01"
    assert by_name["gemini"]["x-goog-api-key"] == "gem-test"


@pytest.mark.parametrize(
    "failure",
    [
        lambda: JSONResponse({"error": "slow down"}, 429),
        lambda: JSONResponse({"error": "slow down"}, 429, headers={"Retry-After": "60"}),
        lambda: PlainTextResponse("boom", 500),
        lambda: PlainTextResponse("who are you", 401),
        lambda: PlainTextResponse("<html>", 200),
        lambda: JSONResponse([1, 2]),
        lambda: openai("I'd rather not."),
        lambda: openai('{"signals": "none"}'),
        lambda: openai(
            '{"signals": [{"kind": "budget", "value": "x", "confidence": 1, "evidence": {"quote": "never said"}}]}'
        ),
        lambda: JSONResponse({"choices": []}),
    ],
)
async def test_every_failure_falls_to_the_next(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch, failure: Callable[[], Response]
) -> None:
    async with street(openai=failure, anthropic=anthropic) as here:
        keyed(monkeypatch, here, ALL[0], ALL[1])
        answer = await coordinator.run(db, world.rep, agent, CALL)
    assert (answer.engine, answer.status) == ("anthropic", "fallback")
    assert answer.attempts and answer.attempts[0].engine == "compatible"


async def test_a_slow_model_is_not_waited_for(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(asking.PER_MODEL, "p1", 0.5)
    async with street(openai=lambda: PlainTextResponse("slow"), gemini=gemini) as here:
        keyed(monkeypatch, here, ALL[0], ALL[2])
        answer = await coordinator.run(db, world.rep, agent, CALL, priority="p1")
    assert answer.engine == "gemini" and answer.attempts[0].problem == "timed out"


async def test_when_all_fail_the_offline_engine_answers_and_says_so(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    boom = lambda: PlainTextResponse("boom", 503)  # noqa: E731
    async with street(openai=boom, anthropic=boom, gemini=boom) as here:
        keyed(monkeypatch, here, *ALL)
        answer = await coordinator.run(db, world.rep, agent, CALL)
    assert (answer.engine, answer.status, answer.fell_back) == ("offline", "fallback", True)
    assert {s.kind for s in answer.output.signals} >= {"budget", "objection"}
    rows = await db.once(world.owner, LOG, id=answer.run_id)
    assert [a["engine"] for a in rows[0]["attempts"]] == ["compatible"] * 2 + ["anthropic"] * 2 + ["gemini"] * 2


async def test_a_refused_key_is_left_alone_for_a_while(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(openai=lambda: PlainTextResponse("no", 401), gemini=gemini) as here:
        keyed(monkeypatch, here, ALL[0], ALL[2])
        await coordinator.run(db, world.rep, agent, CALL)
        other = read("Sales Rep: Hi.\nCustomer: The budget is approved. Really.")
        await coordinator.run(db, world.rep, agent, other)
    assert here.asked == ["openai", "gemini", "gemini"]


async def test_the_same_question_is_asked_once(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(anthropic=anthropic) as here:
        keyed(monkeypatch, here, ALL[1])
        first = await coordinator.run(db, world.rep, agent, CALL)
        again = await coordinator.run(db, world.rep, agent, CALL)
        theirs = await coordinator.run(db, world.stranger, agent, CALL)
    assert (first.status, again.status, theirs.status) == ("ok", "cached", "ok")  # nobody gets another one's answer
    assert here.asked == ["anthropic", "anthropic"] and again.output == first.output


async def test_a_stale_answer_is_better_than_none(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(anthropic=anthropic) as here:
        keyed(monkeypatch, here, ALL[1])
        await coordinator.run(db, world.rep, agent, CALL)
        await db.once(world.service(), AGE)
        here.say["anthropic"] = lambda: PlainTextResponse("boom", 500)
        answer = await coordinator.run(db, world.rep, agent, CALL)
    assert (answer.engine, answer.status) == ("anthropic", "cached")  # seed: C07


async def test_a_used_up_budget_leaves_the_offline_engine(
    db: Database, world: World, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(anthropic=anthropic) as here:
        keyed(monkeypatch, here, ALL[1])
        await db.once(world.service(world.theirs), SPENT, org=world.theirs.id)
        answer = await coordinator.run(db, world.stranger, agent, CALL)
    assert answer.engine == "offline" and "budget" in answer.attempts[0].problem and here.asked == []


async def test_a_model_named_without_a_key_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(config.Misconfigured, match="anthropic"):
        chain(config.load({}, {"COMITY_AI_MODELS": "anthropic:claude-x"}), "fast")


LOG = q("select * from ai_agent_runs where org_id = :org_id and id = :id")
AGE = q("update ai_cache set created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days'")
SPENT = q(
    "insert into ai_usage_quotas (org_id, current_spend) values (:org, 51)"
    " on conflict (org_id) do update set current_spend = 51"
)
