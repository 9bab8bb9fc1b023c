"""Leads are scored a moment after they came, when a call was understood, and each night.  seed: J06, J19, AC05"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from comity.core.db import Tx
from comity.core.sql import Query
from comity.core.who import Who
from comity.core.work import P2, P3, Schedule, Work, workflow
from comity.packs.sales import batches
from comity.packs.sales.scoring import scores


@workflow("sales.score_new", priority=P3)
async def score_new(work: Work) -> None:
    """Leads that came a moment ago, however many."""
    work.who = Who.service(work.who.org_id, agent="scores")
    await batches.each(work, "new leads", partial(_some, scores.q.unscored))


@workflow("sales.score_leads", priority=P3)
async def score_leads(work: Work) -> None:
    """Each night, by the organisation's clock: every open lead, by what its own deals taught until now."""
    work.who = Who.service(work.who.org_id, agent="scores")
    await batches.each(work, "leads", partial(_some, scores.q.due))


@workflow("sales.score_call", priority=P2)
async def score_call(work: Work, call_id: str) -> None:
    """Somebody was heard: their lead is scored anew."""
    work.who = Who.service(work.who.org_id, agent="scores")
    await work.change("score", lambda tx: _of_call(tx, UUID(call_id)))


async def _some(due: Query, tx: Tx, after: UUID) -> str | None:
    found = await tx.values(due, after=after, most=scores.AT_ONCE)
    await scores.reckon_all(tx, found)
    return str(found[-1]) if len(found) == scores.AT_ONCE else None


async def _of_call(tx: Tx, call_id: UUID) -> int:
    lead = await tx.value(scores.q.lead_of_call, call=call_id)
    return await scores.reckon_all(tx, [lead]) if lead else 0


WORKFLOWS = (score_new, score_leads, score_call)
SCHEDULE = (Schedule("30 3 * * *", score_leads, each_organisation=True),)
ON_KINDS = {"comms.call_understood": [score_call]}
