"""The log of the agents' runs, as owners and admins read it.  seed: B11, D20"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)

STATES = ("ok", "fallback", "cached", "failed", "cancelled", "undone")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs to show."""

    agent: str | None = None
    state: str | None = None
    engine: str | None = None
    subject: UUID | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to choose from, and the month so far."""

    agents: Sequence[str]
    engines: Sequence[str]
    month: dict[str, Any]


async def runs(tx: Tx, wanted: Wanted, *, most: int) -> list[dict[str, Any]]:
    """Runs, newest first."""
    return await tx.rows(q.runs, most=most, **asdict(wanted))


async def run(tx: Tx, run_id: UUID) -> dict[str, Any]:
    """One run with what it was given and what it said; a Problem where there is none to be seen."""
    return await tx.found(q.run, id=run_id)


async def known(tx: Tx) -> Known:
    """Agents and engines that have run, and this month's figures."""
    pairs, month = await tx.many([(q.known, {}), (q.month, {})])
    return Known(
        agents=sorted({row["agent"] for row in pairs}), engines=sorted({row["engine"] for row in pairs}), month=month[0]
    )
