"""Loading in chunks: each in one transaction with its checkpoint, two at a time; nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.office.imports import check, jobs, stage
from comity.office.imports.targets import Run, Target

q = sql.load(__file__)

CHUNK, SMALLEST = 5_000, 500
"""Rows a chunk at most; and the least that is worth a transaction, when hands are to end at the same time."""
HANDS = 2
"""Chunks loaded side by side: what is matched was decided before, so they do not wait for each other."""
Rows = tuple[int, int]
"""First and last row."""


async def load(db: Database, who: Who, job_id: UUID) -> bool:
    """Loads what is not loaded yet. True when everything is; False when it was paused or cancelled before that."""
    async with db.acting(who) as tx:
        job = await jobs.get(tx, job_id)
        span = await tx.row(q.span, job=job_id)
        assert span is not None
        loaded = [(row["first_row"], row["last_row"]) for row in await tx.rows(q.loaded, job=job_id)]
    if span["rows"] < job.total_rows:  # the database crashed, and the waiting rows are unlogged
        if not await check.restore(db, who, job):
            return False
        return await load(db, who, job_id)
    if not span["rows"]:
        return True
    run, target = job.run(who.user_id, span["matches"]), jobs.target_of(job)
    if (0, 0) not in loaded and not await _prepare(db, who, run, target):
        return False
    waiting = [rest for chunk in chunks(span["first"], span["last"]) for rest in left(chunk, loaded)]
    waiting.reverse()

    async def hand(own: Database) -> bool:
        while waiting:
            if not await _chunk(own, who, run, target, *waiting.pop()):
                return False
        return True

    own = await db.apart(HANDS)
    try:
        ended = await asyncio.gather(*(hand(own) for _ in range(HANDS)), return_exceptions=True)
    finally:
        await own.close()
    for failure in ended:
        if isinstance(failure, BaseException):
            raise failure
    async with db.acting(who) as tx:
        latest = await tx.value(q.latest, job=job_id, relation=target.relation)
        if latest is not None:
            await target.nudge(tx, latest)
    return all(ended)


def chunks(first: int, last: int) -> Iterator[Rows]:
    """The rows in chunks, always the same for the same rows: so nobody loads a part of what another hand is at.

    The last ones are smaller and smaller: no hand has much left to do when the others have nothing.
    """
    while first <= last:
        size = min(CHUNK, max(SMALLEST, (last - first + 1) // (2 * HANDS)))
        yield first, min(last, first + size - 1)
        first += size


def left(chunk: Rows, loaded: Sequence[Rows]) -> Iterator[Rows]:
    """What of a chunk is not loaded: all or nothing of it, unless an older program cut the rows in another way."""
    first, last = chunk
    for begun, ended in loaded:
        if begun <= last and ended >= first:
            if begun > first:
                yield first, begun - 1
            first = ended + 1
    if first <= last:
        yield first, last


async def _prepare(db: Database, who: Who, run: Run, target: Target) -> bool:
    """What rows share is made first, so that chunks need not look at each other."""
    async with db.acting(who) as tx:
        if await tx.value(jobs.q.status, id=run.job_id) != "loading":
            return False
        if await tx.value(q.claim, job=run.job_id, first=0, last=0) is None:
            return True
        await tx.run(stage.q.patience)
        await tx.run(q.alone)
        for relation, ids in (await target.prepare(tx, run)).items():
            if ids:
                await tx.run(q.keep_created, job=run.job_id, first=0, relation=relation, ids=list(ids))
    return True


async def _chunk(db: Database, who: Who, run: Run, target: Target, first: int, last: int) -> bool:
    span: dict[str, Any] = {"job": run.job_id, "first": first}
    async with db.acting(who) as tx:
        if await tx.value(jobs.q.status, id=run.job_id) != "loading":
            return False
        if await tx.value(q.claim, **span, last=last) is None:
            return True
        await tx.run(q.quietly)
        result = await target.load(tx, run, first, last)
        for relation, ids in result.beside.items():
            if ids:
                await tx.run(q.keep_created, **span, relation=relation, ids=list(ids))
        if result.refused:
            rows = [row for row, _reason in result.refused]
            reasons = [str(reason) for _row, reason in result.refused]
            await tx.run(q.refuse, job=run.job_id, rows=rows, reasons=reasons)
            await tx.run(q.tell_refused, job=run.job_id, rows=rows, reasons=reasons)
        counts = {"created": result.created, "updated": result.updated, "refused": len(result.refused)}
        await tx.run(q.count, **span, last=last, **counts)
    return True
