"""Contracts on the pages of leads and companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales.contracts import records, words


@dataclass(frozen=True, slots=True)
class Contracts:
    """Contracts in a list, and where a new one is brought."""

    contracts: Sequence[Mapping[str, Any]]
    live: str
    new: str
    words: Any = words


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> Contracts:
    """For the lead's page."""
    rows = await tx.rows(records.q.of_lead, id=subject_id)
    return Contracts(rows, f"leads:{subject_id}", f"/contracts/new?lead_id={subject_id}")


async def of_company(request: Request, tx: Tx, subject_id: UUID) -> Contracts:
    """For the company's page."""
    rows = await tx.rows(records.q.of_company, id=subject_id)
    return Contracts(rows, f"companies:{subject_id}", f"/contracts/new?company_id={subject_id}")


PANELS = (
    Panel(on="lead", template="sales/contracts/panel.html", load=of_lead, order=60),
    Panel(on="company", template="sales/contracts/panel.html", load=of_company, order=60),
)
