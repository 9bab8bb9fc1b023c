"""Every agent on its own cases, by the offline engine and by each model there is a key for, as its page tries it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from comity import config
from comity.ai.agent import Agent, NoAnswer
from comity.ai.providers import Failure, chain
from comity.app import PACKS
from tests.evals.score import Score


def tasks(folder: Path) -> Iterator[Score]:
    """An agent after the other."""
    for agent in (each for pack in PACKS for each in pack.agents if isinstance(each, Agent) and each.cases):
        yield _tried(agent, "offline", agent.offline)
        for model in chain(config.load({}), agent.complexity):
            try:
                yield _tried(
                    agent, f"{model.provider}:{model.name}", lambda given, m=model, a=agent: _asked(a, given, m)
                )
            except Failure as failure:
                print(f"{model.provider}:{model.name} was left out: {failure.problem}")


def _tried(agent: Agent[Any, Any], engine: str, answer: Any) -> Score:
    score, grades = Score(f"agent {agent.name}", "its own cases", engine), []
    assert agent.cases is not None
    for case in agent.cases():
        try:
            grades.append(case.grade(agent.check(case.given, answer(case.given)).output))
        except NoAnswer:
            grades.append(0.0)
    score.cases, score.right = len(grades), sum(grade > 0.99 for grade in grades)
    score.missed = score.extra = score.cases - score.right
    score.note = f"right altogether; on average {sum(grades) / len(grades):.2f}"
    return score


def _asked(agent: Agent[Any, Any], given: Any, model: Any) -> Any:
    async def ask() -> Any:
        async with httpx.AsyncClient(timeout=120) as client:
            reply = await model.answer(client, agent.instructions, agent.question(given), agent.schema)
        return agent.output.model_validate(reply.data)

    return asyncio.run(ask())
