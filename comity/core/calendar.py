"""Days that Postgres has and Python has not: infinity, the year 10000, 44 BC. They are Python's last or first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader

FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 30, tzinfo=UTC)
"""A day short of the ends of the calendar, so that every timezone still has them."""


@dataclass(frozen=True, slots=True)
class Lenient:
    """How answers are read where psycopg gave up."""

    adapters: AdaptersMap
    connection: Any = None


@cache
def lenient() -> Lenient:
    """psycopg's own rules but for days and instants."""
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_loader("date", _Day)
    adapters.register_loader("timestamptz", _Instant)
    return Lenient(adapters)


class _Instant(Loader):
    def load(self, data: Buffer) -> datetime:
        text = bytes(data).decode()
        try:
            return min(max(datetime.fromisoformat(text), FIRST), LAST)
        except ValueError:
            return _end(text)


class _Day(Loader):
    def load(self, data: Buffer) -> date:
        text = bytes(data).decode()
        try:
            return date.fromisoformat(text)
        except ValueError:
            return _end(text).date()


def _end(text: str) -> datetime:
    return FIRST if text.startswith("-") or text.endswith("BC") else LAST
