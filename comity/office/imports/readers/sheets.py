"""Old Excel (.xls, .xlsb) and OpenDocument (.ods) tables. They cannot be streamed, so their size is limited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, ZipError

from comity.office.imports.readers import header
from comity.office.imports.readers.layout import Batch, Batches, Cells, Choices, Layout, refuse
from comity.office.imports.readers.workbook import damaged
from comity.web.i18n import gettext as _

LARGEST = 30 * 2**20


def sniff(path: Path, choices: Choices, known: frozenset[str] = frozenset()) -> Layout:
    """The first sheet with rows, or the chosen one."""
    book = _open(path)
    wanted = [choices.sheet] if choices.sheet in book.sheet_names else book.sheet_names
    for name in wanted:
        rows = list(_rows(book.get_sheet_by_name(name)))
        table = [row for row in rows if any(row)]
        if not table:
            continue
        above = header.begins_at(rows[:200]) if choices.header is not False else 0
        table = rows[above:]
        named = choices.header if choices.header is not None else header.has_header(table, known)
        width = max(header.filled_width(row) for row in table)
        columns, notes = header.names(table[0] if named else None, width)
        count = sum(1 for row in table if any(row)) - (1 if named else 0)
        return Layout(
            format="sheets", columns=columns, rows=count, exact=True, skip=above, header=named,
            sheet=name, sheets=tuple(book.sheet_names),
        ).noting(*notes)  # fmt: skip
    raise refuse("file_empty", _("There are no rows in this workbook."))


def read(path: Path, layout: Layout, size: int) -> Batches:
    """The rows below the header in batches of `size`."""
    sheet = _open(path).get_sheet_by_name(layout.sheet or "")
    begin = layout.skip + (1 if layout.header else 0)
    width = len(layout.columns)
    batch = Batch([], [], {})
    for number, row in enumerate(_rows(sheet), start=1):
        if number <= begin or not any(row):
            continue
        batch.numbers.append(number)
        batch.rows.append((row + [""] * (width - len(row)))[:width])
        if len(batch.rows) >= size:
            yield batch
            batch = Batch([], [], {})
    if batch.rows:
        yield batch


def _open(path: Path) -> CalamineWorkbook:
    if path.stat().st_size > LARGEST:
        sentence = _("Files of this kind may have up to {most} MB. Save it as .xlsx or CSV, which may be any size.")
        raise refuse("file_too_large", sentence.format(most=LARGEST // 2**20))
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise refuse("file_encrypted", _("This file is protected with a password. Save it without one.")) from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise damaged() from error


def _rows(sheet: CalamineSheet) -> Iterator[Cells]:
    try:
        for row in sheet.to_python(skip_empty_area=False):
            yield [_text(cell) for cell in row]
    except (CalamineError, ValueError) as error:
        raise damaged() from error


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value)
