"""Writes the plan into the database, one statement a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comity.core import sql
from comity.core.db import Json, Tx
from comity.journeys.demo import deals, entries, health, kit, people, talks, watched
from comity.journeys.demo.plan import Plan

q = sql.load(__file__)


async def write(tx: Tx, plan: Plan) -> None:
    """Everything, in the order the tables point at each other."""
    calls = talks.rows(plan)
    await tx.run(q.begin)
    await tx.run(q.tags, rows=_rows(people.tag_rows(plan)))
    tags = await tx.rows(q.tag_ids)
    for query, rows in (
        (q.companies, people.company_rows(plan)),
        (q.contacts, people.contact_rows(plan)),
        (q.points, people.point_rows(plan)),
        (q.taggings, people.tagging_rows(plan, tags)),
        (q.leads, deals.lead_rows(plan)),
        (q.lead_stages, deals.stage_rows(plan)),
        (q.activities, entries.rows(plan)),
        (q.calls, calls),
        (q.health, health.rows(plan)),
        (q.calls_on_timeline, talks.entry_rows(plan, calls)),
    ):
        await tx.run(query, rows=_rows(rows))
    await health.reckon(tx, plan, await tx.value(q.is_own))
    await tx.run(q.health_of_yesterday)
    await tx.run(q.health_on_leads)
    await tx.run(q.go_on)
    if await tx.value(q.is_own):
        await watched.begin(tx, plan.pipeline_id)
        await kit.begin(tx)


async def let_hear(tx: Tx) -> None:
    """Hands the calls of whoever acts to the workflow that hears them."""
    await tx.rows(q.calls_to_hear)


def _rows(rows: Iterable[dict[str, Any]]) -> Json:
    return Json(list(rows))
