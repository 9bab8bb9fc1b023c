"""The first guess: columns by their names in four languages, by near spelling, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import phonenumbers
from rapidfuzz import fuzz, process

from comity.office.imports import vocabulary
from comity.office.imports.mapping.plan import Column, Options, Plan
from comity.office.imports.targets import Field, Kind
from comity.office.imports.values import dates, numbers, places
from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

Rows = Sequence[Sequence[str]]

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")
_PHONE = re.compile(r"^[+(]?\d[\d\s().\-/]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?$|^\+\d{6,15}$")
_LINK = re.compile(r"^(https?://|www\.)\S+$|^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/\S*)?$", re.IGNORECASE)
_POINT_COUNTRIES = "US GB IE CA AU NZ IN PK JP CN KR TW HK SG MY TH PH MX IL NG KE ZA CH"
_COUNTRIES = "US GB DE FR ES IT NL BE AT CH PL SE DK NO FI PT IE CZ AU NZ IN BR MX CA JP KR CN ZA TR IL AE SG"
_CERTAIN, _NEAR, _BY_VALUE = 1.0, 0.8, 0.6
_WHOM = {"full_name": 0.72, "company": 0.71}
"""What a column that is only called after customers may hold; either is a guess."""
_NAMES = frozenset({"first_name", "last_name"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    column: int
    field: Field
    label: str


_ENOUGH = 500
"""Letters of a cell that are looked at: its beginning says what it is."""


def plan(columns: Sequence[str], rows: Rows, fields: Sequence[Field], options: Options) -> Plan:
    """A mapping for these columns; `rows` are the first ones of the file."""
    cells = [[row[i].strip()[:_ENOUGH] for row in rows if row[i].strip()] for i in range(len(columns))]
    candidates = [c for i, name in enumerate(columns) for c in _candidates(i, name, cells[i], fields)]
    parts = {candidate.field.name for candidate in candidates if candidate.score >= _NEAR}
    if parts >= _NAMES:
        candidates = [candidate for candidate in candidates if candidate.field.name != "full_name"]
    candidates.sort(key=lambda c: (-c.score, c.column))
    chosen: dict[int, _Candidate] = {}
    taken: set[str] = set()
    for candidate in candidates:
        name = candidate.field.name
        if candidate.column in chosen or (name in taken and not candidate.field.many):
            continue
        if (name == "full_name" and _NAMES & taken) or (name in _NAMES and "full_name" in taken):
            continue  # a whole name beside one of its parts would say the same twice
        chosen[candidate.column] = candidate
        taken.add(name)
    numbers_in = [cell for i, c in chosen.items() if c.field.kind == "phone" for cell in cells[i]]
    country = _country(numbers_in, options.country)
    return Plan(
        columns={name: _column(chosen.get(i), cells[i], country) for i, name in enumerate(columns)},
        options=options.model_copy(update={"country": country}),
    )


def _country(numbers_in: list[str], home: str) -> str:
    """Where national phone numbers are from: home, unless they are none there and plainly from somewhere else."""
    national = [number for number in numbers_in if not number.startswith(("+", "00"))][:100]
    if len(national) < 3 or _share(national, _numbers_of(home)) > 0.5:
        return home
    shares = {country: _share(national, _numbers_of(country)) for country in _COUNTRIES.split()}
    best = max(shares, key=lambda country: shares[country])
    return best if shares[best] > 0.8 else home


def _numbers_of(country: str) -> Callable[[str], bool]:
    def test(number: str) -> bool:
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(number, country))
        except phonenumbers.NumberParseException:
            return False

    return test


def _candidates(index: int, name: str, cells: list[str], fields: Sequence[Field]) -> list[_Candidate]:
    folded = vocabulary.fold(name)
    bare, label = vocabulary.bare(folded)
    found = []
    for field in fields:
        score = _by_name(folded, bare, field)
        said = label if field.kind in ("email", "phone") else ""
        if score:
            score *= _plausibility(field, cells)
        if score < _BY_VALUE and _betrays(field, cells) and not _means_something_else(folded, field, fields):
            score = _BY_VALUE
        if score > 0.4:
            found.append(_Candidate(score, index, field, said))
    return found


def _by_name(folded: str, bare: str, field: Field) -> float:
    known = field.known_as()
    if folded in known:
        return _CERTAIN
    if bare and bare in known and (field.kind in ("email", "phone") or bare != folded):
        return 0.95
    if folded in vocabulary.EITHER and field.name in _WHOM:
        return _WHOM[field.name]
    shorter = vocabulary.without_prefix(folded)
    if field.kind in ("email", "phone"):
        shorter += vocabulary.without_prefix(bare)
    if any(rest in known for rest in shorter):
        return 0.9
    if len(folded) >= 5:
        near = process.extractOne(folded, known, scorer=fuzz.ratio, score_cutoff=88)
        if near is not None:
            return _NEAR * near[1] / 100
    return 0.0


def _plausibility(field: Field, cells: list[str]) -> float:
    """How far what stands in a column agrees with its name: an "E-mail opt-in" holds no addresses."""
    test = _TESTS.get(field.kind)
    if test is None or len(cells) < 5:
        return 1.0
    share = _share(cells, test)
    return 1.0 if share >= 0.3 else 0.7 if share >= 0.1 else 0.35


def _betrays(field: Field, cells: list[str]) -> bool:
    """Whether the values alone say what a column is."""
    if field.name == "email":
        return _share(cells, _is_email) > 0.6
    if field.name == "phone":
        return _share(cells, _is_phone) > 0.8 and len(set(cells)) * 2 > len(cells)
    if field.name == "linkedin_url":
        return _share(cells, lambda cell: "linkedin.com/" in cell) > 0.6
    return False


def _means_something_else(folded: str, field: Field, fields: Sequence[Field]) -> bool:
    names = [folded, *vocabulary.without_prefix(folded)]
    if any(word in folded.split() for word in ("id", "zip", "fax", "ssn", "number", "nr", "date", "amount")):
        return field.name == "phone"
    return any(name in other.known_as() for other in fields for name in names if other.name != field.name)


def _share(cells: list[str], test: Callable[[str], bool]) -> float:
    sample = cells[:100]
    return sum(map(test, sample)) / len(sample) if sample else 0.0


def _is_email(cell: str) -> bool:
    return _EMAIL.search(cell) is not None


def _is_phone(cell: str) -> bool:
    return _PHONE.match(cell) is not None and sum(c.isdigit() for c in cell) >= 7 and not dates.looks_like_one(cell)


def _is_number(cell: str) -> bool:
    try:
        numbers.money(cell)
    except BadValue:
        return False
    return True


def _is(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def test(cell: str) -> bool:
        try:
            parse(cell)
        except BadValue:
            return False
        return True

    return test


_TESTS: dict[Kind, Callable[[str], bool]] = {
    "email": _is_email,
    "phone": lambda cell: any(c.isdigit() for c in cell),
    "date": lambda cell: dates.looks_like_one(cell) or (cell.isdecimal() and len(cell) in (5, 10, 13)),
    "moment": lambda cell: dates.looks_like_one(cell) or (cell.isdecimal() and len(cell) in (5, 10, 13)),
    "number": _is_number,
    "money": _is_number,
    "integer": _is_number,
    "bool": _is(numbers.boolean),
    "country": _is(places.country),
    "currency": _is(places.currency),
    "language": _is(places.language),
    "url": lambda cell: _LINK.match(cell) is not None,
    "domain": lambda cell: _LINK.match(cell) is not None,
}


def _column(chosen: _Candidate | None, cells: list[str], country: str) -> Column:
    if chosen is None:
        return Column()
    order = mark = None
    unsure = ""
    if chosen.field.kind in ("date", "moment"):
        found = dates.order_of(cells, country)
        order = found.order
        if not found.certain:
            example = next(iter(cells), "")
            unsure = _("Is “{example}” day first or month first? Please check.").format(example=example)
    elif chosen.field.kind in ("number", "money", "integer"):
        mark = numbers.decimal_mark(cells, "." if country in _POINT_COUNTRIES else ",")
    elif chosen.score < 0.75:
        unsure = _("This is a guess.")
    return Column(
        field=chosen.field.name, label=chosen.label, order=order, mark=mark, unsure=str(unsure), score=chosen.score
    )


def kind_of(cells: Sequence[str]) -> Kind:
    """The kind of field that a column without a meaning would become."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return "text"
    kinds: tuple[Kind, ...] = ("bool", "date", "number", "url")
    for kind in kinds:
        if kind == "bool" and len(set(filled)) < 2:
            continue
        if all(map(_TESTS[kind], filled)) and not (kind == "number" and any(_looks_coded(cell) for cell in filled)):
            return kind
    return "text"


def _looks_coded(cell: str) -> bool:
    """Numbers nobody would add up: they begin with zero or are very long."""
    digits = cell.strip("+- ")
    return (digits.startswith("0") and len(digits) > 1 and digits[1].isdigit()) or len(digits) > 15
