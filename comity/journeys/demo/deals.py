"""The demo's leads: what they are about, what they are worth, and the way they went over a year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from comity.journeys.demo.cast import Trade
from comity.journeys.demo.plan import LEADS, YEAR, Contact, Deal, Plan

# where the leads stand today, and how many stages each has behind it
_STANDINGS = ("Won",) * 38 + ("Lost",) * 32 + ("New",) * 28 + ("Qualified",) * 30 + ("Proposal",) * 22
_ORDER = ("New", "Qualified", "Proposal")
_DAYS = {"New": (2, 16), "Qualified": (6, 30), "Proposal": (8, 40)}
COLD = timedelta(days=42)
_PROBABILITY = {"New": 10, "Qualified": 35, "Proposal": 65, "Won": 100, "Lost": 0}


def open_leads(plan: Plan) -> None:
    """Fills the plan with leads, the oldest first."""
    standings = list(_STANDINGS[:LEADS])
    plan.random.shuffle(standings)
    buyers = plan.random.sample(plan.contacts, LEADS)
    plan.deals = sorted(
        (_deal(plan, standing, buyer) for standing, buyer in zip(standings, buyers, strict=True)),
        key=lambda deal: deal.path[0][1],
    )


def _deal(plan: Plan, standing: str, contact: Contact) -> Deal:
    trade = plan.cast.trade(plan.random)
    path = _path(plan, standing)
    made_at = path[0][1]
    amount = _amount(plan, trade)
    currency = contact.values["currency"] if plan.random.random() < 0.6 else plan.cast.home["currency"]
    if currency == "JPY":
        amount *= 150
    pattern, place = plan.one(trade.titles), plan.one(trade.places)
    title = pattern.format(name=plan.one(trade.names), place=place, length=plan.one((18, 24, 28, 32, 38, 45)))
    contact.made_at = min(contact.made_at, made_at - timedelta(days=plan.random.randrange(1, 20)))
    contact.values["created_at"] = contact.made_at
    contact.values["lifecycle"] = "customer" if standing == "Won" else "lead"
    lost = standing == "Lost"
    rival = plan.one(plan.cast.rivals)
    deal = Deal(
        plan.id(made_at), trade, contact, title, Decimal(amount), currency, path, rival,
        plan.one(plan.cast.reasons).format(rival=rival) if lost else None,
        {**_values(plan, standing, amount), "location": place if "{place}" in pattern else contact.values["city"]},
    )  # fmt: skip
    return _gone_cold(deal) if deal.values["cold"] else deal


def _gone_cold(deal: Deal) -> Deal:
    """A cold deal went the same way six weeks earlier, and nothing was heard since."""
    deal.path = [(stage, at - COLD) for stage, at in deal.path]
    deal.contact.made_at = min(deal.contact.made_at, deal.path[0][1] - timedelta(days=1))
    deal.contact.values["created_at"] = deal.contact.made_at
    return deal


def _values(plan: Plan, standing: str, amount: int) -> dict[str, Any]:
    random = plan.random
    is_open = standing in _ORDER
    close = plan.now + timedelta(days=random.randrange(-12, 120)) if is_open and random.random() < 0.85 else None
    budget = random.random() < 0.6
    return {
        "expected_close_on": close.date() if close else None,
        "budget_min": Decimal(int(amount * 0.8)) if budget else None,
        "budget_max": Decimal(int(amount * 1.1)) if budget else None,
        "source": plan.one(plan.cast.contacts["sources"]),
        "next_step": plan.one(plan.cast.next_steps) if is_open and random.random() < 0.7 else None,
        "role": plan.one(plan.cast.contacts["titles"]) if random.random() < 0.5 else None,
        "cold": standing in ("New", "Qualified") and random.random() < 0.15,
    }


def _path(plan: Plan, standing: str) -> list[tuple[str, datetime]]:
    """The stages a lead entered, ending where it stands today."""
    random = plan.random
    behind = list(_ORDER[: _ORDER.index(standing) + 1]) if standing in _ORDER else list(_ORDER)
    if standing == "Lost":
        behind = behind[: random.randrange(1, 4)]
    lengths = [random.uniform(*_DAYS[stage]) for stage in behind]
    if standing in _ORDER:
        # what is open now began so long ago that it has reached its stage, and not all of it moves on
        since = random.uniform(0.5, 18) if random.random() < 0.7 else random.uniform(20, 70)
        start = plan.now - timedelta(days=sum(lengths[:-1]) + since)
    else:
        start = plan.now - timedelta(days=random.uniform(sum(lengths) + 2, YEAR))
    path, at = [], start
    for stage, length in zip(behind, lengths, strict=True):
        path.append((stage, plan.office_hours(at)))
        at += timedelta(days=length)
    if standing not in _ORDER:
        path.append((standing, plan.office_hours(at)))
    return path


def _amount(plan: Plan, trade: Trade) -> int:
    """Sums spread evenly over orders of magnitude, rounded as people round."""
    low, high = math.log(trade.low), math.log(trade.high)
    return max(trade.step, round(math.exp(plan.random.uniform(low, high)) / trade.step) * trade.step)


def lead_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Rows of leads; the table's own rules reckon rates, weights and when a lead rots."""
    for place, deal in enumerate(plan.deals):
        made_at, (stage, entered) = deal.path[0][1], deal.path[-1]
        values = dict(deal.values)
        cold = values.pop("cold")
        yield {
            "id": deal.id, "title": deal.title, "pipeline_id": plan.pipeline_id, "stage_id": plan.stages[stage],
            "status": {"Won": "won", "Lost": "lost"}.get(stage, "cold" if cold else "open"),
            "company_id": deal.contact.company.id if deal.contact.company else None,
            "company": deal.contact.company.name if deal.contact.company else None, "contact_id": deal.contact.id,
            "amount": deal.amount, "currency": deal.currency,
            "fx_date": made_at.date(), "probability": _PROBABILITY[stage], "stage_entered_at": entered,
            "open_stage_id": plan.stages[next(s for s, _ in reversed(deal.path) if s in _ORDER)],
            "closed_at": None if deal.open else entered, "lost_reason": deal.reason, "position": Decimal(-place),
            "owner_id": deal.contact.seller.user_id, "team_id": deal.contact.seller.team_id, "created_at": made_at,
            "updated_at": entered, **values,
        }  # fmt: skip


def stage_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """The history of every lead."""
    for deal in plan.deals:
        was: str | None = None
        for stage, entered in deal.path:
            yield {
                "id": plan.id(entered), "lead_id": deal.id, "stage_id": plan.stages[stage], "stage": stage,
                "from_stage_id": plan.stages[was] if was else None, "from_stage": was,
                "status": {"Won": "won", "Lost": "lost"}.get(stage, "open"),
                "reason": deal.reason if stage == "Lost" else None, "moved_by": deal.contact.seller.user_id,
                "entered_at": entered, "owner_id": deal.contact.seller.user_id, "team_id": deal.contact.seller.team_id,
                "created_at": entered,
            }  # fmt: skip
            was = stage
