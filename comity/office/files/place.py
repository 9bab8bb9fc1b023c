"""Where files of imports and exports lie: folders of the home that only we can read."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from comity.core.errors import Problem
from comity.web.i18n import gettext as _

MOST_BYTES = 2 * 2**30
_home: list[Path] = []
_UNSAFE = re.compile(r"[^\w. ()+\-]+")


def setup(home: Path) -> None:
    """Called once by the composition root."""
    _home[:] = [home]


def folder(what: str, org_id: UUID | None, record_id: UUID) -> Path:
    """The folder of one import or export."""
    if not _home:
        raise RuntimeError("office.imports.setup() was not called: nobody said where files lie")
    return _home[0] / what / str(org_id) / str(record_id)


def made(path: Path) -> Path:
    """The folder, created if need be; nobody else may look inside."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def within(folder: Path, name: str) -> Path:
    """A file of this very folder; a name that leads anywhere else is refused, whoever wrote it down."""
    if name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise Problem("file_gone", 410, str(_("This file is no longer kept.")))
    return folder / name


def remove(path: Path) -> None:
    """Forgets the files of one import or export."""
    shutil.rmtree(path, ignore_errors=True)


def remove_all_of(org_id: UUID) -> None:
    """Forgets every file of an organisation that is gone: whatever lies in a folder of its id."""
    for path in _home[0].glob(f"*/{org_id}") if _home else ():
        shutil.rmtree(path, ignore_errors=True)


def file_name(name: str) -> str:
    """A name to show and to download by: the last part of what was uploaded, without anything unusual."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub("_", last).strip(" .")[:200] or "file"


async def keep(pieces: AsyncIterator[bytes], target: Path) -> int:
    """Writes an upload to disk as it comes; refuses what is larger than 2 GB. Returns its size."""
    size = 0
    draft = target.with_suffix(".part")
    try:
        with draft.open("wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise Problem(
                        "file_too_large", 413, str(_("This file is larger than 2 GB. Split it.")), field="file"
                    )
                file.write(piece)
        draft.rename(target)
    except OSError as error:
        raise Problem("disk_full", 507, str(_("The file could not be kept: the disk is full."))) from error
    finally:
        draft.unlink(missing_ok=True)
    return size
