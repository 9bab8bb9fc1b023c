"""A demo's draft: gathered from the lead, written by the agent, kept where no person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from comity.ai import coordinator
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import P1
from comity.packs.sales import leads
from comity.packs.sales.demos import builder
from comity.packs.sales.demos.drafter import DRAFTER
from comity.packs.sales.personas import portraits
from comity.packs.sales.personas.drawer import Known, Source, TooLittle, all_sources
from comity.web.i18n import gettext as _


async def draft(db: Database, who: Who, demo_id: UUID) -> int:
    """Drafts the fields nobody wrote; how many. Says so where too little is known."""
    async with db.acting(who) as tx:
        demo = await builder.find(tx, demo_id)
        lead = await leads.find(tx, demo["lead_id"])
        gathered = await portraits.gather(tx, lead)
    known = replace(gathered, sources=(*_facts(lead), *gathered.sources))
    answer = await coordinator.run(db, who, DRAFTER, known, priority=P1, subject=("demo_configs", demo_id))
    if not answer.output.fields:
        raise TooLittle(str(_("Too little is known yet: bring a call, or write a note about what they want.")))
    async with db.acting(who) as tx:
        return await builder.draft(tx, demo_id, _kept(known, answer.output.model_dump(mode="json")), answer.engine)


def _facts(lead: Mapping[str, Any]) -> list[Source]:
    """What the lead says of itself."""
    amount = f"{lead['amount']:,.0f} {lead['currency']}" if lead["amount"] is not None else None
    said = (
        ("title", _("Lead"), lead["title"]),
        ("amount", _("Amount"), amount),
        ("next", _("Next step"), lead["next_step"]),
    )
    return [Source("leads", str(lead["id"]), str(value), str(name), kind=kind) for kind, name, value in said if value]


def _kept(known: Known, output: dict[str, Any]) -> list[dict[str, Any]]:
    sources = all_sources(known)
    kept = []
    for field in output["fields"]:
        rests = [(sources[one["source"]], one["quote"]) for one in field["evidence"]]
        proofs = [
            {"source": s.table, "id": s.id, "quote": words, "start": s.start, "label": s.label} for s, words in rests
        ]
        kept.append({"key": field["key"], "value": field["value"], "evidence": proofs})
    return kept
