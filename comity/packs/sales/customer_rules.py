"""The health of a customer reckoned: 0 to 100 from contact, mood, purchases and trouble, every reason told. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VERSION = "1"
START = 60.0


@dataclass(frozen=True, slots=True)
class Customer:
    """What is known of a customer."""

    now: datetime
    last_contact_at: datetime | None = None
    contacts_90: int = 0
    inbound_90: int = 0
    mood: float | None = None
    mood_before: float | None = None
    won: int = 0
    last_won_at: datetime | None = None
    usual_days: float | None = None
    lost_since: int = 0
    open_leads: int = 0
    late_tasks: int = 0
    overdue_promises: int = 0
    complaints: int = 0
    call_id: str | None = None
    quote: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerHealth:
    """The verdict."""

    score: int
    reasons: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


def assess(customer: Customer) -> CustomerHealth:
    """The customer's health now."""
    reasons = [reason for reason in _reasons(customer) if abs(reason["weight"]) >= 0.75]
    reasons.sort(key=lambda reason: (-abs(reason["weight"]), reason["code"]))
    score = round(max(0.0, min(100.0, START + sum(reason["weight"] for reason in reasons))))
    missing = []
    if customer.last_contact_at is None:
        missing.append("contact")
    if customer.mood is None:
        missing.append("calls")
    if not customer.won:
        missing.append("purchases")
    return CustomerHealth(score, tuple(reasons), tuple(missing))


def _reasons(c: Customer) -> Iterable[dict[str, Any]]:
    if c.last_contact_at is not None:
        days = (c.now - c.last_contact_at).days
        if days <= 30:
            yield _one("contact.recent", 8.0 * (1 - days / 45), days=days)
        elif days > 60:
            yield _one("contact.silent", -22.0 * min(1.0, (days - 45) / 180), days=days)
    if c.inbound_90:
        yield _one("contact.writes", min(10.0, 4.0 * math.log2(1 + c.inbound_90)), count=c.inbound_90)
    if c.mood is not None:
        said = {"call_id": c.call_id} if c.call_id else {}
        yield _one("mood.good" if c.mood >= 0 else "mood.bad", 16.0 * max(-1.0, min(1.0, c.mood / 0.6)), **said)
        if c.mood_before is not None and c.mood_before - c.mood >= 0.2:
            yield _one("mood.falling", -8.0)
    if c.complaints:
        quoted = {"call_id": c.call_id, "quote": c.quote, "start": c.start} if c.quote else {}
        yield _one("trouble.unhappy", -8.0 * min(3, c.complaints), count=c.complaints, **quoted)
    yield from _purchases(c)
    if c.late_tasks:
        yield _one("trouble.late", -4.0 * min(3, c.late_tasks), count=c.late_tasks)
    if c.overdue_promises:
        yield _one("trouble.promises", -5.0 * min(3, c.overdue_promises), count=c.overdue_promises)


def _purchases(c: Customer) -> Iterable[dict[str, Any]]:
    if c.won > 1:
        yield _one("bought.again", min(14.0, 7.0 * math.log2(c.won)), count=c.won)
    if c.last_won_at is not None and c.usual_days:
        late = (c.now - c.last_won_at).days / c.usual_days
        if late > 1.5:
            yield _one("bought.overdue", -12.0 * min(1.0, late - 1.5), days=(c.now - c.last_won_at).days)
    if c.open_leads:
        yield _one("bought.open", 6.0, count=c.open_leads)
    if c.lost_since:
        yield _one("bought.lost", -9.0 * min(2, c.lost_since), count=c.lost_since)


def _one(code: str, weight: float, **more: Any) -> dict[str, Any]:
    return {"code": code, "sign": 1 if weight > 0 else -1, "weight": round(weight, 1), **more}
