"""Asking models: one after the other, or, where a person waits, the next as soon as one takes its time.

An answer that does not fit is sent back once with what is wrong with it.  seed: AC15, AC17, AC19
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from comity.ai import standing, ways
from comity.ai.agent import Agent, Checked, Message
from comity.ai.prices import cost_of, most
from comity.ai.providers.base import Failure, Model, Reply
from comity.config import Settings
from comity.core.work import Priority

I = TypeVar("I")  # noqa: E741
O = TypeVar("O", bound=BaseModel)  # noqa: E741

log = structlog.get_logger(__name__)
HEDGE = 1.5
"""Seconds a person waits for one model before the next is asked beside it."""
PER_MODEL: dict[Priority, float] = {"p0": 8.0, "p1": 20.0, "p2": 60.0, "p3": 150.0}
"""Seconds one model has."""
PATIENCE = 1.0
"""How much of the pause that a failing model asks for is waited."""
OWN_WORDS: Final = 80
"""Characters of an answer's own words below which its language is not judged."""
NOT_OWN: Final = frozenset({"evidence", "quote", "speaker", "owner", "name", "due_text", "detail", "method"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who was asked and did not answer well."""

    engine: str
    model: str | None
    problem: str
    ms: int


@dataclass
class Running:
    """One run on its way."""

    started: float = field(default_factory=time.monotonic)
    attempts: list[Attempt] = field(default_factory=list)
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def note(self, model: Model, problem: str, since: float) -> None:
        """Somebody did not answer well."""
        ms = round((time.monotonic() - since) * 1000)
        self.attempts.append(Attempt(model.provider, model.name, problem, ms))

    def paid(self, model: Model, name: str, tokens_in: int, tokens_out: int) -> None:
        """What an answer counted, of use or not."""
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.cost += cost_of(model.provider, name or model.name, tokens_in, tokens_out)

    @property
    def ms(self) -> int:
        """How long it has taken."""
        return round((time.monotonic() - self.started) * 1000)


@dataclass(frozen=True)
class Asked(Generic[I, O]):
    """A question to whoever answers."""

    agent: Agent[I, O]
    given: I
    question: str
    priority: Priority
    deadline: float
    """of the monotonic clock"""
    settings: Settings
    running: Running


@dataclass(frozen=True)
class Found(Generic[O]):
    """An answer that fits, and who gave it."""

    reply: Reply
    checked: Checked[O]
    model: Model
    first: bool


async def ask(asked: Asked[I, O], models: tuple[Model, ...]) -> Found[O] | None:
    """The first good answer, or None."""
    able = []
    for model in models:
        if standing.down(model):
            asked.running.note(model, "left out: it failed a moment ago", time.monotonic())
        else:
            able.append(model)
    able = standing.ordered(tuple(able))
    if asked.priority == "p0":
        found = await _raced(asked, able)
    else:
        found = await _in_turn(asked, able)
    if found is None:
        return None
    reply, checked, model = found
    return Found(reply, checked, model, model is models[0])


async def _in_turn(asked: Asked[I, O], models: Sequence[Model]) -> tuple[Reply, Checked[O], Model] | None:
    for model in models:
        left = asked.deadline - time.monotonic()
        if left <= 0:
            return None
        found = await _one(asked, model, min(left, PER_MODEL[asked.priority]))
        if found is not None:
            return (*found, model)
    return None


async def _raced(asked: Asked[I, O], models: Sequence[Model]) -> tuple[Reply, Checked[O], Model] | None:
    """Each model gets a head start; then the next runs beside it, and whoever answers first ends the race."""
    waiting = list(models)
    racing: dict[asyncio.Task[tuple[Reply, Checked[O]] | None], tuple[Model, float]] = {}
    try:
        while waiting or racing:
            now = time.monotonic()
            if waiting and now < asked.deadline:
                model = waiting.pop(0)
                task = asyncio.create_task(_one(asked, model, asked.deadline - now))
                racing[task] = (model, now)
            until = min(asked.deadline, time.monotonic() + HEDGE) if waiting else asked.deadline
            done, _ = await asyncio.wait(
                racing, timeout=max(0.0, until - time.monotonic()), return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                model, _since = racing.pop(task)
                found = task.result()
                if found is not None:
                    return (*found, model)
            if not done and time.monotonic() >= asked.deadline:
                return None
            if not done:
                for model, _since in racing.values():
                    standing.slow(model, asked.settings)
        return None
    finally:
        await _give_up(asked, racing)


async def _give_up(asked: Asked[I, O], racing: dict[Any, tuple[Model, float]]) -> None:
    """Those still thinking are left; what they read is paid."""
    for task, (model, since) in racing.items():
        task.cancel()
        asked.running.note(model, "was too slow", since)
        asked.running.cost += most(model.provider, model.name, len(asked.question), 0)
    if racing:
        await asyncio.wait(racing)


async def _one(asked: Asked[I, O], model: Model, seconds: float) -> tuple[Reply, Checked[O]] | None:
    """One model, asked twice at most; None where it does not answer well."""
    messages = [Message("user", asked.question)]
    for turn in (1, 2):
        since = time.monotonic()
        try:
            found = await _once(asked, model, messages, seconds)
        except Failure as failure:
            asked.running.note(model, failure.problem, since)
            standing.failed(model, failure, asked.settings)
            log.warning(
                "model did not answer", agent=asked.agent.name, provider=model.provider, problem=failure.problem
            )
            if turn == 2 or not failure.again or (asked.priority == "p0" and not failure.said):
                return None
            if failure.said:
                messages = [*messages, Message("assistant", failure.said), Message("user", _repair(failure.problem))]
            else:
                await asyncio.sleep(failure.after * PATIENCE)
            continue
        standing.worked(model)
        return found
    return None


async def _once(
    asked: Asked[I, O], model: Model, messages: Sequence[Message], seconds: float
) -> tuple[Reply, Checked[O]]:
    agent, running = asked.agent, asked.running
    client = ways.client(model, asked.settings)
    try:
        async with asyncio.timeout(seconds):
            reply = await model.answer(client, agent.instructions, messages, agent.schema, agent.most_tokens)
    except TimeoutError:
        raise Failure("timed out", outage=True) from None
    except Failure as failure:
        running.paid(model, model.name, *failure.tokens)
        raise
    running.paid(model, reply.model, reply.tokens_in, reply.tokens_out)
    return reply, fitting(agent, asked.given, reply)


def fitting(agent: Agent[I, O], given: I, reply: Reply) -> Checked[O]:
    """The answer, checked against its schema, its input and its language; a Failure that says what is wrong."""
    try:
        output = agent.output.model_validate(reply.data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Failure(f"its answer does not fit: {place}: {first['msg']}", again=True, said=_json(reply)) from None
    checked = agent.check(given, output)
    if checked.dropped and not checked.kept:
        raise Failure("nothing it said stands in the input", again=False)
    wanted = agent.language(given) if agent.language else None
    spoken = _language(reply.data) if wanted else None
    if wanted and spoken and spoken != wanted[:2].lower():
        raise Failure(f"answered in {spoken}, not in {wanted}", again=True, said=_json(reply))
    return checked


def _repair(problem: str) -> str:
    return f"That was not what was asked for: {problem}. Answer once more, with the JSON object alone."


def _json(reply: Reply) -> str:
    import json

    return json.dumps(reply.data, ensure_ascii=False)[:8000]


def _language(data: Any) -> str | None:
    """The language of an answer's own words; None where there are too few."""
    text = " ".join(_own_words(data))
    if len(text) < OWN_WORDS:
        return None
    from comity.ai.offline import sentences

    return sentences.language(text)


def _own_words(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data] if " " in data else []
    if isinstance(data, dict):
        return [word for key, value in data.items() if key not in NOT_OWN for word in _own_words(value)]
    if isinstance(data, list):
        return [word for value in data for word in _own_words(value)]
    return []
