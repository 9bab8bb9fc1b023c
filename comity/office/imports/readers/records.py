"""Files whose rows name their own cells (JSON, vCard): one pass to learn the columns, then rows like any table's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.office.imports.readers.header import too_wide
from comity.office.imports.readers.layout import MOST_COLUMNS, Batch, Batches, refuse
from comity.web.i18n import gettext as _


@dataclass(slots=True)
class Record:
    """One named row, or why it could not be read."""

    number: int
    values: dict[str, str]
    fault: str = ""


def survey(records: Iterable[Record]) -> tuple[tuple[str, ...], int]:
    """All column names in the order they first appear, and the number of rows."""
    columns: dict[str, None] = {}
    count = 0
    for record in records:
        count += 1
        if record.values.keys() - columns.keys():
            columns.update(dict.fromkeys(record.values))
            if len(columns) > MOST_COLUMNS:
                raise too_wide(len(columns))
    if not columns:
        raise refuse("file_empty", _("There are no rows in this file."))
    return tuple(columns), count


def batches(records: Iterator[Record], columns: tuple[str, ...], size: int) -> Batches:
    """Rows with a cell for each column."""
    batch = Batch([], [], {})
    for record in records:
        values = record.values
        batch.numbers.append(record.number)
        batch.rows.append([values.get(column, "") for column in columns])
        if record.fault:
            batch.faults[record.number] = record.fault
        if len(batch.rows) >= size:
            yield batch
            batch = Batch([], [], {})
    if batch.rows:
        yield batch
