"""What watches over the demo's deals and customers has already been at work there: plans, ghosts, drafts, forecasts."""

from __future__ import annotations

from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales import (
    customers,
    forecast_range,
    ghosts,
    health,
    plan_flow,
    plan_steps,
    plans,
    revivals,
    upsells,
)
from comity.packs.sales.agents.revival import REVIVAL, Cold

q = sql.load(__file__)
DRAFTS = 4


async def begin(tx: Tx, pipeline: UUID) -> None:
    """For an organisation that is the demo's own."""
    await tx.rows(q.forecasts, pipeline=pipeline)
    await forecast_range.keep(tx)
    await ghosts.detect(tx)
    await customers.reckon_all(tx)
    await upsells.detect(tx)
    for lead_id in await tx.values(q.won_lately):
        await plan_flow.onboard(tx, lead_id)
    for lead_id in await tx.values(q.at_risk):
        await _intervene(tx, lead_id)
    await tx.run(q.tick_some)
    await _drafts(tx)


async def _intervene(tx: Tx, lead_id: UUID) -> None:
    deal, score = await plans.deal_of(tx, lead_id), await health.latest(tx, lead_id)
    if deal is not None and score is not None:
        against = [reason for reason in score["reasons"] if reason["sign"] < 0]
        steps = plan_steps.intervention(deal, score["warnings"], against)
        await plans.begin(tx, deal, "intervention", f"Save the deal: {deal['title']}", steps)


async def _drafts(tx: Tx) -> None:
    """Drafts as the offline engine writes them; no model is asked while a demo starts."""
    for lead in (await revivals.candidates(tx))[:DRAFTS]:
        cold = Cold(
            first_name=lead["first_name"] or "", me=lead["me"] or lead["organisation"], title=lead["title"],
            organisation=lead["organisation"], language=lead["language"], why=lead["why"],
        )  # fmt: skip
        draft = REVIVAL.offline(cold)
        await tx.value(
            revivals.q.keep, lead=lead["id"], contact=lead["contact_id"], recipient=lead["email"], run=None, model=None,
            language=lead["language"], subject=draft.subject, body=draft.body, engine="offline", method="template",
            evidence=orjson.dumps(lead["why"]).decode(),
        )  # fmt: skip
