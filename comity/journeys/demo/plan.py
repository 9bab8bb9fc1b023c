"""What the generator hands around: where and when the demo takes place, and who is on stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from comity.journeys.demo.cast import Cast, Trade
from comity.journeys.demo.marked import new_id

CONTACTS, COMPANIES, LEADS, CALLS, YEAR = 2000, 300, 150, 40, 365


@dataclass(frozen=True, slots=True)
class Seller:
    """One of the demo's own people."""

    user_id: UUID
    name: str
    team_id: UUID | None

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(slots=True)
class Company:
    """A business."""

    id: UUID
    name: str
    domain: str
    values: dict[str, Any]


@dataclass(slots=True)
class Contact:
    """A human."""

    id: UUID
    first: str
    last: str
    language: str
    company: Company | None
    seller: Seller
    made_at: datetime
    values: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(slots=True)
class Deal:
    """A lead and the way it went: the stages it entered and when."""

    id: UUID
    trade: Trade
    contact: Contact
    title: str
    amount: Decimal
    currency: str
    path: list[tuple[str, datetime]]
    rival: str
    reason: str | None
    values: dict[str, Any]

    @property
    def stage(self) -> str:
        return self.path[-1][0]

    @property
    def open(self) -> bool:
        return self.stage not in ("Won", "Lost")


@dataclass(slots=True)
class Plan:
    """The demo's stage and everything on it; `random` always starts at the same place."""

    cast: Cast
    org_id: UUID
    now: datetime
    sellers: Sequence[Seller]
    stages: Mapping[str, UUID]
    pipeline_id: UUID
    random: Random = field(default_factory=lambda: Random(20_261_120))  # noqa: S311 - a play, not a secret
    companies: list[Company] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)

    def id(self, at: datetime | None = None) -> UUID:
        """A marked id of a row made then."""
        return new_id(self.random, at or self.now)

    def office_hours(self, day: datetime) -> datetime:
        """A working moment on about that day, never after now."""
        at = datetime.combine(day.date(), time(8 + self.random.randrange(10), self.random.randrange(60)), day.tzinfo)
        if at.weekday() > 4:
            at -= timedelta(days=at.weekday() - 4)
        return min(at, self.now - timedelta(minutes=self.random.randrange(5, 600)))

    def ago(self, least: float, most: float) -> datetime:
        """A working moment between so many days ago."""
        return self.office_hours(self.now - timedelta(days=self.random.uniform(least, most)))

    def day(self, ahead: int) -> datetime:
        """A quarter of an hour in somebody's working day, so many days ahead or, below zero, ago."""
        at = self.now + timedelta(days=ahead)
        at += timedelta(days=(7 - at.weekday() if at.weekday() > 4 else 0))
        return at.replace(
            hour=self.random.randrange(8, 16), minute=15 * self.random.randrange(4), second=0, microsecond=0
        )

    def one(self, choices: Sequence[Any]) -> Any:
        """One of these."""
        return choices[self.random.randrange(len(choices))]

    def fill(self, text: str, deal_or_trade: Deal | Trade, contact: Contact) -> str:
        """A template's blanks filled from a deal or its trade, and the contact."""
        trade = deal_or_trade.trade if isinstance(deal_or_trade, Deal) else deal_or_trade
        item = self.one(trade.items)
        known = {
            "item": item, "item_cap": item[0].upper() + item[1:], "need": self.one(trade.need),
            "detail": self.one(trade.detail), "first": contact.first, "rival": self.one(self.cast.rivals),
        }  # fmt: skip
        return text.format(**known)
