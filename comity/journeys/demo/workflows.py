"""The demo brought into an organisation, or taken out of it, in the background and seen in the job tray."""

from __future__ import annotations

from uuid import UUID

from comity.core.errors import Problem
from comity.core.work import P1, Work, workflow
from comity.journeys.demo import make, remove
from comity.office import jobs
from comity.office.jobs import End


@workflow("demo.bring", priority=P1)
async def bring(work: Work, job_id: str) -> None:
    """Writes the demo's records; once is enough."""
    assert work.who.org_id
    await _running(work, job_id)
    try:
        await make.records(work.db, work.who.org_id)
    except Problem as problem:
        # Retried after the records were written: they are all there, for they come in one transaction.
        if problem.code != make.MADE_ALREADY.code:
            await _finished(work, job_id, "failed", problem.sentence)
            return
    await _finished(work, job_id, "done")


@workflow("demo.take_away", priority=P1)
async def take_away(work: Work, job_id: str) -> None:
    """Takes the demo's records away."""
    assert work.who.org_id
    await _running(work, job_id)
    await remove.records(work.db, work.who.org_id)
    await _finished(work, job_id, "done")


async def _running(work: Work, job_id: str) -> None:
    async with work.tx() as tx:
        await jobs.update(tx, UUID(job_id), state="running")


async def _finished(work: Work, job_id: str, state: End, message: str = "") -> None:
    async with work.tx() as tx:
        await jobs.finish(tx, UUID(job_id), state, message=message, result_url="/")
