"""What a date phrase means, and the calendar it is counted on."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

DAY = 86400
UNIT_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "weekend": 2, "month": 30, "quarter": 91, "half": 182,
             "year": 365, "decade": 3650, "century": 36500}  # fmt: skip
LATE = frozenset({"evening", "night", "afternoon", "tonight", "late_afternoon", "late_evening", "last_night"})
"""Parts of the day in which seven o'clock is nineteen."""
PARTS = {"early": (6, 9), "morning": (8, 12), "forenoon": (8, 12), "lunch": (11, 13), "afternoon": (12, 16),
         "daytime": (8, 18), "evening": (16, 20), "night": (20, 24), "tonight": (20, 24), "early_morning": (8, 10),
         "late_afternoon": (14, 16), "late_evening": (18, 20),
         "last_night": (20, 24)}  # fmt: skip
LETTERS = {"date": "X", "daterange": "G", "time": "T", "timerange": "I", "datetime": "Z", "datetimerange": "V",
           "duration": "L", "set": "S", "none": "_"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """A point or a stretch of time. Ranges end before `end`; an open side is None."""

    kind: str
    start: datetime | None = None
    end: datetime | None = None
    grain: str = "day"
    sure_year: bool = False
    """the year was said, so nothing may move it"""
    sure_clock: bool = False
    """am or pm is known"""
    counts: tuple[tuple[str, float], ...] = ()
    """a duration's parts: ((unit, how many), ...)"""
    closing: bool = False
    """the end of something: as a limit, its last moment counts"""

    @property
    def letter(self) -> str:
        """The category it takes in later patterns."""
        return LETTERS[self.kind]

    @property
    def seconds(self) -> float:
        """A duration's length (a month is 30 days, a year 365)."""
        return sum(count * (UNIT_DAYS[unit] * DAY if unit in UNIT_DAYS else 1) for unit, count in self.counts)

    def due(self) -> date | None:
        """The one day a person would write in a calendar: the end of a range, else its start."""
        if self.kind in ("date", "datetime") and self.start:
            return self.start.date()
        if self.kind in ("daterange", "datetimerange"):
            if self.end:
                return (self.end - timedelta(seconds=1)).date() if self.start else _closing_day(self)
            return self.start.date() if self.start else None
        return None

    def at(self, hour: int, minute: int, second: int = 0) -> datetime:
        """This day at that hour."""
        assert self.start is not None
        return self.start.replace(hour=hour % 24, minute=minute, second=second)


def _closing_day(when: When) -> date:
    assert when.end is not None
    return (
        when.end.date()
        if when.grain in ("day", "weekday") and not when.closing
        else (when.end - timedelta(seconds=1)).date()
    )


def day(when: datetime) -> datetime:
    """Midnight of the same day."""
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def add(when: datetime, unit: str, count: float) -> datetime:
    """Move by calendar units; month ends are clipped."""
    if unit in ("month", "quarter", "half", "year", "decade", "century"):
        months = round(count * {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}[unit])
        return _add_months(when, months)
    if unit == "business":
        return _add_business(when, int(count))
    return _clip(when, timedelta(seconds=count * (UNIT_DAYS[unit] * DAY if unit in UNIT_DAYS else 1)))


def _clip(when: datetime, delta: timedelta) -> datetime:
    try:
        return when + delta
    except OverflowError:
        return datetime.max.replace(microsecond=0) if delta > timedelta(0) else datetime.min


def _add_months(when: datetime, months: int) -> datetime:
    index = when.year * 12 + when.month - 1 + months
    year, month = min(max(index // 12, 1), 9999), index % 12 + 1
    return when.replace(year=year, month=month, day=min(when.day, calendar.monthrange(year, month)[1]))


def _add_business(when: datetime, count: int) -> datetime:
    step = 1 if count >= 0 else -1
    for _ in range(min(abs(count), 1000)):
        when += timedelta(days=step)
        while when.weekday() >= 5:
            when += timedelta(days=step)
    return when


def period(unit: str, when: datetime) -> tuple[datetime, datetime]:
    """The calendar unit that holds `when`: (its start, the next one's start)."""
    when = day(when)
    if unit in ("week", "fortnight"):
        start = when - timedelta(days=when.weekday())
    elif unit in ("weekend", "workweek"):
        start = when - timedelta(days=when.weekday()) + timedelta(days=5 if unit == "weekend" else 0)
        return start, start + timedelta(days=2 if unit == "weekend" else 5)
    elif unit == "month":
        start = when.replace(day=1)
    elif unit in ("quarter", "half"):
        size = 3 if unit == "quarter" else 6
        start = when.replace(month=(when.month - 1) // size * size + 1, day=1)
    elif unit in ("year", "decade", "century"):
        size = {"year": 1, "decade": 10, "century": 100}[unit]
        start = when.replace(year=max(when.year // size * size, 1), month=1, day=1)
    else:
        start = when
    return start, add(start, "day" if unit == "night" else unit, 1)


def make(year: int, month: int, number: int) -> datetime | None:
    """That day, or None where the calendar has no such day."""
    try:
        return datetime(year, month, number)
    except (ValueError, OverflowError):
        return None


def upcoming(reference: datetime, month: int, number: int) -> datetime | None:
    """The next such day, today included (29 February waits for a leap year)."""
    for year in range(reference.year, reference.year + 9):
        if (found := make(year, month, number)) and found >= day(reference):
            return found
    return None


def full_year(number: int) -> int | None:
    """A spoken or written year: 1998, 98, 21; None where it cannot be one."""
    if 1000 <= number <= 2999:
        return number
    if 0 <= number < 100:
        return 2000 + number if number < 50 else 1900 + number
    return None


def easter(year: int) -> datetime:
    """Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return datetime(year, f // 31, f % 31 + 1)


def shifted(when: When, delta_years: int) -> When:
    """The same month and day in another year; a bare weekday moves by weeks instead."""
    if when.grain == "weekday" and when.start:
        return replace(when, start=when.start + timedelta(days=7 * delta_years))
    start = add(when.start, "year", delta_years) if when.start else None
    end = add(when.end, "year", delta_years) if when.end else None
    return replace(when, start=start, end=end)


def nth_weekday(month_start: datetime, weekday: int, nth: int) -> datetime | None:
    """The nth such weekday of a month (-1: the last)."""
    if nth < 0:
        last = add(month_start, "month", 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    found = month_start + timedelta(days=(weekday - month_start.weekday()) % 7 + 7 * (nth - 1))
    return found if found.month == month_start.month else None


def holiday(name: str, year: int) -> datetime | None:
    """A table entry: `12-25`, `easter+1`, `11:4:3` (month:nth:weekday, + days)."""
    if name.startswith("easter"):
        return easter(year) + timedelta(days=int(name[6:]))
    if name.startswith("advent"):
        christmas = datetime(year, 12, 25)
        return christmas + timedelta(days=int(name[6:]) - christmas.weekday() - 1)
    if ":" in name:
        month, nth, rest = name.split(":")
        weekday_number, _, plus = rest.partition("+")
        found = nth_weekday(datetime(year, int(month), 1), int(weekday_number), int(nth))
        return found + timedelta(days=int(plus or 0)) if found else None
    month, number = name.split("-")
    return make(year, int(month), int(number))
