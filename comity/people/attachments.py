"""Files of a record: the verbs. The bytes are the storage's; a row here says whose they are and their name."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.platform.storage import names
from comity.web.i18n import gettext as _

q = sql.load(__file__)
BUCKET = "attachments"
RELATIONS = ("contacts", "companies", "leads", "calls")
MOST = 500
_VIEWS = (
    ("image", re.compile(r"image/(png|jpeg|jpg|gif|webp|avif|bmp)")),
    ("audio", re.compile(r"audio/.+")),
    ("video", re.compile(r"video/.+")),
    ("pdf", re.compile(r"application/pdf")),
)

NO_FILE = Problem("file_missing", 422, _("Choose a file."), field="file")


@dataclass(frozen=True, slots=True)
class File:
    """A file as pages show it."""

    id: UUID
    name: str
    media_type: str
    size: int
    path: str | None
    created_at: datetime
    creator_name: str | None
    about: str
    about_id: UUID
    may_edit: bool
    deleted_at: datetime | None

    @property
    def view(self) -> str:
        """How it can be looked at: image, audio, video, pdf, or not at all."""
        return next((view for view, types in _VIEWS if types.fullmatch(self.media_type.partition(";")[0])), "")

    @property
    def icon(self) -> str:
        """Its icon."""
        known = {"image": "file", "audio": "audio-lines", "video": "play", "pdf": "file"}
        return known.get(self.view, "paperclip")


async def of(tx: Tx, relation: str, record_id: UUID) -> list[File]:
    """The files of a record, newest first."""
    return await tx.into(File, q.of, relation=relation, record=record_id, most=MOST)


async def find(tx: Tx, file_id: UUID) -> File:
    """A file the caller may see."""
    found = await tx.into(File, q.find, id=file_id)
    if not found:
        raise NOT_FOUND()
    return found[0]


def path(org_id: UUID, relation: str, record_id: UUID, name: str) -> str:
    """Where a new file of a record goes: never where another one lies."""
    return f"{folder(org_id, relation, record_id)}/{secrets.token_hex(6)}/{names.fit(name)}"


def folder(org_id: UUID | None, relation: str, record_id: UUID) -> str:
    """Below which all files of a record lie."""
    return f"{org_id}/{relation}/{record_id}"


async def trash(tx: Tx, file_id: UUID) -> None:
    """Into the trash; the bytes stay until that is emptied."""
    await tx.touch(q.trash, id=file_id)


async def restore(tx: Tx, file_id: UUID) -> None:
    """Back from the trash."""
    await tx.touch(q.restore, id=file_id)
