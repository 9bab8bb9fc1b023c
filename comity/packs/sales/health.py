"""The health of deals: reckoned after a call, a change, and each night; kept as a history, the latest on the lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales import health_learning, health_model, health_rules, health_warnings
from comity.packs.sales.health_model import Model
from comity.packs.sales.health_rules import Deal, Health, Said

q = sql.load(__file__)

Cause = Literal["call", "time", "person", "change"]
Row = dict[str, Any]
TELLING = 3.0
"""Points by which a reason must have changed to be worth saying."""
AT_ONCE = 200


async def reckon(tx: Tx, lead_id: UUID, *, call_id: UUID | None = None, cause: Cause = "call") -> Row | None:
    """Reckons the health now and records it; None where the lead is gone, or nothing changed as time passed."""
    if not await reckon_all(tx, [lead_id], call_id=call_id, cause=cause):
        return None
    return await latest(tx, lead_id)


async def reckon_all(tx: Tx, leads: Sequence[UUID], *, call_id: UUID | None = None, cause: Cause = "time") -> int:
    """The same for many, in a few round trips; how many scores were recorded."""
    asked = {"leads": list(leads)}
    model = await health_model.latest(tx)
    deals, signals, scores = await tx.many([(q.deals, asked), (q.said, asked), (q.before, asked)])
    said: dict[UUID, list[Said]] = defaultdict(list)
    for signal in signals:
        said[signal["lead_id"]].append(_said(signal))
    known = {row["lead_id"]: row for row in scores}
    now = datetime.now(UTC)
    rows = [_score(deal, said[deal["id"]], known.get(deal["id"]), model, now, call_id, cause) for deal in deals]
    rows = [row for row in rows if row is not None]
    if rows:
        await tx.rows(q.record, cause=cause, rows=_json(rows))
    return len(rows)


async def latest(tx: Tx, lead_id: UUID) -> Row | None:
    """The last score with its reasons."""
    return await tx.row(q.latest, lead=lead_id)


async def of_call(tx: Tx, call_id: UUID) -> Row | None:
    """The score reckoned after that call."""
    return await tx.row(q.of_call, call=call_id)


async def history(tx: Tx, lead_id: UUID) -> list[Row]:
    """Scores, oldest first."""
    return list(reversed(await tx.rows(q.history, lead=lead_id)))


def moves(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Row]:
    """What moved a score: new reasons, gone ones, and those that weigh clearly more or less."""
    old = {reason["code"]: float(reason["weight"]) for reason in before}
    new = {reason["code"]: float(reason["weight"]) for reason in after}
    moved = [
        {"code": code, "from": round(old.get(code, 0.0), 1), "to": round(new.get(code, 0.0), 1)}
        for code in sorted(old.keys() | new.keys())
        if abs(new.get(code, 0.0) - old.get(code, 0.0)) >= TELLING
    ]
    return sorted(moved, key=lambda move: -abs(float(move["to"]) - float(move["from"])))


def _score(
    row: Row, said: list[Said], before: Row | None, model: Model, now: datetime, call_id: UUID | None, cause: Cause
) -> Row | None:
    deal = _deal(row, now)
    health = health_rules.assess(said, deal, model.points)
    warnings = [warning.to_json() for warning in health_warnings.warn(said, deal)]
    if cause in ("time", "change") and before is not None and call_id is None and _same(before, health, warnings):
        return None
    likely = health_learning.likelihood(model.learned, health.score, str(row["stage_id"]), row["probability"] / 100)
    reasons = [reason.to_json() for reason in health.reasons]
    return {
        "lead_id": str(row["id"]), "call_id": str(call_id) if call_id else None, "score": health.score,
        "previous_score": before["score"] if before else None, "complete": health.complete,
        "missing": list(health.missing), "reasons": reasons,
        "changed_reasons": moves(before["reasons"] if before else [], reasons), "version": health_rules.VERSION,
        "likelihood": likely.value if deal.open else None, "likelihood_low": likely.low if deal.open else None,
        "likelihood_high": likely.high if deal.open else None, "warnings": warnings, "stage_id": str(row["stage_id"]),
        "model_id": str(model.id) if model.id else None,
    }  # fmt: skip


def _same(before: Row, health: Health, warnings: list[Row]) -> bool:
    """Whether nothing is worth another row: the same score and the same kinds of warnings."""
    return bool(before["score"] == health.score) and {w["code"] for w in before["warnings"]} == {
        w["code"] for w in warnings
    }


def _deal(row: Row, now: datetime) -> Deal:
    return Deal(
        now=now,
        open=row["status"] in ("open", "cold"),
        last_contact_at=row["last_contact_at"],
        stage_entered_at=row["stage_entered_at"],
        rots_at=row["rots_at"],
        expected_close_on=row["expected_close_on"],
        overdue_promises=row["overdue"],
        lacks=tuple(row["lacks"] or ()),
        created_at=row["created_at"],
        next_step=row["next_step"],
        open_tasks=row["open_tasks"],
        people=row["people"],
        decider=row["decider"],
        stage_number=row["stage_number"],
        close_moves=row["close_moves"],
        moods=tuple(reversed(row["moods"] or ())),
    )


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


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
