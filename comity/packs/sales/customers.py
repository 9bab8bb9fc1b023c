"""Customer health: reckoned each night and on asking, kept as a history, the latest marked.  seed: D11, AG15"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P2, Work, workflow
from comity.packs.sales import batches, customer_rules, upsells
from comity.packs.sales.customer_rules import Customer
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)
AT_ONCE = 300
WORDS = {
    "contact.recent": _("We spoke lately"),
    "contact.silent": _("No contact for {days} days"),
    "contact.writes": _("Gets in touch by themselves"),
    "mood.good": _("Sounds content"),
    "mood.bad": _("Sounds discontent"),
    "mood.falling": _("Sounds colder than before"),
    "trouble.unhappy": _("Said they are unhappy"),
    "trouble.late": _("Tasks for them are late"),
    "trouble.promises": _("Promises of ours are overdue"),
    "bought.again": _("Bought again"),
    "bought.overdue": _("Should have bought again by now"),
    "bought.open": _("Is about to buy"),
    "bought.lost": _("A deal was lost lately"),
}
MISSING = {"contact": _("any contact"), "calls": _("how they sound"), "purchases": _("what they bought")}
_TAKEN = {field.name for field in fields(Customer)} - {"now"}


@workflow("sales.watch_customers", priority=P2)
async def watch_customers(work: Work) -> None:
    """Each night: customers' health, and the moments at which one may want more."""
    i18n.use(work.who.language, work.who.timezone)
    work.who = Who.service(work.who.org_id, agent="customers")
    await batches.each(work, "customers", _some)
    await work.change("upsells", upsells.detect)


async def _some(tx: Tx, after: UUID) -> str | None:
    known = await tx.rows(q.known, after=after, contact=None, most=AT_ONCE)
    await _record(tx, known)
    return str(known[-1]["id"]) if len(known) == AT_ONCE else None


async def reckon_all(tx: Tx) -> None:
    """The health of every customer now, in this transaction."""
    after: str | None = str(batches.START)
    while after is not None:
        after = await _some(tx, UUID(after))


async def reckon(tx: Tx, contact_id: UUID) -> bool:
    """The health of one customer now; whether anything is new."""
    return await _record(tx, await tx.rows(q.known, after=batches.START, contact=contact_id, most=1)) > 0


async def history(tx: Tx, contact_id: UUID) -> list[dict[str, Any]]:
    """The customer's scores, the latest first."""
    return await tx.rows(q.latest, contact=contact_id)


def words(reason: Mapping[str, Any]) -> str:
    """A reason in words."""
    days = reason.get("days", "")
    if reason["code"] == "contact.silent" and isinstance(days, int):
        return i18n.ngettext("No contact for {days} day", "No contact for {days} days", days).format(days=days)
    return str(WORDS.get(reason["code"], reason["code"])).replace("{days}", str(days))


def missing(names: list[str]) -> str:
    """What is not known, in a sentence."""
    return ", ".join(str(MISSING.get(name, name)) for name in names)


async def _record(tx: Tx, known: list[dict[str, Any]]) -> int:
    now = datetime.now(UTC)
    rows = []
    for row in known:
        found = customer_rules.assess(Customer(now=now, **{k: v for k, v in row.items() if k in _TAKEN}))
        before = {reason["code"] for reason in row["reasons_before"] or ()}
        if row["previous"] == found.score and before == {reason["code"] for reason in found.reasons}:
            continue
        rows.append(
            {
                "contact_id": str(row["id"]), "score": found.score, "previous_score": row["previous"],
                "complete": found.complete, "missing": list(found.missing), "reasons": list(found.reasons),
                "version": customer_rules.VERSION,
            }
        )  # fmt: skip
    if rows:
        await tx.run(q.outdate, contacts=[UUID(row["contact_id"]) for row in rows])
        await tx.rows(q.record, rows=orjson.dumps(rows, default=float).decode())
    return len(rows)
