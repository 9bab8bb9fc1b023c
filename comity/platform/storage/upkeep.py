"""What the store does by the clock: lifecycles, uploads nobody ended, bytes nobody names, damage."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow
from comity.platform.storage.backends.base import Backend, Gone
from comity.platform.storage.drafts import remove
from comity.platform.storage.errors import Refusal
from comity.platform.storage.sealing import Damaged, sealed_size
from comity.platform.storage.store import Store, store

q = sql.load(__file__)
YOUNG = 3600.0
"""Seconds during which bytes without a row are left alone: their row may be on its way."""
FORGOTTEN = 2 * 86400.0
"""Seconds after which a draft that nobody touched is forgotten."""
RENDERED = 7 * 86400.0
"""Seconds a picture in another size is kept: it can be drawn again."""
SCRUB_SECONDS = 600.0
KEEPER = Who.service(agent="storage upkeep")

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Scrubbed:
    """What a scrub found."""

    checked: int = 0
    damaged: int = 0


@workflow("storage.tidy", priority=P3)
async def tidy(work: Work) -> None:
    """Every hour: lifecycles first, then expired uploads, then bytes that no row names."""
    await expire(work.db)
    await chill(work.db, store())
    await forget_uploads(work.db, store())
    await sweep(work.db, store())


@workflow("storage.scrub", priority=P3)
async def scrubbing(work: Work) -> None:
    """Every night: the files that were looked at longest ago are read whole and compared with their hash."""
    found = await scrub(work.db, store())
    log.info("storage scrubbed", checked=found.checked, damaged=found.damaged)


async def expire(db: Database) -> int:
    """Removes what its bucket keeps no longer; how many.  seed: ST04"""
    total = 0
    while True:
        async with db.acting(KEEPER) as tx:
            await tx.run(q.allow)
            count = await tx.run(q.expired)
        total += count
        if count == 0:
            return total


async def chill(db: Database, kept: Store) -> int:
    """Moves the bytes of old objects to the cold store, where there is one; how many.  seed: ST01"""
    if kept.cold is None:
        return 0
    moved = 0
    for row in await db.once(KEEPER, q.old):
        async with kept.open(row["blob"]) as opened:
            whole = await kept.take(opened.read(0, row["size"]), row["size"])
        try:
            if whole.sha256 != row["sha256"]:
                continue
            await kept.cold.put(whole.path, row["blob"])
        finally:
            await kept.forget(whole)
        async with db.acting(KEEPER) as tx:
            await tx.run(q.chilled, blob=row["blob"])
        moved += 1
    return moved


async def forget_uploads(db: Database, kept: Store) -> int:
    """Forgets uploads that expired, and drafts that nobody works on; how many."""
    async with db.acting(KEEPER) as tx:
        gone = await tx.values(q.over)
    for upload_id in gone:
        await asyncio.to_thread(remove, kept.drafts / str(upload_id))
    return len(gone) + await asyncio.to_thread(_abandoned, kept)


def _abandoned(kept: Store) -> int:
    renders = (kept.drafts.parent / "renders").glob("*/*/*")
    _older(renders, RENDERED)
    return _older(kept.drafts.iterdir(), FORGOTTEN)


def _older(paths: Iterable[Path], seconds: float) -> int:
    count, now = 0, time.time()
    for path in paths:
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > seconds:
                path.unlink()
                count += 1
    return count


async def sweep(db: Database, kept: Store, *, young: float = YOUNG, within: str = "") -> int:
    """Removes bytes that no object names; how many files. Uploads that are just being written down make it wait."""
    removed = await _swept(db, kept.backend, "", young, within)
    if kept.cold is not None:
        removed += await _swept(db, kept.cold, "cold:", young, within)
    return removed


async def _swept(db: Database, backend: Backend, prefix: str, young: float, within: str) -> int:
    removed = 0
    async for batch in backend.every(within):
        old = {prefix + one.key: one for one in batch if one.age > young}
        if not old:
            continue
        async with db.acting(KEEPER) as tx:
            unnamed = await tx.values(q.unnamed, blobs=list(old))
        if not unnamed:
            continue
        async with db.acting(KEEPER) as tx:  # asked again while nobody can be writing a row
            if not await tx.value(q.alone):
                continue
            for blob in await tx.values(q.unnamed, blobs=unnamed):
                await backend.remove(old[blob].key)
                removed += 1
    return removed


async def scrub(db: Database, kept: Store, *, seconds: float = SCRUB_SECONDS) -> Scrubbed:
    """Reads files whole for a while, those longest unread first, and notes the damaged ones."""
    found, began = Scrubbed(), time.monotonic()
    while time.monotonic() - began < seconds:
        rows = await db.once(KEEPER, q.unread)
        if not rows:
            break
        for row in rows:
            whole = await is_whole(kept, row["blob"], row["size"], row["sha256"])
            async with db.acting(KEEPER) as tx:
                await tx.run(q.read, blob=row["blob"], sha256=row["sha256"], size=row["size"], whole=whole)
            found.checked += 1
            found.damaged += not whole
            if not whole:
                log.error("a stored file is damaged or missing", blob=row["blob"])
    return found


async def is_whole(kept: Store, blob: str, size: int, sha256: str) -> bool:
    """Whether the bytes are those that were brought."""
    digest = hashlib.sha256()
    try:
        async with kept.open(blob) as opened:
            if opened.source.size != sealed_size(size):
                return False
            async for piece in opened.read(0, size):
                digest.update(piece)
    except (Refusal, Damaged, Gone):
        return False
    return digest.hexdigest() == sha256


WORKFLOWS = (tidy, scrubbing)
SCHEDULES = (Schedule("23 * * * *", tidy), Schedule("41 2 * * *", scrubbing))
