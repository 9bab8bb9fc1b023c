"""JSON as rows: a list of objects, objects on lines, a list of lists, or a document that holds such a list."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson

from comity.office.imports.readers import encoding as encodings
from comity.office.imports.readers import header
from comity.office.imports.readers.json_items import Walker, malformed
from comity.office.imports.readers.layout import MOST_COLUMNS, Batches, Choices, Layout, refuse
from comity.office.imports.readers.records import Record, batches, survey
from comity.web.i18n import gettext as _

_DEEPEST = 5
_MOST_MEMBERS = 5  # of a list of objects, such as addresses
_FIRST_LINE = 2**20
_LONGEST_LINE = 32 * 1024 * 1024


def sniff(path: Path, choices: Choices, known: frozenset[str] = frozenset()) -> Layout:
    """Which list the rows are in, and their columns."""
    found = encodings.find(path, choices.encoding)
    layout = Layout(format="json", columns=(), encoding=found.name, mend=found.mend, exact=True).noting(found.note)
    if _is_lines(path, layout):
        columns, rows = survey(_lines(path, layout))
        return replace(layout, columns=columns, rows=rows, shape="lines")
    lists = _lists(path, layout)
    if not lists:
        layout = replace(layout, shape="single")
        columns, rows = survey(_single(path, layout))
        return replace(layout, columns=columns, rows=rows)
    chosen = lists.get(choices.sheet or "") or max(lists.values(), key=lambda found: found.rows)
    layout = replace(layout, rows=chosen.rows, sheet=chosen.name, sheets=tuple(lists))
    if chosen.tabular:
        return _table(path, replace(layout, shape="table"), choices, known)
    others = len(lists) - 1
    note = _("Only the list “{name}” is read; {n} more can be chosen.").format(name=chosen.name, n=others)
    return replace(layout, columns=tuple(chosen.columns), shape="document").noting(note if others else "")


def read(path: Path, layout: Layout, size: int) -> Batches:
    """The rows in batches of `size`."""
    records = {"lines": _lines, "single": _single, "table": _table_records, "document": _document}[layout.shape]
    return batches(records(path, layout), layout.columns, size)


def flatten(value: Any) -> dict[str, str]:
    """Nested objects become dotted names; a list of plain values becomes one cell."""
    if isinstance(value, dict) and not any(isinstance(member, (dict, list)) for member in value.values()):
        return {key: member if isinstance(member, str) else _cell(member) for key, member in value.items()}
    result: dict[str, str] = {}
    _into(result, "", value, 0)
    return result


def _into(result: dict[str, str], name: str, value: Any, depth: int) -> None:
    if isinstance(value, dict) and depth < _DEEPEST and (value or not name):
        for key, member in value.items():
            _into(result, f"{name}.{key}" if name else key, member, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST and any(isinstance(member, (dict, list)) for member in value):
        for number, member in enumerate(value[:_MOST_MEMBERS], start=1):
            _into(result, f"{name}.{number}", member, depth + 1)
    else:
        result[name or "value"] = _cell(value)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list) and not any(isinstance(member, (dict, list)) for member in value):
        return "; ".join(_cell(member) for member in value)
    return str(value) if isinstance(value, int) else orjson.dumps(value).decode()


def _open(path: Path, layout: Layout) -> io.TextIOWrapper:
    errors = encodings.MEND if layout.mend and layout.encoding == "utf-8" else "replace"
    return io.TextIOWrapper(path.open("rb", buffering=encodings.CHUNK), layout.encoding, errors)


def _is_lines(path: Path, layout: Layout) -> bool:
    """The first line is a whole object, and another follows."""
    with _open(path, layout) as text:
        lines = (line for line in iter(lambda: text.readline(_FIRST_LINE), "") if line.strip())
        first, second = next(lines, ""), next(lines, "")
    if not (first.lstrip().startswith("{") and second.lstrip().startswith("{")):
        return False
    try:
        return isinstance(orjson.loads(first), dict)
    except orjson.JSONDecodeError:
        return False


def _lines(path: Path, layout: Layout) -> Iterator[Record]:
    with _open(path, layout) as text:
        for number in count(1):
            line = text.readline(_LONGEST_LINE)
            if not line:
                return
            if not line.strip():
                continue
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                fault = _("This line is not valid JSON (column {column}).").format(column=error.colno)
                yield Record(number, {}, fault)
                continue
            yield Record(number, flatten(value))


class _List:
    """What one pass learned about one list of a document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self.columns: dict[str, None] = {}
        self.tabular = False

    def add(self, value: Any) -> None:
        if not self.rows:
            self.tabular = isinstance(value, list)
        self.rows += 1
        if self.tabular:
            return
        values = flatten(value)
        if values.keys() - self.columns.keys():
            self.columns.update(dict.fromkeys(values))
            if len(self.columns) > MOST_COLUMNS:
                raise header.too_wide(len(self.columns))


def _lists(path: Path, layout: Layout) -> dict[str, _List]:
    """Every list of the document that could be rows; a list of plain values only where there is no other."""
    found: dict[str, _List] = {}
    plain: dict[str, _List] = {}
    with _open(path, layout) as text:
        walker = Walker(text)
        for name, value in walker.members():
            group = found if isinstance(value, (dict, list)) or name in found else plain
            if name not in group:
                group[name] = _List(name)
            group[name].add(value)
    if walker.several:
        sentence = _("This file holds several JSON values that are not on lines of their own. Put them in a list.")
        raise refuse("file_json", sentence)
    top = plain.get("")
    if not found and top is not None:
        found = {"": top}
    if not found and "" in walker.lists:
        raise refuse("file_empty", _("There are no rows in this file."))
    return found


def _document(path: Path, layout: Layout) -> Iterator[Record]:
    for number, value in enumerate(_values(path, layout), start=1):
        yield Record(number, flatten(value))


def _values(path: Path, layout: Layout) -> Iterator[Any]:
    with _open(path, layout) as text:
        for name, value in Walker(text).members():
            if name == layout.sheet:
                yield value


def _single(path: Path, layout: Layout) -> Iterator[Record]:
    """One object without any list of objects in it is one row."""
    with _open(path, layout) as text:
        whole = text.read(_LONGEST_LINE)
    try:
        value = orjson.loads(whole)
    except orjson.JSONDecodeError as error:
        raise malformed(error.lineno, error.colno, error.msg.partition(":")[0]) from error
    yield Record(1, flatten(value) if isinstance(value, dict) and value else {})


def _table(path: Path, layout: Layout, choices: Choices, known: frozenset[str]) -> Layout:
    rows = list(islice(_cells(path, layout), 100))
    named = choices.header if choices.header is not None else header.has_header(rows, known)
    columns, notes = header.names(rows[0] if named else None, max(map(len, rows)))
    return replace(layout, columns=columns, rows=layout.rows - (1 if named else 0), header=named).noting(*notes)


def _table_records(path: Path, layout: Layout) -> Iterator[Record]:
    for number, row in enumerate(_cells(path, layout), start=1):
        if number > 1 or not layout.header:
            yield Record(number, dict(zip(layout.columns, row, strict=False)))


def _cells(path: Path, layout: Layout) -> Iterator[list[str]]:
    for value in _values(path, layout):
        yield [_cell(member) for member in value] if isinstance(value, list) else [_cell(value)]
