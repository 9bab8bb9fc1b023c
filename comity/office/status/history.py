"""What was seen, day by day; and uptime reckoned from what was measured, never from what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal

from comity.core import sql
from comity.core.db import Database
from comity.office.status.checks import HOUSE, TITLES, Seen

q = sql.load(__file__)
DAYS: Final = 90
DAY_SECONDS: Final = 86_400.0
Tone = Literal["good", "warning", "danger", ""]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of one component: `up` is its share of the measured time, None where nothing was measured."""

    day: date
    up: float | None
    known: float
    failures: int = 0

    @property
    def tone(self) -> Tone:
        """Its colour as a bar."""
        if self.up is None:
            return ""
        return "good" if self.up >= 0.999 else "warning" if self.up >= 0.95 else "danger"


@dataclass(frozen=True, slots=True)
class Component:
    """Something Comity leans on: how it is, and how it was."""

    name: str
    state: Literal["up", "down", "unknown"]
    since: datetime
    checked_at: datetime
    ms: int
    detail: str
    days: tuple[Day, ...]
    uptime: float | None
    known: float

    @property
    def title(self) -> str:
        """What people call it."""
        return str(TITLES.get(self.name, self.name))


async def note(db: Database, found: Iterable[Seen]) -> None:
    """Writes down what was seen."""
    for seen in found:
        await db.once(
            HOUSE, q.note, component=seen.component, up=seen.up, ms=seen.ms, detail=seen.detail, every=seen.every
        )


async def components(db: Database, today: date | None = None) -> list[Component]:
    """Everything that was looked at lately."""
    rows, days = await db.once(HOUSE, q.now), await db.once(HOUSE, q.days)
    until = today or datetime.now(UTC).date()
    return [_component(row, [day for day in days if day["component"] == row["component"]], until) for row in rows]


def _component(row: dict[str, Any], days: list[dict[str, Any]], until: date) -> Component:
    seen = {day["day"]: day for day in days}
    bars = tuple(_day(until - timedelta(days=back), seen) for back in range(DAYS - 1, -1, -1))
    up = sum(day["up_seconds"] for day in days)
    measured = up + sum(day["down_seconds"] for day in days)
    since_first = (until - min(seen)).days + 1 if seen else 0
    return Component(
        name=row["component"],
        state="unknown" if row["stale"] else row["state"],
        since=row["since"],
        checked_at=row["checked_at"],
        ms=row["ms"],
        detail=row["detail"],
        days=bars,
        uptime=up / measured if measured else None,
        known=min(measured / (since_first * DAY_SECONDS), 1.0) if since_first else 0.0,
    )


def _day(day: date, seen: dict[date, dict[str, Any]]) -> Day:
    row = seen.get(day)
    measured = row["up_seconds"] + row["down_seconds"] if row else 0.0
    if row is None or not measured:
        return Day(day, None, 0.0)
    return Day(day, row["up_seconds"] / measured, min(measured / DAY_SECONDS, 1.0), row["failures"])
