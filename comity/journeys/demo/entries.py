"""What happened with the demo's people: mails, calls, meetings, notes, stage moves, and tasks still to be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from comity.journeys.demo.cast import Trade
from comity.journeys.demo.plan import Contact, Deal, Plan

_FACTS = {"Won": "sales.lead_won", "Lost": "sales.lead_lost"}
_SORTS = ("email", "email", "reply", "note", "note", "meeting", "sms", "call")


def rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """The whole timeline, in no order."""
    with_deals = {deal.contact.id for deal in plan.deals}
    for deal in plan.deals:
        yield from _of_deal(plan, deal)
    for contact in plan.contacts:
        if contact.id not in with_deals and plan.random.random() < 0.45:
            trade = plan.cast.trade(plan.random)
            for _ in range(plan.one((1, 1, 2, 3))):
                span = max((plan.now - contact.made_at).days, 1)
                yield _entry(plan, contact, trade, None, plan.ago(0.2, span))
    yield from _tasks(plan)


def _of_deal(plan: Plan, deal: Deal) -> Iterator[dict[str, Any]]:
    was = None
    for stage, entered in deal.path:
        if was:
            yield _moved(plan, deal, was, stage, entered)
        was = stage
    first, last = deal.path[0][1], deal.path[-1][1]
    # open leads go on until now, some of them silently
    until = plan.now - timedelta(days=plan.random.choice((0.3, 1, 2, 4, 9, 25, 40))) if deal.open else last
    if deal.values["cold"]:
        until = min(until, plan.now - timedelta(days=26))
    until = max(until, last)
    for _ in range(plan.random.randrange(3, 11)):
        at = first + (until - first) * plan.random.random()
        yield _entry(plan, deal.contact, deal.trade, deal, plan.office_hours(at))


def _entry(plan: Plan, contact: Contact, trade: Trade, deal: Deal | None, at: datetime) -> dict[str, Any]:
    sort = plan.one(_SORTS)
    subject: str | None = None
    if sort == "call":
        body, subject = (
            None,
            plan.fill(plan.one(("About {item}", "{detail}", "Short call with {first}")), trade, contact),
        )
        subject = subject[0].upper() + subject[1:]
    else:
        text = plan.fill(plan.one(plan.cast.entries[sort]), trade, contact)
        head, bar, rest = text.partition("|")
        subject, body = (head, rest) if bar else (None, text)
    inbound = sort == "reply" or (sort in ("sms", "call") and plan.random.random() < 0.4)
    return {
        **_base(plan, contact, deal, at), "kind": "email" if sort == "reply" else sort,
        "subject": subject, "body": body,
        "direction": None if sort in ("note", "meeting") else "inbound" if inbound else "outbound",
        "duration_seconds": plan.random.randrange(60, 2400) if sort == "call" else None,
    }  # fmt: skip


def _moved(plan: Plan, deal: Deal, was: str, stage: str, at: datetime) -> dict[str, Any]:
    told = {"fact": _FACTS.get(stage, "sales.lead_moved"), "lead": deal.title, "from": was, "to": stage}
    if stage == "Lost" and deal.reason:
        told["reason"] = deal.reason
    return {**_base(plan, deal.contact, deal, at), "kind": "stage", "subject": f"{was} → {stage}", "metadata": told}


def _tasks(plan: Plan) -> Iterator[dict[str, Any]]:
    for deal in plan.random.sample([deal for deal in plan.deals if deal.open], 60):
        text = plan.fill(plan.one(plan.cast.entries["task"]), deal, deal.contact)
        due = plan.day(plan.random.randrange(-6, 21))
        done = due < plan.now and plan.random.random() < 0.5
        yield {
            **_base(plan, deal.contact, deal, plan.ago(1, 12)), "kind": "task", "subject": text, "due_at": due,
            "assigned_to": deal.contact.seller.user_id, "status": "completed" if done else "pending",
            "completed_at": due if done else None, "priority": plan.one(("normal", "normal", "normal", "high", "low")),
        }  # fmt: skip


def _base(plan: Plan, contact: Contact, deal: Deal | None, at: datetime) -> dict[str, Any]:
    return {
        "id": plan.id(at), "contact_id": contact.id, "company_id": contact.company.id if contact.company else None,
        "lead_id": deal.id if deal else None, "status": "completed", "occurred_at": at, "created_at": at,
        "actor_id": contact.seller.user_id, "owner_id": contact.seller.user_id, "team_id": contact.seller.team_id,
    }  # fmt: skip
