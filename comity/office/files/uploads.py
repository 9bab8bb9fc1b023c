"""What people bring by a page: its bytes on their way to the store, and the store's refusals in people's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO, Final

from starlette.datastructures import UploadFile

from comity.core.errors import NOT_ALLOWED, Problem
from comity.platform.storage import errors
from comity.platform.storage.errors import Refusal
from comity.web.i18n import gettext as _

PIECE: Final = 1 << 20
TOO_LARGE: Final = Problem("file_too_large", 413, _("This file is too large."), field="file")
INFECTED: Final = Problem("file_infected", 422, _("A virus was found in this file. It was not kept."), field="file")
DISK_FULL: Final = Problem("disk_full", 507, _("The file could not be kept: the disk is full."), field="file")
STORE_AWAY: Final = Problem(
    "store_away", 503, _("The place where files are kept cannot be reached. Please try again."), field="file"
)
SCANNER_AWAY: Final = Problem(
    "scanner_away", 503, _("Files cannot be searched for viruses right now. Please try again later."), field="file"
)
_SAID: Final = (
    (errors.DENIED, NOT_ALLOWED),
    (errors.DISK_FULL, DISK_FULL),
    (errors.STORE_DOWN, STORE_AWAY),
    (errors.SCANNER_DOWN, SCANNER_AWAY),
)


async def pieces(source: bytes | BinaryIO | UploadFile) -> AsyncIterator[bytes]:
    """The bytes as the store takes them, a mebibyte at a time."""
    if isinstance(source, bytes):
        yield source
        return
    while piece := await _read(source):
        yield piece


async def _read(source: BinaryIO | UploadFile) -> bytes:
    return await (source.read(PIECE) if isinstance(source, UploadFile) else asyncio.to_thread(source.read, PIECE))


def refused(refusal: Refusal, too_large: Problem = TOO_LARGE) -> Problem:
    """What a page says of it. Where only a program can have been wrong, the store's own words stand."""
    if refusal == errors.TOO_LARGE:
        return too_large()
    if refusal.error == "infected":
        return INFECTED()
    for what, said in _SAID:
        if refusal == what:
            return said()
    return Problem(refusal.code, refusal.status, refusal.sentence, field="file")
