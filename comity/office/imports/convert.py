"""Rows of cells become rows for staging: one compiled pass over each, because a million of them come by."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from comity.office.files.safe import unsafe
from comity.office.imports import vocabulary
from comity.office.imports.mapping.plan import Column, Plan
from comity.office.imports.readers.layout import Batch
from comity.office.imports.targets import Field
from comity.office.imports.values import dates, emails, names, numbers, phones, places
from comity.office.imports.values.problem import BadValue, too_long
from comity.web.i18n import gettext as _

Data = dict[str, Any]
Put = Callable[[Data, str], None]

_NOTHING = {"null", "(null)", "n/a", "#n/a", "none", "nan", "-", "--", "\\n", "undefined", "#value!", "#ref!"}
_SUSPECTS = frozenset("'") | {word[0] for word in _NOTHING} | {word[0].upper() for word in _NOTHING}
_LISTED = re.compile(r"\s*[;|\n]\s*|\s*,\s*")
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/:?#\s]+\.[^/:?#\s]+)", re.IGNORECASE)
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SAFE = re.compile(r"[a-z0-9@.+_-]*\Z")

CELL, ROW, NOTE = "cell", "row", "note"
"""How bad a problem is: a value was left out, the row cannot be taken, a value was kept as it was written."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem of one row."""

    column: str
    value: str
    reason: str
    weight: str = CELL

    def to_json(self) -> dict[str, str]:
        return {"column": self.column, "value": self.value[:200], "reason": self.reason, "weight": self.weight}


class Kept(BadValue):
    """The value is not what its column is meant to hold, but was kept as it was written."""


class Converter:
    """Made once for a file and its plan."""

    def __init__(
        self,
        columns: Sequence[str],
        plan: Plan,
        fields: Sequence[Field],
        *,
        needs: tuple[str, ...],
        needs_sentence: str,
        zone: ZoneInfo | None = None,
        currency: str = "USD",
    ) -> None:
        self._columns = columns
        self._country = plan.options.country
        self._zone = zone
        self._currency = currency
        self._needs = needs
        self._needs_sentence = str(needs_sentence)
        self._tags = [tag.strip()[:60] for tag in plan.options.tags if tag.strip()]
        known = {field.name: field for field in fields}
        self._required = [field for field in fields if field.required]
        self._steps: list[tuple[int, Put, bool]] = []
        for index, name in enumerate(columns):
            column = plan.columns.get(name)
            field = known.get(column.field) if column and column.field else None
            if column is not None and field is not None:
                named = field.kind == "name" or field.name in ("first_name", "last_name", "company", "name")
                self._steps.append((index, self._put(field, column), named))
        # a row's country decides how its phone numbers are read, so it comes first
        self._steps.sort(key=lambda step: plan.columns[columns[step[0]]].field != "country")

    def lines(self, head: bytes, batch: Batch, fixes: Mapping[int, Mapping[str, str]]) -> bytes:
        """The batch as lines of `copy app.import_rows (…)`."""
        out = bytearray()
        for number, cells in zip(batch.numbers, batch.rows, strict=True):
            fault = batch.faults.get(number)
            fix = fixes.get(number)
            if fix:
                cells = [fix.get(name, cell) for name, cell in zip(self._columns, cells, strict=True)]
                fault = None
            data, troubles = self.row(cells, fault)
            out += head
            out += _line(number, data, troubles)
        return bytes(out)

    def row(self, cells: Sequence[str], fault: str | None = None) -> tuple[Data, list[Trouble]]:
        """One row's values, and what is wrong with it."""
        data: Data = {}
        troubles: list[Trouble] = []
        if fault:
            troubles.append(Trouble("", "", fault, ROW))
        for index, put, named in self._steps:
            cell = cells[index].strip()
            if not cell:
                continue
            if cell[0] in _SUSPECTS:
                cell = unsafe(cell)
                if not named and len(cell) < 11 and cell.lower() in _NOTHING:
                    continue
            try:
                put(data, cell)
            except Kept as kept:
                troubles.append(Trouble(self._columns[index], cell, kept.reason, NOTE))
            except BadValue as bad:
                troubles.append(Trouble(self._columns[index], cell, bad.reason))
        if self._tags:
            data["tags"] = list(dict.fromkeys([*data.get("tags", ()), *self._tags]))
        if not any(name in data for name in self._needs):
            troubles.append(Trouble("", "", self._needs_sentence, ROW))
        for field in self._required:
            if field.name.removeprefix("custom.") not in (data if "." not in field.name else data.get("custom", {})):
                reason = _("{field} is required").format(field=field.label)
                troubles.append(Trouble("", "", reason, ROW))
        return data, troubles

    def _put(self, field: Field, column: Column) -> Put:
        """What one column does to a row's data."""
        if field.kind == "email":
            return self._email(column.label)
        if field.kind == "phone":
            return self._phone(column.label)
        if field.name == "full_name":
            return _whole_name
        if field.name in ("company", "company_domain"):
            return _company("name" if field.name == "company" else "domain")
        if field.kind == "tags":
            return _tags
        if field.name.startswith("custom."):
            return self._custom(field, column)
        parse = self._parse(field, column)
        name = field.name
        if field.many:
            return _joined(name, parse, field.most)
        if field.kind == "money":
            return self._money(name, column)
        if field.kind == "text":
            return _plain(name, field.most)

        def put(data: Data, cell: str) -> None:
            data[name] = parse(cell)

        return put

    def _parse(self, field: Field, column: Column) -> Callable[[str], Any]:
        order, mark, zone = column.order or "dmy", column.mark or ".", self._zone
        match field.kind:
            case "date":
                return lambda cell: dates.day(cell, order).isoformat()
            case "moment":
                return lambda cell: dates.moment(cell, order, zone).isoformat()
            case "number":
                return lambda cell: _json_number(cell, mark)
            case "integer":
                return lambda cell: numbers.integer(cell, mark)
            case "bool":
                return numbers.boolean
            case "country":
                return places.country
            case "currency":
                return places.currency
            case "language":
                return places.language
            case "url":
                return _url
            case "domain":
                return _domain
            case "choice":
                return _choice(field)
            case "choices":
                one = _choice(field)
                return lambda cell: [one(part) for part in _LISTED.split(cell) if part]
            case "person":
                return str.lower
            case _:
                return _text(field.most)

    def _email(self, label: str) -> Put:
        def put(data: Data, cell: str) -> None:
            for part in emails.split(cell):
                address = emails.address(part)
                _point(data, "email", address, label)

        return put

    def _phone(self, label: str) -> Put:
        fallback = self._country

        def put(data: Data, cell: str) -> None:
            for part in phones.split(cell):
                try:
                    number = phones.e164(part, data.get("country", fallback))
                except BadValue as bad:
                    plain = " ".join(part.split())
                    if not sum(map(str.isdigit, plain)) >= 5 or len(plain) > 50:
                        raise
                    _point(data, "phone", plain, label)
                    raise Kept(_("{reason}; kept as written").format(reason=bad.reason)) from bad
                _point(data, "phone", number, label)

        return put

    def _money(self, name: str, column: Column) -> Put:
        mark = column.mark or "."

        def put(data: Data, cell: str) -> None:
            amount, currency = numbers.money(cell, mark)
            data[name] = str(amount)
            if currency:
                data.setdefault("currency", currency)

        return put

    def _custom(self, field: Field, column: Column) -> Put:
        key = field.name.removeprefix("custom.")
        mark, usual = column.mark or ".", self._currency
        parse: Callable[[str], Any]
        if field.kind == "money":

            def parse(cell: str) -> Any:
                amount, currency = numbers.money(cell, mark)
                return {"amount": float(amount), "currency": currency or usual}
        else:
            parse = self._parse(field, column)

        def put(data: Data, cell: str) -> None:
            data.setdefault("custom", {})[key] = parse(cell)

        return put


def _line(number: int, data: Data, troubles: list[Trouble]) -> bytes:
    action = "b" if any(trouble.weight == ROW for trouble in troubles) else "n"
    problems = _json([trouble.to_json() for trouble in troubles]) if troubles else b"\\N"
    points = data.get("points", ())
    addresses = _array([point["value"] for point in points if point["kind"] == "email"])
    digits = _array([point["value"] for point in points if point["kind"] == "phone"])
    external = data.get("external_id")
    return (
        b"\t".join(
            (
                str(number).encode(),
                action.encode(),
                addresses,
                digits,
                external.translate(_SPECIAL).encode("utf-8", "replace") if external else b"\\N",
                _json(data),
                problems,
            )
        )
        + b"\n"
    )


def _json(value: Any) -> bytes:
    try:
        raw = orjson.dumps(value)
    except TypeError:  # half a character, from a broken JSON file
        raw = orjson.dumps(orjson.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")))
    if b"\\u0000" in raw:
        raw = raw.replace(b"\\u0000", b"")
    return raw.replace(b"\\", b"\\\\")


def _array(values: list[str]) -> bytes:
    if not values:
        return b"\\N"
    if len(values) == 1 and _SAFE.match(values[0]):
        return b"{" + values[0].encode() + b"}"
    quoted = [v if _SAFE.match(v) else '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values]
    return ("{" + ",".join(quoted) + "}").translate(_SPECIAL).encode("utf-8", "replace")


def _point(data: Data, kind: str, value: str, label: str) -> None:
    """Adds an address or number once; the first of its kind is the primary one."""
    points = data.setdefault("points", [])
    if kind not in data:
        data[kind] = value
    elif any(point["kind"] == kind and point["value"] == value for point in points):
        return
    point = {"kind": kind, "value": value}
    if label:
        point["label"] = label
    points.append(point)


def _whole_name(data: Data, cell: str) -> None:
    if len(cell) > 500:
        raise too_long(500)
    first, last = names.split(cell)
    if first:
        data.setdefault("first_name", first)
    if last:
        data.setdefault("last_name", last)


def _company(part: str) -> Put:
    def put(data: Data, cell: str) -> None:
        value = _domain(cell) if part == "domain" else _short(cell)
        company = data.setdefault("company", {})
        company.setdefault(part, value)

    return put


def _short(cell: str) -> str:
    if len(cell) > 500:
        raise too_long(500)
    return " ".join(cell.split())


def _tags(data: Data, cell: str) -> None:
    tags = data.setdefault("tags", [])
    for tag in _LISTED.split(cell):
        if len(tag) > 60:
            raise too_long(60)
        if tag and tag not in tags:
            tags.append(tag)


def _joined(name: str, parse: Callable[[str], Any], most: int) -> Put:
    glue = "\n" if most > 2_000 else ", "

    def put(data: Data, cell: str) -> None:
        value = parse(cell)
        joined = f"{data[name]}{glue}{value}" if name in data else value
        if len(joined) > most:
            raise too_long(most)
        data[name] = joined

    return put


def _plain(name: str, most: int) -> Put:
    """What most columns are: the text as it stands."""

    def put(data: Data, cell: str) -> None:
        if len(cell) > most:
            raise too_long(most)
        data[name] = cell

    return put


def _text(most: int) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if len(cell) > most:
            raise too_long(most)
        return cell

    return parse


def _choice(field: Field) -> Callable[[str], str]:
    choices = dict(field.choices)
    listed = ", ".join(dict.fromkeys(choices.values()))

    def parse(cell: str) -> str:
        value = choices.get(vocabulary.fold(cell))
        if value is None:
            raise BadValue(_("not one of {choices}").format(choices=listed))
        return value

    return parse


def _json_number(cell: str, mark: str) -> int | float:
    value = numbers.number(cell, mark)
    return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)


def _url(cell: str) -> str:
    if len(cell) > 2_000:
        raise too_long(2_000)
    if re.match(r"https?://\S+\Z", cell, re.IGNORECASE):
        return cell
    if _HOST.match(cell) and " " not in cell and "://" not in cell and "@" not in cell:
        return f"https://{cell}"
    raise BadValue(_("not a web address"))


def _domain(cell: str) -> str:
    match = _HOST.match(cell)
    if match is None or len(match[1]) > 253:
        raise BadValue(_("not a web address"))
    return match[1].lower().rstrip(".")
