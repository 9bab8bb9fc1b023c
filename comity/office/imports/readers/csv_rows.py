"""CSV and its kin, row by row: any dialect, any encoding, one line in memory at a time."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.office.imports.readers import dialect as dialects
from comity.office.imports.readers import encoding as encodings
from comity.office.imports.readers import header
from comity.office.imports.readers.dialect import Dialect
from comity.office.imports.readers.layout import (
    LARGEST_CELL,
    LONGEST_LINE,
    Batch,
    Batches,
    Cells,
    Choices,
    Layout,
    refuse,
)
from comity.web.i18n import gettext as _

_SAMPLE = 256 * 1024  # characters
_END = "\ue000eof\ue000"


def sniff(path: Path, choices: Choices, known: frozenset[str] = frozenset()) -> Layout:
    """Encoding, dialect, header and columns of a text file."""
    found = encodings.find(path, choices.encoding)
    sample = _sample(path, found.name, found.mend)
    whole = len(sample) < _SAMPLE
    dialect = dialects.find(sample, whole, choices.delimiter)
    rows = dialect.rows(sample)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise refuse("file_empty", _("There are no rows in this file."))
    above = header.begins_at(rows) if choices.header is not False else 0
    table = rows[above:]
    named = choices.header if choices.header is not None else header.has_header(table, known)
    width = _width(table, named)
    columns, notes = header.names(table[0] if named else None, width)
    lines = max(found.lines, 1)
    layout = Layout(
        format="csv",
        columns=columns,
        rows=max(0, lines - above - dialect.skip - (1 if named else 0) + (0 if sample.endswith("\n") else 1)),
        encoding=found.name,
        mend=found.mend,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        escape=dialect.escape,
        spaces=dialect.spaces,
        skip=dialect.skip + above,
        header=named,
    )
    return layout.noting(found.note, *notes, _one_column(columns, table))


def _width(table: list[Cells], named: bool) -> int:
    """The columns that have a name or, under a header's blank cells, values; without a header the usual width."""
    if not named:
        return Counter(map(len, table)).most_common(1)[0][0]
    filled = max(header.filled_width(row) for row in table[1:]) if len(table) > 1 else 0
    return max(header.filled_width(table[0]), min(len(table[0]), filled))


def _one_column(columns: tuple[str, ...], table: list[Cells]) -> str:
    """A hint when a wrong delimiter left everything in one column."""
    if len(columns) > 1:
        return ""
    for delimiter in dialects.DELIMITERS[:4]:
        if sum(1 for row in table[:50] if row and delimiter in row[0]) * 2 > len(table[:50]):
            return _("Everything is in one column; perhaps the delimiter is “{d}”.").format(
                d="Tab" if delimiter == "\t" else delimiter
            )
    return ""


def read(path: Path, layout: Layout, size: int) -> Batches:
    """The rows below the header in batches of `size`."""
    batch = Batch([], [], {})
    width = len(layout.columns)
    for number, row in _numbered(path, layout):
        if not any(row):
            continue
        batch.numbers.append(number)
        batch.rows.append(row if len(row) == width else _fit(row, width, batch, number))
        if len(batch.rows) >= size:
            yield batch
            batch = Batch([], [], {})
    if batch.rows:
        yield batch


def _fit(row: Cells, width: int, batch: Batch, number: int) -> Cells:
    """Short rows end in blanks; cells beyond the last column are a fault unless they are blank."""
    if len(row) < width:
        return row + [""] * (width - len(row))
    if any(cell.strip() for cell in row[width:]):
        batch.faults[number] = _("This row has {n} cells, but there are {width} columns.").format(
            n=len(row), width=width
        )
    return row[:width]


def _numbered(path: Path, layout: Layout) -> Iterator[tuple[int, Cells]]:
    dialect = Dialect(layout.delimiter, layout.quote, layout.escape, layout.spaces, 0)
    text = _open(path, layout.encoding, layout.mend)
    reader: Any = csv.reader(_lines(text), **dialects.options(dialect))  # type: ignore[arg-type]
    number = layout.skip
    last: tuple[int, Cells] | None = None
    try:
        for _line in range(layout.skip):
            next(reader, None)
        if layout.header:
            next(reader, None)
            number += 1
        for row in reader:
            if last is not None:
                yield last
            number += 1
            last = (number, row)
    except csv.Error as error:
        raise _broken(number + 1, error) from error
    finally:
        text.close()
    if last is not None and last[1] != [_END]:
        sentence = _("A quotation mark that opens in row {n} is never closed. Mend that row and try again.")
        raise refuse("file_quote", sentence.format(n=last[0]))


def _broken(number: int, error: csv.Error) -> Exception:
    if "field larger" in str(error):
        sentence = _("Row {n} has a cell larger than {most} MB; perhaps a quotation mark is never closed there.")
        return refuse("file_cell", sentence.format(n=number, most=LARGEST_CELL // 2**20))
    return refuse("file_broken", _("Row {n} cannot be read: {why}.").format(n=number, why=error))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of a file, none longer than reasonable, with a last one by which an open quote is noticed."""
    count = 0
    while line := text.readline(LONGEST_LINE):
        count += 1
        if len(line) >= LONGEST_LINE:
            raise _too_long(count)
        yield line if "\x00" not in line else line.replace("\x00", "")
    yield _END


def _too_long(number: int) -> Exception:
    sentence = _("Line {n} is longer than {most} MB; this is not a table with a row on each line.")
    return refuse("file_line", sentence.format(n=number, most=LONGEST_LINE // 2**20))


def _open(path: Path, encoding: str, mend: bool) -> io.TextIOWrapper:
    errors = encodings.MEND if mend and encoding == "utf-8" else "replace" if mend else "strict"
    return io.TextIOWrapper(path.open("rb", buffering=encodings.CHUNK), encoding, errors, newline="")


def _sample(path: Path, encoding: str, mend: bool) -> str:
    with _open(path, encoding, mend) as text:
        sample = text.read(_SAMPLE)
        if len(sample) == _SAMPLE and "\n" not in sample and "\r" not in sample:
            sample += text.readline(LONGEST_LINE)
    return sample.replace("\x00", "")
