"""Rows of cells become rows for staging, a batch at a time and column by column, because a million of them come by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from comity.office.files.safe import unsafe
from comity.office.imports import cells as cell_kinds
from comity.office.imports.cells import LISTED, Data, Put
from comity.office.imports.lines import CELL, NOTE, ROW, Trouble, line, new_ids
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


_TOGETHER = 128
"""Rows converted column by column at a time: as many as stay in the processor's cache."""
_REMEMBERED = 50_000
"""Cells of a column whose values are kept at hand: most columns repeat themselves."""

Column_ = Sequence[tuple[int, str]]
Troubles = dict[int, list[Trouble]]


class Plain(NamedTuple):
    """A column that is taken as it stands."""

    name: str
    most: int


class Parsed(NamedTuple):
    """A column whose cells are read one by one, each alike wherever it stands."""

    name: str
    parse: Callable[[str], Any]
    known: dict[str, Any]


class Pointed(NamedTuple):
    """A column of addresses or numbers: most cells hold just one, which is its row's first."""

    kind: str
    plain: Callable[[str], str | None]
    thorough: Put
    """For every other cell."""


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
        self._needs = frozenset(needs)
        self._needs_sentence = str(needs_sentence)
        self._tags = [tag.strip()[:60] for tag in plan.options.tags if tag.strip()]
        known = {field.name: field for field in fields}
        self._required = [field for field in fields if field.required]
        wanted = [column.field for name in columns if (column := plan.columns.get(name)) and column.field in known]
        self._alone = {name for name in wanted if wanted.count(name) == 1}
        self._one_company = sum(name in ("company", "company_domain") for name in wanted) == 1
        self._steps: list[tuple[int, Put | Plain | Parsed | Pointed, bool]] = []
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
        rows, faults = batch.rows, dict(batch.faults)
        for at, number in enumerate(batch.numbers if fixes else ()):
            fix = fixes.get(number)
            if fix:
                rows[at] = [fix.get(name, cell) for name, cell in zip(self._columns, rows[at], strict=True)]
                faults.pop(number, None)
        ids, out = new_ids(len(batch)), []
        for first in range(0, len(rows), _TOGETHER):
            numbers = batch.numbers[first : first + _TOGETHER]
            wrong = {at: faults[number] for at, number in enumerate(numbers) if number in faults} if faults else {}
            found = self.rows(rows[first : first + _TOGETHER], wrong)
            out += [line(head, next(ids), at, data, said) for at, (data, said) in zip(numbers, found, strict=True)]
        return b"".join(out)

    def row(self, cells: Sequence[str], fault: str | None = None) -> tuple[Data, Sequence[Trouble]]:
        """One row's values, and what is wrong with it."""
        return self.rows([cells], {0: fault} if fault else {})[0]

    def rows(self, rows: Sequence[Sequence[str]], faults: Mapping[int, str]) -> list[tuple[Data, Sequence[Trouble]]]:
        """The values of rows and what is wrong with each: column by column, which costs half of row by row."""
        datas: list[Data] = [{} for _ in rows]
        troubles = {at: [Trouble("", "", fault, ROW)] for at, fault in faults.items()}
        columns = list(zip(*rows, strict=True))
        for index, put, named in self._steps:
            if isinstance(put, Plain):
                self._plain(index, put, named, columns[index], datas, troubles)
                continue
            column = [(at, cell) for at, written in enumerate(columns[index]) if (cell := written.strip())]
            if isinstance(put, Parsed):
                self._parsed(index, put, named, column, datas, troubles)
            elif isinstance(put, Pointed):
                self._pointed(index, put, named, column, datas, troubles)
            else:
                self._any(index, put, named, column, datas, troubles)
        if self._tags:
            for data in datas:
                data["tags"] = list(dict.fromkeys([*data.get("tags", ()), *self._tags]))
        needs = self._needs
        for at, data in enumerate(datas):
            if needs.isdisjoint(data):
                troubles.setdefault(at, []).append(Trouble("", "", self._needs_sentence, ROW))
        for field in self._required:
            self._require(field, datas, troubles)
        return [(data, troubles.get(at, ())) for at, data in enumerate(datas)]

    def _plain(
        self, index: int, put: Plain, named: bool, written: Sequence[str], datas: list[Data], troubles: Troubles
    ) -> None:
        name, most = put
        suspects, strange = _SUSPECTS, False
        for data, cell in zip(datas, map(str.strip, written), strict=True):
            if cell:
                if cell[0] in suspects or len(cell) > most:
                    strange = True
                else:
                    data[name] = cell
        if strange:
            column = ((at, cell) for at, some in enumerate(written) if (cell := some.strip()))
            rest = [(at, cell) for at, cell in column if cell[0] in suspects or len(cell) > most]
            self._any(index, cell_kinds.plain(name, most), named, rest, datas, troubles)

    def _parsed(
        self, index: int, put: Parsed, named: bool, column: Column_, datas: list[Data], troubles: Troubles
    ) -> None:
        name, parse, known = put
        rest = []
        for at, cell in column:
            value = known.get(cell)
            if value is None:
                rest.append((at, cell))
            else:
                datas[at][name] = value

        def remember(data: Data, cell: str) -> None:
            data[name] = known[cell] = parse(cell)

        if len(known) > _REMEMBERED:
            known.clear()
        if rest:
            self._any(index, remember, named, rest, datas, troubles)

    def _pointed(
        self, index: int, put: Pointed, named: bool, column: Column_, datas: list[Data], troubles: Troubles
    ) -> None:
        kind, plain, thorough = put
        rest = []
        for at, cell in column:
            data = datas[at]
            value = plain(cell) if cell[0] != "'" else None
            if value is None or kind in data or "points" in data:
                rest.append((at, cell))
            else:
                data[kind] = value
        if rest:
            self._any(index, thorough, named, rest, datas, troubles)

    def _any(self, index: int, put: Put, named: bool, column: Column_, datas: list[Data], troubles: Troubles) -> None:
        for at, cell in column:
            if cell[0] in _SUSPECTS:
                cell = unsafe(cell)
                if not named and len(cell) < 11 and cell.lower() in _NOTHING:
                    continue
            try:
                put(datas[at], cell)
            except BadValue as bad:
                weight = NOTE if isinstance(bad, Kept) else CELL
                troubles.setdefault(at, []).append(Trouble(self._columns[index], cell, bad.reason, weight))

    def _require(self, field: Field, datas: list[Data], troubles: Troubles) -> None:
        name = field.name.removeprefix("custom.")
        for at, data in enumerate(datas):
            if name not in (data if "." not in field.name else data.get("custom", {})):
                reason = _("{field} is required").format(field=field.label)
                troubles.setdefault(at, []).append(Trouble("", "", reason, ROW))

    def _put(self, field: Field, column: Column) -> Put | Plain | Parsed | Pointed:
        """What one column does to a row's data."""
        if field.kind == "email":
            put = self._email(column.label)
            return put if column.label else Pointed("email", emails.plain, put)
        if field.kind == "phone":
            put = self._phone(column.label)
            return put if column.label else Pointed("phone", phones.plain, put)
        if field.name == "full_name":
            return cell_kinds.whole_name
        if field.name in ("company", "company_domain"):
            part = "name" if field.name == "company" else "domain"
            if self._one_company:
                return Parsed("company", cell_kinds.company_of(part), {})
            return cell_kinds.company(part)
        if field.kind == "tags":
            return cell_kinds.tags
        if field.name.startswith("custom."):
            return self._custom(field, column)
        parse = self._parse(field, column)
        name = field.name
        if field.many and not (name in self._alone and field.kind == "text"):
            return cell_kinds.joined(name, parse, field.most)
        if field.kind == "money":
            return self._money(name, column)
        if field.kind == "text":
            return Plain(name, field.most)
        return Parsed(name, parse, {})

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
            plain = emails.plain(cell)
            if plain:
                cell_kinds.point(data, "email", plain, label)
                return
            for part in emails.split(cell):
                address = emails.address(part)
                cell_kinds.point(data, "email", address, label)

        return put

    def _phone(self, label: str) -> Put:
        fallback = self._country

        def put(data: Data, cell: str) -> None:
            plain = phones.plain(cell)
            if plain:
                cell_kinds.point(data, "phone", plain, label)
                return
            for part in phones.split(cell):
                try:
                    number = phones.e164(part, data.get("country", fallback))
                except BadValue as bad:
                    written = " ".join(part.split())
                    if not sum(map(str.isdigit, written)) >= 5 or len(written) > 50:
                        raise
                    cell_kinds.point(data, "phone", written, label)
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
