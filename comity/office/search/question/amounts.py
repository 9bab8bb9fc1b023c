"""Sums as people type them: 50k, €1.5m, 50.000 EUR, 2 Mio., half a million is left to the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_SCALES = {
    "k": 3, "tsd": 3, "thousand": 3, "tausend": 3, "grand": 3,
    "m": 6, "mm": 6, "mio": 6, "mil": 6, "mln": 6, "million": 6, "millions": 6, "millionen": 6,
    "b": 9, "bn": 9, "billion": 9, "billions": 9, "mrd": 9, "milliarde": 9, "milliarden": 9,
}  # fmt: skip
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "us$": "USD", "c$": "CAD", "a$": "AUD", "fr": "CHF"}
_NAMES = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "pfund": "GBP", "chf": "CHF", "franken": "CHF", "francs": "CHF", "sfr": "CHF",
    "jpy": "JPY", "yen": "JPY", "aed": "AED", "dirham": "AED", "dirhams": "AED", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "pln": "PLN", "cad": "CAD", "aud": "AUD", "hkd": "HKD", "sgd": "SGD", "cny": "CNY",
    "yuan": "CNY", "inr": "INR", "sar": "SAR", "qar": "QAR", "try": "TRY", "zar": "ZAR", "brl": "BRL",
}  # fmt: skip

_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_MONEY = re.compile(
    rf"(?:(?P<sign>{_SIGN})\.?\s*|(?P<before>{_NAME})\s+)?"
    rf"(?P<number>\d(?:[\d.,'’]*\d)?)\s*(?:(?P<scale>{_SCALE})\b\.?)?"
    rf"(?:\s*(?P<after>{_SIGN}|(?:{_NAME})\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum, and its currency when one was named."""

    value: Decimal
    currency: str | None = None
    scale: int = 0


def match(text: str, start: int) -> tuple[Amount, int] | None:
    """The sum written at this place, and where it ends."""
    found = _MONEY.match(text, start)
    if not found:
        return None
    value = number(found["number"])
    if value is None:
        return None
    scale = _SCALES.get((found["scale"] or "").lower(), 0)
    return Amount(value * 10**scale, _currency(found), scale), found.end()


def number(text: str) -> Decimal | None:
    """Reads 1,234.5 and 1.234,5 alike: a mark followed by exactly three digits groups, any other is decimal."""
    text = text.replace("'", "").replace("’", "")
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0:
        tail = text[last + 1 :]
        both = "." in text and "," in text
        groups = not both and len(tail) == 3 and text[:last].lstrip("0") != ""
        head = re.sub("[.,]", "", text[:last])
        text = head + tail if groups else f"{head}.{tail}"
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _currency(found: re.Match[str]) -> str | None:
    word = (found["sign"] or found["before"] or found["after"] or "").lower()
    return _SIGNS.get(word) or _NAMES.get(word)
