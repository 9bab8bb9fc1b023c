"""Tasks: entries of the timeline that are still to be done, by somebody, by a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.people import problems as problems
from comity.people import records
from comity.people.records import Row
from comity.web.i18n import gettext as _

q = sql.load(__file__)

Priority = Literal["low", "normal", "high"]
WHEN = ("overdue", "today", "week", "later", "undated")


async def create(
    tx: Tx,
    *,
    subject: str,
    body: str | None = None,
    due_at: datetime | None = None,
    assigned_to: UUID | None = None,
    contact_id: UUID | None = None,
    company_id: UUID | None = None,
    lead_id: UUID | None = None,
    call_id: UUID | None = None,
    priority: Priority = "normal",
    metadata: Mapping[str, Any] | None = None,
) -> UUID:
    """A new task, for whoever makes it unless somebody is named."""
    if not subject.strip():
        raise Problem("task_nameless", 422, _("Say what is to be done."), field="subject")
    made: UUID = await tx.value(
        q.create,
        subject=subject.strip(),
        body=body,
        due_at=due_at,
        assigned_to=assigned_to,
        contact=contact_id,
        company=company_id,
        lead=lead_id,
        call=call_id,
        priority=priority,
        metadata=records.plain(metadata or {}),
    )
    return made


async def change(tx: Tx, task_id: UUID, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None) -> None:
    """Other words, another time, somebody else."""
    await records.change(tx, "activities", task_id, changes, was or {})


async def complete(tx: Tx, task_id: UUID) -> None:
    """Done."""
    await tx.touch(q.complete, id=task_id)


async def reopen(tx: Tx, task_id: UUID) -> None:
    """Not done after all."""
    await tx.touch(q.reopen, id=task_id)


async def open_ones(
    tx: Tx, *, person: UUID | None, timezone: str, contact_id: UUID | None = None, limit: int = 200
) -> list[Row]:
    """Open tasks by due time, each with its `bucket` (see WHEN) in the reader's zone."""
    return await tx.rows(q.open, person=person, zone=timezone, contact=contact_id, limit=limit)


async def counts(tx: Tx, person: UUID | None, timezone: str) -> Mapping[str, int]:
    """How many open tasks are due when."""
    found = {row["bucket"]: row["n"] for row in await tx.rows(q.counts, person=person, zone=timezone)}
    return {when: found.get(when, 0) for when in WHEN}


async def done_lately(tx: Tx, person: UUID | None, limit: int = 30) -> list[Row]:
    """Tasks finished last."""
    return await tx.rows(q.done, person=person, limit=limit)
