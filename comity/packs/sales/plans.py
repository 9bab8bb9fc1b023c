"""Plans of a deal: its steps are tasks, each with why it is there.  seed: D17, D18, AG13, AG14"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.people import tasks

q = sql.load(__file__)
Kind = Literal["onboarding", "intervention"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, so many days from now; `why` is its evidence."""

    subject: str
    days: int
    body: str = ""
    high: bool = False
    why: Mapping[str, Any] = field(default_factory=dict)


async def begin(
    tx: Tx, deal: Row, kind: Kind, title: str, steps: Sequence[Step], *, playbook: UUID | None = None
) -> UUID | None:
    """A plan with its tasks, for the deal's owner; None where one of this kind is under way."""
    reasons = [dict(step.why) for step in steps if step.why]
    plan: UUID | None = await tx.value(
        q.begin, kind=kind, lead=deal["id"], title=title, reasons=orjson.dumps(reasons, default=str).decode(),
        score=deal["health_score"] if kind == "intervention" else None, playbook=playbook,
    )  # fmt: skip
    if plan is None:
        return None
    now = datetime.now(UTC)
    made = [
        await tasks.create(
            tx, subject=step.subject[:1000], body=step.body or None, due_at=_workday(now, step.days),
            assigned_to=deal["owner_id"], contact_id=deal["contact_id"], company_id=deal["company_id"],
            lead_id=deal["id"], priority="high" if step.high else "normal",
            metadata={"plan": str(plan), "step": number},
        )
        for number, step in enumerate(steps, 1)
    ]  # fmt: skip
    await tx.run(q.steps, id=plan, tasks=made)
    return plan


async def deal_of(tx: Tx, lead_id: UUID) -> Row | None:
    """What a plan is made from."""
    return await tx.row(q.deal, lead=lead_id)


async def of_lead(tx: Tx, lead_id: UUID) -> list[Row]:
    """The plans of a deal with their steps."""
    return await tx.rows(q.of_lead, lead=lead_id)


async def active(tx: Tx, kind: Kind | None = None, most: int = 100) -> list[Row]:
    """Plans under way."""
    return await tx.rows(q.active, kind=kind, most=most)


async def tick(tx: Tx, plan_id: UUID, task_id: UUID, done: bool) -> UUID:
    """A step is done, or open after all; the deal it is about."""
    lead_id: UUID = (await tx.found(q.tick, id=plan_id, task=task_id))["lead_id"]
    await (tasks.complete if done else tasks.reopen)(tx, task_id)
    return lead_id


async def give_up(tx: Tx, plan_id: UUID) -> UUID:
    """The plan is given up; the deal it was about."""
    lead_id: UUID = (await tx.found(q.drop, id=plan_id))["lead_id"]
    return lead_id


def _workday(now: datetime, days: int) -> datetime:
    """Five in the afternoon of a day that is no weekend."""
    day = now + timedelta(days=days)
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    return day.replace(hour=17, minute=0, second=0, microsecond=0)
