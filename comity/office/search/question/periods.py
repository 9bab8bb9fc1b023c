"""Stretches of time as people type them, in English and German, as half-open ranges of days.

Understands ISO and local dates, months, quarters, years, weekdays, "last 30 days", "vor 3 Wochen", and the words that
turn a day into a stretch: since, before, until, between. A month without a year is the nearest one in the direction the
question looks: back for what was created, ahead for what closes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from comity.office.search.question import calendar_words as words


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; either may be open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of days, weeks, months or years."""

    count: int
    unit: str

    def before(self, day: date) -> date:
        """The day this long before."""
        return shift(day, -self.count, self.unit)

    def after(self, day: date) -> date:
        """The day this long after."""
        return shift(day, self.count, self.unit)


@dataclass(frozen=True, slots=True)
class View:
    """Where the asker stands: today, the language, and which way the question looks."""

    today: date
    language: str
    ahead: bool = False


Reader = Callable[[re.Match[str], View], Period | None]


def match(text: str, start: int, view: View) -> Iterator[tuple[Period, int]]:
    """Every reading of a stretch of time at this place, longest first."""
    yield from sorted([*_edged(text, start, view), *_plain(text, start, view)], key=lambda pair: -pair[1])


def _plain(text: str, start: int, view: View) -> Iterator[tuple[Period, int]]:
    for pattern, read in _forms(view.language):
        hit = pattern.match(text, start)
        period = read(hit, view) if hit else None
        if hit and period:
            yield period, hit.end()


def _edged(text: str, start: int, view: View) -> Iterator[tuple[Period, int]]:
    """Since, before, until, between: a word, then one stretch or two."""
    edges, joins = _edges(view.language)
    for kind, pattern in edges:
        hit = pattern.match(text, start)
        if not hit:
            continue
        back = replace(view, ahead=view.ahead and kind != "since")
        for inner, end in _plain(text, hit.end(), back):
            if kind != "between":
                yield _EDGE[kind](inner), end
            elif join := joins.match(text, end):
                for last, final in _plain(text, join.end(), view):
                    if inner.start and last.end and inner.start < last.end:
                        yield Period(inner.start, last.end), final


_EDGE: dict[str, Callable[[Period], Period]] = {
    "since": lambda inner: Period(inner.start, None),
    "after": lambda inner: Period(inner.end, None),
    "before": lambda inner: Period(None, inner.start),
    "until": lambda inner: Period(None, inner.end),
}


@lru_cache
def _edges(language: str) -> tuple[list[tuple[str, re.Pattern[str]]], re.Pattern[str]]:
    table = words.TABLES[language]
    return [(kind, re.compile(form, re.IGNORECASE)) for kind, form in table.edges], re.compile(
        table.joins, re.IGNORECASE
    )


def duration(text: str, start: int, language: str) -> tuple[Duration, int] | None:
    """A length of time at this place: 30 days, drei Wochen, a month."""
    hit = _duration(language).match(text, start)
    return (_length(hit, language), hit.end()) if hit else None


def shift(day: date, count: int, unit: str) -> date:
    """Moves a day by so many units, staying inside the month's length and the calendar."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
        index = day.year * 12 + day.month - 1 + months
        year, month = divmod(index, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return date.max if count > 0 else date.min


def whole(unit: str, day: date) -> Period:
    """The day, week, month, quarter or year that holds this day."""
    if unit == "week":
        start = day - timedelta(days=day.weekday())
    elif unit == "month":
        start = day.replace(day=1)
    elif unit == "quarter":
        start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    elif unit == "year":
        start = date(day.year, 1, 1)
    else:
        start = day
    return Period(start, shift(start, 1, unit))


def _length(hit: re.Match[str], language: str) -> Duration:
    table = words.TABLES[language]
    number = hit["count"].lower()
    count = int(number) if number.isdigit() else table.numbers[number]
    return Duration(min(count, 100_000), table.units[hit["unit"].lower()])


@lru_cache
def _duration(language: str) -> re.Pattern[str]:
    table = words.TABLES[language]
    return re.compile(
        rf"(?P<count>\d{{1,5}}|{words.any_of(table.numbers)})[\s-]+(?P<unit>{words.any_of(table.units)})\b",
        re.IGNORECASE,
    )


@lru_cache
def _forms(language: str) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    table = words.TABLES[language]
    parts = {
        "count": rf"(?P<count>\d{{1,5}}|{words.any_of(table.numbers)})",
        "unit": rf"(?P<unit>{words.any_of(table.units)})",
        "month": rf"(?P<month>{words.any_of(table.months)})",
        "weekday": rf"(?P<weekday>{words.any_of(table.weekdays)})",
        "near": rf"(?P<near>{words.any_of(table.nearness)})",
        "day": rf"(?P<day>{words.any_of(table.days)})",
        "date": r"(?P<date>" + words.date_pattern(language) + ")",
        "year": r"(?P<year>(?:19|20)\d{2})",
    }
    readers: dict[str, Reader] = {
        "day": _named_day, "near": _near, "span": _span, "month": _month, "year": _year, "quarter": _quarter,
        "date": _date, "ago": _ago, "weekday": _weekday,
    }  # fmt: skip
    return tuple(
        (re.compile(form.format(**parts) + r"(?!\w)", re.IGNORECASE), readers[name]) for name, form in table.forms
    )


def _named_day(hit: re.Match[str], view: View) -> Period:
    offset = words.TABLES[view.language].days[hit["day"].lower()]
    return whole("day", view.today + timedelta(days=offset))


def _near(hit: re.Match[str], view: View) -> Period:
    table = words.TABLES[view.language]
    return whole(unit := table.units[hit["unit"].lower()], shift(view.today, table.nearness[hit["near"].lower()], unit))


def _span(hit: re.Match[str], view: View) -> Period:
    table = words.TABLES[view.language]
    length = _length(hit, view.language)
    if table.nearness[hit["near"].lower()] > 0:
        return Period(view.today, length.after(view.today) + timedelta(days=1))
    return Period(length.before(view.today), view.today + timedelta(days=1))


def _ago(hit: re.Match[str], view: View) -> Period:
    return whole("day", _length(hit, view.language).before(view.today))


def _weekday(hit: re.Match[str], view: View) -> Period:
    wanted = words.TABLES[view.language].weekdays[hit["weekday"].lower()]
    behind = (view.today.weekday() - wanted) % 7
    return whole("day", view.today + timedelta(days=(7 - behind) % 7 or 7 if view.ahead else -(behind or 7)))


def _month(hit: re.Match[str], view: View) -> Period | None:
    month = words.TABLES[view.language].months[hit["month"].lower()]
    if hit["year"]:
        return whole("month", date(int(hit["year"]), month, 1))
    year = view.today.year
    if view.ahead and month < view.today.month:
        year += 1
    elif not view.ahead and month > view.today.month:
        year -= 1
    return whole("month", date(year, month, 1))


def _quarter(hit: re.Match[str], view: View) -> Period:
    number, year = int(hit["quarter"]), hit["year"]
    start = date(int(year) if year else view.today.year, number * 3 - 2, 1)
    if not year and view.ahead and shift(start, 1, "quarter") <= view.today:
        start = start.replace(year=start.year + 1)
    elif not year and not view.ahead and start > view.today:
        start = start.replace(year=start.year - 1)
    return whole("quarter", start)


def _year(hit: re.Match[str], view: View) -> Period:
    return whole("year", date(int(hit["year"]), 1, 1))


def _date(hit: re.Match[str], view: View) -> Period | None:
    day = words.read_date(hit["date"], view.language, view.today, view.ahead)
    return whole("day", day) if day else None
