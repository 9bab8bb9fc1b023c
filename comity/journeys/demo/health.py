"""The demo's past scores of deal health, so that likelihood, trend and back-test have a year to look back on.

Signs are drawn as they fall in deals that end well and badly; the score of each is reckoned by the room's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from comity.core.db import Tx
from comity.journeys.demo.plan import Deal, Plan
from comity.packs.sales import health, health_model, health_rules

_GOOD = ("budget.approved", "commitment.agreed", "need.pain", "need.requirement", "next_step.meeting",
         "timeline.stated", "authority.decides", "sentiment.positive", "need.interest")  # fmt: skip
_BAD = ("objection.price", "competitor.considering", "risk.stalling", "authority.needs_others", "budget.tight",
        "timeline.no_rush", "objection.concern", "deal.silent", "deal.no_next_step")  # fmt: skip


async def reckon(tx: Tx, plan: Plan, own: bool) -> None:
    """Gives open deals the health they had yesterday; an organisation of the demo's own learns from its year."""
    if own:
        await health_model.learn(tx)
    await health.reckon_all(tx, [deal.id for deal in plan.deals if deal.open])


def rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Up to four scores a deal, from its first stage to today or its end, the oldest first."""
    random = Random(20_261_121)  # noqa: S311 - a play, not a secret
    for deal in plan.deals:
        first, last = deal.path[0][1], deal.path[-1][1] if not deal.open else plan.now
        span = (last - first) * 0.92
        if span < timedelta(days=2):
            continue
        leaning = {"Won": 0.66, "Lost": 0.36}.get(deal.stage, random.uniform(0.35, 0.65))
        before: int | None = None
        for number in range(1, random.randrange(3, 5)):
            at = first + span * number / 4
            reasons = _reasons(random, leaning + (leaning - 0.5) * number / 4)
            score = round(max(4.0, min(96.0, health_rules.START + sum(r["weight"] for r in reasons))))
            yield _row(plan, deal, at, score, before, reasons)
            before = score


def _reasons(random: Random, leaning: float) -> list[dict[str, Any]]:
    good, bad = round(leaning * 6 + random.uniform(-1, 1)), round((1 - leaning) * 6 + random.uniform(-1, 1))
    codes = [*random.sample(_GOOD, max(0, min(good, 6))), *random.sample(_BAD, max(0, min(bad, 6)))]
    made = []
    for code in codes:
        weight = round(health_rules.PRIOR[code] * random.uniform(0.4, 0.95), 1)
        made.append({"code": code, "sign": 1 if weight > 0 else -1, "weight": weight, "count": 1, "confidence": 0.8})
    return sorted(made, key=lambda reason: -abs(reason["weight"]))


def _row(
    plan: Plan, deal: Deal, at: datetime, score: int, before: int | None, reasons: list[dict[str, Any]]
) -> dict[str, Any]:
    stage = next(name for name, entered in reversed(deal.path) if entered <= at or name == deal.path[0][0])
    return {
        "id": plan.id(at), "lead_id": deal.id, "cause": "call", "score": score, "previous_score": before,
        "reasons": reasons, "version": health_rules.VERSION, "stage_id": plan.stages[stage],
        "owner_id": deal.contact.seller.user_id, "team_id": deal.contact.seller.team_id, "created_at": at,
    }  # fmt: skip
