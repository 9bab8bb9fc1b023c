"""Rows as CSV, JSON or Excel, written to disk as they come."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import UUID

import orjson

from comity.core.errors import Problem
from comity.office.exports.xlsx import MOST_ROWS, Workbook
from comity.office.files.safe import safe
from comity.web.i18n import gettext as _

Format = Literal["csv", "json", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "json", "xlsx")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Writer(Protocol):
    """Takes rows, makes a file."""

    def __init__(self, path: Path, columns: Mapping[str, str], title: str) -> None: ...
    def row(self, values: Mapping[str, Any]) -> None: ...
    def close(self) -> None: ...


def writer(form: Format, path: Path, columns: Mapping[str, str], title: str) -> Writer:
    """A writer for these columns (key -> heading)."""
    made: dict[Format, type[Writer]] = {"csv": _Csv, "json": _Json, "xlsx": _Excel}
    return made[form](path, columns, title)


class _Csv:
    """Comma-separated, UTF-8 with the mark that Excel needs, formulas disarmed."""

    def __init__(self, path: Path, columns: Mapping[str, str], title: str) -> None:
        self._keys = tuple(columns)
        self._file = path.open("w", newline="", encoding="utf-8-sig", errors="replace")
        self._out = csv.writer(self._file)
        self._out.writerow([safe(heading) for heading in columns.values()])

    def row(self, values: Mapping[str, Any]) -> None:
        self._out.writerow([safe(text(values.get(key))) for key in self._keys])

    def close(self) -> None:
        self._file.close()


class _Json:
    """A list of objects, one a line."""

    def __init__(self, path: Path, columns: Mapping[str, str], title: str) -> None:
        self._keys = tuple(columns.items())
        self._file = path.open("wb")
        self._glue = b"[\n"

    def row(self, values: Mapping[str, Any]) -> None:
        said = {heading: _plain(values.get(key)) for key, heading in self._keys}
        self._file.write(self._glue + orjson.dumps(said, default=str))
        self._glue = b",\n"

    def close(self) -> None:
        self._file.write(b"[]\n" if self._glue == b"[\n" else b"\n]\n")
        self._file.close()


class _Excel:
    """One sheet; refuses what Excel could not open."""

    def __init__(self, path: Path, columns: Mapping[str, str], title: str) -> None:
        self._keys = tuple(columns)
        self._book = Workbook(path, title)
        self._book.head(tuple(columns.values()))

    def row(self, values: Mapping[str, Any]) -> None:
        if self._book.rows >= MOST_ROWS:
            sentence = _("Excel opens at most {most:,} rows. Export as CSV, or narrow the list down.")
            raise Problem("export_too_long", 422, sentence.format(most=MOST_ROWS), field="format")
        self._book.row([_typed(values.get(key)) for key in self._keys])

    def close(self) -> None:
        self._book.close()


def text(value: Any) -> str:
    """A value as a cell of text: what an import of the same file would understand."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Sequence) and not any(isinstance(item, (dict, list)) for item in value):
        return "; ".join(map(text, value))
    if isinstance(value, (dict, list)):
        return orjson.dumps(value, default=str).decode()
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, UUID) else value


def _typed(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, Decimal)) else text(value)
