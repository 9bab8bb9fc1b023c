"""Trying an agent on its own cases: how right it is by the offline engine, and by the models of this organisation."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Any

from comity.ai import coordinator
from comity.ai.agent import Agent, Case, NoAnswer
from comity.core.work import P3, Work, workflow
from comity.office import ai_insight, ai_names


def cases_of(name: str) -> Sequence[Case[Any, Any]] | None:
    """What an agent is tried on; None where its room gave nothing."""
    agent = ai_names.agent_of(name)
    return agent.cases() if isinstance(agent, Agent) and agent.cases else None


@workflow("ai.try_agent", priority=P3)
async def try_agent(work: Work, agent: str) -> None:
    """Tries an agent, an engine after the other."""
    found, cases = ai_names.agent_of(agent), cases_of(agent)
    if found is None or not cases:
        return
    results = await work.step("try", lambda: _tried(work, found, cases))
    for number, row in enumerate(results):

        async def keep(tx: Any, row: dict[str, Any] = row) -> None:
            await tx.run(ai_insight.q.try_out, agent=agent, **row)

        await work.change(f"keep {number}", keep)


async def _tried(work: Work, agent: Agent[Any, Any], cases: Sequence[Case[Any, Any]]) -> list[dict[str, Any]]:
    scores: dict[tuple[str, str | None], list[float]] = {}
    free = dataclasses.replace(agent, counts=None)  # cases of ours are no calls of theirs
    for case in cases:
        try:
            plain = await asyncio.to_thread(agent.offline, case.given)
            scores.setdefault((coordinator.OFFLINE, None), []).append(case.grade(plain))
        except NoAnswer:
            pass
        try:
            answer = await coordinator.run(work.db, work.who, free, case.given, priority=P3)
        except NoAnswer:
            continue
        if answer.engine != coordinator.OFFLINE:
            scores.setdefault((answer.engine, answer.model), []).append(case.grade(answer.output))
    return [
        {"engine": engine, "model": model, "cases": len(given), "score": sum(given) / len(given)}
        for (engine, model), given in scores.items()
    ]
