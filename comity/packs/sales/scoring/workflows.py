"""Leads are scored a moment after they came, when a call was understood, and each night.  seed: J06, J19, AC05"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P2, P3, Limit, Schedule, Work, start, workflow
from comity.packs.sales import batches
from comity.packs.sales.scoring import scores, sites

SITES: Final = Limit("web sites", per_minute=120, at_once=8, each=True)


@workflow("sales.score_new", priority=P3, at_once=1)
async def score_new(work: Work, since: str | None = None) -> None:
    """Leads that came a moment ago, however many; without the moment, all that have no score."""
    work.who = Who.service(work.who.org_id, agent="scores")
    moment = datetime.fromisoformat(since) if since else None
    await batches.each(work, "new leads", partial(_some_new, moment))
    await batches.each(work, "sites", partial(_look_at_some, moment))


@workflow("sales.score_leads", priority=P3)
async def score_leads(work: Work) -> None:
    """Each night, by the organisation's clock: every open lead, by what its own deals taught until now."""
    work.who = Who.service(work.who.org_id, agent="scores")
    await batches.each(work, "leads", _some)
    await batches.each(work, "sites", partial(_look_at_some, None))


@workflow("sales.look_at_site", priority=P3, at_once=4)
async def look_at_site(work: Work, company_id: str) -> None:
    """A company's page, and after it its leads' scores: where what was found side by side comes together."""
    work.who = Who.service(work.who.org_id, agent="scores")
    company = UUID(company_id)
    async with work.tx() as tx:
        found = await tx.row(sites.q.company, id=company)
    if found and found["website"]:
        seen = await work.step("look", lambda: sites.fetch(work.db, work.who, found["website"]), limit=SITES)
        await work.change("keep", lambda tx: sites.keep(tx, company, seen))


@workflow("sales.score_call", priority=P2)
async def score_call(work: Work, call_id: str) -> None:
    """Somebody was heard: their lead is scored anew."""
    work.who = Who.service(work.who.org_id, agent="scores")
    await work.change("score", lambda tx: _of_call(tx, UUID(call_id)))


async def _some(tx: Tx, after: UUID) -> str | None:
    found = await tx.values(scores.q.due, after=after, most=scores.AT_ONCE)
    await scores.reckon_all(tx, found)
    return _last(found)


async def _some_new(since: datetime | None, tx: Tx, after: UUID) -> str | None:
    found = await tx.values(scores.q.unscored, since=since, after=after, most=scores.AT_ONCE)
    await scores.reckon_all(tx, found)
    return _last(found)


async def _look_at_some(since: datetime | None, tx: Tx, after: UUID) -> str | None:
    """Companies whose page nobody looked at, each as work of its own; once a day however often it is asked."""
    if not await tx.value(sites.q.wanted):
        return None
    found = await tx.values(sites.q.unseen, since=since, after=after, most=scores.AT_ONCE)
    for company in found:
        await start(tx, look_at_site, {"company_id": company}, key=f"site:{company}:{date.today()}")
    return _last(found)


def _last(found: Sequence[UUID]) -> str | None:
    return str(found[-1]) if len(found) == scores.AT_ONCE else None


async def _of_call(tx: Tx, call_id: UUID) -> int:
    lead = await tx.value(scores.q.lead_of_call, call=call_id)
    return await scores.reckon_all(tx, [lead]) if lead else 0


WORKFLOWS = (score_new, score_leads, look_at_site, score_call)
SCHEDULE = (Schedule("30 3 * * *", score_leads, each_organisation=True),)
ON_KINDS = {"comms.call_understood": [score_call]}
