"""What is known about a file before its rows are read, what its reader yields, and how it is refused."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from comity.core.errors import Problem

MOST_COLUMNS = 1_000
LONGEST_LINE = 32 * 1024 * 1024
LARGEST_CELL = 12 * 1024 * 1024
FIRST_ROWS = 200  # what sniffing looks at

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person said about the file; None means: find out."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    sheet: str | None = None


UNSAID = Choices()


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one file: kept with the import job, so that reading again gives the same rows again."""

    format: str
    columns: tuple[str, ...]
    rows: int = 0
    """How many rows there seem to be; exact when `exact`."""
    exact: bool = False
    encoding: str = "utf-8"
    mend: bool = False
    """Bytes that are not of the encoding are read as Windows-1252 instead of failing."""
    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    spaces: bool = False
    """A space after the delimiter belongs to nobody."""
    skip: int = 0
    """Lines before the header (or before the data, when there is no header)."""
    header: bool = True
    shape: str = ""
    """Of JSON: "lines", "document", or "table" (lists of lists)."""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    """What else could be read: sheets of a workbook, lists of a JSON document."""
    dates_from: int = 1900
    """The first year of a workbook's calendar: 1904 in old Macintosh files."""
    mark: str = ""
    """Of the file's size, beginning and end: another file in its place is noticed."""
    notes: tuple[str, ...] = ()
    """What the person should know, one sentence each."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Layout:
        lists = {name: tuple(data[name]) for name in ("columns", "sheets", "notes") if name in data}
        return cls(**{**data, **lists})

    def noting(self, *sentences: str) -> Layout:
        return replace(self, notes=(*self.notes, *(str(sentence) for sentence in sentences if sentence)))


@dataclass(slots=True)
class Batch:
    """Rows as they stand in the file. A row's number is what a spreadsheet would show beside it."""

    numbers: list[int]
    rows: list[Cells]
    faults: dict[int, str]
    """Row number -> why this row cannot be taken as it stands."""

    def __len__(self) -> int:
        return len(self.rows)


Batches = Generator[Batch, None, None]


def refuse(code: str, sentence: str, hint: str | None = None) -> Problem:
    """The one clear sentence a file is turned away with."""
    return Problem(code, 422, str(sentence), field="file", hint=hint)
