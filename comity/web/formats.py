"""Template filters that write numbers, money, dates and names the way the reader expects."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, TypeAlias

import phonenumbers
from babel import Locale, dates, numbers
from markupsafe import Markup, escape

from comity.web.i18n import gettext as _
from comity.web.i18n import locale_of, reader

NOTHING: Final = "–"
_RECENT: Final = 300 * 86400
_LETTER_DIGIT: Final = re.compile(r"(?<=[A-Z])(?=\d)")
"""Where a currency's code meets its amount: CHF 5, as CLDR wants it."""
Numeric: TypeAlias = int | float | Decimal | str


def money(amount: Numeric | None, currency: str | None, *, compact: bool = False, cents: bool | None = None) -> str:
    """An amount with its currency; round amounts lose their cents unless `cents` says otherwise."""
    value = _decimal(amount)
    if value is None or not currency:
        return NOTHING
    return _money(value, currency, reader().tag, compact, cents)


@lru_cache(maxsize=8192)
def _money(value: Decimal, currency: str, language: str, compact: bool, cents: bool | None) -> str:
    locale = locale_of(language)
    if compact and abs(value) >= 10_000 and _shortens(value, locale):
        text = numbers.format_compact_currency(value, currency, locale=locale, fraction_digits=1)
        return _LETTER_DIGIT.sub("\u00a0", text)
    whole = value == value.to_integral_value() if cents is None else not cents
    whole = whole or (compact and abs(value) >= 100)
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "") if whole else None
    text = numbers.format_currency(value, currency, pattern, locale=locale, currency_digits=not whole)
    return _LETTER_DIGIT.sub("\u00a0", text)


def _shortens(value: Decimal, locale: Locale) -> bool:
    """Whether the language has a short word for amounts of this size; German has none for thousands."""
    size = "1" + "0" * (len(str(int(abs(value)))) - 1)
    pattern = locale.compact_decimal_formats["short"]["other"].get(size)
    return pattern is None or bool(pattern.pattern.strip("0"))


def number(value: Numeric | None, places: int | None = None, *, compact: bool = False) -> str:
    """A number with the reader's separators."""
    found = _decimal(value)
    return NOTHING if found is None else _number(found, places, reader().tag, compact)


@lru_cache(maxsize=8192)
def _number(value: Decimal, places: int | None, language: str, compact: bool) -> str:
    if compact:
        return numbers.format_compact_decimal(value, locale=locale_of(language), fraction_digits=1)
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(value, pattern, locale=locale_of(language))


def percent(value: Numeric | None, places: int = 0) -> str:
    """A share of one, as per cent."""
    found = _decimal(value)
    if found is None:
        return NOTHING
    whole = str(reader().locale.percent_formats[None].pattern)  # German sets a space before the sign, English none
    pattern = whole.replace("##0", "##0." + "0" * places) if places else whole
    return numbers.format_percent(found, pattern, locale=reader().locale)


def day(value: date | datetime | str | None, style: str = "medium") -> str:
    """A date, in the reader's timezone when it is an instant; also as JSON has it, such as a custom field's.

    Styles: short, medium, long, full or a pattern.
    """
    if value is None:
        return NOTHING
    if isinstance(value, str):
        value = date.fromisoformat(value)
    local = _local(value).date() if isinstance(value, datetime) else value
    return _day(local, style, reader().tag)


@lru_cache(maxsize=8192)
def _day(value: date, style: str, language: str) -> str:
    return dates.format_date(value, style, locale=locale_of(language))


def near_day(value: date | datetime | None) -> str:
    """A date without its year when that is this year: what lists show."""
    if value is None:
        return NOTHING
    local = _local(value).date() if isinstance(value, datetime) else value
    return _near_day(local, local.year == _now().year, reader().tag)


@lru_cache(maxsize=8192)
def _near_day(value: date, this_year: bool, language: str) -> str:
    skeleton = "MMMd" if this_year else "yMMMd"
    return dates.format_skeleton(skeleton, datetime(value.year, value.month, value.day), locale=locale_of(language))


def clock(value: datetime | None, style: str = "short") -> str:
    """The time of day in the reader's timezone."""
    return NOTHING if value is None else dates.format_time(_local(value), style, locale=reader().locale, tzinfo=None)


def moment(value: datetime | None, style: str = "medium") -> str:
    """Date and time in the reader's timezone."""
    if value is None:
        return NOTHING
    return f"{day(value, style)}, {clock(value)}"


def due(value: datetime | None) -> Markup:
    """When something is due as people say it: today or tomorrow and the hour, a day of this week, else the date."""
    if value is None:
        return Markup(NOTHING)
    local = _local(value)
    days = (local.date() - _now().date()).days
    named = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get(days)
    weekday = dates.format_date(local, "EEEE", locale=reader().locale) if 1 < days < 7 else None
    hour = f", {clock(value)}" if -1 <= days < 7 else ""
    text = f"{named or weekday or near_day(value)}{hour}"
    return Markup(f'<time datetime="{local.isoformat(timespec="minutes")}">{escape(text)}</time>')


def ago(value: datetime | date | None) -> Markup:
    """How long ago or until, as a `time` element; the page's script keeps it true and tells the exact moment."""
    if value is None:
        return Markup(NOTHING)
    instant = (
        value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=reader().zone)
    )
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    seconds = (instant - datetime.now(UTC)).total_seconds()
    size = next((size for _unit, size in dates.TIMEDELTA_UNITS if abs(seconds) >= size), 1)
    recent = abs(seconds) < _RECENT
    text = _relative(reader().tag, size, round(seconds / size)) if recent else day(instant)
    mark = " data-ago" if recent else ""
    return Markup(f'<time datetime="{instant.isoformat(timespec="seconds")}"{mark}>{escape(text)}</time>')


@lru_cache(maxsize=4096)
def _relative(language: str, size: int, count: int) -> str:
    """Lists say the same few dozen of these over and over."""
    exact = timedelta(seconds=size * count or -1)
    return dates.format_timedelta(exact, add_direction=True, locale=locale_of(language), threshold=1)


def duration(seconds: float | None) -> str:
    """A length of time as 4:05 or 1:02:09."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def filesize(size: int | None) -> str:
    """Bytes in the unit a person would use."""
    if size is None:
        return NOTHING
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{number(round(value, 1) if value < 10 and unit != 'B' else round(value))} {unit}"


@lru_cache(maxsize=8192)
def phone(value: str | None) -> str:
    """An E.164 number in its international form."""
    if not value:
        return NOTHING
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value


def initials(name: str | None) -> str:
    """Up to two letters for an avatar."""
    words = [word for word in (name or "").split() if word[:1].isalnum()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper() or "?"


def _now() -> datetime:
    return datetime.now(reader().zone)


def _local(value: datetime) -> datetime:
    value = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return value.astimezone(reader().zone)
    except OverflowError:  # the last hours of the calendar, further east
        return value


def _decimal(value: Numeric | None) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 40 else None  # no figure: nobody reads it


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "money": money, "number": number, "percent": percent, "date": day, "near_date": near_day, "time": clock,
    "datetime": moment, "ago": ago, "due": due, "duration": duration, "filesize": filesize, "phone": phone,
    "initials": initials,
}  # fmt: skip
