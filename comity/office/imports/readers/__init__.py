"""Files as rows: one way in for CSV, Excel, JSON and vCard. Pure: no database, no organisation, memory stays flat.

layout = sniff(path, name)               what the file is and how its rows are found; refuses bad files
for batch in read(path, layout): ...     the rows, always the same for the same layout
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

from comity.office.imports.readers import csv_rows, json_rows, magic, sheets, vcard, xlsx_rows
from comity.office.imports.readers.layout import UNSAID, Batch, Batches, Choices, Layout

__all__ = ["UNSAID", "Batch", "Choices", "Layout", "changed", "mark", "read", "sniff"]

_ENDS = 256 * 1024

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
    return replace(layout, mark=mark(path))


def mark(path: Path) -> str:
    """By which a file is known again: its size, its beginning and its end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = blake2b(file.read(_ENDS), digest_size=16, person=size.to_bytes(8, "big"))
        file.seek(max(0, size - _ENDS))
        digest.update(file.read(_ENDS))
    return digest.hexdigest()


def changed(path: Path, layout: Layout) -> bool:
    """Whether this is not the file any more that was looked at."""
    return bool(layout.mark) and layout.mark != mark(path)


def read(path: Path, layout: Layout, size: int = 2_000) -> Batches:
    """The rows in batches of `size`, streamed."""
    batches: Batches = _READERS[layout.format].read(path, layout, size)
    return batches
