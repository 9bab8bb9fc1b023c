"""Recordings: sealed in the storage's bucket of recordings, each with its call; what came before that lies in the home.

brought = await bring(tx, name, source)         the bytes, once
await settle(tx, call_id, brought)              their row, in the transaction that makes the call
async with as_file(db, who, call) as path:      to read them as a file
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from comity.comms.calls import Recording
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.files import uploads
from comity.platform.storage import buckets, objects
from comity.platform.storage.drafts import Whole
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import begin
from comity.web.i18n import gettext as _

BUCKET = "call-recordings"
MAX_BYTES = 1_000_000_000
LARGE = Problem("recording_large", 413, _("A recording may have up to 1 GB."), field="file")
MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".webm": "video/webm",
    ".flac": "audio/flac",
    ".aac": "audio/aac",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".amr": "audio/amr",
}
MAGIC = (
    (b"ID3", 0),
    (b"\xff\xfb", 0),
    (b"\xff\xf3", 0),
    (b"\xff\xf1", 0),
    (b"\xff\xf9", 0),
    (b"RIFF", 0),
    (b"OggS", 0),
    (b"fLaC", 0),
    (b"\x1aE\xdf\xa3", 0),
    (b"ftyp", 4),
    (b"#!AMR", 0),
)


def looks_like_sound(name: str, head: bytes) -> bool:
    """Whether a file is a recording: by its name, and by its first bytes."""
    return Path(name.lower()).suffix in MEDIA_TYPES and any(head[at : at + len(mark)] == mark for mark, at in MAGIC)


@dataclass(frozen=True, slots=True)
class Brought:
    """Sound whose bytes are kept and whose call is still to be made."""

    recording: Recording
    whole: Whole
    blob: str


async def bring(tx: Tx, name: str, source: BinaryIO) -> Brought:
    """Seals the sound of somebody's upload; nothing is left of what is refused."""
    org_id, suffix = tx.who.org_id, Path(name.lower()).suffix
    try:
        whole = await store().take(uploads.pieces(source), MAX_BYTES)
    except Refusal as refusal:
        raise uploads.refused(refusal, LARGE) from refusal
    if not whole.size:
        await store().forget(whole)
        raise Problem("recording_empty", 422, _("This recording is empty."), field="file")
    recording = Recording(
        file=f"{org_id}/recordings/{whole.sha256}{suffix}",
        name=_tidy(name),
        media_type=MEDIA_TYPES[suffix],
        size=whole.size,
        sha256=whole.sha256,
    )
    return Brought(recording, whole, await store().place(whole, org_id))


async def settle(tx: Tx, call_id: UUID, brought: Brought) -> None:
    """The object of a call's sound: seen as the call is, metered, gone when the call is gone for good."""
    await begin(tx, "object.upload")
    bucket = await buckets.known(tx, BUCKET)
    suffix = Path(brought.recording.file).suffix
    place = Place(
        bucket,
        f"{tx.who.org_id}/calls/{call_id}/{brought.recording.sha256}{suffix}",
        str(tx.who.user_id) if tx.who.user_id else None,
        tx.who.org_id,
        mime=brought.recording.media_type,
        user_metadata={"name": brought.recording.name},
    )
    await objects.put(tx, store(), place, brought.whole, brought.blob)
    tx.after_commit(lambda: store().forget(brought.whole))


async def drop(brought: Brought) -> None:
    """Forgets sound whose call was here already."""
    await store().forget(brought.whole)


async def find(tx: Tx, call: Mapping[str, Any]) -> dict[str, Any] | None:
    """The object of a call's sound, for whoever may see the call."""
    name = f"{tx.who.org_id}/calls/{call['id']}/{(call['recording_file'] or '').rpartition('/')[2]}"
    return await tx.row(objects.q.find, bucket=BUCKET, name=name)


@asynccontextmanager
async def as_file(db: Database, who: Who, home: Path, call: Mapping[str, Any]) -> AsyncIterator[Path | None]:
    """A call's sound as a file, unsealed for as long as the block lasts; None when it is not here any more."""
    async with db.acting(who) as tx:
        row = await find(tx, call)
    if row is None:
        yield path_of(home, who.org_id, call["recording_file"]) if who.org_id else None
        return
    with tempfile.NamedTemporaryFile(prefix="comity-", suffix=Path(row["name"]).suffix) as file:
        async with store().open(row["blob"]) as opened:
            async for piece in opened.read(0, row["size"]):
                await asyncio.to_thread(file.write, piece)
        file.flush()
        yield Path(file.name)


async def keep(home: Path, org_id: UUID, name: str, source: BinaryIO) -> Recording:
    """Stores the file once however often it is brought; whole or not at all."""
    return await asyncio.to_thread(_keep, home, org_id, name, source)


def _keep(home: Path, org_id: UUID, name: str, source: BinaryIO) -> Recording:
    suffix = Path(name.lower()).suffix
    folder = home / "files" / str(org_id) / "recordings"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        try:
            while chunk := source.read(1 << 20):
                size += len(chunk)
                if size > MAX_BYTES:
                    raise LARGE()
                digest.update(chunk)
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise Problem("disk_full", 507, _("There is no room on the disk for this recording.")) from None
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    if not size:
        Path(part.name).unlink(missing_ok=True)
        raise Problem("recording_empty", 422, _("This recording is empty."), field="file")
    sha256 = digest.hexdigest()
    Path(part.name).replace(folder / f"{sha256}{suffix}")
    file = f"{org_id}/recordings/{sha256}{suffix}"
    return Recording(file=file, name=_tidy(name), media_type=MEDIA_TYPES[suffix], size=size, sha256=sha256)


def path_of(home: Path, org_id: UUID, file: str) -> Path | None:
    """Where a kept recording of this organisation lies; None for anything that is not one, or is gone."""
    if not re.fullmatch(rf"{org_id}/recordings/[0-9a-f]{{64}}\.[a-z0-9]{{2,4}}", file):
        return None
    path = home / "files" / file
    return path if path.is_file() else None


def media_type_of(path: Path) -> str:
    """What a kept recording is served as: never what a row claims."""
    return MEDIA_TYPES.get(path.suffix, "application/octet-stream")


def _tidy(name: str) -> str:
    return re.sub(r"[\x00-\x1f/\\]", "_", Path(name).name)[:300] or "recording"
