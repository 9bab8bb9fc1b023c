"""What a month may bring, as a range, and how past ranges held.  seed: D19

Every open deal is won or not: SQL adds up the first three cumulants of their sum, this module turns them into values
that are undercut one time of ten, five and nine (Cornish and Fisher's expansion). All deals may do better or worse
together, so the doubt about the organisation's win rate is added to the variance. Past forecasts move the middle: by
how much came for each unit foretold, shrunk towards one while there are few.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P2, Work, workflow
from comity.packs.sales import health_model

q = sql.load(__file__)
Z10 = 1.2816
MONTHS = 6
PATIENCE = 6.0
"""past forecasts that count as much as believing oneself"""
HORIZONS = ((0, 4), (5, 8), (9, 13))


@dataclass(frozen=True, slots=True)
class Range:
    """A month: won so far, and what it comes to in the end, one time of ten under `p10`, one over `p90`."""

    month: date
    won: float
    p10: float
    p50: float
    p90: float
    open: float
    weighted: float
    deals: int


@dataclass(frozen=True, slots=True)
class Held:
    """How forecasts of one horizon held: how many, how often the range held what came, how far the middle was off."""

    weeks: tuple[int, int]
    many: int
    within: float
    off: float
    bias: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Past forecasts against what came."""

    horizons: tuple[Held, ...]
    months: tuple[dict[str, Any], ...]


def quantiles(row: dict[str, Any], doubt: float, factor: float) -> Range:
    """The range of a month from its cumulants; `doubt`: the variance of the win rate, in logits."""
    mean, variance = row["mean"] * factor, row["variance"] + doubt * row["swing"] ** 2
    spread = math.sqrt(max(variance, 0.0))
    skew = max(-1.5, min(1.5, row["third"] / spread**3)) if spread else 0.0
    found = []
    for z in (-Z10, 0.0, Z10):
        bent = z + (z * z - 1) * skew / 6 - (2 * z**3 - 5 * z) * skew * skew / 36
        found.append(row["won"] + max(0.0, min(row["open"], mean + bent * spread)))
    low, middle, high = sorted(found)
    return Range(row["month"], row["won"], low, middle, high, row["open"], row["mean"], row["deals"])


def believed(past: Sequence[dict[str, Any]]) -> float:
    """By how much what is foretold comes, shrunk towards one; only what was still open then counts."""
    pairs = [(max(0.0, row["came"] - row["won"]), max(0.0, row["p50"] - row["won"])) for row in past]
    said = sum(said for _, said in pairs)
    usual = said / len(pairs) * PATIENCE if pairs else 1.0
    found = (sum(came for came, _ in pairs) + usual) / (said + usual) if said + usual else 1.0
    return max(0.4, min(1.8, found))


def held(past: Sequence[dict[str, Any]]) -> Accuracy:
    """How past forecasts held, by how long before the month's end they were made."""
    horizons = []
    for first, last in HORIZONS:
        ones = [row for row in past if first <= row["weeks"] <= last]
        if ones:
            base = sum(row["came"] for row in ones) or 1.0
            within = sum(row["p10"] <= row["came"] <= row["p90"] for row in ones) / len(ones)
            off = sum(abs(row["p50"] - row["came"]) for row in ones) / base
            bias = sum(row["p50"] - row["came"] for row in ones) / base
            horizons.append(Held((first, last), len(ones), within, round(off, 4), round(bias, 4)))
    months: dict[date, dict[str, Any]] = {}
    for row in past:
        if row["weeks"] >= 4:
            months.setdefault(row["month"], row)
    return Accuracy(tuple(horizons), tuple(months.values()))


async def ranges(tx: Tx, pipeline: UUID, owner: UUID | None = None, months: int = MONTHS) -> list[Range]:
    """The months from this one on."""
    model = await health_model.latest(tx)
    rates = {stage.stage_id: round(stage.rate, 4) for stage in model.learned.stages}
    rows, past = await tx.many(
        [
            (q.months, {"pipeline": pipeline, "owner_id": owner, "months": months, "rates": _json(rates)}),
            (q.past, {"pipeline": pipeline}),
        ]
    )
    factor = believed([row for row in past if row["weeks"] >= 4])
    return [quantiles(row, model.learned.errors[0], factor) for row in rows]


async def accuracy(tx: Tx, pipeline: UUID) -> Accuracy:
    """How past forecasts held."""
    return held(await tx.rows(q.past, pipeline=pipeline))


async def keep(tx: Tx) -> int:
    """Keeps what is foretold today, for every pipeline; only the house may."""
    many = 0
    for pipeline in await tx.values(q.pipelines):
        rows = [
            {
                "month": one.month, "p10": one.p10, "p50": one.p50, "p90": one.p90, "weighted_base": one.weighted,
                "won_base": one.won, "open_base": one.open, "deals": one.deals,
            }
            for one in await ranges(tx, pipeline)
        ]  # fmt: skip
        many += len(await tx.rows(q.keep, pipeline=pipeline, rows=_json(rows)))
    return many


@workflow("sales.keep_forecast", priority=P2)
async def keep_forecast(work: Work) -> None:
    """Once a week, and when a deal went red."""
    work.who = Who.service(work.who.org_id, agent="forecast")
    await work.change("keep", keep)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
