"""Upsell triggers: moments at which a customer may want more, each with what shows it.  seed: D10, AG08"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.office import notifications
from comity.packs.sales import leads
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext

q = sql.load(__file__)
KINDS = {
    "wants_more": _("Asked for more in a call"),
    "anniversary": _("Bought at this time of the year"),
    "delighted": _("Is delighted"),
    "spending_up": _("Spends more each time"),
    "rhythm": _("Is due to buy again"),
}
ICONS = {
    "wants_more": "sparkles",
    "anniversary": "calendar",
    "delighted": "thumbs-up",
    "spending_up": "trending-up",
    "rhythm": "history",
}


async def detect(tx: Tx) -> int:
    """Finds new moments and tells the customers' owners; how many."""
    found = await tx.rows(q.detect)
    for owner, many in sorted(Counter(row["owner_id"] for row in found if row["owner_id"]).items(), key=str):
        await notifications.notify(tx, owner, "upsell", partial(_wanting, many), url="/customer-health")
    return len(found)


def _wanting(many: int) -> str:
    return ngettext("%(n)s customer may want more", "%(n)s customers may want more", many) % {"n": many}


async def open_ones(tx: Tx, contact_id: UUID | None = None, most: int = 40) -> list[dict[str, Any]]:
    """Triggers nobody has used yet."""
    return await tx.rows(q.open, contact=contact_id, most=most)


async def use(tx: Tx, trigger_id: UUID) -> UUID:
    """Makes a lead of it; its id."""
    found = await tx.found(q.find, id=trigger_id)
    facts = leads.Facts(
        title=str(_("{contact}: something more")).format(contact=found["contact"])[:200],
        contact_id=found["contact_id"], company_id=found["company_id"], source=str(KINDS[found["kind"]])[:160],
        owner_id=tx.who.user_id,
    )  # fmt: skip
    lead_id = await leads.create(tx, facts)
    await tx.touch(q.end_it, id=trigger_id, state="used", lead=lead_id)
    return lead_id


async def dismiss(tx: Tx, trigger_id: UUID) -> None:
    """It is none."""
    await tx.touch(q.end_it, id=trigger_id, state="dismissed", lead=None)
