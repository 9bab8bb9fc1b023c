"""Lead scores: reckoned for new leads, after a call, and each night; or said by a person, which then holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_ALLOWED, Problem, on_constraint
from comity.core.who import Who
from comity.packs.sales import leads
from comity.packs.sales.scoring import rules
from comity.packs.sales.scoring.rules import Heard, Known, Learned, Outcomes, Score, Site
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
AT_ONCE = 200
COLUMNS = {
    "website": "website_quality_score", "size": "business_size_score", "engagement": "engagement_score",
    "fit": "fit_score",
}  # fmt: skip
on_constraint("lead_scores_range", Problem("score_range", 422, _("A score is between 0 and 100."), field="score"))
on_constraint(
    "lead_scores_notes_length", Problem("too_long", 422, _("Please keep this under 1,000 characters."), field="notes")
)


async def reckon_all(tx: Tx, ids: Sequence[UUID]) -> int:
    """Scores these leads as far as anything is known of them; how many scores are new or other than before."""
    if not ids:
        return 0
    known, outcomes, usual = await tx.many([(q.known, {"leads": list(ids)}), (q.outcomes, {}), (q.usual_worth, {})])
    learned, now = _learned(outcomes, usual[0]["usual"]), datetime.now(UTC)
    rows = []
    for row in known:
        found = rules.assess(_known(row, now), learned) if row["scored_by"] != "manual" else None
        if found is not None and _other(row, found):
            rows.append(_written(row["id"], found))
    if rows:
        await tx.rows(q.put, rows=orjson.dumps(rows).decode())
    return len(rows)


async def reckon(db: Database, who: Who, lead_id: UUID) -> Row | None:
    """Scores one lead now, for somebody who may change it; None where too little is known."""
    async with db.acting(who) as tx:
        await leads.find(tx, lead_id)
        if await tx.value(q.theirs, lead=lead_id) is None:
            raise NOT_ALLOWED()
    await reckon_for_all(db, who, [lead_id])
    async with db.acting(who) as tx:
        return await of_lead(tx, lead_id)


async def reckon_for_all(db: Database, who: Who, ids: Sequence[UUID]) -> None:
    """Scores leads by all the organisation knows, whoever asked: who sees a part would score them otherwise."""
    async with db.acting(Who.service(who.org_id, agent="scores")) as tx:
        await reckon_all(tx, ids)


async def of_lead(tx: Tx, lead_id: UUID) -> Row | None:
    """The score with what it rests on."""
    return await tx.row(q.of_lead, lead=lead_id)


async def say(tx: Tx, lead_id: UUID, score: int, notes: str | None) -> None:
    """A person's own score: it holds until it is taken back."""
    await leads.find(tx, lead_id)
    if await tx.value(q.say, lead=lead_id, score=score, notes=(notes or "").strip() or None) is None:
        raise NOT_ALLOWED()


async def unsay(db: Database, who: Who, lead_id: UUID) -> None:
    """Takes a person's score back and reckons anew."""
    async with db.acting(who) as tx:
        await leads.find(tx, lead_id)
        await tx.touch(q.unsay, lead=lead_id)
    await reckon_for_all(db, who, [lead_id])


def _known(row: Row, now: datetime) -> Known:
    taken = ("created_at", "size", "revenue", "worth", "last_contact_at", "contacts_90", "inbound_90", "decider")
    heard = [Heard(one["kind"], one["call_id"], one["quote"], one["start"]) for one in row["heard"] or ()]
    site = Site(**row["site"]) if row["site"] else None
    return Known(now=now, heard=heard, site=site, traits=row["traits"], **{name: row[name] for name in taken})


def _learned(outcomes: Sequence[Mapping[str, Any]], usual: float | None) -> Learned:
    seen = {(row["trait"], row["value"]): Outcomes(row["won"], row["lost"]) for row in outcomes}
    return Learned(seen.get(("", ""), Outcomes(0, 0)), seen, usual)


def _other(row: Row, found: Score) -> bool:
    """Whether it is worth writing down: another score or part, another reason, or other words it rests on."""
    parts = any(row[column] != found.parts[name] for name, column in COLUMNS.items())
    return parts or row["previous"] != found.score or _rests_on(row["before"] or ()) != _rests_on(found.factors)


def _rests_on(factors: Sequence[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
    return {(factor["code"], factor.get("call_id"), factor.get("start")) for factor in factors}


def _written(lead_id: UUID, found: Score) -> Row:
    parts = {COLUMNS[name]: points for name, points in found.parts.items()}
    return {
        "lead_id": str(lead_id), "score": found.score, "scoring_factors": list(found.factors), "missing": found.missing,
        "version": rules.VERSION, **parts,
    }  # fmt: skip
