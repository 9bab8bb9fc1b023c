"""The demo brought into an organisation, or taken out of it, in the background and seen in the job tray."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.work import P1, Permanent, Work, workflow
from comity.journeys.demo import make, remove
from comity.office import jobs
from comity.office.jobs import End
from comity.web import i18n


@workflow("demo.bring", priority=P1)
async def bring(work: Work, job_id: str) -> None:
    """Writes the demo's records; once is enough."""
    await _shown(work, job_id, _brought)


@workflow("demo.take_away", priority=P1)
async def take_away(work: Work, job_id: str) -> None:
    """Takes the demo's records away."""
    await _shown(work, job_id, remove.records)


async def _brought(db: Database, org_id: UUID) -> None:
    try:
        await make.records(db, org_id)
    except Problem as problem:
        # Retried after the records were written: they are all there, for they come in one transaction.
        if problem.code != make.MADE_ALREADY.code:
            raise


async def _shown(work: Work, job_id: str, act: Callable[[Database, UUID], Awaitable[Any]]) -> None:
    """Does it, and the tray says how it ended."""
    org_id = work.who.org_id
    assert org_id

    async def all_of_it() -> None:
        await act(work.db, org_id)

    async with work.tx() as tx:
        await jobs.update(tx, UUID(job_id), state="running")
    try:
        await work.step("records", all_of_it)
    except (Permanent, Problem) as error:
        with i18n.speaking(work.who.language, work.who.timezone):
            await _finished(work, job_id, "failed", i18n.why(error))
    else:
        await _finished(work, job_id, "done")


async def _finished(work: Work, job_id: str, state: End, message: str = "") -> None:
    async with work.tx() as tx:
        await jobs.finish(tx, UUID(job_id), state, message=message, result_url="/")
