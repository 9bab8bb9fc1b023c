"""The words of a PDF or DOCX, page by page. Run apart (comity/core/apart.py), because a file may be made to do harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from comity.core.apart import Unread

MOST_PAGES: Final = 2000
MOST_CHARACTERS: Final = 6_000_000
MOST_BYTES: Final = 300_000_000
PAGE: Final = 3200
"""Characters of a page where a document knows no pages."""
_BEGINS: Final = re.compile(r"\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]|§|[•–*-])\s", re.IGNORECASE)
"""A line that begins a part of its own."""


def pages_of(_data: bytes, path: str, kind: str) -> list[str]:
    """The text of each page of the file at `path`; Unread says why there is none: encrypted, broken, large."""
    pages = _pdf(path) if kind == "pdf" else _docx(path)
    if sum(map(len, pages)) > MOST_CHARACTERS:
        raise Unread("large")
    clean = [page.replace("\0", "").encode("utf-8", "replace").decode() for page in pages]
    return [page.replace("\r\n", "\n").strip() for page in clean]


def _pdf(path: str) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unread("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise Unread("large")
        return [flowing(page.extract_text() or "") for page in reader.pages]
    except (DependencyError, FileNotDecryptedError) as error:  # a cipher that cannot be read here
        raise Unread("encrypted") from error


def flowing(text: str) -> str:
    """The text with lines that a page broke joined again, so that a date or a sentence is in one piece."""
    lines = [line.rstrip() for line in text.splitlines()]
    full = 0.7 * max(map(len, lines), default=0)
    joined: list[str] = []
    open_end = False
    for line in lines:
        if open_end and line.strip() and not _BEGINS.match(line):
            joined[-1] += ("" if joined[-1].endswith("-") else " ") + line.strip()
        else:
            joined.append(line)
        open_end = line.endswith(",") or (len(line) >= full and bool(line) and line[-1] not in ".:;!?")
    return "\n".join(joined)


def _docx(path: str) -> list[str]:
    """The text, tables among it, parted where the document says a page ended or after as much as a page holds."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise Unread("large")
    from docx import Document

    return _paged(_paragraphs(Document(path)))


def _paragraphs(document: Any) -> Iterator[tuple[str, bool]]:
    """(text, whether a page ends before it), in the order of the document."""
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                yield " \u2003".join(cell for cell in cells if cell), False
        else:
            xml = item._p.xml
            yield item.text, "lastRenderedPageBreak" in xml or 'w:type="page"' in xml


def _paged(paragraphs: Iterator[tuple[str, bool]]) -> list[str]:
    pages: list[list[str]] = [[]]
    size = 0
    for text, ends in paragraphs:
        if (ends or size > PAGE) and pages[-1]:
            pages.append([])
            size = 0
        pages[-1].append(text)
        size += len(text)
    return ["\n\n".join(line for line in page if line.strip()) for page in pages]
