"""Loading in chunks: each in one transaction with its checkpoint, two at a time; nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.office.imports import check, jobs, stage
from comity.office.imports.targets import Run, Target

q = sql.load(__file__)

CHUNK = 5_000
HANDS = 2
"""Chunks loaded side by side: what is matched was decided before, so they do not wait for each other."""

Tick = Callable[[], Awaitable[None]]


async def load(db: Database, who: Who, job_id: UUID) -> bool:
    """Loads what is not loaded yet. True when everything is; False when it was paused or cancelled before that."""
    async with db.acting(who) as tx:
        job = await jobs.get(tx, job_id)
        span = await tx.row(q.span, job=job_id)
        assert span is not None
        loaded = set(await tx.values(q.loaded, job=job_id))
    if span["rows"] < job.total_rows:  # the database crashed, and the waiting rows are unlogged
        if not await check.restore(db, who, job):
            return False
        return await load(db, who, job_id)
    if not span["rows"]:
        return True
    run, target = job.run(who.user_id, span["matches"]), jobs.target_of(job)
    if 0 not in loaded and not await _prepare(db, who, run, target):
        return False
    waiting = [first for first in range(span["first"], span["last"] + 1, CHUNK) if first not in loaded]
    waiting.reverse()

    async def hand(own: Database) -> bool:
        while waiting:
            if not await _chunk(own, who, run, target, waiting.pop()):
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


async def _chunk(db: Database, who: Who, run: Run, target: Target, first: int) -> bool:
    last = first + CHUNK - 1
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
