"""Phone numbers as E.164, at the price of a dictionary and a regular expression.

phonenumbers.parse costs 50 to 100 µs; an import has a million of them. Numbers that plainly fit their country's general
pattern are accepted here, everything else is asked of phonenumbers. A test compares both on numbers of every country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata

from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

_JUNK = str.maketrans("", "", " ()-./\u00a0\u2010\u2011\u2012\u2013\u2009\u202f\t'")
_EXTENSION = re.compile(
    r"(?:\s*[;,]?\s*(?:ext|extn|extension|x|poste|durchwahl|dw|anexo|int)\.?[:\s]*|\s*#\s*)(\d{1,7})$", re.I
)
_TRUNK = re.compile(r"\(0\)")
_SEVERAL = re.compile(r"[;|\n]+|,\s+(?=[+0(])|\s+(?:or|oder|ou|o)\s+|(?<=\d)\s*/\s*(?=\+)")
_LABEL = re.compile(r"^\s*(?:tel|phone|fon|mobile|mob|cell|handy|fax|m|t|p|work|home)\s*[.:]\s*", re.I)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a country's numbers look like, from libphonenumber's metadata."""

    prefix: str
    national: re.Pattern[str]
    trunk: str


@cache
def _plan(region: str) -> _Plan | None:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None or metadata.general_desc.national_number_pattern is None:
        return None
    trunk = metadata.national_prefix or ""
    simple = metadata.national_prefix_for_parsing in (None, trunk) and not metadata.national_prefix_transform_rule
    lengths = metadata.general_desc.possible_length
    pattern = metadata.general_desc.national_number_pattern
    shape = "|".join(rf"(?=.{{{length}}}\Z)" for length in lengths) or "(?=.)"
    return _Plan(f"+{metadata.country_code}", re.compile(rf"(?:{shape})(?:{pattern})\Z"), trunk if simple else "?")


@cache
def _plan_of_code(code: str) -> _Plan | None:
    region = phonenumbers.region_code_for_country_code(int(code))
    return _plan(region) if region not in ("ZZ", "001") else None


@cache
def _plan_of(digits: str) -> tuple[_Plan, int] | None:
    """Whose number begins with these three digits, and how many of them say so."""
    for length in range(1, len(digits) + 1):
        plan = _plan_of_code(digits[:length])
        if plan is not None:
            return plan, length
    return None


def plain(cell: str) -> str | None:
    """The one international number that is all there is in the cell; else None, and it is worth a second look."""
    if cell[0] != "+":
        return None
    digits = cell[1:].translate(_JUNK)
    return _international(digits) if digits.isdecimal() and digits.isascii() and "/" not in cell else None


def split(cell: str) -> list[str]:
    """The numbers in a cell that holds several."""
    return [part for part in _SEVERAL.split(cell) if part.strip()] if _SEVERAL.search(cell) else [cell]


def e164(raw: str, region: str) -> str:
    """The number as +…; raises BadValue. `region` is where national numbers are from."""
    plain = raw.translate(_JUNK)
    if plain.isdecimal() and plain.isascii():
        found = _national(plain, region)
    elif plain[:1] == "+" and plain[1:].isdecimal() and plain.isascii():
        found = _international(plain[1:])
    else:
        found = None
    return found or _thorough(raw, region)


def _national(digits: str, region: str) -> str | None:
    if digits.startswith("00"):
        return _international(digits[2:])
    plan = _plan(region)
    if plan is None or plan.trunk == "?":
        return None
    if plan.trunk and digits.startswith(plan.trunk):
        rest = digits[len(plan.trunk) :]
        if plan.national.match(digits) is None and plan.national.match(rest):
            return plan.prefix + rest
        return None
    return plan.prefix + digits if plan.national.match(digits) else None


def _international(digits: str) -> str | None:
    found = _plan_of(digits[:3])
    if found is None:
        return None
    plan, length = found
    return plan.prefix + digits[length:] if plan.national.match(digits, length) else None


def _thorough(raw: str, region: str) -> str:
    text = _EXTENSION.sub("", _TRUNK.sub("", _LABEL.sub("", raw)))
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise BadValue(_("not a phone number")) from error
    length = phonenumbers.is_possible_number_with_reason(number)
    if length in (phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        raise BadValue(
            _("too short for a phone number of {country}; the area code may be missing").format(country=region)
        )
    if length == phonenumbers.ValidationResult.TOO_LONG:
        raise BadValue(_("too long for a phone number"))
    if length != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadValue(_("not a phone number"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
