"""Stages the program named are read in the reader's language wherever they are read; others as somebody wrote them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from comity.core.db import Database
from comity.office.lists import state
from comity.office.search import find
from comity.packs.sales import nouns
from comity.packs.sales.pages.leads import SPEC
from comity.packs.sales.tests.conftest import Make
from comity.people.pages.companies import SPEC as COMPANIES
from comity.web import given, i18n
from tests.world import World


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["New", "Qualified", "Proposal", "Won", "Lost"]),
        ("de", ["Neu", "Qualifiziert", "Angebot", "Gewonnen", "Verloren"]),
    ],
)
async def test_lists_name_stages_and_countries_to_their_reader(
    db: Database, world: World, stages: dict[str, UUID], language: str, names: list[str]
) -> None:
    with i18n.speaking(language):
        async with db.acting(world.owner) as tx:
            known = await state.look_up(tx, SPEC)
            places = await state.look_up(tx, COMPANIES)
        assert {name.rpartition(": ")[2] for _id, name in known.options["stages"]} >= set(names)
        assert dict(places.options["countries"])["DE"] == {"en": "Germany", "de": "Deutschland"}[language]
        assert given.said("Open") == "Open"


async def test_a_hit_tells_stage_amount_and_company(db: Database, world: World, make: Make) -> None:
    await make("Quiet harbour house", company="Blue AG", amount=Decimal(5000), currency="EUR")
    async with db.acting(world.owner) as tx:
        found = await find.find(tx, nouns.NOUNS, "Quiet harbour")
    [hit] = found.groups[0].hits
    assert (hit.subtitle, hit.detail) == ("Blue AG", "New · €5,000")
