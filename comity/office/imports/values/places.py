"""Countries, languages and currencies by any of their usual names."""

from __future__ import annotations

import re
from functools import cache

import pycountry
from babel import Locale

from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_ALSO = {
    "usa": "US", "u s a": "US", "us": "US", "u s": "US", "america": "US", "etats unis": "US", "estados unidos": "US",
    "vereinigte staaten von amerika": "US", "uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB", "britain": "GB", "grossbritannien": "GB",
    "großbritannien": "GB", "eire": "IE", "republic of ireland": "IE", "holland": "NL", "the netherlands": "NL",
    "russia": "RU", "south korea": "KR", "korea": "KR", "czech republic": "CZ", "uae": "AE", "brasil": "BR",
    "bundesrepublik deutschland": "DE", "brd": "DE", "hong kong": "HK", "taiwan": "TW", "macedonia": "MK",
    "vietnam": "VN", "türkei": "TR", "turkey": "TR", "ivory coast": "CI", "cape verde": "CV", "swaziland": "SZ",
    "burma": "MM", "el": "GR",
}  # fmt: skip
_SYMBOLS = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS",
    "₫": "VND", "₴": "UAH", "us$": "USD", "a$": "AUD", "c$": "CAD", "hk$": "HKD", "s$": "SGD", "nz$": "NZD",
    "r$": "BRL",
    "fr": "CHF", "sfr": "CHF", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "euro": "EUR", "euros": "EUR",
    "dollar": "USD", "dollars": "USD", "pound": "GBP", "pounds": "GBP", "franken": "CHF", "yen": "JPY",
}  # fmt: skip
_NOT_WORDS = re.compile(r"[\W_]+")


def _folded(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


@cache
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes:
                known[_folded(name)] = code
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "official_name", ""), getattr(country, "common_name", "")):
            known.setdefault(_folded(name), country.alpha_2)
        known[country.alpha_2.lower()] = country.alpha_2
        known[country.alpha_3.lower()] = country.alpha_2
    known.update(_ALSO)
    known.pop("", None)
    return known


@cache
def country(raw: str) -> str:
    """ISO 3166-1 alpha-2; raises BadValue."""
    code = _countries().get(_folded(raw))
    if code is None:
        raise BadValue(_("not a country"))
    return code


@cache
def _tongues() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).languages.items():
            if len(code) <= 3:
                known.setdefault(_folded(name), code)
    for tongue in pycountry.languages:
        two = getattr(tongue, "alpha_2", "")
        if two:
            known[two] = known[tongue.alpha_3] = two
    return known


@cache
def language(raw: str) -> str:
    """A BCP 47 tag such as de or pt-BR; raises BadValue."""
    text = raw.strip()
    code = _tongues().get(_folded(text))
    if code is not None:
        return code
    match = re.fullmatch(r"([A-Za-z]{2,3})[-_]([A-Za-z]{2}|[A-Za-z]{4})", text)
    if match is None or match[1].lower() not in _tongues():
        raise BadValue(_("not a language"))
    return f"{match[1].lower()}-{match[2].upper() if len(match[2]) == 2 else match[2].title()}"


@cache
def _codes() -> frozenset[str]:
    return frozenset(found.alpha_3 for found in pycountry.currencies)


def currency_of(text: str) -> str | None:
    """ISO 4217 of a code, a symbol or a name; None when it is none."""
    stripped = text.strip(" .")
    if stripped.upper() in _codes():
        return stripped.upper()
    return _SYMBOLS.get(stripped.lower())


def currency(raw: str) -> str:
    """ISO 4217; raises BadValue."""
    code = currency_of(raw)
    if code is None:
        raise BadValue(_("not a currency"))
    return code
