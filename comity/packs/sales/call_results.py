"""What was understood of a call: steps, signals, action items, brief. Written by the workflow, read by the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.ai.coordinator import Answer
from comity.ai.schemas import Brief, CallSignals
from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)

Step = Literal["ingest", "transcribe", "signals", "brief", "health", "notify"]
Row = dict[str, Any]


async def lay_out(tx: Tx, call_id: UUID) -> None:
    """All steps are to be done, from the first."""
    await tx.run(q.lay_out_steps, call=call_id)


async def begin(tx: Tx, call_id: UUID, step: Step) -> None:
    """The step runs now."""
    await tx.run(q.begin_step, call=call_id, step=step)


async def end(
    tx: Tx,
    call_id: UUID,
    step: Step,
    state: Literal["done", "skipped", "failed", "waiting"] = "done",
    *,
    engine: str | None = None,
    model: str | None = None,
    message: str | None = None,
) -> None:
    """The step has ended."""
    await tx.run(q.end_step, call=call_id, step=step, state=state, engine=engine, model=model, message=message)


async def put_signals(tx: Tx, call_id: UUID, lead_id: UUID | None, answer: Answer[CallSignals]) -> int:
    """What was heard replaces what was heard before; how many signals there are."""
    heard = answer.output
    items = _json([item.model_dump(mode="json") for item in heard.action_items])
    await tx.run(q.clear_signals, call=call_id)
    made = await tx.run(
        q.put_signals,
        call=call_id,
        lead=lead_id,
        signals=_json([signal.model_dump(mode="json") for signal in heard.signals]),
        engine=answer.engine,
        model=answer.model,
    )
    await tx.run(q.drop_items, call=call_id, items=items)
    await tx.run(q.put_items, call=call_id, lead=lead_id, items=items, engine=answer.engine, model=answer.model)
    await tx.run(q.put_brief, **_brief(call_id, lead_id, answer) | _heard(heard))
    return made


async def put_brief(tx: Tx, call_id: UUID, lead_id: UUID | None, answer: Answer[Brief]) -> None:
    """The brief replaces the one before."""
    brief = answer.output
    points = {name: _points(getattr(brief, name)) for name in ("summary", "needs", "decisions", "questions")}
    sure = [point.confidence for point in brief.summary]
    said = {
        "headline": brief.headline,
        "summary": "\n".join(point.text for point in brief.summary),
        "points": _json(points),
        "method": brief.method,
        "confidence": sum(sure) / len(sure) if sure else None,
    }
    await tx.run(q.put_brief, **_brief(call_id, lead_id, answer) | said)


async def steps(tx: Tx, call_id: UUID) -> list[Row]:
    """The steps of a call, in order."""
    return await tx.rows(q.steps, call=call_id)


async def brief(tx: Tx, call_id: UUID) -> Row | None:
    """The brief of a call."""
    return await tx.row(q.brief, call=call_id)


async def signals(tx: Tx, call_id: UUID) -> list[Row]:
    """What was heard, in the order it was said."""
    return await tx.rows(q.signals, call=call_id)


def _brief(call_id: UUID, lead_id: UUID | None, answer: Answer[Any]) -> dict[str, Any]:
    """The row with nothing said yet: null leaves what is there."""
    names = "headline summary points people sentiment sentiment_change language missing method confidence"
    by = {"engine": answer.engine, "model": answer.model, "fallback": answer.fell_back}
    return dict.fromkeys(names.split()) | {"call": call_id, "lead": lead_id} | by


def _heard(heard: CallSignals) -> dict[str, Any]:
    mood = heard.sentiment
    return {
        "people": _json([person.model_dump(mode="json") for person in heard.people]),
        "sentiment": mood.overall if mood.sentences else None,
        "sentiment_change": round(mood.second_half - mood.first_half, 3) if mood.sentences else None,
        "language": heard.language,
        "missing": list(heard.missing),
    }


def _points(points: Sequence[Any]) -> list[Any]:
    return [point.model_dump(mode="json") for point in points]


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
