"""Deal health reckoned: 0 to 100 from what was said and how the deal stands, with every reason for and against.

Pure and deterministic. Each kind of statement has the points it is worth at most; the first gives half of them, each
further one half of the rest. Earlier calls count less. The customer's words count; ours hardly. What an organisation's
own outcomes say about the points (health_learning) is handed in as `points`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

VERSION = "2"
START = 50.0

POINTS: dict[str, float] = {
    "budget.approved": 13, "budget.stated": 8, "budget.price_asked": 4,
    "budget.pending": -5, "budget.tight": -8, "budget.none": -20,
    "timeline.urgent": 7, "timeline.stated": 7, "timeline.asked": 3, "timeline.no_rush": -12,
    "authority.decides": 9, "authority.needs_others": -6,
    "need.pain": 7, "need.requirement": 7, "need.goal": 4, "need.interest": 10, "need.no_need": -18,
    "competitor.in_use": -3, "competitor.considering": -7, "competitor.preferred": -26, "competitor.named": -4,
    "objection.price": -11, "objection.trust": -7, "objection.concern": -6, "objection.effort": -6,
    "objection.missing_feature": -10, "objection.terms": -5,
    "commitment.yes": 20, "commitment.agreed": 11, "commitment.will_act": 9, "commitment.we_promise": 2,
    "commitment.refused": -34,
    "risk.stalling": -12, "risk.organisation": -16, "risk.unhappy": -20,
    "next_step.meeting": 14, "next_step.trial": 9, "next_step.material": 4, "next_step.vague": -4,
    "sentiment.positive": 5, "sentiment.negative": -7,
}  # fmt: skip
"""`kind.value` -> points at most. Values a model makes up get GENERAL points by their polarity."""
GENERAL = 6.0
OF_DEAL = {
    "deal.no_next_step": -8.0, "deal.silent": -16.0, "deal.stuck": -9.0, "deal.overdue_close": -9.0,
    "deal.overdue_promises": -5.0, "deal.put_off": -6.0, "deal.alone": -4.0, "deal.cooling": -6.0,
}  # fmt: skip
PRIOR: Mapping[str, float] = {**POINTS, **OF_DEAL}
"""What each sign is worth before an organisation has outcomes of its own."""
NEEDED = ("budget", "timeline", "authority", "need")
RECENT = (1.0, 0.6, 0.4, 0.3)
OURS = 0.5
AT_LEAST = 0.75


@dataclass(frozen=True, slots=True)
class Said:
    """One signal of one call."""

    call_id: UUID
    call_at: datetime
    kind: str
    value: str
    polarity: float
    confidence: float
    side: str
    quote: str
    start: int
    end: int
    speaker: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """How the deal stands beside what was said."""

    now: datetime
    open: bool = True
    last_contact_at: datetime | None = None
    stage_entered_at: datetime | None = None
    rots_at: datetime | None = None
    expected_close_on: date | None = None
    overdue_promises: int = 0
    lacks: tuple[str, ...] = ()
    """what the transcripts lack, such as speakers"""
    created_at: datetime | None = None
    next_step: bool = False
    open_tasks: int = 0
    people: int | None = None
    """how many of them we speak to"""
    decider: bool = False
    """one of them decides"""
    stage_number: int = 0
    close_moves: int = 0
    moods: tuple[float, ...] = ()
    """how the last calls felt, oldest first"""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing for or against, and the words it rests on; `call_id` None where it comes from the deal itself."""

    code: str
    weight: float
    count: int = 1
    confidence: float = 1.0
    call_id: UUID | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    speaker: str | None = None
    days: int | None = None

    @property
    def sign(self) -> Literal[1, -1]:
        """Whether it speaks for or against."""
        return 1 if self.weight > 0 else -1

    def to_json(self) -> dict[str, Any]:
        """For deal_health_scores.reasons."""
        made = {
            "code": self.code, "sign": self.sign, "weight": round(self.weight, 1), "count": self.count,
            "confidence": round(self.confidence, 2), "call_id": str(self.call_id) if self.call_id else None,
            "quote": self.quote, "start": self.start, "end": self.end, "speaker": self.speaker, "days": self.days,
        }  # fmt: skip
        return {key: value for key, value in made.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict."""

    score: int
    color: Literal["green", "yellow", "red"]
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    complete: bool = field(default=True)


def assess(said: Sequence[Said], deal: Deal, points: Mapping[str, float] = PRIOR) -> Health:
    """The deal's health now. `points` replaces the prior for the signs it names."""
    reasons = [*_of_calls(said, points), *_of_deal(said, deal, points)]
    reasons = sorted((r for r in reasons if abs(r.weight) >= AT_LEAST), key=lambda r: (-abs(r.weight), r.code))
    score = round(max(0.0, min(100.0, START + sum(reason.weight for reason in reasons))))
    missing = _missing(said, deal)
    unknown = [name for name in missing if name in NEEDED]
    complete = len(unknown) <= 1 and len(unknown) == len(missing)
    return Health(score, color_of(score), tuple(reasons), missing, complete)


def color_of(score: int) -> Literal["green", "yellow", "red"]:
    """Over 80 green, 50 to 80 yellow, under 50 red.  seed: C22"""
    return "green" if score > 80 else "yellow" if score >= 50 else "red"


def _of_calls(said: Sequence[Said], points: Mapping[str, float]) -> Iterable[Reason]:
    age = {call: RECENT[min(n, len(RECENT) - 1)] for n, call in enumerate(_newest_first(said))}
    groups: dict[str, list[tuple[float, Said]]] = defaultdict(list)
    for each in said:
        weight = each.confidence * age[each.call_id] * _side(each)
        if each.kind == "next_step" and each.value == "meeting" and each.due is None:
            weight *= 0.5
        groups[f"{each.kind}.{each.value}"].append((weight, each))
    for code, group in groups.items():
        most = points.get(code, POINTS.get(code, GENERAL * _mean_polarity(group)))
        strength = 1.0 - _product(1.0 - 0.55 * min(weight, 1.0) for weight, _ in group)
        best = max(group, key=lambda pair: (pair[0], pair[1].call_at, -pair[1].start))[1]
        yield Reason(
            code=code, weight=most * min(1.0, strength * 1.35), count=len(group), confidence=best.confidence,
            call_id=best.call_id, quote=best.quote, start=best.start, end=best.end, speaker=best.speaker,
        )  # fmt: skip


def _newest_first(said: Sequence[Said]) -> list[UUID]:
    when = {each.call_id: each.call_at for each in said}
    return sorted(when, key=lambda call: (when[call], str(call)), reverse=True)


def _side(each: Said) -> float:
    if each.side == "customer" or (each.kind == "commitment" and each.value == "we_promise"):
        return 1.0
    return 0.85 if each.side == "unknown" or each.kind == "next_step" else OURS


def _mean_polarity(group: Sequence[tuple[float, Said]]) -> float:
    return sum(each.polarity for _, each in group) / len(group)


def _product(values: Iterable[float]) -> float:
    total = 1.0
    for value in values:
        total *= value
    return total


def _of_deal(said: Sequence[Said], deal: Deal, points: Mapping[str, float]) -> Iterable[Reason]:
    if not deal.open:
        return
    for code, share, more in _signs(said, deal):
        weight = points.get(code, OF_DEAL[code]) * share
        yield Reason(code, weight, count=more.get("count", 1), days=more.get("days"))


def _signs(said: Sequence[Said], deal: Deal) -> Iterable[tuple[str, float, dict[str, int]]]:
    """What the deal itself shows: the sign, how much of its points it gets, and numbers for its words."""
    if said and not deal.next_step and not any(s.kind == "next_step" and s.value != "vague" for s in said):
        yield "deal.no_next_step", 1.0, {}
    if deal.last_contact_at is not None and (days := (deal.now - deal.last_contact_at).days) > 10:
        yield "deal.silent", min(1.0, (days - 10) / 40 + 0.2), {"days": days}
    if deal.rots_at is not None and deal.rots_at < deal.now and deal.stage_entered_at is not None:
        yield "deal.stuck", 1.0, {"days": (deal.now - deal.stage_entered_at).days}
    if deal.expected_close_on is not None and deal.expected_close_on < deal.now.date():
        yield "deal.overdue_close", 1.0, {"days": (deal.now.date() - deal.expected_close_on).days}
    if deal.overdue_promises:
        yield "deal.overdue_promises", 1.0, {"count": deal.overdue_promises}
    if deal.close_moves >= 2:
        yield "deal.put_off", min(1.0, deal.close_moves / 4), {"count": deal.close_moves}
    if deal.people is not None and deal.people <= 1 and deal.stage_number > 1:
        yield "deal.alone", 1.0, {}
    *before, last = deal.moods or (0.0,)
    if before and (fall := sum(before) / len(before) - last) >= 0.2:
        yield "deal.cooling", min(1.0, fall / 0.6), {}


def _missing(said: Sequence[Said], deal: Deal) -> tuple[str, ...]:
    if not said and not deal.lacks:
        return ("calls", *NEEDED)
    known = {each.kind for each in said if each.side != "us" or each.kind == "next_step"}
    unknown = [name for name in NEEDED if name not in known]
    return (*(name for name in deal.lacks if name in ("speakers", "customer", "length", "transcript")), *unknown)
