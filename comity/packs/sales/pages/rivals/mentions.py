"""Competitors that calls name, on the pages of calls and leads: one step from the words to the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales.rivals import cards


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is named, and by what words."""

    named: Sequence[Mapping[str, Any]]
    live: str


async def of_call(request: Request, tx: Tx, subject_id: UUID) -> Mentions | None:
    """For the call's page; nothing where nobody is named."""
    named = await tx.rows(cards.q.of_call, id=subject_id)
    return Mentions(named, f"calls:{subject_id}") if named else None


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> Mentions | None:
    """For the lead's page; nothing where nobody is named."""
    named = await tx.rows(cards.q.of_lead, id=subject_id)
    return Mentions(named, f"leads:{subject_id}") if named else None


PANELS = (
    Panel(on="call", template="sales/rivals/mentions.html", load=of_call, order=40),
    Panel(on="lead", template="sales/rivals/mentions.html", load=of_lead, order=50),
)
