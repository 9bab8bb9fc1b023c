"""What a person opened and searched for lately: the palette offers it first. Private to the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Json, Tx
from comity.office.search.ask import Answer

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Recent:
    """A record opened lately."""

    relation: str
    record_id: UUID
    title: str


async def saw(tx: Tx, relation: str, record_id: UUID, title: str) -> None:
    """Remembers that this person opened a record; record pages call it. Nobody waits for the disk because of it."""
    if tx.who.user_id is not None and title:
        seen = {"relation": relation, "record_id": record_id, "title": title}
        await tx.many([(q.lightly, {}), (q.saw, seen)])


async def recent(tx: Tx, limit: int = 8) -> list[Recent]:
    """What this person opened lately, the latest first."""
    return await tx.into(Recent, q.recent, limit=limit)


async def asked(
    tx: Tx, text: str, answer: Answer | None, *, results: int | None = None, model: str | None = None
) -> None:
    """Remembers a search, with the query it became.  seed: SE06, D21"""
    if tx.who.user_id is None or not text.strip():
        return
    reading = answer.reading if answer else None
    await tx.run(
        q.asked,
        text=text.strip()[:500],
        kind="question" if reading else "words",
        relation=reading.noun if reading else None,
        became=reading.query if reading else None,
        understood=Json(
            [{"words": clause.words, "query": clause.pairs} for clause in reading.clauses] if reading else []
        ),
        unknown=Json([{"words": part.words, "why": part.why} for part in reading.unknown] if reading else []),
        results=results,
        model=model,
        engine="model" if model else "rules",
    )


async def history(tx: Tx, limit: int = 10) -> list[dict[str, Any]]:
    """What this person searched for lately."""
    return await tx.rows(q.history, limit=limit)


async def clear(tx: Tx) -> None:
    """Forgets this person's searches."""
    await tx.run(q.clear)
