"""Recordings: kept under the home's files, one folder an organisation, named by the hash of what they hold."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from comity.comms.calls import Recording
from comity.core.errors import Problem
from comity.web.i18n import gettext as _

MAX_BYTES = 1_000_000_000
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
                    raise Problem("recording_large", 413, _("A recording may have up to 1 GB."), field="file")
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
