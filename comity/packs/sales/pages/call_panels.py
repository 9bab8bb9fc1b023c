"""Calls on other pages: on a lead with its health, on a contact, and on home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales import action_items, call_intake
from comity.packs.sales.pages.health_card import HealthView, health_view

MOST = 8


@dataclass(frozen=True, slots=True)
class LeadCalls:
    """A lead's health, what is still to be done, and its calls."""

    health: HealthView
    items: Sequence[Mapping[str, Any]]
    calls: Sequence[Mapping[str, Any]]
    live: str
    new: str


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls in a list, and where a new one is brought."""

    calls: Sequence[Mapping[str, Any]]
    live: str
    new: str


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> LeadCalls:
    """For the lead's page."""
    rows = await tx.rows(call_intake.q.of_lead, lead=subject_id, most=MOST)
    items = await action_items.of_lead(tx, subject_id)
    shown = await health_view(tx, subject_id, None)
    return LeadCalls(shown, items, rows, f"leads:{subject_id}", f"/calls/new?lead_id={subject_id}")


async def of_contact(request: Request, tx: Tx, subject_id: UUID) -> Calls:
    """For the contact's page."""
    rows = await tx.rows(call_intake.q.of_contact, contact=subject_id, most=MOST)
    return Calls(rows, f"contacts:{subject_id}", f"/calls/new?contact_id={subject_id}")


async def recent(request: Request, tx: Tx, subject_id: UUID | None) -> Calls:
    """For home."""
    return Calls(await tx.rows(call_intake.q.recent, most=6), "calls", "/calls/new")


PANELS = (
    Panel(on="lead", template="sales/call_panel_lead.html", load=of_lead, order=10),
    Panel(on="contact", template="sales/call_panel.html", load=of_contact, order=20),
    Panel(on="home", template="sales/home_calls.html", load=recent, order=120),
)
