"""Many questions at once: what they would cost, and handing them in together where a provider takes batches.

A batch fills the cache; then every question is asked as always, and finds its answer there. What a batch left
unanswered is asked one by one.  seed: AC05, AC07
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

import structlog
from pydantic import BaseModel

from comity.ai import asking, keys, ledger, means, ways
from comity.ai.agent import Agent, brief_of
from comity.ai.asking import Running
from comity.ai.prices import CHARACTERS, cost_of, most, rates
from comity.ai.providers import batches
from comity.ai.providers.base import Failure, Reply
from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P3, Work

I = TypeVar("I")  # noqa: E741
O = TypeVar("O", bound=BaseModel)  # noqa: E741

log = structlog.get_logger(__name__)
LEAST: Final = 5
"""Questions below which a batch is not worth the wait."""
PAUSES: Final = (30.0, 60.0, 120.0, 300.0)
LONGEST: Final = 26 * 3600.0


@dataclass(frozen=True, slots=True)
class Price:
    """What many questions would cost, to be shown before they are asked."""

    runs: int
    cached: int
    usd: float
    """what is to be expected"""
    most: float
    """what it cannot exceed"""
    left: float
    """of the month's budget"""
    engine: str
    model: str | None
    batched: bool
    plan_left: int | None = None
    """how many of these the plan still holds this month; None for any number"""

    @property
    def enough(self) -> bool:
        """Whether the budget bears it."""
        return self.usd <= self.left


async def price(settings: Settings, db: Database, who: Who, agent: Agent[I, Any], givens: Sequence[I]) -> Price:
    """Reckoned from the questions themselves and the usual length of this agent's answers."""
    kept = await means.of(db, who, settings)
    models = kept.models(P3, agent.complexity)
    questions = [agent.question(given) for given in givens]
    names = tuple(f"{m.provider}:{m.name}" for m in models)
    keys = [agent.key(question, names) for question in questions]
    row = (await db.once(who, ledger.q.outlook, keys=keys, agent=agent.name))[0]
    left = float(row["left_usd"])
    if not models:
        return Price(len(givens), 0, 0.0, 0.0, left, "offline", None, False)
    model = models[0]
    held = await _held(settings, db, who, agent, model)
    batched = held is None and kept.taste.batch and batches.able(model) and len(givens) - row["cached"] >= LEAST
    share = (1 - row["cached"] / len(givens) if givens else 0.0) * (batches.DISCOUNT if batched else 1.0)
    characters = sum(map(len, questions)) + len(agent.instructions) * len(questions)
    into, out = rates(model.provider, model.name)
    usual = row["tokens_out"] or agent.most_tokens / 4
    usd = (characters / CHARACTERS * into + usual * len(givens) * out) / 1e6 * share
    ceiling = most(model.provider, model.name, characters, agent.most_tokens * len(givens)) * share
    return Price(len(givens), row["cached"], usd, ceiling, left, model.provider, model.name, batched, held)


async def _held(settings: Settings, db: Database, who: Who, agent: Agent[Any, Any], model: Any) -> int | None:
    """What the plan still holds of what this agent counts as; None for any number."""
    if agent.counts is None or keys.own(model, settings):
        return None
    left: int | None = (await db.once(who, ledger.q.plan_left, metric=agent.counts))[0]["n"]
    return None if left is None else max(left, 0)


async def hand_in(settings: Settings, work: Work, name: str, agent: Agent[I, O], givens: Sequence[I]) -> int:
    """Hands in what has no answer yet and waits, without holding a worker, until it is answered; how many were."""
    kept = await means.of(work.db, work.who, settings)
    models = kept.models(P3, agent.complexity)
    if not kept.taste.batch or not models or not batches.able(models[0]) or len(givens) < LEAST:
        return 0
    if await _held(settings, work.db, work.who, agent, models[0]) is not None:  # one by one, each within the plan
        return 0
    lot = _Lot(settings, work, agent, givens, models)
    booked = await work.step(f"{name}: hand in", lot.hand_in)
    if booked is None:
        return 0
    waited, turn = 0.0, 0
    while True:
        state, where = await work.step(f"{name}: look {turn}", lambda: lot.look(booked["batch"]))
        if state != "running" or waited > LONGEST:
            break
        pause = PAUSES[min(turn, len(PAUSES) - 1)]
        await work.sleep(f"{name}: wait {turn}", pause)
        waited, turn = waited + pause, turn + 1
    count: int = await work.step(f"{name}: collect", lambda: lot.collect(booked["request"], where))
    return count


class _Lot:
    """Questions that go together."""

    def __init__(
        self, settings: Settings, work: Work, agent: Agent[Any, Any], givens: Sequence[Any], models: Sequence[Any]
    ) -> None:
        self._settings, self._work, self._agent, self._model = settings, work, agent, models[0]
        names = tuple(f"{m.provider}:{m.name}" for m in models)
        questions = {agent.key(question, names): (given, question) for given in givens
                     if len(question := agent.question(given)) <= agent.longest}  # fmt: skip
        self._questions: Mapping[str, tuple[Any, str]] = questions
        self._mark = f"{work.id}:{hashlib.sha256(''.join(questions).encode()).hexdigest()[:16]}"

    async def hand_in(self) -> dict[str, Any] | None:
        """The batch and what is held back for it; None where the budget does not bear it or nobody takes it."""
        agent, model, work = self._agent, self._model, self._work
        questions = {key: question for key, (_, question) in self._questions.items()}
        size = sum(map(len, questions.values())) + len(agent.instructions) * len(questions)
        costs = most(model.provider, model.name, size, agent.most_tokens * len(questions)) * batches.DISCOUNT
        begun = await ledger.begin(
            work.db, work.who, agent.name, P3, key=None, costs=costs, seconds=LONGEST + 3600
        )  # fmt: skip
        if begun.state != "yours":
            return None
        client = ways.client(model, self._settings)
        try:
            batch = await batches.hand_in(
                client, model, self._mark, agent.instructions, questions, agent.schema, agent.most_tokens
            )
        except Failure as failure:
            log.warning("a batch was not taken", provider=model.provider, problem=failure.problem)
            await work.db.once(work.who, ledger.q.let_go, id=begun.request)
            return None
        await work.db.once(work.who, ledger.q.batched, id=begun.request)
        return {"batch": batch, "request": str(begun.request)}

    async def look(self, batch: str) -> tuple[str, str]:
        """How far it is."""
        try:
            return await batches.state(ways.client(self._model, self._settings), self._model, batch)
        except Failure as failure:
            log.warning("a batch could not be looked at", problem=failure.problem)
            return "running", ""

    async def collect(self, request: str, where: str) -> int:
        """Writes every answer down once, with what it cost, and keeps it; gives back what was held."""
        try:
            replies = await batches.answers(ways.client(self._model, self._settings), self._model, where)
        except Failure as failure:
            log.warning("the answers of a batch could not be read", problem=failure.problem)
            replies = {}
        count = 0
        for key, reply in replies.items():
            if key in self._questions:
                count += await self._keep(key, *self._questions[key], reply)
        await self._work.db.once(self._work.who, ledger.q.let_go, id=UUID(request))
        return count

    async def _keep(self, key: str, given: Any, question: str, reply: Reply) -> bool:
        agent, work = self._agent, self._work
        begun = await ledger.begin(work.db, work.who, agent.name, P3, key=key, costs=0.0, seconds=60.0)
        if begun.state != "yours":
            return False
        running = Running(tokens_in=reply.tokens_in, tokens_out=reply.tokens_out)
        cost = cost_of(self._model.provider, reply.model, reply.tokens_in, reply.tokens_out) * batches.DISCOUNT
        row = {
            "agent": agent.name, "agent_version": agent.version, "priority": P3, "status": "ok",
            "engine": self._model.provider, "model": reply.model,
            "input_hash": hashlib.sha256(question.encode("utf-8", "replace")).hexdigest(),
            "inputs": {"question": brief_of(question), "batch": True}, "attempts": [],
            "tokens_in": reply.tokens_in, "tokens_out": reply.tokens_out, "cost_usd": round(cost, 6),
            "latency_ms": running.ms, "evidence_kept": 0, "evidence_dropped": 0,
        }  # fmt: skip
        try:
            checked = asking.fitting(agent, given, reply)
        except Failure:
            await ledger.end(work.db, work.who, row | {"status": "failed"}, begun.request)
            return False
        output = checked.output.model_dump(mode="json")
        row |= {
            "outputs": brief_of(output), "evidence_kept": checked.kept, "evidence_dropped": checked.dropped,
            "confidence": checked.confidence,
        }  # fmt: skip
        if agent.counts and not keys.own(self._model, self._settings):
            row |= {"counts": True, "metric": agent.counts, "unit": agent.unit(given) if agent.unit else None}
        keep = {"key": key, "output": output, "seconds": agent.keep_seconds}
        await ledger.end(work.db, work.who, row, begun.request, keep)
        return True
