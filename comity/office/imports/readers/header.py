"""Where a table begins: lines above it, its header row, and names for its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from comity.office.imports.readers.layout import MOST_COLUMNS, Cells, refuse
from comity.web.i18n import gettext as _

_NEVER_A_NAME = re.compile(
    r"^\s*$|@|^https?://|^[+(]?[\d\s().,:/\-+]{3,}$|^\d+([.,]\d+)?$|^(true|false|yes|no|ja|nein|oui|non)$",
    re.IGNORECASE,
)
_MOST_LINES_ABOVE = 30


def begins_at(rows: Sequence[Cells]) -> int:
    """How many rows stand above the table: titles and notes narrower than the table itself."""
    widths = Counter(filled_width(row) for row in rows if any(row))
    if not widths:
        return 0
    usual = max(widths, key=lambda width: (widths[width], width))
    if usual < 3:
        return next((i for i, row in enumerate(rows) if any(row)), 0)
    for i, row in enumerate(rows[:_MOST_LINES_ABOVE]):
        if sum(1 for cell in row if cell.strip()) >= max(2, usual * 0.6):
            return i
    return 0


def has_header(rows: Sequence[Cells], known: frozenset[str] = frozenset()) -> bool:
    """Whether the first row names the columns: words, all different, unlike what stands below them."""
    if not rows:
        return False
    first, rest = rows[0], [row for row in rows[1:50] if any(row)]
    filled = [cell.strip() for cell in first if cell.strip()]
    if not filled:
        return False
    if sum(1 for cell in filled if fold(cell) in known) * 2 >= len(filled):
        return True
    if any("@" in cell or len(cell) > 120 for cell in filled):
        return False
    if not rest:
        return not any(_NEVER_A_NAME.search(cell) for cell in filled)
    names = [cell for cell in filled if not _NEVER_A_NAME.search(cell)]
    if len(names) * 2 < len(filled):
        return _all_numbers_below_words(first, rest)
    below = Counter(cell.strip() for row in rest for cell in row)
    repeated = sum(1 for cell in filled if below[cell])
    return repeated * 3 <= len(filled)


def _all_numbers_below_words(first: Cells, rest: Sequence[Cells]) -> bool:
    """A header such as 2023, 2024 above texts is still a header; numbers above numbers are data."""
    numeric_below = sum(
        1
        for i in range(len(first))
        if all(_NEVER_A_NAME.search(row[i]) for row in rest if i < len(row) and row[i].strip())
    )
    return numeric_below == 0 and len(rest) > 1


def names(header: Cells | None, width: int) -> tuple[tuple[str, ...], list[str]]:
    """A different name for each column, and what had to be done for that, in sentences."""
    if width > MOST_COLUMNS:
        raise too_wide(width)
    given = [" ".join(cell.split())[:120] for cell in (header or [])][:width]
    given += [""] * (width - len(given))
    taken: set[str] = set()
    result: list[str] = []
    repeated: list[str] = []
    blank = 0
    for position, name in enumerate(given, start=1):
        if not name:
            blank += 1
            name = _("Column {n}").format(n=position)
        elif name.casefold() in taken:
            repeated.append(name)
        base, count = name, 2
        while name.casefold() in taken:
            name = f"{base} ({count})"
            count += 1
        taken.add(name.casefold())
        result.append(name)
    notes = []
    if repeated:
        listed = ", ".join(dict.fromkeys(repeated))
        notes.append(_("Several columns have the same name ({names}); they were numbered.").format(names=listed))
    if blank and header is not None:
        notes.append(_("Columns without a name were numbered ({n}).").format(n=blank))
    return tuple(result), notes


def too_wide(width: int) -> Exception:
    """A table this wide is a mistake of delimiter or orientation, never a list of people."""
    sentence = _(
        "This file has {width:,} columns; Comity reads up to {most:,}, because nobody can map more."
        " Perhaps rows and columns are swapped, or another delimiter is meant."
    ).format(width=width, most=MOST_COLUMNS)
    return refuse("file_too_wide", sentence)


def fold(name: str) -> str:
    """A column name as it is compared: lower case, without punctuation, accents kept."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def filled_width(row: Cells) -> int:
    """How many cells a row has up to its last filled one."""
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return width
