"""The one door to judgement: an agent is run here, whoever answers.

    answer = await coordinator.run(db, who, SIGNALS, call, priority=P1, subject=("calls", call_id))

Asked in order: the cache, the models of the chain, a stale cached answer, the offline engine. Every question is within
the month's budget and asked once at a time; every answer is validated, its evidence looked up, and the run logged.
It fails for want of a model only where the offline engine has nothing honest to say.
seed: AC01-AC05, AC12, AC15, C06, C07
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import structlog
from pydantic import BaseModel, ValidationError

from comity import config
from comity.ai import asking, bulk, gate, keys, ledger, making, means, talking
from comity.ai.agent import Agent, Chat, Checked, NoAnswer, PlanUsed, Talk, brief_of
from comity.ai.asking import Asked, Attempt, Found, Running
from comity.ai.bulk import Price
from comity.ai.ledger import CANCELLED, Begun, Counted, Subject
from comity.ai.making import NO_IMAGES, Image
from comity.ai.prices import most
from comity.ai.providers.base import Model, Vectors
from comity.ai.talking import Part, Said
from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P0, P1, P2, P3, Priority, Work, Workflow

__all__ = [
    "CANCELLED", "NO_IMAGES", "OFFLINE", "Again", "Answer", "Attempt", "Image", "NoAnswer", "Part", "Price", "Said",
    "Vectors",
    "ask", "batch", "can_image", "chat", "configure", "embed", "image", "price", "run", "settings", "stream",
]  # fmt: skip

I = TypeVar("I")  # noqa: E741
O = TypeVar("O", bound=BaseModel)  # noqa: E741

log = structlog.get_logger(__name__)

OFFLINE = "offline"
TIMEOUTS = {"p0": 8.0, "p1": 45.0, "p2": 120.0, "p3": 300.0}
"""Seconds until somebody else answers, where nothing else was said."""
MARGIN = 30.0
"""Seconds after its deadline when whoever asks must be dead."""
NO_BUDGET = "the month's AI budget is used up"
NO_PLAN = "the plan holds no more of these this month"


@dataclass(frozen=True, slots=True)
class Again:
    """What is started once there is a budget again."""

    workflow: Workflow
    payload: Mapping[str, Any]


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
    confidence: float | None = None
    cost_usd: float = 0.0
    waiting: bool = False
    """a model will be asked once there is a budget again"""

    @property
    def fell_back(self) -> bool:
        """A model was to answer, and the offline engine did."""
        return self.engine == OFFLINE and bool(self.attempts)


_settings: Settings | None = None
_flights: dict[tuple[UUID | None, str], asyncio.Event] = {}


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


@dataclass
class _Job(Generic[I, O]):
    """One run: what is asked, by whom, until when."""

    db: Database
    who: Who
    agent: Agent[I, O]
    given: I
    priority: Priority
    subject: Subject
    again: Again | None
    until: float
    running: Running
    question: str = ""
    key: str | None = None
    request: UUID | None = None
    broke: bool = False
    plan: str = ""
    """limited or refused, where the plan holds no more"""
    counts: bool = False
    """a model of the operator's answered, and the plan counts it"""

    @property
    def counted(self) -> Counted:
        """What the plan counts it as, and what is counted once."""
        agent = self.agent
        return (agent.counts, agent.unit(self.given) if agent.unit else None) if agent.counts else None

    @property
    def waits(self) -> bool:
        """A model will be asked once there is a budget, or a plan, again."""
        return bool((self.broke or self.plan) and self.again and self.priority != "p0")


async def run(
    db: Database,
    who: Who,
    agent: Agent[I, O],
    given: I,
    *,
    priority: Priority = P2,
    subject: tuple[str, UUID] | None = None,
    deadline: float | None = None,
    again: Again | None = None,
) -> Answer[O]:
    """Runs an agent. Opens transactions of its own, never across a question to a model.

    `deadline`: seconds after which the offline engine answers. `again`: what to start once there is a budget.
    """
    running = Running()
    seconds = TIMEOUTS[priority] if deadline is None else deadline
    job = _Job(db, who, agent, given, priority, subject, again, running.started + seconds, running)
    async with gate.turn(priority):
        models = (await means.of(db, who, settings())).models(priority, agent.complexity)
        said = await _by_models(job, models) if models and who.org_id else None  # nobody's money is spent for nobody
        if said is None:
            said = await _offline(job)
        answer, checked = said
        return await _log(job, answer, checked)


ask = run


async def stream(
    db: Database,
    who: Who,
    chat: Chat,
    talk: Talk,
    *,
    priority: Priority = P0,
    subject: tuple[str, UUID] | None = None,
    deadline: float | None = None,
) -> AsyncIterator[Part]:
    """The next turn of a conversation, word by word."""
    async for part in talking.stream(
        settings(), db, who, chat, talk, priority=priority, subject=subject, deadline=deadline
    ):
        yield part


async def chat(
    db: Database,
    who: Who,
    chat: Chat,
    talk: Talk,
    *,
    priority: Priority = P0,
    subject: tuple[str, UUID] | None = None,
    deadline: float | None = None,
) -> Said:
    """The next turn of a conversation, whole."""
    said: Said | None = None
    async for part in stream(db, who, chat, talk, priority=priority, subject=subject, deadline=deadline):
        said = part.done or said
    assert said is not None
    return said


async def image(
    db: Database,
    who: Who,
    name: str,
    prompt: str,
    *,
    size: str = "1024x1024",
    priority: Priority = P1,
    subject: tuple[str, UUID] | None = None,
) -> Image:
    """A picture of what is described; NO_IMAGES where no provider makes any."""
    return await making.image(settings(), db, who, name, prompt, size=size, priority=priority, subject=subject)


async def can_image(db: Database, who: Who) -> bool:
    """Whether anybody makes images here."""
    return bool((await means.of(db, who, settings())).drawers())


async def embed(db: Database, who: Who, texts: Sequence[str], *, priority: Priority = P3) -> Vectors | None:
    """Texts as vectors of one model; None where nobody makes them."""
    return await making.embed(settings(), db, who, texts, priority=priority)


async def _by_models(job: _Job[I, O], models: tuple[Model, ...]) -> tuple[Answer[O], Checked[O]] | None:
    """An answer by the cache or a model, or None."""
    job.question = await gate.think(job.priority, job.agent.question, job.given)
    if len(job.question) > job.agent.longest:
        job.running.attempts.append(Attempt("chain", None, "too long for a model", 0))
        return None
    begun, models = await _begin(job, models)
    if begun.state == "cached":
        return _from_cache(job, begun)
    if begun.state == "yours":
        job.request = begun.request
        found = await _flown(job, models)
        if found is not None:
            status = "ok" if found.first else "fallback"
            job.counts = job.agent.counts is not None and not keys.own(found.model, settings())
            return Answer(found.checked.output, found.model.provider, found.reply.model, status), found.checked
    return _from_cache(job, begun) if begun.output is not None else None


async def _begin(job: _Job[I, O], models: tuple[Model, ...]) -> tuple[Begun, tuple[Model, ...]]:
    """Waits while somebody asks the same; without a budget only those are asked who cost nothing."""
    job.key = key = job.agent.key(job.question, tuple(f"{m.provider}:{m.name}" for m in models))
    place, pause = (job.who.org_id, key), 0.05
    while True:
        costs = max(most(m.provider, m.name, len(job.question), job.agent.most_tokens) for m in models)
        left = job.until - time.monotonic()
        operators = not all(keys.own(m, settings()) for m in models)
        begun = await ledger.begin(
            job.db, job.who, job.agent.name, job.priority, key=key, costs=costs, seconds=max(left, 0.0) + MARGIN,
            subject=job.subject, counted=job.counted if operators else None,
        )  # fmt: skip
        if begun.state in ("broke", "limited", "refused"):
            models = _still(job, models, begun.state)
            if not models:
                return begun, ()
            continue
        if begun.state != "flying" or left <= 0:
            return begun, models
        flying = _flights.get(place)
        if flying is None:
            await asyncio.sleep(min(pause, left))
            pause = min(pause * 1.5, 1.0)
        else:
            try:
                await asyncio.wait_for(flying.wait(), min(left, 1.0))
            except TimeoutError:
                continue


def _still(job: _Job[I, O], models: tuple[Model, ...], state: str) -> tuple[Model, ...]:
    """Who may be asked without a budget: those that cost nothing; past the plan: those the organisation pays itself."""
    if state == "broke":
        job.broke, said = True, NO_BUDGET
        able = tuple(m for m in models if not most(m.provider, m.name, 1000, 1000))
    else:
        job.plan, said = state, NO_PLAN
        able = tuple(m for m in models if keys.own(m, settings()))
    if not able:
        job.running.attempts.append(Attempt("chain", None, said, 0))
    return able


async def _flown(job: _Job[I, O], models: tuple[Model, ...]) -> Found[O] | None:
    """Asks, while everybody with the same question waits; ends the request whatever becomes of it."""
    place = (job.who.org_id, job.key or "")
    landed = _flights.setdefault(place, asyncio.Event())
    asked = Asked(job.agent, job.given, job.question, job.priority, job.until, settings(), job.running)
    try:
        async with ledger.held(job.db, job.request):
            return await asking.ask(asked, models)
    except BaseException as error:
        await asyncio.shield(_failed(job, "cancelled" if error == CANCELLED else "failed"))
        raise
    finally:
        _flights.pop(place, None)
        landed.set()


def _from_cache(job: _Job[I, O], begun: Begun) -> tuple[Answer[O], Checked[O]] | None:
    try:
        output = job.agent.output.model_validate(begun.output)
    except ValidationError:
        return None
    checked = job.agent.check(job.given, output)
    return Answer(checked.output, begun.engine, begun.model, "cached"), checked


async def _offline(job: _Job[I, O]) -> tuple[Answer[O], Checked[O]]:
    """What the offline engine says; NoAnswer, logged, where it has nothing to say."""
    if job.waits and job.again:
        work, counted = job.again, job.counted if job.plan else None
        await ledger.wait(
            job.db, job.who, job.agent.name, job.priority, work.workflow.name, work.payload, job.subject, counted
        )
    try:
        if job.plan == "refused" and job.agent.counts:
            raise PlanUsed(job.agent.counts)
        output = await gate.think(job.priority, job.agent.offline, job.given)
    except NoAnswer as none:
        said = PlanUsed(job.agent.counts) if job.plan and job.agent.counts else none
        said.waiting = job.waits
        await _failed(job, "failed")
        raise said from None
    checked = await gate.think(job.priority, job.agent.check, job.given, output)
    return Answer(checked.output, OFFLINE, None, "fallback" if job.running.attempts else "ok"), checked


async def _failed(job: _Job[Any, Any], status: str) -> None:
    """A run nobody answered, written down, what it cost included."""
    if job.who.org_id is not None:
        await ledger.end(job.db, job.who, _row(job, status, OFFLINE, None, None, Checked(None)), job.request)


async def _log(job: _Job[I, O], answer: Answer[O], checked: Checked[O]) -> Answer[O]:
    running, run_id = job.running, None
    if job.who.org_id is not None:
        keep = None
        if answer.engine != OFFLINE and answer.status != "cached" and job.key is not None:
            keep = {"key": job.key, "output": checked.output.model_dump(mode="json"), "seconds": job.agent.keep_seconds}
        outputs = brief_of(answer.output.model_dump(mode="json"))
        row = _row(job, answer.status, answer.engine, answer.model, outputs, checked)
        run_id = await ledger.end(job.db, job.who, row, job.request, keep)
    waits = job.waits and answer.engine == OFFLINE
    return Answer(
        answer.output, answer.engine, answer.model, answer.status, run_id, tuple(running.attempts),
        checked.confidence, round(running.cost, 6), waits,
    )  # fmt: skip


def _row(
    job: _Job[Any, Any], status: str, engine: str, model: str | None, outputs: Any, checked: Checked[Any]
) -> dict[str, Any]:
    question = job.question or job.agent.question(job.given)
    running = job.running
    return {
        "agent": job.agent.name,
        "agent_version": job.agent.version,
        "priority": job.priority,
        "status": status,
        "engine": engine,
        "model": model,
        "subject_table": job.subject[0] if job.subject else None,
        "subject_id": str(job.subject[1]) if job.subject else None,
        "input_hash": hashlib.sha256(question.encode("utf-8", "replace")).hexdigest(),
        "inputs": {"question": brief_of(question)},
        "outputs": outputs,
        "attempts": [
            {"engine": a.engine, "model": a.model, "problem": a.problem, "ms": a.ms} for a in running.attempts
        ],
        "evidence_kept": checked.kept,
        "evidence_dropped": checked.dropped,
        "tokens_in": running.tokens_in,
        "tokens_out": running.tokens_out,
        "cost_usd": round(running.cost, 6),
        "latency_ms": running.ms,
        "confidence": checked.confidence,
        "counts": job.counts,
    }


async def price(db: Database, who: Who, agent: Agent[I, Any], givens: Sequence[I]) -> Price:
    """What running an agent on all of these would cost: show it before `batch`."""
    return await bulk.price(settings(), db, who, agent, givens)


async def batch(work: Work, name: str, agent: Agent[I, O], givens: Sequence[I]) -> list[Answer[O]]:
    """Runs an agent on many, within a workflow: together where a provider takes batches, else one after the other."""
    await bulk.hand_in(settings(), work, name, agent, givens)
    return [await run(work.db, work.who, agent, given, priority=P3) for given in givens]
