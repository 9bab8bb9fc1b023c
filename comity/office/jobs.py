"""The face of background work in the job tray: started, moved on, finished by whoever does the work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.work import Permanent, Work
from comity.web import i18n

q = sql.load(__file__)

State = Literal["queued", "running", "done", "failed", "cancelled", "paused"]
End = Literal["done", "failed", "cancelled"]


async def start(tx: Tx, kind: str, title: str, *, total: int | None = None, user_id: UUID | None = None) -> UUID:
    """A piece of work appears in the tray of its person, the caller unless said."""
    job_id: UUID = await tx.value(q.start, person=user_id or tx.who.user_id, kind=kind, title=title, total=total)
    return job_id


async def update(
    tx: Tx,
    job_id: UUID,
    *,
    done: int | None = None,
    total: int | None = None,
    message: str | None = None,
    state: State | None = None,
) -> State:
    """Moves the bar on; answers the state, so that whoever works sees when it was cancelled or paused."""
    found: State | None = await tx.value(q.update, id=job_id, done=done, total=total, message=message, state=state)
    return found or await state_of(tx, job_id)


async def finish(tx: Tx, job_id: UUID, state: End, *, message: str = "", result_url: str | None = None) -> None:
    """The work has ended, one way or the other."""
    await tx.run(q.finish, id=job_id, state=state, message=message, result_url=result_url)


@asynccontextmanager
async def shown(work: Work, job_id: UUID) -> AsyncIterator[None]:
    """Around work that the tray shows: what fails for good is not shown as running for ever."""
    try:
        yield
    except (Permanent, Problem) as error:
        with i18n.speaking(work.who.language, work.who.timezone):
            said = i18n.why(error)[:200]
        async with work.tx() as tx:
            await finish(tx, job_id, "failed", message=said)
        raise


async def state_of(tx: Tx, job_id: UUID) -> State:
    """Whether the work should go on."""
    found: State = (await tx.found(q.state, id=job_id))["state"]
    return found


async def mine(tx: Tx, *, limit: int = 20) -> list[dict[str, Any]]:
    """What runs for the caller, and what ended within a day."""
    return await tx.rows(q.mine, most=limit)
