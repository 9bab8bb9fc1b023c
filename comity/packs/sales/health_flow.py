"""Deal health as time passes and deals change: learned each night, reckoned then and on facts.  seed: F09, J07"""

from __future__ import annotations

from uuid import UUID

from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P2, Work, workflow
from comity.packs.sales import batches, health, health_model


@workflow("sales.age_health@2", priority=P2)
async def age_health(work: Work) -> None:
    """Once a night, by the organisation's clock: learns from what closed, then reckons every open deal."""
    work.who = Who.service(work.who.org_id, agent="health")
    await work.change("learn", health_model.learn)
    await batches.each(work, "deals", _some)


async def _some(tx: Tx, after: UUID) -> str | None:
    leads = await tx.values(health.q.due, after=after, most=health.AT_ONCE)
    if leads:
        await health.reckon_all(tx, leads, cause="time")
    return str(leads[-1]) if len(leads) == health.AT_ONCE else None


@workflow("sales.reckon_health", priority=P2)
async def reckon_health(work: Work, subject: str) -> None:
    """A deal moved, was spoken to, or was given another date or step: its health is reckoned anew."""
    await work.change("reckon", lambda tx: _anew(tx, UUID(subject)))


async def _anew(tx: Tx, lead_id: UUID) -> int:
    if await health.latest(tx, lead_id) is None:
        return 0
    return await health.reckon_all(tx, [lead_id], cause="change")


WORKFLOWS = (age_health, reckon_health)
ON_KINDS = {kind: [reckon_health] for kind in ("sales.lead_changed", "sales.lead_moved", "sales.lead_reopened")}
