"""Files and pasted text become transcripts, or one clear sentence in the reader's language."""

from __future__ import annotations

import asyncio

from comity.ai.offline.transcript import Transcript, Unreadable, read
from comity.core.errors import Problem
from comity.web.i18n import gettext as _

SENTENCES = {
    "empty": _("This transcript is empty."),
    "wordless": _("This file holds no words, so it cannot be a transcript."),
    "binary": _("This file is not text, so it cannot be a transcript."),
    "damaged": _("This file says it is Unicode text but is damaged; please save it as UTF-8."),
    "json": _("This JSON file has no list of things people said, or it is cut off."),
    "other": _("This file is {kind}, not the text of a call."),
    "long": _("This transcript is {size} MB; Comity reads up to {most} MB, about eighty hours of speech."),
}
KINDS = {
    "a ZIP or Office document": _("a ZIP or Office document"),
    "a PDF": _("a PDF"),
    "an old Office document": _("an old Office document"),
    "an MP3 recording": _("an MP3 recording"),
    "a WAV recording": _("a WAV recording"),
    "an Ogg recording": _("an Ogg recording"),
    "a FLAC recording": _("a FLAC recording"),
    "a WebM or Matroska recording": _("a WebM or Matroska recording"),
    "an MP4 recording": _("an MP4 recording"),
    "a picture": _("a picture"),
    "a compressed file": _("a compressed file"),
    "a program": _("a program"),
}


async def understand(
    data: bytes | str, filename: str = "", *, us: tuple[str, ...] = (), customers: tuple[str, ...] = ()
) -> Transcript:
    """The transcript; raises a Problem that says what is wrong with the file."""
    try:
        return await asyncio.to_thread(read, data, filename, us=us, customers=customers)
    except Unreadable as error:
        values = {name: str(KINDS.get(value, value)) for name, value in error.values.items()}
        sentence = str(SENTENCES[error.code]).format(**values)
        raise Problem("transcript_unreadable", 422, sentence, field="transcript") from None
