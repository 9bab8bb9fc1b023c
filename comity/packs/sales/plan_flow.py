"""A deal is won: its onboarding begins. A deal went red: a plan, an alert, a forecast anew.  seed: F14, J07, J09"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.ai import coordinator
from comity.core.db import Tx
from comity.core.work import P1, Work, start_later, workflow
from comity.office import notifications
from comity.packs.sales import call_words, forecast_range, health, plan_steps, plans, slack
from comity.platform import vault
from comity.platform.outside import OutsideFailure
from comity.web import i18n
from comity.web.i18n import gettext as _


@workflow("sales.create_onboarding_plan", priority=P1)
async def create_onboarding_plan(work: Work, subject: str) -> None:
    """Once a deal is won; its steps are tasks of whoever won it."""
    i18n.use(work.who.language, work.who.timezone)
    await work.change("plan", lambda tx: onboard(tx, UUID(subject)))


async def onboard(tx: Tx, lead_id: UUID) -> str | None:
    """Makes the plan; its id, or None where there is one or the deal is no longer won."""
    deal = await plans.deal_of(tx, lead_id)
    if deal is None or deal["status"] != "won":
        return None
    own, promised, heard = await tx.many(
        [(plans.q.playbook, {}), (plans.q.promised, {"lead": lead_id}), (plans.q.heard, {"lead": lead_id})]
    )
    playbook = own[0] if own else None
    steps = plan_steps.onboarding(deal, playbook, promised, heard)

    def title() -> str:
        return _("Onboarding: {title}").format(title=deal["title"])

    plan = await plans.begin(tx, deal, "onboarding", title(), steps, playbook=playbook["id"] if playbook else None)
    if plan is None:
        return None
    if deal["owner_id"] and deal["owner_id"] != tx.who.user_id:
        await notifications.notify(
            tx, deal["owner_id"], "plan", title, url=f"/leads/{lead_id}#lead-plans", subject=("leads", lead_id)
        )
    return str(plan)


@workflow("sales.intervene", priority=P1)
async def intervene(work: Work, subject: str) -> None:
    """A deal went red: a plan of what to do, whoever leads it is told, and Slack where there is one."""
    i18n.use(work.who.language, work.who.timezone)
    lead = UUID(subject)
    told = await work.change("plan", lambda tx: _plan(tx, lead))
    if told is None:
        return
    await work.change("forecast", _forecast_anew)
    try:
        sent = await work.step("slack", lambda: slack.send(work.db, work.who, str(told["text"])))
    except OutsideFailure as failure:
        if work.who.org_id:
            await vault.failed(work.db, work.who.org_id, slack.SERVICE_NAME, failure.problem)
        return
    if sent and work.who.org_id:
        await vault.used(work.db, work.who.org_id, slack.SERVICE_NAME)


async def _forecast_anew(tx: Tx) -> None:
    """The forecast of today is kept anew, by the house."""
    await start_later(tx, forecast_range.keep_forecast, {}, key="forecast", seconds=5)


async def _plan(tx: Tx, lead_id: UUID) -> dict[str, Any] | None:
    deal, score = await plans.deal_of(tx, lead_id), await health.latest(tx, lead_id)
    if deal is None or score is None or deal["status"] not in ("open", "cold") or score["color"] != "red":
        return None
    against = [reason for reason in score["reasons"] if reason["sign"] < 0]
    title = str(_("Save the deal: {title}")).format(title=deal["title"])
    steps = plan_steps.intervention(deal, score["warnings"], against)
    plan = await plans.begin(tx, deal, "intervention", title, steps)

    def words() -> str:
        return "; ".join(call_words.reason(reason["code"], reason.get("days")) for reason in against[:3])

    def said() -> str:
        return _("{title} went red: {score} of 100").format(title=deal["title"], score=score["score"])

    if plan is not None:
        people = await tx.rows(plans.q.leads_team, owner=deal["owner_id"], team=deal["team_id"])
        await notifications.notify(
            tx, [person["user_id"] for person in people], "health", said, body=lambda: words()[:300],
            url=f"/leads/{lead_id}", subject=("leads", lead_id),
        )  # fmt: skip
    link = f"{coordinator.settings().site_url}/leads/{lead_id}"
    text = f":red_circle: *<{link}|{slack.escaped(said())}>*" + (f"\n{slack.escaped(words())}" if words() else "")
    return {"text": text, "plan": str(plan) if plan else None}


WORKFLOWS = (create_onboarding_plan, intervene)
ON_KINDS = {"sales.lead_won": [create_onboarding_plan], "sales.deal_went_red": [intervene]}
