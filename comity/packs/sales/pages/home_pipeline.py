"""Home: what the default pipeline holds, stage by stage, and what was won this month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core import sql
from comity.core.db import Tx
from comity.core.pack import Panel

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The open stages, and the month's wins, in the base currency."""

    stages: Sequence[Mapping[str, Any]]
    currency: str
    won: Decimal

    @property
    def total(self) -> Decimal:
        """What all open deals are worth."""
        return sum((stage["amount"] for stage in self.stages), Decimal(0))

    @property
    def weighted(self) -> Decimal:
        """The same, each times its probability."""
        return sum((stage["weighted"] for stage in self.stages), Decimal(0))

    @property
    def most(self) -> Decimal:
        """The fullest stage: the length of the longest bar."""
        return max((stage["amount"] for stage in self.stages), default=Decimal(0)) or Decimal(1)


async def load(request: Request, tx: Tx, subject_id: UUID | None) -> Pipeline | None:
    """The default pipeline as the caller may see it."""
    stages, won = await tx.many([(q.stages, {}), (q.won, {})])
    if not stages or not won:
        return None
    return Pipeline(stages, won[0]["base_currency"], won[0]["amount"])


PANEL = Panel(on="home", template="sales/home_pipeline.html", load=load, order=110)
