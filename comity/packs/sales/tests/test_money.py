"""Money: each amount at its own dated rate; sums in one currency; rates of our own and of the European Central Bank."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.packs.sales import leads
from comity.packs.sales.leads import Facts
from comity.packs.sales.tests.conftest import Make
from tests.queries import q
from tests.world import World

ONE = q("select amount, currency, amount_base, fx_rate, fx_date from leads where org_id = :org_id and id = :id")
RATE = q("select rate, day from app.fx_rate(:org_id, :c::char(3), :b::char(3), :d::date)")


async def test_an_amount_keeps_the_rate_of_its_day(db: Database, world: World, make: Make) -> None:
    service = world.service()
    await db.once(
        service,
        q("insert into app.fx_rates values ('GBP', '2026-06-01', 0.80, 'test'), ('USD', '2026-06-01', 1.20, 'test')"),
    )
    lead_id = await make(amount=Decimal(1000), currency="GBP")
    set_day = q("update leads set fx_date = :d where org_id = :org_id and id = :id")
    await db.once(world.owner, set_day, id=lead_id, d=date(2026, 6, 3))
    row = (await db.once(world.owner, ONE, id=lead_id))[0]
    assert (row["amount_base"], row["fx_date"]) == (Decimal("1500.00"), date(2026, 6, 1))
    await db.once(service, q("insert into app.fx_rates values ('GBP', '2026-07-01', 0.60, 'test')"))
    assert (await db.once(world.owner, ONE, id=lead_id))[0]["amount_base"] == Decimal("1500.00")


async def test_the_base_currency_needs_no_rate(db: Database, world: World, make: Make) -> None:
    row = (await db.once(world.owner, ONE, id=await make(amount=Decimal("19.99"))))[0]
    assert (row["currency"], row["amount_base"], row["fx_rate"]) == ("USD", Decimal("19.99"), 1)
    nothing = (await db.once(world.owner, ONE, id=await make(currency="EUR")))[0]
    assert (nothing["amount_base"], nothing["fx_rate"], nothing["currency"]) == (None, None, "EUR")


async def test_own_rates_win(db: Database, world: World, make: Make) -> None:
    add = q("insert into fx_rates (currency, day, rate) values ('CHF', '2026-01-01', 2) returning id")
    await db.once(world.owner, add)
    assert (await db.once(world.owner, RATE, c="CHF", b="USD", d=date(2026, 5, 5)))[0]["rate"] == 2
    assert (await db.once(world.stranger, RATE, c="CHF", b="USD", d=date(2026, 5, 5)))[0]["rate"] != 2
    row = (await db.once(world.owner, ONE, id=await make(amount=Decimal(10), currency="CHF")))[0]
    assert row["amount_base"] == Decimal("20.00")


@pytest.mark.parametrize(("currency", "known"), [("EUR", True), ("AED", True), ("JPY", True), ("QQQ", False)])
async def test_shipped_rates(db: Database, world: World, currency: str, known: bool) -> None:
    rows = await db.once(world.owner, RATE, c=currency, b="USD", d=date(2020, 1, 1))
    assert bool(rows) is known


async def test_another_base_currency_recounts_everything(
    db: Database, world: World, make: Make, stages: dict[str, UUID]
) -> None:
    async with db.acting(world.ours.owner) as tx:
        lead_id = await leads.create(tx, Facts(title="Watch", amount=Decimal(117), currency="USD"))
        dates = q("update leads set fx_date = '2026-01-02' where org_id = :org_id and id = :id")
        await tx.run(dates, id=lead_id)
        await tx.run(q("update organizations set base_currency = 'EUR' where org_id = :org_id"))
        row = await tx.row(ONE, id=lead_id)
        assert row is not None
        assert (row["amount"], row["currency"], row["amount_base"]) == (Decimal("117.00"), "USD", Decimal("100.00"))
        await tx.run(q("update organizations set base_currency = 'USD' where org_id = :org_id"))
        again = await tx.row(ONE, id=lead_id)
        assert again is not None and again["amount_base"] == Decimal("117.00")


async def test_the_forecast_weighs_by_probability(db: Database, world: World, stages: dict[str, UUID]) -> None:
    async with db.acting(world.theirs.owner) as tx:
        await leads.create(tx, Facts(title="A", amount=Decimal(1000), expected_close_on=date(2026, 12, 24)))
        rows = await tx.rows(
            q(
                "select stage, month, leads, amount_base, weighted_base from forecasts"
                " where org_id = :org_id and month = '2026-12-01'"
            )
        )
    assert rows[0]["weighted_base"] <= rows[0]["amount_base"]
    assert {row["stage"] for row in rows} == {"New"}
