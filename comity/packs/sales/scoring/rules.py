"""How much a lead is worth going after: four parts of 25, each from what is known, none from what is not. Pure.

A part nobody knows anything of is left out and said to be missing; the others then count for all. Fit is learned from
the organisation's own outcomes, pulled to its usual rate while there are few.  seed: AG12, N14
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

VERSION: Final = "1"
PART: Final = 25.0
PARTS: Final = ("website", "size", "engagement", "fit")
SIZES: Final = {
    "1": 3.0, "2-10": 7.0, "11-50": 11.0, "51-200": 15.0, "201-500": 18.0, "501-1000": 20.0, "1001-5000": 22.0,
    "5001-10000": 24.0, "10001+": 25.0,
}  # fmt: skip
TOO_EARLY: Final = 14
"""Days within which silence says nothing yet."""
PULL: Final = 6.0
"""As many outcomes at the usual rate are added to those of a trait."""
FEWEST: Final = 5
"""Closed deals below which nothing is learned about fit."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of closed leads that share a trait."""

    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Something a buyer says that speaks for buying, with its words."""

    kind: str
    call_id: str
    quote: str
    start: int


@dataclass(frozen=True, slots=True)
class Site:
    """What their own web site showed when it was looked at."""

    answers: bool
    secure: bool
    mobile: bool
    described: bool
    reachable: bool
    """it names a way to write or call"""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a lead."""

    now: datetime
    created_at: datetime
    size: str | None = None
    revenue: float | None = None
    worth: float | None = None
    """the amount, or else the budget, in the base currency"""
    last_contact_at: datetime | None = None
    contacts_90: int = 0
    inbound_90: int = 0
    decider: bool = False
    heard: Sequence[Heard] = ()
    traits: Mapping[str, str] | None = None
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What the organisation's own closed deals teach: all of them, by trait and value, and what one usually brings."""

    all: Outcomes = Outcomes(0, 0)
    traits: Mapping[tuple[str, str], Outcomes] | None = None
    usual_worth: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The verdict; `parts` holds None where nothing is known."""

    score: int
    parts: Mapping[str, int | None]
    factors: tuple[dict[str, Any], ...]

    @property
    def missing(self) -> list[str]:
        return [name for name in PARTS if self.parts[name] is None]


def assess(known: Known, learned: Learned) -> Score | None:
    """The lead's score now; None where nothing at all is known of it."""
    found = {
        "website": list(of_website(known.site)), "size": list(_size(known, learned)),
        "engagement": list(_engagement(known)), "fit": list(_fit(known, learned)),
    }  # fmt: skip
    parts = {name: _whole(factors) for name, factors in found.items()}
    sums = [points for points in parts.values() if points is not None]
    if not sums:
        return None
    factors = [{"part": name, **factor} for name in PARTS for factor in found[name] if factor["points"]]
    return Score(round(100 * sum(sums) / (PART * len(sums))), parts, tuple(factors))


def tier(score: int) -> str:
    """A, B, C or D."""
    return "A" if score >= 75 else "B" if score >= 50 else "C" if score >= 25 else "D"


def _whole(factors: Sequence[Mapping[str, Any]]) -> int | None:
    return round(max(0.0, min(PART, sum(factor["points"] for factor in factors)))) if factors else None


def of_website(site: Site | None) -> Iterable[dict[str, Any]]:
    """What their own page is worth; nothing where nobody looked."""
    if site is None:
        return
    if not site.answers:
        yield _one("site.silent", 0.5)
        return
    yield _one("site.answers", 8.0)
    if site.secure:
        yield _one("site.secure", 4.0)
    if site.mobile:
        yield _one("site.mobile", 5.0)
    if site.described:
        yield _one("site.described", 3.0)
    if site.reachable:
        yield _one("site.reachable", 3.0)
    if site.seconds <= 2.0:
        yield _one("site.quick", 2.0)


def _size(known: Known, learned: Learned) -> Iterable[dict[str, Any]]:
    """People, or else turnover, and what this deal is worth beside a usual one; those that say something share."""
    found: list[tuple[str, float, Any]] = []
    if known.size in SIZES:
        found.append(("size.people", SIZES[known.size], known.size))
    elif known.revenue and known.revenue > 0:
        found.append(("size.turnover", max(0.0, min(PART, 5.0 * (math.log10(known.revenue) - 4.0))), None))
    if known.worth and known.worth > 0 and learned.usual_worth:
        found.append(("size.worth", min(PART, 12.5 * known.worth / learned.usual_worth), None))
    for code, points, value in found:
        yield _one(code, points / len(found), value=value)


def _engagement(known: Known) -> Iterable[dict[str, Any]]:
    if known.last_contact_at is None and not known.heard and not known.contacts_90:
        if (known.now - known.created_at).days >= TOO_EARLY:
            yield _one("contact.none", 1.0)
        return
    if known.inbound_90:
        yield _one("contact.writes", min(9.0, 4.0 * math.log2(1 + known.inbound_90)), count=known.inbound_90)
    if known.contacts_90:
        yield _one("contact.often", min(4.0, float(known.contacts_90)), count=known.contacts_90)
    if known.last_contact_at is not None:
        days = max(0, (known.now - known.last_contact_at).days)
        if days <= 30:
            yield _one("contact.recent", 4.0 if days <= 14 else 2.0, days=days)
        elif days > 60:
            yield _one("contact.silent", -3.0, days=days)
    for heard in known.heard[:3]:
        yield _one(f"said.{heard.kind}", 2.0, call_id=heard.call_id, quote=heard.quote[:300], start=heard.start)
    if known.decider:
        yield _one("decider", 3.0)


def _fit(known: Known, learned: Learned) -> Iterable[dict[str, Any]]:
    many = learned.all.won + learned.all.lost
    if many < FEWEST or not known.traits:
        return
    usual = (learned.all.won + 1) / (many + 2)
    found = []
    for name, value in known.traits.items():
        seen = (learned.traits or {}).get((name, value), Outcomes(0, 0))
        if seen.won + seen.lost:
            rate = (seen.won + PULL * usual) / (seen.won + seen.lost + PULL)
            found.append((name, value, seen, math.log(rate / usual)))
    if not found:  # none of its traits was ever won or lost: the usual rate says nothing of this one
        return
    pull = sum(weight for *_, weight in found)
    share = math.tanh(1.2 * pull) / pull if pull else 0.0
    yield _one("fit.usual", PART / 2, won=learned.all.won, lost=learned.all.lost)
    for name, value, seen, weight in found:
        yield _one(f"fit.{name}", PART / 2 * share * weight, value=value, won=seen.won, lost=seen.lost)


def _one(code: str, points: float, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "points": round(points, 1),
        **{key: value for key, value in more.items() if value is not None},
    }
