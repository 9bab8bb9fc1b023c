"""Recordings whose call is gone for good are cleared away by the clock; a call in the trash keeps its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from comity.ai import coordinator
from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow

q = sql.load(__file__)
YOUNG_SECONDS = 24 * 3600
"""A recording is there before its call is: what came lately is left alone."""


@workflow("comms.tidy", priority=P3)
async def tidy(work: Work) -> None:
    """Clears away; safe to run at any time."""
    await clear(work.db, coordinator.settings().home)


async def clear(db: Database, home: Path) -> int:
    """Removes recordings no call points to; how many went."""
    gone = 0
    for org_id, files in await asyncio.to_thread(lambda: list(_old(home))):
        kept = {row["file"] for row in await db.once(Who.service(agent="upkeep"), q.kept, org=org_id, files=files)}
        for file in set(files) - kept:
            await asyncio.to_thread((home / "files" / file).unlink, missing_ok=True)
            gone += 1
    return gone


def _old(home: Path) -> Iterator[tuple[UUID, list[str]]]:
    """Recordings that have lain a while, by organisation."""
    before = time.time() - YOUNG_SECONDS
    for folder in (home / "files").glob("*/recordings"):
        try:
            org_id = UUID(folder.parent.name)
        except ValueError:
            continue
        files = [f"{org_id}/recordings/{path.name}" for path in folder.iterdir() if path.stat().st_mtime < before]
        if files:
            yield org_id, files


SCHEDULE = (Schedule("57 3 * * *", tidy),)
