"""Rates from files of the European Central Bank."""

from __future__ import annotations

import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.packs.sales import fx
from comity.packs.sales.tests.conftest import q
from tests.world import World

HISTORY = "Date,USD,JPY,CYP,\n2026-09-02,1.2000,180.5,N/A,\n2026-09-01,1.1900,180.1,N/A,\n,,,\nsoon,1,2,3,\n"
TODAY = "\ufeffDate, USD, GBP, \n3 September 2026, 1.2100, 0.8800, \n"


def test_both_files_are_read_and_gaps_left_out() -> None:
    assert [(row["currency"], row["day"], row["per_euro"]) for row in fx.read(HISTORY)] == [
        ("USD", "2026-09-02", "1.2000"),
        ("JPY", "2026-09-02", "180.5"),
        ("USD", "2026-09-01", "1.1900"),
        ("JPY", "2026-09-01", "180.1"),
    ]
    assert [row["day"] for row in fx.read(TODAY)] == ["2026-09-03", "2026-09-03"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Date\n2026-01-01\n", "\x00\x01", "<html>"])
def test_other_files_are_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Problem, match="reference rates"):
        list(fx.read(text))


async def test_loading_twice_changes_nothing(db: Database, world: World) -> None:
    async with db.acting(world.service()) as tx:
        assert await fx.load(tx, HISTORY) == 4
        assert await fx.load(tx, HISTORY) == 0
        source = q("select source from app.fx_rates where currency = 'USD' and day = '2026-09-02'")
        assert "European Central Bank" in await tx.value(source)
    with pytest.raises(Problem):
        async with db.acting(world.owner) as tx:
            await fx.load(tx, TODAY)
