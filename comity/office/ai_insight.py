"""How the agents are doing: cost a day, accuracy by people and by trials, how sure they are, what waits.  seed: AC13"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.ai import ledger
from comity.core import sql
from comity.core.db import Tx
from comity.office import ai_names

q = sql.load(__file__)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One agent in a sentence of figures; None where nothing is known."""

    name: str
    title: str
    runs: int = 0
    cost: float = 0.0
    failed: int = 0
    fallback: int = 0
    median_ms: int | None = None
    confidence: float | None = None
    unsure: float | None = None
    sure: float | None = None
    judged: int = 0
    right: int | None = None
    """percent of verdicts"""
    trials: tuple[Mapping[str, Any], ...] = ()

    def alarming(self, below: int) -> bool:
        """Whether people found it wrong more often than the organisation bears."""
        return self.right is not None and self.judged >= 10 and self.right < below


@dataclass(frozen=True, slots=True)
class Desk:
    """What is asked now and waits, and the month's money."""

    under_way: Rows
    limit: float
    spent: float
    reserved: float
    resets: Any
    by_agent: Rows
    plan: Mapping[str, Any] | None = None

    @property
    def counters(self) -> list[tuple[str, int, int | None]]:
        """What the plan counts: name, used, and how many it holds; None for any number."""
        found = self.plan or {}
        return [(name, found[name], found[f"{name}_most"]) for name in ("call_analyses", "searches") if name in found]

    @property
    def over_plan(self) -> bool:
        """Whether the plan holds no more of anything."""
        return any(most is not None and used >= most for _name, used, most in self.counters)

    @property
    def percent(self) -> int:
        """How much of the limit is used."""
        return 100 if self.limit <= 0 else min(999, int(100 * self.spent / self.limit))

    def count(self, state: str) -> int:
        """How many are running, waiting or batched."""
        return sum(1 for row in self.under_way if row["state"] == state)


async def agents(tx: Tx, name: str | None = None) -> list[AgentLine]:
    """Every agent on the plates and every one that ran, by what people call it."""
    which = {"agent": name}
    runs, verdicts, trials = await tx.many([(q.agents, which), (q.verdicts, which), (q.trials, which)])
    by_run, by_verdict = {row["agent"]: row for row in runs}, {row["agent"]: row for row in verdicts}
    found = {name} if name else {*by_run, *by_verdict, *ai_names.names()}
    lines = [
        _line(one, by_run.get(one), by_verdict.get(one), [row for row in trials if row["agent"] == one])
        for one in found
    ]
    return sorted(lines, key=lambda line: line.title.lower())


def _line(name: str, runs: Mapping[str, Any] | None, verdicts: Mapping[str, Any] | None, trials: Rows) -> AgentLine:
    known = {} if runs is None else {key: runs[key] for key in (
        "runs", "failed", "fallback", "median_ms", "confidence", "unsure", "sure")}  # fmt: skip
    judged = verdicts["judged"] if verdicts else 0
    right = round(100 * verdicts["correct"] / judged) if verdicts and judged else None
    cost = float(runs["cost"]) if runs else 0.0
    return AgentLine(
        name, ai_names.title_of(name), cost=cost, judged=judged, right=right, trials=tuple(trials), **known
    )


async def days(tx: Tx, name: str | None = None) -> list[dict[str, Any]]:
    """Cost and runs of each of the last 30 days."""
    return await tx.rows(q.days, agent=name)


async def spread(tx: Tx, name: str) -> list[int]:
    """How many runs were 0-10 %, 10-20 %, ... sure."""
    steps = {row["step"]: row["runs"] for row in await tx.rows(q.spread, agent=name)}
    return [steps.get(step, 0) for step in range(10)]


async def desk(tx: Tx) -> Desk:
    """The budget and what is under way."""
    under_way, left, month, plan = await tx.many(
        [(ledger.q.under_way, {}), (ledger.q.left, {}), (q.month, {}), (ledger.q.plan, {})]
    )
    money: Mapping[str, Any] = (
        left[0] if left else {"monthly_limit": 50, "current_spend": 0, "reserved": 0, "reset_date": None}
    )
    return Desk(
        under_way, float(money["monthly_limit"]), float(money["current_spend"]), float(money["reserved"]),
        money["reset_date"], month, plan[0] if plan else None,
    )  # fmt: skip
