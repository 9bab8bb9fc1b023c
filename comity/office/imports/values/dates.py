"""Dates and times in the form that a column uses, found from its cells; day and month are told apart, or it is said
that they cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale

from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

Order = Literal["ymd", "dmy", "mdy"]
MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "BZ"})
_ISO = re.compile(r"\d{4}-\d\d-\d\d\Z")
_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})\s*[./\-年 ]\s*(?P<b>\d{1,2})\s*[./\-月 ]\s*(?P<c>\d{1,4})日?(?:[T ,]+(?P<time>\d.*))?\Z"
)
_TAIL = r"(?:[T ,]+(?:at |um |à )?(?P<time>\d.*))?\Z"
_NAMED = re.compile(
    r"(?:\D{2,12}[, ]+)?(?:"
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th|\.|er|º|ª)?(?:\s+(?:of|de)|)[\s\-]+(?P<m1>[^\W\d]+\.?)(?:\s+de)?[\s\-,]+(?P<y1>\d{2,4})"
    r"|(?P<m2>[^\W\d]+\.?)\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4}))" + _TAIL,
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.h](?P<m>\d\d)?(?:[:.](?P<s>\d\d)(?:[.,]\d+)?)?\s*(?P<ap>[ap]\.?m\.?)?\s*(?:Uhr\s*)?"
    r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?\Z",
    re.IGNORECASE,
)
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")


@cache
def _months() -> dict[str, int]:
    known: dict[str, int] = {}
    for language in _LANGUAGES:
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[form][width].items():
                    known[name.rstrip(".").lower()] = number
    known.update({"sept": 9, "mrz": 3, "maerz": 3})
    return known


@dataclass(frozen=True, slots=True)
class Found:
    """The order of a column's dates; `certain` is false when every one of them reads both ways."""

    order: Order
    certain: bool


def order_of(cells: Iterable[str], country: str = "US") -> Found:
    """Looks for days beyond the twelfth."""
    usual: Order = "mdy" if country in MONTH_FIRST else "dmy"
    day_first = month_first = numeric = 0
    for cell in cells:
        match = _NUMERIC.match(cell.strip())
        if match is None or len(match["a"]) > 2:
            continue
        first, second = int(match["a"]), int(match["b"])
        if max(first, second) > 31:
            continue
        numeric += 1
        day_first += first > 12
        month_first += second > 12
    if not numeric:
        return Found(usual, True)
    if day_first != month_first:
        return Found("dmy" if day_first > month_first else "mdy", not (day_first and month_first))
    return Found(usual, False)


def day(raw: str, order: Order = "dmy") -> date:
    """The date; raises BadValue."""
    text = raw.strip()
    if _ISO.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise BadValue(_("no such date")) from error
    return _parse(text, order)[0]


def moment(raw: str, order: Order = "dmy", zone: ZoneInfo | None = None) -> datetime:
    """The instant in UTC, a time without zone taken in `zone`; raises BadValue."""
    text = raw.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None:
        on, time = _parse(text, order)
        found = _with_time(on, time)
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone or UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise BadValue(_("no such date")) from error


def looks_like_one(raw: str) -> bool:
    """Whether a cell could be a date: for guessing what a column holds, so plain numbers do not count."""
    text = raw.strip()
    if text.isdecimal() and len(text) != 8:
        return False
    try:
        _parse(text, "dmy")
    except BadValue:
        try:
            _parse(text, "mdy")
        except BadValue:
            return False
    return True


def _parse(text: str, order: Order) -> tuple[date, str]:
    try:
        if text.isdecimal() and text.isascii():
            return _from_digits(text), ""
        match = _NUMERIC.match(text)
        if match is not None:
            return _from_parts(match["a"], match["b"], match["c"], order), match["time"] or ""
        match = _NAMED.match(text)
        if match is not None:
            month = _months().get((match["m1"] or match["m2"]).rstrip(".").lower())
            if month is not None:
                return date(_year(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"])), match[
                    "time"
                ] or ""
    except ValueError as error:
        raise BadValue(_("no such date")) from error
    raise BadValue(_("not a date"))


def _from_digits(text: str) -> date:
    """20240301, a spreadsheet's day number, or seconds or milliseconds since 1970."""
    if len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 5:
        return date(1899, 12, 30) + timedelta(days=int(text))
    if len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC).date()
    raise BadValue(_("not a date"))


def _from_parts(a: str, b: str, c: str, order: Order) -> date:
    if len(a) > 2:
        return date(int(a), int(b), int(c))
    if len(c) == 3 or len(b) > 2:
        raise BadValue(_("not a date"))
    month, dom = (int(a), int(b)) if order == "mdy" else (int(b), int(a))
    return date(_year(c), month, dom)


def _year(text: str) -> int:
    """Two digits mean the hundred years that end ten years from now."""
    if len(text) > 2:
        return int(text)
    latest = date.today().year + 10
    year = latest // 100 * 100 + int(text)
    return year if year <= latest else year - 100


def _with_time(on: date, text: str) -> datetime:
    if not text:
        return datetime(on.year, on.month, on.day)
    match = _TIME.match(text.strip())
    if match is None:
        raise BadValue(_("not a time of day"))
    hour = int(match["h"])
    if match["ap"]:
        hour = hour % 12 + (12 if match["ap"][0].lower() == "p" else 0)
    try:
        found = datetime(on.year, on.month, on.day, hour, int(match["m"] or 0), int(match["s"] or 0))
        zone = (match["zone"] or "").upper()
        if zone in ("Z", "UTC", "GMT"):
            return found.replace(tzinfo=UTC)
        return datetime.fromisoformat(f"{found.isoformat()}{zone}") if zone else found
    except ValueError as error:
        raise BadValue(_("no such date")) from error
