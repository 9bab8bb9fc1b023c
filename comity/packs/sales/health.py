"""The health of a deal: reckoned after each call and when time passes, kept as a history, the latest on the lead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales import health_rules
from comity.packs.sales.health_rules import Deal, Health, Said

q = sql.load(__file__)

Cause = Literal["call", "time", "person", "change"]
Row = dict[str, Any]
TELLING = 3.0
"""Points by which a reason must have changed to be worth saying."""


async def reckon(tx: Tx, lead_id: UUID, *, call_id: UUID | None = None, cause: Cause = "call") -> Row | None:
    """Reckons the health now and records it; None where the lead is gone, or nothing changed as time passed."""
    deal, said = await _known(tx, lead_id)
    if deal is None:
        return None
    health = health_rules.assess(said, deal)
    before = await latest(tx, lead_id)
    if cause == "time" and before is not None and before["score"] == health.score:
        return None
    await tx.run(
        q.record,
        lead=lead_id,
        call=call_id,
        cause=cause,
        score=health.score,
        previous=before["score"] if before else None,
        complete=health.complete,
        missing=list(health.missing),
        reasons=_json([reason.to_json() for reason in health.reasons]),
        changed=_json(_changed(before["reasons"] if before else [], health)),
        engine="rules",
        version=health_rules.VERSION,
    )
    return await latest(tx, lead_id)


async def latest(tx: Tx, lead_id: UUID) -> Row | None:
    """The last score with its reasons."""
    return await tx.row(q.latest, lead=lead_id)


async def of_call(tx: Tx, call_id: UUID) -> Row | None:
    """The score reckoned after that call."""
    return await tx.row(q.of_call, call=call_id)


async def history(tx: Tx, lead_id: UUID) -> list[Row]:
    """Scores, oldest first."""
    return list(reversed(await tx.rows(q.history, lead=lead_id)))


async def _known(tx: Tx, lead_id: UUID) -> tuple[Deal | None, list[Said]]:
    (found, signals) = await tx.many([(q.deal, {"lead": lead_id}), (q.said, {"lead": lead_id})])
    if not found:
        return None, []
    row = found[0]
    deal = Deal(
        now=datetime.now(UTC),
        open=row["status"] in ("open", "cold"),
        last_contact_at=row["last_contact_at"],
        stage_entered_at=row["stage_entered_at"],
        rots_at=row["rots_at"],
        expected_close_on=row["expected_close_on"],
        overdue_promises=row["overdue"],
        lacks=tuple(row["lacks"] or ()),
    )
    return deal, [_said(signal) for signal in signals]


def _said(row: Row) -> Said:
    return Said(
        call_id=row["call_id"],
        call_at=row["call_at"],
        kind=row["kind"],
        value=row["value"],
        polarity=row["polarity"],
        confidence=row["confidence"],
        side=row["side"],
        quote=row["quote"],
        start=row["span_start"],
        end=row["span_end"],
        speaker=row["speaker"],
        due=row["due_on"],
    )


def _changed(before: list[Row], health: Health) -> list[Row]:
    """What moved the score: new reasons, gone ones, and those that weigh clearly more or less."""
    old = {reason["code"]: float(reason["weight"]) for reason in before}
    new = {reason.code: reason.weight for reason in health.reasons}
    moves = [
        {"code": code, "from": round(old.get(code, 0.0), 1), "to": round(new.get(code, 0.0), 1)}
        for code in sorted(old.keys() | new.keys())
        if abs(new.get(code, 0.0) - old.get(code, 0.0)) >= TELLING
    ]
    return sorted(moves, key=lambda move: -abs(float(move["to"]) - float(move["from"])))


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
