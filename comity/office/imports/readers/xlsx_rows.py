"""The rows of an Excel sheet, streamed: a workbook of a million rows needs no more memory than one of ten."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.parsers import expat

from comity.office.imports.readers import header
from comity.office.imports.readers.layout import (
    FIRST_ROWS,
    MOST_COLUMNS,
    Batch,
    Batches,
    Cells,
    Choices,
    Layout,
    refuse,
)
from comity.office.imports.readers.workbook import Texts, Workbook, damaged, parser
from comity.web.i18n import gettext as _

Numbered = tuple[int, Cells]


def sniff(path: Path, choices: Choices, known: frozenset[str] = frozenset()) -> Layout:
    """The sheet that holds the table, and its columns."""
    book = Workbook(path)
    try:
        sheets = [choices.sheet] if choices.sheet in book.sheets else list(book.sheets)
        for name in sheets:
            first, claimed = _first(book, name)
            if first:
                return _layout(book, name, first, claimed or book.count_rows(name), choices, known)
    finally:
        book.close()
    raise refuse("file_empty", _("There are no rows in this workbook."))


def _first(book: Workbook, name: str) -> tuple[list[Numbered], int]:
    sheet = Sheet(book, name)
    first: list[Numbered] = []
    try:
        for number, row in sheet.rows():
            if any(cell.strip() for cell in row):
                first.append((number, row))
            if len(first) >= FIRST_ROWS:
                break
    finally:
        sheet.close()
    return first, sheet.claimed


def _layout(
    book: Workbook, name: str, first: list[Numbered], claimed: int, choices: Choices, known: frozenset[str]
) -> Layout:
    rows = [row for _number, row in first]
    above = header.begins_at(rows) if choices.header is not False else 0
    table = rows[above:]
    named = choices.header if choices.header is not None else header.has_header(table, known)
    width = max(header.filled_width(row) for row in table)
    columns, notes = header.names(table[0] if named else None, width)
    top = first[above][0] - 1  # rows of the sheet that stand above the table
    exact = len(first) < FIRST_ROWS
    rows_below = len(table) - (1 if named else 0) if exact else max(claimed - top - 1, len(table))
    layout = Layout(
        format="xlsx",
        columns=columns,
        rows=rows_below,
        exact=exact,
        skip=top,
        header=named,
        sheet=name,
        sheets=tuple(book.sheets),
        dates_from=book.dates_from,
    )
    others = len(book.sheets) - 1
    return layout.noting(
        *notes,
        _("Only the sheet “{name}” is read; {n} more can be chosen.").format(name=name, n=others) if others else "",
    )


def read(path: Path, layout: Layout, size: int) -> Batches:
    """The rows of the sheet below the header in batches of `size`."""
    book = Workbook(path)
    sheet = Sheet(book, layout.sheet or next(iter(book.sheets)))
    width = len(layout.columns)
    begin = layout.skip + (1 if layout.header else 0)
    batch = Batch([], [], {})
    try:
        for number, row in sheet.rows():
            if number <= begin or not any(cell.strip() for cell in row):
                continue
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                batch.faults[number] = _("This row has cells beyond the last named column.")
            batch.numbers.append(number)
            batch.rows.append((row + [""] * (width - len(row)))[:width])
            if len(batch.rows) >= size:
                yield batch
                batch = Batch([], [], {})
    finally:
        sheet.close()
        book.close()
    if batch.rows:
        yield batch


class Sheet:
    """One sheet of an opened workbook, parsed piece by piece."""

    def __init__(self, book: Workbook, name: str) -> None:
        self._pieces = book.pieces(book.sheets[name])
        self._formats = book.formats()
        self._texts: Texts = book.texts()
        self._epoch = datetime(1904, 1, 1) if book.dates_from == 1904 else datetime(1899, 12, 30)
        self._done: deque[Numbered] = deque()
        self._columns: dict[str, int] = {}
        self._row: Cells = []
        self._number = 0
        self._type = self._style = ""
        self._column = -1
        self._value: list[str] = []
        self._taking = False
        self.claimed = 0

    def close(self) -> None:
        self._pieces.close()
        self._texts.close()

    def rows(self) -> Iterator[Numbered]:
        """Rows with their number in the sheet; rows that are not in the file are left out."""
        xml = parser(self._start)
        xml.EndElementHandler = self._end
        xml.CharacterDataHandler = self._text
        xml.buffer_text = True
        try:
            for piece in self._pieces:
                xml.Parse(piece, False)
                while self._done:
                    yield self._done.popleft()
            xml.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            raise damaged() from error
        yield from self._done

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "c":
            reference = attrs.get("r")
            self._column = self._index(reference) if reference else self._column + 1
            self._type = attrs.get("t", "n")
            self._style = attrs.get("s", "")
            self._value = []
        elif name in ("v", "t"):
            self._taking = True
        elif name == "row":
            number = attrs.get("r")
            self._number = int(number) if number else self._number + 1
            self._row = []
            self._column = -1
        elif name == "dimension":
            self.claimed = int("".join(c for c in attrs.get("ref", "").rpartition(":")[2] if c.isdigit()) or 0)
        elif name == "rPh":
            self._taking = False

    def _end(self, qualified: str) -> None:
        name = qualified if ":" not in qualified else qualified.rpartition(":")[2]
        if name in ("v", "t"):
            self._taking = False
        elif name == "c":
            if self._value:
                self._put(self._text_of("".join(self._value)))
        elif name == "row":
            self._done.append((self._number, self._row))

    def _text(self, data: str) -> None:
        if self._taking:
            self._value.append(data)

    def _put(self, text: str) -> None:
        if not text:
            return
        if self._column >= MOST_COLUMNS:
            raise header.too_wide(self._column + 1)
        missing = self._column - len(self._row)
        if missing > 0:
            self._row.extend([""] * missing)
        self._row.append(text)

    def _index(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        index = self._columns.get(letters)
        if index is None:
            index = 0
            for letter in letters:
                index = index * 26 + ord(letter) - 64
            index -= 1
            self._columns[letters] = index
        return index

    def _text_of(self, value: str) -> str:
        kind = self._type
        if kind == "s":
            return self._texts[int(value)]
        if kind == "n":
            meaning = self._formats[int(self._style)] if self._style and int(self._style) < len(self._formats) else ""
            return _number_text(value, meaning, self._epoch)
        if kind == "b":
            return "true" if value.strip() == "1" else "false"
        return "" if kind == "e" else value


def _number_text(value: str, meaning: str, epoch: datetime) -> str:
    """A number as a person would have typed it: no exponent, no .0; dates as ISO 8601."""
    if not meaning and value.isdigit() and len(value) < 16:
        return value
    number = float(value)
    if meaning == "date":
        return _date_text(number, epoch)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number)).zfill(len(meaning))
    return repr(number) if "e" not in repr(number) else f"{number:f}"


def _date_text(number: float, epoch: datetime) -> str:
    if not 0 <= number < 2_958_466:  # the year 10000
        return f"{number:g}"
    if number < 61 and epoch.year == 1899 and number >= 1:
        number += 1  # Excel believes in 29 February 1900
    moment = epoch + timedelta(seconds=round(number * 86_400))
    if number < 1:
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if number.is_integer() else moment.isoformat(" ")
