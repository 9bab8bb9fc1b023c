"""The one door to judgement: an agent is run here, whoever answers.

    answer = await coordinator.run(db, who, SIGNALS, call, priority=P1, subject=("calls", call_id))

Asked in order: the cache, the models of the chain, a stale cached answer, the offline engine. Every answer is
validated, its evidence looked up, and the run logged. It never fails for want of a model.
seed: AC01, AC12, AC15, C06, C07
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

import httpx
import orjson
import structlog
from pydantic import BaseModel, ValidationError

from comity import config
from comity.ai import keys
from comity.ai.agent import Agent, Checked, brief_of
from comity.ai.prices import cost_of
from comity.ai.providers import Failure, Model, Reply, chain
from comity.config import Settings
from comity.core import sql
from comity.core.announce import announce
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P2, Priority
from comity.facts.ai import QuotaReached

I = TypeVar("I")  # noqa: E741
O = TypeVar("O", bound=BaseModel)  # noqa: E741

q = sql.load(__file__)
log = structlog.get_logger(__name__)

OFFLINE = "offline"
TIMEOUTS = {"p0": 8.0, "p1": 45.0, "p2": 120.0, "p3": 300.0}
BLOCK_SECONDS = 60.0
PATIENCE = 1.0
"""How much of the pause that a failing model asks for is waited."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who was asked and did not answer well."""

    engine: str
    model: str | None
    problem: str
    ms: int


@dataclass(frozen=True, slots=True)
class Answer(Generic[O]):
    """What an agent said, who said it, and who was asked before."""

    output: O
    engine: str
    model: str | None
    status: str
    """ok, fallback (a later choice answered) or cached"""
    run_id: UUID | None = None
    attempts: tuple[Attempt, ...] = ()

    @property
    def fell_back(self) -> bool:
        """A model was to answer, and the offline engine did."""
        return self.engine == OFFLINE and bool(self.attempts)


@dataclass
class _Run:
    """One run on its way."""

    started: float = field(default_factory=time.monotonic)
    attempts: list[Attempt] = field(default_factory=list)
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0


_blocked: dict[tuple[str, str], float] = {}
_settings: Settings | None = None


def configure(settings: Settings) -> None:
    """Which keys there are; called once by whoever starts the process."""
    global _settings
    _settings = settings


def settings() -> Settings:
    """The operator's settings."""
    if _settings is None:
        configure(config.load())
    assert _settings is not None
    return _settings


async def run(
    db: Database,
    who: Who,
    agent: Agent[I, O],
    given: I,
    *,
    priority: Priority = P2,
    subject: tuple[str, UUID] | None = None,
) -> Answer[O]:
    """Runs an agent. Opens transactions of its own, never across a question to a model."""
    running = _Run()
    models = chain(await keys.settings_of(db, who, settings()), agent.complexity)
    question = agent.ask(given) if models else ""
    answer: Answer[O] | None = None
    checked: Checked[O] | None = None
    if models:
        answer, checked = await _by_models(db, who, agent, given, question, models, priority, running)
    if answer is None or checked is None:
        output = await asyncio.to_thread(agent.offline, given)
        checked = await asyncio.to_thread(agent.check, given, output)
        answer = Answer(checked.output, OFFLINE, None, "fallback" if running.attempts else "ok")
    run_id = await _log(db, who, agent, given, answer, checked, running, priority, subject)
    return Answer(answer.output, answer.engine, answer.model, answer.status, run_id, tuple(running.attempts))


async def _by_models(
    db: Database,
    who: Who,
    agent: Agent[I, O],
    given: I,
    question: str,
    models: Sequence[Model],
    priority: Priority,
    running: _Run,
) -> tuple[Answer[O] | None, Checked[O] | None]:
    key = agent.key(question, tuple(f"{m.provider}:{m.name}" for m in models))
    rows = await db.once(who, q.cached, key=key)
    kept = rows[0] if rows else None
    if kept and kept["fresh"]:
        return _from_cache(agent, given, kept)
    if len(question) > agent.longest:
        running.attempts.append(Attempt("chain", None, "too long for a model", 0))
        return None, None
    if not (await db.once(who, q.money_left))[0]["ai_money_left"]:
        running.attempts.append(Attempt("chain", None, "the month's AI budget is used up", 0))
        return None, None
    for number, model in enumerate(models):
        found = await _ask(agent, given, question, model, priority, running)
        if found is not None:
            reply, checked = found
            output = checked.output.model_dump_json()
            await db.once(
                who, q.keep, key=key, agent=agent.name, engine=model.provider, model=reply.model, output=output,
                seconds=agent.keep_seconds,
            )  # fmt: skip
            status = "ok" if number == 0 else "fallback"
            return Answer(checked.output, model.provider, reply.model, status), checked
    return _from_cache(agent, given, kept) if kept else (None, None)


def _from_cache(agent: Agent[I, O], given: I, kept: dict[str, Any]) -> tuple[Answer[O] | None, Checked[O] | None]:
    try:
        output = agent.output.model_validate(kept["output"])
    except ValidationError:
        return None, None
    checked = agent.check(given, output)
    return Answer(checked.output, kept["engine"], kept["model"], "cached"), checked


async def _ask(
    agent: Agent[I, O], given: I, question: str, model: Model, priority: Priority, running: _Run
) -> tuple[Reply, Checked[O]] | None:
    """One model, asked twice at most; None where it does not answer well."""
    place = (model.provider, model.name)
    if _blocked.get(place, 0.0) > time.monotonic():
        running.attempts.append(Attempt(model.provider, model.name, "left out: it failed a moment ago", 0))
        return None
    for turn in (1, 2):
        asked = time.monotonic()
        try:
            reply, checked = await _once(agent, given, question, model, TIMEOUTS[priority], running)
        except Failure as failure:
            ms = round((time.monotonic() - asked) * 1000)
            running.attempts.append(Attempt(model.provider, model.name, failure.problem, ms))
            log.warning("model did not answer", agent=agent.name, provider=model.provider, problem=failure.problem)
            if failure.blocked:
                _blocked[place] = time.monotonic() + BLOCK_SECONDS
            if turn == 1 and failure.again and priority != "p0":
                await asyncio.sleep(failure.after * PATIENCE)
                continue
            return None
        return reply, checked
    return None


async def _once(
    agent: Agent[I, O], given: I, question: str, model: Model, seconds: float, running: _Run
) -> tuple[Reply, Checked[O]]:
    timeouts = httpx.Timeout(seconds, connect=min(seconds, 5.0))
    async with httpx.AsyncClient(timeout=timeouts, transport=keys.way_to(model, settings())) as client:
        try:
            async with asyncio.timeout(seconds):
                reply = await model.answer(client, agent.instructions, question, agent.output.model_json_schema())
        except TimeoutError:
            raise Failure("timed out") from None
    running.tokens_in += reply.tokens_in
    running.tokens_out += reply.tokens_out
    running.cost += await asyncio.to_thread(cost_of, model.provider, reply.model, reply.tokens_in, reply.tokens_out)
    try:
        output = agent.output.model_validate(reply.data)
    except ValidationError as error:
        raise Failure(f"its answer does not fit: {error.errors()[0]['msg']}", again=True) from None
    checked = agent.check(given, output)
    if checked.dropped and not checked.kept:
        raise Failure("nothing it said stands in the input", again=False)
    return reply, checked


async def _log(
    db: Database,
    who: Who,
    agent: Agent[I, O],
    given: I,
    answer: Answer[O],
    checked: Checked[O],
    running: _Run,
    priority: Priority,
    subject: tuple[str, UUID] | None,
) -> UUID | None:
    question = agent.ask(given)
    run = {
        "agent": agent.name,
        "agent_version": agent.version,
        "priority": priority,
        "status": answer.status,
        "engine": answer.engine,
        "model": answer.model,
        "subject_table": subject[0] if subject else None,
        "subject_id": str(subject[1]) if subject else None,
        "input_hash": hashlib.sha256(question.encode()).hexdigest(),
        "inputs": {"question": brief_of(question)},
        "outputs": brief_of(answer.output.model_dump(mode="json")),
        "attempts": [
            {"engine": a.engine, "model": a.model, "problem": a.problem, "ms": a.ms} for a in running.attempts
        ],
        "evidence_kept": checked.kept,
        "evidence_dropped": checked.dropped,
        "tokens_in": running.tokens_in,
        "tokens_out": running.tokens_out,
        "cost_usd": round(running.cost, 6),
        "latency_ms": round((time.monotonic() - running.started) * 1000),
        "confidence": checked.confidence,
    }
    if who.org_id is None:
        return None
    async with db.acting(who) as tx:
        row = await tx.row(q.log, run=orjson.dumps(run).decode())
        assert row is not None
        if row["tell"]:
            await announce(tx, QuotaReached(percent=row["percent"]))
        run_id: UUID = row["id"]
        return run_id
