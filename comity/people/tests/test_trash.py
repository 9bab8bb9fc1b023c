"""The trash holds every kind of record, and gives back what was thrown in."""

from __future__ import annotations

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.people import contacts, nouns, tags, trash
from comity.people.pages.trash import OURS
from comity.platform.rest import inprocess as rest
from tests.world import World


@pytest.fixture(autouse=True)
async def engine(db: Database) -> None:
    await rest.ready(db)


async def test_thrown_and_taken_back(tx: Tx, world: World) -> None:
    bins = trash.bins(nouns.NOUNS, OURS)
    assert [each.relation for each in bins][:2] == ["contacts", "companies"]
    contact = world.ours.contacts[0]
    await contacts.trash(tx, contact)
    page = await trash.thrown(tx, bins[0])
    assert [(row["id"], page.total) for row in page.rows] == [(contact, 1)]
    await trash.restore(tx, bins, "contacts", contact)
    assert (await trash.thrown(tx, bins[0])).rows == []
    tag = await tags.create(tx, "Gone")
    await tags.trash(tx, tag)
    await trash.restore(tx, bins, "tags", tag)
    assert [each["id"] for each in await tags.every(tx)] == [tag]


async def test_only_what_has_a_trash_and_is_ours(db: Database, world: World) -> None:
    bins = trash.bins(nouns.NOUNS, OURS)
    for who, relation in (
        (world.owner, "org_members"),
        (world.stranger, "contacts"),
        (world.ours.readonly, "contacts"),
    ):
        with pytest.raises(Problem):
            async with db.acting(who) as tx:
                await trash.restore(tx, bins, relation, world.ours.contacts[0])
