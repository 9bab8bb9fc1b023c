"""Ranges hold eight times of ten, move with own outcomes, are kept each week and held against what came.  seed: D19"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.packs.sales import forecast_range, leads
from comity.packs.sales.forecast_range import believed, held, quantiles
from comity.packs.sales.tests.conftest import Make
from tests.queries import q
from tests.working import Working
from tests.world import World

PAST = q(
    "insert into forecast_snapshots"
    " (pipeline_id, month, taken_on, p10, p50, p90, weighted_base, won_base, open_base, deals)"
    " select s.pipeline_id, :month, :taken, 50, 100, 200, 100, 0, 400, 4 from stages as s"
    " where s.id = :stage returning id"
)
CLOSED = q("update leads set closed_at = :at where org_id = :org_id and id = :id")
KEPT = q("select month, p10, p50, p90, deals from forecast_snapshots where taken_on = current_date order by month")
PIPELINE = q("select pipeline_id from stages where org_id = :org_id and id = :stage")


def cumulants(deals: list[tuple[float, float]]) -> dict[str, object]:
    return {
        "month": date(2026, 11, 1), "won": 0.0, "open": sum(a for a, _ in deals), "deals": len(deals),
        "mean": sum(a * p for a, p in deals), "variance": sum(a * a * p * (1 - p) for a, p in deals),
        "third": sum(a**3 * p * (1 - p) * (1 - 2 * p) for a, p in deals),
        "swing": sum(a * p * (1 - p) for a, p in deals),
    }  # fmt: skip


@pytest.mark.parametrize(("many", "largest"), [(6, 3.0), (25, 5.0), (200, 30.0)])
def test_ranges_hold_eight_times_of_ten(many: int, largest: float) -> None:
    random = Random(11)
    deals = [(random.uniform(1, largest) * 1000, random.uniform(0.1, 0.8)) for _ in range(many)]
    found = quantiles(cumulants(deals), 0.0, 1.0)
    sums = [sum(a for a, p in deals if random.random() < p) for _ in range(4000)]
    within = sum(found.p10 <= one <= found.p90 for one in sums) / len(sums)
    assert 0.72 < within < 0.9
    assert 0.4 < sum(one <= found.p50 for one in sums) / len(sums) < 0.62


def test_ranges_are_in_order_and_never_beyond_what_is_open() -> None:
    for deals in ([], [(1e6, 0.03)], [(1e6, 0.97)], [(1.0, 0.5)] * 3, [(1e9, 0.01), (1.0, 0.99)]):
        found = quantiles(cumulants(deals), 0.25, 1.8)
        assert 0 <= found.p10 <= found.p50 <= found.p90 <= found.open + 1e-6


def test_past_forecasts_move_the_middle_by_and_by() -> None:
    half = {"p50": 100.0, "won": 0.0, "came": 50.0}
    assert believed([]) == 1.0
    few, many = believed([half]), believed([half] * 60)
    assert 0.5 < many < 0.6 < 0.9 < few < 1.0


def test_held_counts_by_horizon() -> None:
    row = {
        "month": date(2026, 9, 1), "taken_on": date(2026, 8, 30), "weeks": 5, "p10": 1.0, "p50": 2.0, "p90": 3.0,
        "won": 0.0,
    }  # fmt: skip
    found = held([{**row, "came": 2.5}, {**row, "came": 9.0}])
    assert found.horizons[0].within == 0.5 and len(found.months) == 1
    assert held([]).horizons == ()


async def test_the_week_is_kept_and_a_month_held_against_what_came(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    month = (date.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    won = await make("Came", amount=Decimal(150))
    await make("Open", amount=Decimal(1000), expected_close_on=date.today() + timedelta(days=1))
    async with db.acting(world.owner) as tx:
        await leads.close(tx, won, "won")
        await tx.run(CLOSED, id=won, at=month + timedelta(days=9))
    house = world.service(world.ours)
    async with db.acting(house) as tx:
        for days in (1, 35):
            await tx.rows(PAST, month=month, taken=month - timedelta(days=days), stage=stages["New"])
    async with Working(db, forecast_range.keep_forecast) as worker:
        for _turn in range(2):
            await worker.done(forecast_range.keep_forecast, world.rep)  # a person may ask; the house keeps
    kept = await db.once(world.rep, KEPT)
    assert len(kept) == forecast_range.MONTHS and sum(row["deals"] for row in kept) >= 1
    async with db.acting(world.owner) as tx:
        found = await forecast_range.accuracy(tx, await tx.value(PIPELINE, stage=stages["New"]))
        ahead = await forecast_range.ranges(tx, await tx.value(PIPELINE, stage=stages["New"]))
    assert [one.within for one in found.horizons] == [1.0, 1.0] and found.months[0]["came"] == 150
    assert ahead and all(one.p10 <= one.p50 <= one.p90 <= one.open + one.won for one in ahead)
    assert await db.once(world.stranger, KEPT) == []
