"""Numbers and amounts as people write them: 1,234.50 and 1.234,50 and 1'234.50, € 12k, (500), 50 %."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from comity.office.imports.values import places
from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

_NUMBER = re.compile(
    r"(?P<sign>[-−+(]?)\s*(?P<digits>\d[\d.,'’ \u00a0\u202f]*|[.,]\d+)\s*"
    r"(?P<size>k|tsd|m|mio|mn|mrd|bn|b)?\.?\s*(?P<end>[-)]?)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"['’\s\u00a0\u202f]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
_SIZES = {"k": 3, "tsd": 3, "m": 6, "mio": 6, "mn": 6, "mrd": 9, "bn": 9, "b": 9}
_CURRENCY = re.compile(r"[^\d\s.,'’()+\-−%\u00a0\u202f]+")


def decimal_mark(cells: Iterable[str], usual: str = ".") -> str:
    """The decimal mark of a column, by the numbers in it that can only be read one way."""
    comma = point = 0
    for cell in cells:
        match = _NUMBER.search(cell)
        digits = _SPACES.sub("", match["digits"]) if match else ""
        last = max(digits.rfind(","), digits.rfind("."))
        if last < 0:
            continue
        mark, other = digits[last], "," if digits[last] == "." else "."
        certain = other in digits or (digits.count(mark) == 1 and len(digits) - last - 1 != 3)
        if digits.count(mark) > 1:  # 1.234.567: the mark groups
            mark, certain = other, True
        if certain:
            comma, point = comma + (mark == ","), point + (mark == ".")
    return "," if comma > point else "." if point > comma else usual


def number(raw: str, mark: str = ".") -> Decimal:
    """The number; raises BadValue."""
    text = raw.strip()
    if text.isdecimal() and text.isascii():
        return Decimal(text)
    match = _NUMBER.fullmatch(text.rstrip("% "))
    if match is None:
        raise BadValue(_("not a number"))
    value = _value(match["digits"], mark)
    if match["size"]:
        value = value.scaleb(_SIZES[match["size"].lower()])
    negative = match["sign"] in ("-", "−", "(") or match["end"] == "-"
    return -value if negative else value


def _value(digits: str, mark: str) -> Decimal:
    digits = _SPACES.sub("", digits).rstrip(".,")
    other = "," if mark == "." else "."
    if other in digits and mark not in digits and not _GROUPED.match(digits) and digits.count(other) == 1:
        mark, other = other, mark  # 12,5 in a column of 12.5
    digits = digits.replace(other, "").replace(mark, ".")
    if digits.count(".") > 1:
        raise BadValue(_("not a number"))
    return Decimal(digits)


def money(raw: str, mark: str = ".") -> tuple[Decimal, str | None]:
    """The amount, and the currency if the cell names one; raises BadValue."""
    text = raw.strip()
    currency = None
    for found in _CURRENCY.finditer(text):
        code = places.currency_of(found[0])
        if code:
            currency = code
            text = (text[: found.start()] + text[found.end() :]).strip()
            break
    amount = number(text, mark)
    if abs(amount) >= Decimal("1e13"):
        raise BadValue(_("more money than there is"))
    return amount.quantize(Decimal("0.01")), currency


def integer(raw: str, mark: str = ".") -> int:
    """A whole number; raises BadValue."""
    value = number(raw, mark)
    if value != value.to_integral_value() or abs(value) > 2_147_483_647:
        raise BadValue(_("not a whole number"))
    return int(value)


_TRUE = re.compile(r"(?:true|yes|y|1|on|ja|j|wahr|oui|o|vrai|si|sí|s|verdadero|x|✓|✔|sim)\Z")
_FALSE = re.compile(r"(?:false|no|n|0|off|nein|falsch|non|faux|falso|-|não)\Z")


def boolean(raw: str) -> bool:
    """Yes or no, in four languages; raises BadValue."""
    text = raw.strip().lower()
    if _TRUE.match(text):
        return True
    if _FALSE.match(text):
        return False
    raise BadValue(_("neither yes nor no"))
