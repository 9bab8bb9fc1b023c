"""Pieces of larger stretches: weeks of a month, halves and ends of years, the weekend of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from comity.ai.offline.dates.lex import Tok
from comity.ai.offline.dates.reduce import Match, Now
from comity.ai.offline.dates.values import When, add, day, period


def stretch(start: datetime | None, end: datetime | None, grain: str = "day", sure: bool = True) -> When:
    """A date range."""
    return When("daterange", start, end, grain=grain, sure_year=sure)


def sign(value: int) -> int:
    """One step there or back; two for `übernächste`, `vorletzte`."""
    return ((value > 0) - (value < 0)) * (2 if abs(value) >= 20 else 1)


def named(unit: Tok) -> str:
    """What the calendar calls it."""
    if unit.cat == "K":
        return "workweek" if unit.val == 5 else "weekend"
    return str(unit.val)


def week_of(m: Match, now: Now) -> When | None:
    """`the first week of July`, `last week of next month`, `3rd quarter of 2024`."""
    nth, unit = m.get("OR"), m.get("UK")
    return nth_of(nth, unit, m.when("G"), business=m.has("8")) if nth and unit else None


def unit_of_unit(m: Match, now: Now) -> When | None:
    """`the last day of next month`, `der letzte Arbeitstag des Quartals`, `la primera semana del año`."""
    nth, inner, outer = m.need("OR"), m.need("UK"), m.need("U", -1)
    inner = m.need("8") if inner is outer else inner
    if nth.cat == "R" and nth.val >= 0:
        return None
    relative = m.get("R", -1)
    step = sign(int(relative.val)) if relative is not None and relative is not nth else 0
    start, end = period(str(outer.val), add(now.reference, str(outer.val), step))
    return nth_of(nth, inner, stretch(start, end, str(outer.val)), business=m.has("8"))


def nth_of(nth: Tok, unit: Tok, outer: When, *, business: bool = False) -> When | None:
    if outer.start is None or outer.end is None:
        return None
    index = int(nth.val) if nth.cat == "O" else -1 if nth.val < 0 else 1
    name = named(unit)
    if name == "week":
        return nth_week(outer, index)
    if name == "fortnight" and outer.grain == "month" and index in (1, 2):
        middle = outer.start + timedelta(days=15)
        return stretch(outer.start, middle) if index == 1 else stretch(middle, outer.end)
    if name == "day" and index < 0:
        last = add(outer.end, "business" if business else "day", index)
        return When("date", last, grain="day", sure_year=True)
    if name == "weekend":
        first = outer.start + timedelta(days=(5 - outer.start.weekday()) % 7)
        last = outer.end - timedelta(days=(outer.end.weekday() - 5) % 7 or 7)
        start = first + timedelta(days=7 * (index - 1)) if index > 0 else last
        return stretch(start, start + timedelta(days=2), "weekend")
    if name in ("month", "quarter", "day") and index > 0:
        start = add(outer.start, name, index - 1)
        kind = "date" if name == "day" else "daterange"
        return When(kind, start, None if name == "day" else add(start, name, 1), grain=name, sure_year=True)
    if index < 0:
        return stretch(add(outer.end, name, -1), outer.end, name)
    return None


def nth_week(outer: When, index: int) -> When | None:
    """ISO weeks: the first week holds the first Thursday."""
    assert outer.start is not None and outer.end is not None
    if index < 0:
        last = outer.end - timedelta(days=1)
        start, _ = period("week", last if last.weekday() >= 3 else last - timedelta(days=7))
        return stretch(start, start + timedelta(days=7), "week", outer.sure_year)
    first, _ = period("week", outer.start)
    if outer.start.weekday() > 3:
        first += timedelta(days=7)
    start = first + timedelta(days=7 * (index - 1))
    return stretch(start, start + timedelta(days=7), "week", outer.sure_year)


def week_number(m: Match, now: Now) -> When | None:
    unit = m.get("U")
    number = m.num("N")
    if unit is not None and unit.val == "year" and 20 <= number <= 90 and number % 10 == 0 and not m.has("YGR"):
        return decade(1900 + number)
    if unit is None or unit.val != "week" or not 1 <= number <= 53:
        return None
    relative = m.get("R")
    whole = m.when("G") if m.has("G") else None
    if whole is not None and (whole.grain != "year" or whole.start is None):
        return None
    if whole is not None and whole.start is not None:
        return nth_week(whole, number)
    year = m.num("Y") if m.has("Y") else now.reference.year + (sign(int(relative.val)) if relative else 0)
    outer = stretch(datetime(year, 1, 1), datetime(year + 1, 1, 1), "year")
    return nth_week(outer, number)


def week_with(m: Match, now: Now) -> When | None:
    """`the week of April 10th`."""
    unit = m.get("UK")
    base = m.when("X").start
    if unit is None or base is None or unit.val in ("day",):
        return None
    start, end = period("weekend" if unit.cat == "K" else str(unit.val), base)
    return stretch(start, end, str(unit.val))


def decade(year: int) -> When:
    """`the nineties`, `les années 90`."""
    return stretch(datetime(year, 1, 1), datetime(year + 10, 1, 1), "decade")


def half_of(m: Match, now: Now) -> When | None:
    """`the first half of 2027`, `second half of next year`, `first half of the month`."""
    outer = m.when("G") if m.has("G") else stretch(*period(str(m.need("U").val), now.reference), str(m.need("U").val))
    if outer.start is None or outer.end is None or m.num("O") not in (1, 2):
        return None
    middle = add(outer.start, "month", 6) if outer.grain == "year" else day(outer.start + (outer.end - outer.start) / 2)
    pair = (outer.start, middle) if m.num("O") == 1 else (middle, outer.end)
    return stretch(*pair, "half", outer.sure_year)


def weekend_of(m: Match, now: Now) -> When | None:
    """`halloween weekend`, `the weekend of 4 July`: the nearest one, and the day itself where it touches."""
    base = m.when("X").start
    if base is None or m.need("K").val == 5:
        return None
    if m.has("Y"):
        base = add(base, "year", m.num("Y") - base.year)
    start = base - timedelta(days=(base.weekday() - 5) % 7)
    if start + timedelta(days=3) < base:
        start += timedelta(days=7)
    end = max(start + timedelta(days=2), base + timedelta(days=1))
    return stretch(min(start, base), end, "weekend")


def piece(which: str, outer: When) -> When:
    """The beginning (s, E), middle (c) or end (e, Q) of a stretch."""
    start, end = outer.start, outer.end
    assert start is not None and end is not None
    if outer.grain == "year":
        bounds = {"s": (1, 5), "E": (1, 5), "c": (5, 9), "e": (9, 13), "Q": (9, 13)}[which]
        found = stretch(
            add(start, "month", bounds[0] - 1), add(start, "month", bounds[1] - 1), "month", outer.sure_year
        )
        return replace(found, closing=which == "e")
    size = (end - start) / 3
    if which in "sE":
        return stretch(start, day(start + size), sure=outer.sure_year)
    if which == "c":
        return stretch(day(start + size), day(start + 2 * size), sure=outer.sure_year)
    return replace(stretch(day(end - size), end, sure=outer.sure_year), closing=which == "e")


def hours(base: datetime, first: int, last: int, kind: str) -> When:
    """Those hours of a day; 24 ends a second before midnight."""
    end = base.replace(hour=23, minute=59, second=59) if last >= 24 else base.replace(hour=last)
    return When(kind, base.replace(hour=first), end, grain="part", sure_clock=True)
