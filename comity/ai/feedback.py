"""Right or wrong: what people say of an agent's answers, kept to measure and improve.  seed: AC14"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

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
    tx: Tx, subject_table: str, subject_id: UUID, verdict: Literal["right", "wrong"], note: str | None = None
) -> None:
    """The caller's verdict."""
    agent = AGENTS.get(subject_table, subject_table)
    await tx.run(q.judge, agent=agent, subject_table=subject_table, subject=subject_id, verdict=verdict, note=note)
