"""The words of a contract's file, read by a program beside us that may take so much time and memory and no more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.core import apart
from comity.core.work import Permanent
from comity.web.i18n import gettext as _

SECONDS: Final = 180
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_GAP: Final = "\n\n"
_SAID: Final = {
    "encrypted": _("This file is protected by a password. Bring one without."),
    "broken": _("This file is damaged: nothing can be read in it. Bring it again, or save it anew as PDF."),
    "large": _("This file is too long to be read: at most 2,000 pages."),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """The words of a document, and where in them each page begins."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, pages: list[str]) -> Paper:
        """Pages one after the other."""
        starts, at = [], 0
        for page in pages:
            starts.append(at)
            at += len(page) + len(_GAP)
        return cls(_GAP.join(pages), tuple(starts))

    @property
    def words(self) -> int:
        """How many words there are; few, where the pages are pictures."""
        return len(self.text.split())


def kind_of(head: bytes) -> str | None:
    """pdf or docx by the first bytes; "old" for what Word wrote long ago or locked by a password."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    return "old" if head.startswith(b"\xd0\xcf\x11\xe0") else None


async def read(path: Path, kind: str) -> Paper:
    """The words of the file; Permanent with a sentence where it has none that can be read."""
    reading = "comity.packs.sales.contracts.reading"
    try:
        return Paper.of(await apart.run(reading, "pages_of", b"", str(path), kind, seconds=SECONDS))
    except apart.Unread as unread:  # encrypted, broken or large
        raise Permanent(str(_SAID[unread.why])) from None
