"""Rows of cells become rows for staging: one compiled pass over each, because a million of them come by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from comity.office.files.safe import unsafe
from comity.office.imports import cells as cell_kinds
from comity.office.imports.cells import LISTED, Data, Put
from comity.office.imports.lines import NOTE, ROW, Trouble, line, new_ids
from comity.office.imports.mapping.plan import Column, Plan
from comity.office.imports.readers.layout import Batch
from comity.office.imports.targets import Field
from comity.office.imports.values import dates, emails, numbers, phones, places
from comity.office.imports.values.problem import BadValue
from comity.web.i18n import gettext as _

_NOTHING = frozenset(
    ("null", "(null)", "n/a", "#n/a", "none", "nan", "-", "--", "\\n", "undefined", "#value!", "#ref!")
)
_SUSPECTS = frozenset("'") | {word[0] for word in _NOTHING} | {word[0].upper() for word in _NOTHING}


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
        ids = new_ids(len(batch))
        for number, cells, record_id in zip(batch.numbers, batch.rows, ids, strict=True):
            fault = batch.faults.get(number)
            fix = fixes.get(number)
            if fix:
                cells = [fix.get(name, cell) for name, cell in zip(self._columns, cells, strict=True)]
                fault = None
            data, troubles = self.row(cells, fault)
            out += head
            out += line(record_id, number, data, troubles)
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
            return cell_kinds.whole_name
        if field.name in ("company", "company_domain"):
            return cell_kinds.company("name" if field.name == "company" else "domain")
        if field.kind == "tags":
            return cell_kinds.tags
        if field.name.startswith("custom."):
            return self._custom(field, column)
        parse = self._parse(field, column)
        name = field.name
        if field.many:
            return cell_kinds.joined(name, parse, field.most)
        if field.kind == "money":
            return self._money(name, column)
        if field.kind == "text":
            return cell_kinds.plain(name, field.most)

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
                return lambda cell: cell_kinds.json_number(cell, mark)
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
                return cell_kinds.url
            case "domain":
                return cell_kinds.domain
            case "choice":
                return cell_kinds.choice(field)
            case "choices":
                one = cell_kinds.choice(field)
                return lambda cell: [one(part) for part in LISTED.split(cell) if part]
            case "person":
                return str.lower
            case _:
                return cell_kinds.text(field.most)

    def _email(self, label: str) -> Put:
        def put(data: Data, cell: str) -> None:
            for part in emails.split(cell):
                address = emails.address(part)
                cell_kinds.point(data, "email", address, label)

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
                    cell_kinds.point(data, "phone", plain, label)
                    raise Kept(_("{reason}; kept as written").format(reason=bad.reason)) from bad
                cell_kinds.point(data, "phone", number, label)

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
