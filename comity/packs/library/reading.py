"""What stands in a file: the text of documents, and what is said in sound and film where somebody transcribes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from comity.ai import coordinator
from comity.ai.offline.transcript import Unreadable
from comity.comms import transcribing
from comity.core import apart
from comity.core.errors import Problem
from comity.core.work import P2, Permanent, Work, workflow
from comity.packs.library import materials
from comity.platform.storage import objects
from comity.platform.storage.store import store
from comity.web import i18n
from comity.web.i18n import gettext as _

WHY = {
    "broken": _("This document is damaged or locked, so it cannot be searched."),
    "large": _("Reading this document takes too much time or memory, so it cannot be searched."),
    "pictures": _("This PDF holds pictures of pages and no text, so it cannot be searched."),
    "kind": _("Files of this kind cannot be searched inside."),
}
Row = dict[str, Any]


@workflow("library.read_material", priority=P2, attempts=3)
async def read_material(work: Work, material_id: str) -> None:
    """Reads a new file once, so that it can be searched."""
    i18n.use(work.who.language, work.who.timezone)
    material = UUID(material_id)
    async with work.tx() as tx:
        row = await tx.row(materials.q.find, id=material)
        place = await tx.row(objects.q.find, bucket=materials.BUCKET, name=row["path"]) if row else None
    if row is None or place is None:
        return
    try:
        body, problem = await work.step("read", lambda: _read(row, place)), None
    except (Permanent, Problem, Unreadable) as error:
        body, problem = None, i18n.why(error)[:300]
    state = "ready" if body else "unreadable"
    await work.change(
        "keep", lambda tx: tx.run(materials.q.read, id=material, body=body or None, reading=state, problem=problem)
    )


async def _read(row: Row, place: Row) -> str:
    if row["kind"] in ("audio", "video"):
        return await _heard(row, place)
    if row["kind"] == "image":
        return ""
    data = await store().bytes_of(place["blob"], place["size"])
    return await text_of(data, row["file_name"] or "", row["media_type"] or "")


async def _heard(row: Row, place: Row) -> str:
    """The words of a recording, one line a speaker."""
    settings = coordinator.settings()
    if not transcribing.configured(settings):
        raise Permanent(str(_("No transcriber is configured here, so what is said in it cannot be searched.")))
    with tempfile.NamedTemporaryFile(prefix="comity-", suffix=Path(row["file_name"] or "").suffix) as file:
        async with store().open(place["blob"]) as opened:
            async for piece in opened.read(0, place["size"]):
                await asyncio.to_thread(file.write, piece)
        file.flush()
        heard = await transcribing.transcribe(settings, Path(file.name), row["file_name"] or "", us=(), customers=())
    return heard.text


async def text_of(data: bytes, name: str, media_type: str) -> str:
    """The text of a document; raises Permanent where there is none to be had."""
    try:
        return str(await apart.run("comity.packs.library.document_text", "text_of", data, name, media_type))
    except apart.Unread as unread:
        raise Permanent(str(WHY.get(unread.why) or unread.why.removeprefix("said: "))) from None
