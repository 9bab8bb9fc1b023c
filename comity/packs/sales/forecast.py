"""The forecast: what open leads come to, stage by stage and month by month, in the base currency.  seed: D19, AN08"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.packs.sales import board

q = sql.load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSum:
    """The open leads of a stage: their sum at booking rates, weighted, and at today's rates."""

    id: UUID
    name: str
    position: int
    probability: int
    leads: int
    amount_base: Decimal
    weighted_base: Decimal
    amount_today: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What is expected in a month, and what was won in it."""

    month: date
    amount_base: Decimal
    weighted_base: Decimal
    won_base: Decimal
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """How the last ninety days went."""

    won: int
    lost: int
    won_base: Decimal
    days: Decimal

    @property
    def rate(self) -> float | None:
        """The share of closed leads that were won."""
        return self.won / (self.won + self.lost) if self.won + self.lost else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A pipeline's forecast."""

    pipeline: board.Pipeline
    pipelines: list[board.Pipeline]
    currency: str
    stages: list[StageSum]
    months: list[Month]
    undated: int
    undated_base: Decimal
    closed: Closed
    rates: list[dict[str, Any]]

    def total(self, column: str) -> Decimal:
        """A column of the stages, summed."""
        return sum((getattr(stage, column) for stage in self.stages), Decimal(0))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose leads, expected when."""

    owner_id: UUID | None = None
    since: date | None = None
    until: date | None = None


async def show(tx: Tx, pipeline: board.Pipeline, pipelines: list[board.Pipeline], asked: Asked) -> Forecast:
    """The forecast of a pipeline."""
    base = await tx.value(board.q.base_currency)
    whose = {"pipeline_id": pipeline.id, "owner_id": asked.owner_id}
    stages, months, undated, closed, rates = await tx.many(
        [
            (q.by_stage, {**whose, "base": base, "since": asked.since, "until": asked.until}),
            (q.by_month, whose),
            (q.undated, whose),
            (q.closed, whose),
            (q.rates, {"pipeline_id": pipeline.id, "base": base}),
        ]
    )
    return Forecast(
        pipeline=pipeline, pipelines=pipelines, currency=base, stages=[StageSum(**row) for row in stages],
        months=[Month(**row) for row in months], undated=undated[0]["leads"], undated_base=undated[0]["amount_base"],
        closed=Closed(**closed[0]), rates=rates,
    )  # fmt: skip
