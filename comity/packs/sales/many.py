"""Many calls listened to again at once: after a better model came, or where rules answered for want of a budget."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from comity.ai.coordinator import Answer
from comity.comms import calls
from comity.core.db import Tx
from comity.office.ai_bulk import Bulk
from comity.packs.sales import call_results, workflows
from comity.packs.sales.agents.heard import Heard
from comity.packs.sales.agents.signals import SIGNALS
from comity.web.i18n import gettext as _


async def find(tx: Tx, since: date | None, again: bool, most: int) -> list[UUID]:
    """Calls with words, newest first; those that rules listened to, or all."""
    return [row["id"] for row in await tx.rows(call_results.q.to_hear, since=since, again=again, most=most)]


async def given(tx: Tx, call_id: UUID) -> Heard | None:
    """The call as the listening agent is given it."""
    return await workflows.heard(tx, call_id)


async def keep(tx: Tx, call_id: UUID, answer: Answer[Any]) -> None:
    """What was heard replaces what was heard before."""
    row = await calls.started(tx, call_id)
    if row is not None:
        await call_results.put_signals(tx, call_id, row["lead_id"], answer)
        await call_results.end(tx, call_id, "signals", engine=answer.engine, model=answer.model)


HEAR_MANY = Bulk(
    "sales.hear", _("Listen to calls again"),
    _("Needs, objections, action items and all other signals are found anew in the calls' words."),
    SIGNALS, find, given, keep,
)  # fmt: skip
