"""The text of a document. Run apart (comity/core/apart.py), because a file may be made to do harm."""

from __future__ import annotations

import io
import zipfile

from comity.core.apart import Unread

MOST_PAGES = 2000
MOST_TEXT = 3_000_000
MOST_BYTES = 300_000_000
"""What a Word file may unfold to."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = (".txt", ".md", ".vtt", ".srt", ".csv")


def text_of(data: bytes, name: str, media_type: str) -> str:
    """The text of a document; Unread says why there is none: pictures, kind, large, broken."""
    if media_type == "application/pdf" or data[:5] == b"%PDF-":
        return _whole(_pdf(data))
    if media_type == WORD or name.lower().endswith(".docx"):
        return _whole(_word(data))
    if media_type.startswith("text/") or name.lower().endswith(PLAIN):
        from comity.ai.offline.transcript import Unreadable, read

        try:
            return _whole(read(data, name).text)
        except Unreadable as error:
            raise Unread(f"said: {error}") from error
    raise Unread("kind")


def _whole(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:MOST_TEXT]


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader

    pages, found, size = PdfReader(io.BytesIO(data)).pages, [], 0
    for page in pages[:MOST_PAGES]:
        found.append(page.extract_text() or "")
        size += len(found[-1])
        if size > MOST_TEXT:
            break
    text = "\n".join(found)
    if not text.strip():
        raise Unread("pictures")
    return text


def _word(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise Unread("large")
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
