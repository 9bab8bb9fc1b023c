"""Personas as a server function.  seed: F02"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from comity.core.roles import WRITERS
from comity.packs.sales.personas import portraits
from comity.platform.functions import Call, Function, function


class Whose(BaseModel):
    """Of which lead; `again` draws it anew before seven days are over."""

    lead_id: UUID
    again: bool = False


class Drawn(BaseModel):
    """The persona with the evidence of each trait."""

    lead_id: UUID
    summary: str
    engine: str
    traits: list[dict[str, Any]]


@function("generate-persona", roles=WRITERS)
async def generate_persona(call: Call, given: Whose) -> Drawn:
    """What the person behind a lead is like, from calls, notes and facts; no trait without its words."""
    row, traits = await portraits.draw(call.db, call.who, given.lead_id, again=given.again)
    shown = [{key: trait[key] for key in ("aspect", "text", "evidence", "confidence", "method")} for trait in traits]
    return Drawn(lead_id=given.lead_id, summary=row["summary"], engine=row["engine"], traits=shown)


FUNCTIONS: tuple[Function, ...] = (generate_persona,)
