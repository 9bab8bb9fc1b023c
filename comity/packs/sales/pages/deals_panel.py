"""Deals on the pages of contacts and companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales import leads


@dataclass(frozen=True, slots=True)
class Deals:
    """The leads of a contact or company, and where a new one is made."""

    leads: Sequence[Mapping[str, Any]]
    live: str
    new: str


async def of_contact(request: Request, tx: Tx, subject_id: UUID) -> Deals:
    """Leads a contact has a part in."""
    rows = await tx.rows(leads.q.of_contact, subject_id=subject_id)
    return Deals(rows, f"contacts:{subject_id}", f"/leads/new?contact_id={subject_id}")


async def of_company(request: Request, tx: Tx, subject_id: UUID) -> Deals:
    """Leads of a company."""
    rows = await tx.rows(leads.q.of_company, subject_id=subject_id)
    return Deals(rows, f"companies:{subject_id}", f"/leads/new?company_id={subject_id}")


PANELS = (
    Panel(on="contact", template="sales/deals_panel.html", load=of_contact, order=10),
    Panel(on="company", template="sales/deals_panel.html", load=of_company, order=10),
)
