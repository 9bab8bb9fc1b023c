"""How a text file separates its cells: the delimiter, the quote and the escape that make its rows most alike."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from comity.office.imports.readers.layout import LARGEST_CELL, Cells

csv.field_size_limit(LARGEST_CELL)

DELIMITERS = (",", ";", "\t", "|", "\x1f", "^", "~", ":")
_MOST_ROWS = 300
_TOLD = re.compile(r"^\"?sep=(.)\"?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the csv module needs to know."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None
    spaces: bool = False
    skip: int = 0

    def rows(self, text: str) -> list[Cells]:
        """The first rows of a sample."""
        return parse(lines_of(text)[self.skip :], self)[:_MOST_ROWS]


def lines_of(text: str) -> list[str]:
    """Lines as the csv module counts them: str.splitlines knows more line ends than spreadsheets do."""
    return list(io.StringIO(text, newline=""))


def options(dialect: Dialect) -> dict[str, object]:
    """The dialect as keyword arguments of csv.reader."""
    return {
        "delimiter": dialect.delimiter,
        "quotechar": dialect.quote or None,
        "quoting": csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        "escapechar": dialect.escape,
        "skipinitialspace": dialect.spaces,
        "doublequote": True,
    }


def parse(lines: list[str], dialect: Dialect) -> list[Cells]:
    """Rows of lines that lie in memory; what cannot be parsed ends them."""
    rows: list[Cells] = []
    try:
        for row in csv.reader(lines, **options(dialect)):  # type: ignore[arg-type]
            rows.append(row)
            if len(rows) > _MOST_ROWS:
                break
    except csv.Error:
        pass
    return rows


def find(sample: str, whole: bool, delimiter: str | None = None) -> Dialect:
    """The dialect of a sample. `whole` says that the sample is all there is, so that its last line counts."""
    lines = lines_of(sample)
    told = _TOLD.match(lines[0]) if lines else None
    skip = 1 if told else 0
    if not whole and len(lines) > 1:
        lines = lines[:-1]
    lines = lines[skip:]
    if told and delimiter is None:
        delimiter = told[1]
    quote = _quote(sample)
    escape = "\\" if quote and _escapes(sample, quote) else None
    candidates = [delimiter] if delimiter else list(DELIMITERS)
    scored = [(_score(lines, Dialect(d, quote, escape)), -i, d) for i, d in enumerate(candidates)]
    best = max(scored)
    chosen = best[2] if delimiter or best[0] > 0 else ","
    spaces = bool(quote) and re.search(re.escape(chosen) + r" +" + re.escape(quote), sample) is not None
    return Dialect(chosen, quote, escape, spaces, skip)


def _score(lines: list[str], dialect: Dialect) -> float:
    """More cells are better, alike rows much better; one column is no evidence at all."""
    rows = [row for row in parse(lines, dialect) if any(row)]
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    usual, times = max(widths.items(), key=lambda item: (item[1] * min(item[0], 12), item[0]))
    if usual < 2:
        return 0.0
    alike = times / len(rows)
    score = alike**2 * (1 + min(usual, 40) / 40)
    if len(rows[0]) == usual:
        score *= 1.1
    if dialect.delimiter in ":^~":  # rarely meant as one
        score *= 0.5
    torn = sum(1 for row in rows for cell in row if cell.count('"') == 1)
    return score - 0.5 * torn / (len(rows) * usual)


def _quote(sample: str) -> str:
    """Double quotes unless only single ones enclose cells."""
    if '"' in sample:
        return '"'
    enclosed = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", sample, re.MULTILINE))
    cells = len(re.findall(r"[,;\t|\n]", sample)) + 1
    return "'" if enclosed * 3 > cells else '"'


def _escapes(sample: str, quote: str) -> bool:
    """Backslash before a quote, where no doubled quote is to be seen."""
    slashed = len(re.findall(r"\\" + re.escape(quote) + r"(?![,;\t|\r\n])", sample))
    doubled = len(re.findall(r"[^,;\t|\n]" + re.escape(quote * 2), sample))
    return slashed > doubled
