"""Files as rows: one way in for CSV, Excel, JSON and vCard. Pure: no database, no organisation, memory stays flat.

layout = sniff(path, name)               what the file is and how its rows are found; refuses bad files
for batch in read(path, layout): ...     the rows, always the same for the same layout
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from comity.office.imports.readers import csv_rows, json_rows, magic, sheets, vcard, xlsx_rows
from comity.office.imports.readers.layout import UNSAID, Batch, Batches, Choices, Layout

__all__ = ["UNSAID", "Batch", "Choices", "Layout", "read", "sniff"]

_READERS: dict[str, ModuleType] = {
    "csv": csv_rows,
    "json": json_rows,
    "vcard": vcard,
    "xlsx": xlsx_rows,
    "xls": sheets,
    "ods": sheets,
    "sheets": sheets,
}


def sniff(path: Path, name: str, choices: Choices = UNSAID, known: frozenset[str] = frozenset()) -> Layout:
    """What kind of file this is and where its rows are. `known` are folded column names that betray a header."""
    kind = choices.format or magic.kind_of(path, name)
    layout: Layout = _READERS[kind].sniff(path, choices, known)
    return layout


def read(path: Path, layout: Layout, size: int = 2_000) -> Batches:
    """The rows in batches of `size`, streamed."""
    batches: Batches = _READERS[layout.format].read(path, layout, size)
    return batches
