"""Country, currency, timezone and language: guessed from how somebody arrives, checked when somebody chooses."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

import pycountry
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies

from comity.core.errors import Problem
from comity.core.who import Who

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_DEFAULT_COUNTRY = {"en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT"}


def guess(who: Who, **known: str) -> dict[str, str]:
    """Settings of a new organisation: what was said, where it exists, else what the asker's language suggests."""
    language = known.get("language", who.language)
    if not _LANGUAGE.match(language):
        language = "en"
    country = known.get("country", "").upper()
    timezone = known.get("timezone", who.timezone)
    if country not in countries():
        country = _country_of(language, timezone)
    currency = known.get("base_currency", "").upper()
    return {
        "language": language,
        "country": country,
        "timezone": timezone if timezone in timezones() else "UTC",
        "base_currency": currency if currency in currencies() else currency_of(country),
    }


def currency_of(country: str) -> str:
    """The currency people pay with there."""
    found: list[str] = get_territory_currencies(country)
    return found[-1] if found else "USD"


@cache
def countries() -> dict[str, str]:
    """Every country by its code, sorted by its English name."""
    found = {country.alpha_2: getattr(country, "common_name", country.name) for country in pycountry.countries}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


@cache
def currencies() -> dict[str, str]:
    """Every currency in use, by its code."""
    found = {currency.alpha_3: currency.name for currency in pycountry.currencies}
    return dict(sorted(found.items()))


@cache
def timezones() -> tuple[str, ...]:
    """Every timezone that is named after a place."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return (*places, "UTC")


def check(*, country: str, base_currency: str, timezone: str) -> None:
    """Raises when one of them does not exist."""
    if country not in countries():
        raise Problem("unknown_country", 422, "Choose a country from the list.", field="country")
    if base_currency not in currencies():
        raise Problem("unknown_currency", 422, "Choose a currency from the list.", field="base_currency")
    if timezone not in timezones():
        raise Problem("unknown_timezone", 422, "Choose a timezone from the list.", field="timezone")


def _country_of(language: str, timezone: str) -> str:
    """The country a language names, else the one a clock goes by, else the one most who speak it live in."""
    try:
        territory = Locale.parse(language.replace("-", "_")).territory
    except (ValueError, UnknownLocaleError):
        territory = None
    return territory or _country_by_clock(timezone) or _DEFAULT_COUNTRY.get(language.partition("-")[0], "US")


def _country_by_clock(timezone: str) -> str | None:
    found: str | None = get_global("zone_territories").get(timezone)
    return found if found in countries() else None
