"""The words of the calendar in each language, and the shapes of dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_ISO = r"\d{4}-\d{1,2}-\d{1,2}"
_DOTTED = r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?!\d)"
_SLASHED = r"\d{1,2}/\d{1,2}/\d{4}"


@dataclass(frozen=True, slots=True)
class Table:
    """One language's calendar: words to numbers, and the forms a stretch of time takes."""

    units: Mapping[str, str]
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    nearness: Mapping[str, int]
    days: Mapping[str, int]
    forms: tuple[tuple[str, str], ...]
    edges: tuple[tuple[str, str], ...]
    joins: str


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first, so that "sept" does not stop at "sep"."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _units(**forms: str) -> dict[str, str]:
    return {word: unit for unit, words in forms.items() for word in words.split()}


def _months(*names: str) -> dict[str, int]:
    return {word: number for number, words in enumerate(names, 1) for word in words.split()}


EN = Table(
    units=_units(
        day="day days", week="week weeks", month="month months", quarter="quarter quarters", year="year years"
    ),
    numbers={
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
    },
    months=_months(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sept sep", "october oct", "november nov", "december dec",
    ),
    weekdays={
        "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    },
    nearness={"this": 0, "current": 0, "last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "upcoming": 1},
    days={"today": 0, "yesterday": -1, "tomorrow": 1},
    forms=(
        ("span", r"(?:(?:in|within|over|during|for)\s+)?(?:the\s+)?{near}\s+{count}[\s-]+{unit}"),
        ("ago", r"{count}\s+{unit}\s+ago"),
        ("near", r"(?:(?:in|within|during|for|of)\s+)?(?:the\s+)?{near}\s+{unit}"),
        ("month", r"(?:in\s+|during\s+|of\s+)?(?:(?:this|last|next)\s+)?{month}(?:,?\s+{year})?"),
        ("quarter", r"(?:in\s+)?q(?P<quarter>[1-4])(?:[\s/]*{year})?"),
        ("year", r"(?:in\s+)?{year}"),
        ("weekday", r"(?:on\s+)?(?:(?:last|next|this)\s+)?{weekday}"),
        ("day", r"{day}"),
        ("date", r"(?:on\s+)?(?:the\s+)?{date}"),
    ),
    edges=(
        ("between", r"(?:between|from)\s+"),
        ("since", r"(?:since|from|starting)\s+"),
        ("after", r"after\s+"),
        ("before", r"(?:before|prior to|earlier than)\s+"),
        ("until", r"(?:until|till|by|up to)\s+(?:the\s+)?(?:end\s+of\s+)?"),
    ),
    joins=r"\s+(?:and|to|until|till)\s+",
)  # fmt: skip

DE = Table(
    units=_units(
        day="tag tage tagen tages", week="woche wochen", month="monat monate monaten monats",
        quarter="quartal quartale quartalen quartals", year="jahr jahre jahren jahres",
    ),
    numbers={
        "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
        "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12, "vierzehn": 14, "zwanzig": 20,
        "dreißig": 30, "sechzig": 60, "neunzig": 90,
    },
    months=_months(
        "januar jan jänner", "februar feb", "märz mär", "april apr", "mai", "juni jun", "juli jul", "august aug",
        "september sept sep", "oktober okt", "november nov", "dezember dez",
    ),
    weekdays={
        "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5,
        "sonntag": 6,
    },
    nearness={
        **{stem + ending: value for stem, value in (("diese", 0), ("letzte", -1), ("vorige", -1), ("vergangene", -1),
           ("nächste", 1), ("kommende", 1)) for ending in ("", "n", "r", "s", "m")},
        "aktuellen": 0, "laufenden": 0,
    },
    days={"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "übermorgen": 2},
    forms=(
        ("span", r"(?:(?:in|innerhalb|während)\s+)?(?:den\s+|der\s+)?{near}\s+{count}\s+{unit}"),
        ("ago", r"vor\s+{count}\s+{unit}"),
        ("near", r"(?:(?:in|im|während)\s+)?(?:der\s+|des\s+|dem\s+)?{near}\s+{unit}"),
        ("month", r"(?:im\s+|in\s+)?(?:(?:letzten|nächsten|diesen)\s+)?{month}(?:\s+{year})?"),
        ("quarter", r"(?:im\s+)?(?:q|quartal\s+)(?P<quarter>[1-4])(?:[\s/]*{year})?"),
        ("quarter", r"(?:im\s+)?(?P<quarter>[1-4])\.\s*quartal(?:\s+{year})?"),
        ("year", r"(?:in\s+|im\s+jahr\s+)?{year}"),
        ("weekday", r"(?:am\s+)?(?:(?:letzten|nächsten|diesen)\s+)?{weekday}"),
        ("day", r"{day}"),
        ("date", r"(?:am\s+|dem\s+)?{date}"),
    ),
    edges=(
        ("between", r"(?:zwischen|von|vom)\s+(?:dem\s+)?"),
        ("since", r"(?:seit|ab)\s+(?:dem\s+|der\s+)?"),
        ("after", r"nach\s+(?:dem\s+|der\s+)?"),
        ("before", r"vor\s+(?:dem\s+|der\s+)?"),
        ("until", r"bis\s+(?:zum\s+|zur\s+)?(?:ende\s+)?"),
    ),
    joins=r"\s+(?:und|bis)\s+(?:zum\s+|dem\s+)?",
)  # fmt: skip

TABLES: Mapping[str, Table] = {"en": EN, "de": DE}


@lru_cache
def date_pattern(language: str) -> str:
    """A regular expression for one day written out."""
    months = any_of(TABLES[language].months)
    if language == "de":
        return rf"{_ISO}|{_DOTTED}|\d{{1,2}}\.\s*(?:{months})\b\.?(?:\s+\d{{4}})?"
    return (
        rf"{_ISO}|{_DOTTED}|{_SLASHED}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{months})\b\.?(?:,?\s+\d{{4}})?"
        rf"|(?:{months})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+\d{{4}})?"
    )


def read_date(text: str, language: str, today: date, ahead: bool) -> date | None:
    """One day, or None. Slashes are day/month unless only month/day can be meant."""
    if not re.fullmatch(date_pattern(language), text, re.IGNORECASE):
        return None
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    months = TABLES[language].months
    named = next((months[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in months), None)
    try:
        if named:
            return _near_year(numbers[1] if len(numbers) > 1 else None, named, numbers[0], today, ahead)
        if re.fullmatch(_ISO, text):
            return date(numbers[0], numbers[1], numbers[2])
        day, month = numbers[0], numbers[1]
        if "/" in text and month > 12:
            day, month = month, day
        return _near_year(numbers[2] if len(numbers) > 2 else None, month, day, today, ahead)
    except (ValueError, IndexError):
        return None


def _near_year(year: int | None, month: int, day: int, today: date, ahead: bool) -> date:
    if year is not None:
        return date(year + 2000 if year < 100 else year, month, day)
    found = date(today.year, month, day)
    if ahead and found < today:
        return found.replace(year=today.year + 1)
    return found.replace(year=today.year - 1) if not ahead and found > today else found
