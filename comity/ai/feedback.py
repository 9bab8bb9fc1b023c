"""Right, wrong or corrected: what people say of an agent's answers, kept to measure and improve.  seed: AC14"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)

AGENTS = {
    "call_signals": "call_signals",
    "action_items": "call_signals",
    "call_briefs": "call_brief",
    "deal_health_scores": "deal_health",
}


async def judge(
    tx: Tx,
    subject_table: str,
    subject_id: UUID,
    verdict: Literal["right", "wrong", "corrected"],
    *,
    agent: str | None = None,
    engine: str | None = None,
    snapshot: Mapping[str, Any] | None = None,
    note: str | None = None,
    correction: Mapping[str, Any] | None = None,
) -> None:
    """The caller's verdict, with a copy of what it is on: that may be replaced, the lesson stays.

    "corrected" says in `correction` what would have been right.
    """
    await tx.run(
        q.judge,
        agent=agent or AGENTS.get(subject_table, subject_table),
        subject_table=subject_table,
        subject=subject_id,
        verdict=verdict,
        note=note,
        engine=engine,
        snapshot=orjson.dumps(snapshot or {}, default=str).decode(),
        correction=None if correction is None else orjson.dumps(correction, default=str).decode(),
    )
