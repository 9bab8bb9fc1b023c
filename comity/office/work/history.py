"""What ran for the organisation, and what may be done about it: for owners and admins, says the database.  seed: D26"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)
STATES = ("pending", "running", "sleeping", "completed", "failed", "cancelled")
Row = dict[str, Any]
on_constraint(
    "work_not_over",
    Problem("work_not_over", 409, _("This work has not ended yet. Stop it first, or wait until it ends.")),
)
NO_STEP = Problem("no_such_step", 422, _("There is no such step."), field="step")


@dataclass(frozen=True, slots=True)
class Depth:
    """One queue: what waits, runs, sleeps and failed within a day, and since when the oldest waits."""

    queue: str
    pending: int = 0
    running: int = 0
    sleeping: int = 0
    failed: int = 0
    oldest: Any = None


async def recent(
    tx: Tx, *, state: str | None = None, workflow: str | None = None, before: UUID | None = None, most: int = 50
) -> list[Row]:
    """Work, newest first."""
    return await tx.rows(q.recent, state=state, workflow=workflow, before=before, most=most)


async def depth(tx: Tx) -> list[Depth]:
    """How full each queue is."""
    found: dict[str, dict[str, Any]] = {queue: {} for queue in ("p0", "p1", "p2", "p3")}
    for row in await tx.rows(q.depth):
        found[row["queue"]][row["state"]] = row["n"]
        if row["state"] == "pending":
            found[row["queue"]]["oldest"] = row["oldest"]
    return [Depth(queue, **counts) for queue, counts in found.items()]


async def one(tx: Tx, work_id: UUID) -> Row:
    """One piece of work with its runs and steps."""
    found: Row | None = await tx.value(q.one, id=work_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def cancel(tx: Tx, work_id: UUID) -> None:
    """Stops it; what is done stays done."""
    if not await tx.value(q.cancel, id=work_id):
        raise NOT_FOUND()


async def retry(tx: Tx, work_id: UUID, from_step: str | None = None) -> None:
    """Runs it again from a step, or from where it stopped."""
    if from_step is not None and from_step not in {step["name"] for step in (await one(tx, work_id))["steps"]}:
        raise NO_STEP()
    if not await tx.value(q.retry, id=work_id, step=from_step):
        raise NOT_FOUND()


async def replay(tx: Tx, work_id: UUID) -> UUID:
    """Starts the same once more from the beginning; the new work's id."""
    made: UUID | None = await tx.value(q.replay, id=work_id)
    if made is None:
        raise NOT_FOUND()
    return made


async def facts(tx: Tx, *, before: UUID | None = None, most: int = 50) -> list[Row]:
    """What happened, newest first, each with the work it started."""
    rows = await tx.rows(q.facts, before=before, most=most)
    started: dict[UUID, list[Row]] = {}
    if rows:
        for row in await tx.rows(q.fact_work, facts=[row["id"] for row in rows]):
            started.setdefault(row["fact_id"], []).append(row)
    return [{**row, "work": started.get(row["id"], [])} for row in rows]


def unheard(kind: str, handlers: Mapping[str, Sequence[str]], started: Sequence[Row]) -> list[str]:
    """Handlers of a fact's kind that nothing was started for."""
    ran = {row["workflow"] for row in started}
    return [name for name in handlers.get(kind, ()) if name not in ran]
