"""Lengths of time and dates as contracts write them: `one hundred eighty (180) days`, `15th day of January 2018`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, cast

from comity.ai.offline.clauses.model import Length

Unit = Literal["day", "business_day", "week", "month", "quarter", "year"]
UNITS = {
    "day": r"days?|tage?n?|jours?|d[ií]as?|dias?", "week": r"weeks?|wochen?|semaines?|semanas?",
    "month": r"months?|monate?n?|mois|mes(?:es)?|mês", "quarter": r"quarters?|quartale?n?|trimestres?",
    "year": r"years?|jahre?n?s?|ans?|années?|años?|anos?",
}  # fmt: skip
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11,
    "twelve": 12, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty-one": 21, "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36, "forty-five": 45, "sixty": 60, "seventy-five": 75, "ninety": 90, "hundred": 100,
    "one hundred": 100,
    "one hundred twenty": 120, "one hundred and twenty": 120, "one hundred eighty": 180, "one hundred and eighty": 180,
    "ein": 1, "eine": 1, "einem": 1, "einen": 1, "eines": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
    "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12, "vierzehn": 14, "fünfzehn": 15, "achtzehn": 18,
    "dreißig": 30,
    "sechzig": 60, "neunzig": 90, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7,
    "huit": 8, "neuf": 9,
    "dix": 10, "douze": 12, "quinze": 15, "trente": 30, "soixante": 60, "quatre-vingt-dix": 90, "uno": 1, "una": 1,
    "dos": 2,
    "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12,
    "treinta": 30,
    "sesenta": 60, "noventa": 90, "um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "sete": 7,
    "oito": 8, "nove": 9,
    "dez": 10, "doze": 12, "trinta": 30, "sessenta": 60,
}  # fmt: skip
COUNT = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
LENGTH = re.compile(
    rf"(?<![\w.,$€£])(?:(?P<word>{COUNT})|(?P<digits>\d{{1,3}}))(?:\s?\((?P<inner>\d{{1,3}}"
    rf"|[ivl]{{1,4}})\))?(?:\s|-){{0,2}}'?"
    rf"(?P<business>(?:business|working|werk|arbeits|bank|banking)[ -]?)?(?:calendar |kalender|full "
    rf"|volle?n? |consecutive )?(?:" + "|".join(rf"(?P<{unit}>{forms})" for unit, forms in UNITS.items()) + r")(?!\w)"
)
FORMS = (
    "january januar janvier enero janeiro jan", "february februar février febrero fevereiro feb",
    "march märz mars marzo março mar", "april avril abril apr", "may mai mayo maio", "june juni juin junio junho jun",
    "july juli juillet julio julho jul", "august août agosto aug", "september septembre septiembre setembro sept sep",
    "october oktober octobre octubre outubro oct", "november novembre noviembre novembro nov",
    "december dezember décembre diciembre dezembro dec",
)  # fmt: skip
MONTHS = {form: number for number, forms in enumerate(FORMS, start=1) for form in forms.split()}
MONTH = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?!\w)", re.I)


def lengths(folded: str) -> Iterator[tuple[Length, int, int]]:
    """Every length of time with its place; the digits in brackets count where the two differ."""
    for match in LENGTH.finditer(folded):
        inner = match["inner"]
        count = int(inner) if inner and inner.isdigit() else int(match["digits"] or WORDS[match["word"] or "one"])
        unit = next(name for name in UNITS if match[name])
        if unit == "day" and match["business"]:
            unit = "business_day"
        yield Length(count, cast(Unit, unit)), match.start(), match.end()


def add(start: date, length: Length, sign: int = 1) -> date:
    """The day so much later or earlier; month ends are clipped, business days skip weekends."""
    count = length.count * sign
    if length.unit == "day":
        return _days(start, count)
    if length.unit == "week":
        return _days(start, count * 7)
    if length.unit == "business_day":
        return _business(start, count)
    months = start.year * 12 + start.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[length.unit]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return start
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _days(start: date, count: int) -> date:
    try:
        return start + timedelta(days=count)
    except OverflowError:
        return start


def _business(start: date, count: int) -> date:
    step, left, day = (1 if count > 0 else -1), abs(count), start
    while left:
        day += timedelta(days=step)
        left -= day.weekday() < 5
    return day


def day(words: str, *, day_first: bool) -> date | None:
    """The date those few words name; None where a part is left blank."""
    numbers = [int(each) for each in re.findall(r"(?<!\d)\d{1,4}(?!\d)", words)]
    month = MONTH.search(words)
    try:
        if month:
            year = next(n for n in numbers if n > 31)
            return date(year, MONTHS[month.group().lower()], next((n for n in numbers if n <= 31), 1))
        if len(numbers) != 3:
            return None
        if numbers[0] > 31:
            return date(*numbers)
        first, second, year = numbers
        if (day_first or first > 12) and second <= 12:
            first, second = second, first
        return date(year + (2000 if year < 70 else 1900) if year < 100 else year, first, second)
    except (ValueError, StopIteration):
        return None
