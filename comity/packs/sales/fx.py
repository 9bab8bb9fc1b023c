"""Exchange rates from files of the European Central Bank (eurofxref.csv, eurofxref-hist.csv).  seed: I04, IN22

The files may be used freely as long as the source is named; it is kept with every rate.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import Problem
from comity.web.i18n import gettext as _

q = sql.load(__file__)

SOURCE = "European Central Bank, euro foreign exchange reference rates"
NOT_RATES = Problem(
    "fx_file",
    422,
    _("This is not a file of euro reference rates: it needs a Date column and a column for each currency."),
)
_FORMATS = ("%Y-%m-%d", "%d %B %Y")


def read(text: str) -> Iterator[dict[str, Any]]:
    """Rates of a file: one row a day, one column a currency, units for one euro; gaps are left out."""
    lines = csv.reader(text.lstrip("\ufeff").splitlines())
    head = [name.strip() for name in next(lines, [])]
    currencies = [(at, name) for at, name in enumerate(head) if len(name) == 3 and name.isalpha() and name.isupper()]
    if not head or head[0].lower() != "date" or not currencies:
        raise NOT_RATES()
    for line in lines:
        day = _day(line[0]) if line else None
        if day is None:
            continue
        for at, currency in currencies:
            rate = _rate(line[at]) if at < len(line) else None
            if rate is not None:
                yield {"currency": currency, "day": day.isoformat(), "per_euro": str(rate)}


async def load(tx: Tx, text: str, source: str = SOURCE) -> int:
    """Keeps a file's rates; how many were new or changed. `tx` acts as the house."""
    rows = list(read(text))
    changed = 0
    for start in range(0, len(rows), 5000):
        changed += await tx.run(q.put, rows=Json(rows[start : start + 5000]), source=source)
    return changed


async def today(tx: Tx) -> tuple[str, list[dict[str, Any]]]:
    """The base currency, and what one unit of every other is worth in it: rate, day and source."""
    base = await tx.value(q.base)
    return base, await tx.rows(q.today, base=base)


async def own(tx: Tx) -> list[dict[str, Any]]:
    """The organisation's own rates, which win over the reference ones."""
    return await tx.rows(q.own)


async def put_own(tx: Tx, currency: str, day: date, rate: Decimal, source: str) -> None:
    """What one unit of a currency is worth in the base currency from that day on."""
    if currency == await tx.value(q.base):
        raise Problem("fx_base", 422, _("This is the base currency itself."), field="currency")
    await tx.run(q.put_own, currency=currency, day=day, rate=rate, source=source or "own")


async def drop_own(tx: Tx, rate_id: UUID) -> None:
    """An own rate goes; the reference rate holds again."""
    await tx.touch(q.drop_own, id=rate_id)


def _day(text: str) -> date | None:
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    return None


def _rate(text: str) -> Decimal | None:
    try:
        rate = Decimal(text.strip())
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate < 10**11 else None
