"""A deal's health as a card shows it: score, likelihood, what to look at, why, and what changed since yesterday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core.db import Tx
from comity.packs.sales import call_words, health


@dataclass(frozen=True, slots=True)
class HealthView:
    """A score with its reasons in words; `here` is the call whose page it is on, `since` what a day changed."""

    score: Mapping[str, Any] | None
    for_it: Sequence[Mapping[str, Any]]
    against: Sequence[Mapping[str, Any]]
    missing: str
    trend: Sequence[int]
    here: UUID | None
    warnings: Sequence[Mapping[str, Any]] = ()
    since: int | None = None
    moved: Sequence[Mapping[str, Any]] = ()


async def health_view(tx: Tx, lead_id: UUID | None, here: UUID | None) -> HealthView:
    """The latest score of a lead."""
    score = await health.latest(tx, lead_id) if lead_id else None
    if score is None or lead_id is None:
        return HealthView(None, (), (), "", (), here)
    unsaid = dict.fromkeys(("quote", "start", "end", "speaker", "call_id"))
    reasons = [{**unsaid, **r, "words": call_words.reason(r["code"], r.get("days"))} for r in score["reasons"]]
    past, before = await tx.many([(health.q.history, {"lead": lead_id}), (health.q.as_of, {"lead": lead_id})])
    yesterday = before[0] if before else None
    return HealthView(
        score=score,
        for_it=[r for r in reasons if r["sign"] > 0],
        against=[r for r in reasons if r["sign"] < 0],
        missing=call_words.missing(score["missing"]),
        trend=[row["score"] for row in reversed(past)],
        here=here,
        warnings=[told({**unsaid, **warning}) for warning in score["warnings"]],
        since=score["score"] - yesterday["score"] if yesterday else None,
        moved=moved(health.moves(yesterday["reasons"], score["reasons"])) if yesterday else (),
    )


def told(warning: Mapping[str, Any]) -> dict[str, Any]:
    """A warning with its name, its icon and its sentence."""
    code = warning["code"]
    return {
        **warning,
        "name": call_words.WARNINGS.get(code, code),
        "icon": call_words.WARNING_ICONS.get(code, "triangle-alert"),
        "words": call_words.warning(warning),
    }


def moved(changes: Sequence[Mapping[str, Any]], most: int = 3) -> list[dict[str, Any]]:
    """What moved a score, in words, with the points it moved by."""
    return [
        {"words": call_words.reason(change["code"]), "by": round(change["to"] - change["from"])}
        for change in changes[:most]
        if round(change["to"] - change["from"])
    ]
