"""Changes to many contacts at once, and their undo: what somebody touched since is kept and named."""

from __future__ import annotations

from uuid import UUID

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.office.lists import bulk
from comity.people import contacts, tags
from comity.platform.rest import inprocess as rest
from tests.world import World


@pytest.fixture(autouse=True)
async def engine(db: Database) -> None:
    await rest.ready(db)


async def _three(tx: Tx) -> list[UUID]:
    made = [await contacts.create(tx, {"last_name": f"Bulk{n}", "city": "Zug", "title": f"t{n}"}) for n in range(3)]
    return [row["id"] for row in made]


async def test_a_selection_is_changed_and_put_back(tx: Tx) -> None:
    ids = await _three(tx)
    done = await bulk.change(tx, "contacts", "set", {"status": "vip"}, ids=ids)
    assert done.changed == 3
    assert [(await contacts.get(tx, each))["status"] for each in ids] == ["vip"] * 3
    await contacts.update(tx, ids[1], {"status": "blocked"})
    await contacts.update(tx, ids[2], {"title": "another field does not matter"})
    undone = await bulk.undo(tx, done.action_id)
    assert undone.restored == 2
    assert [each["id"] for each in undone.kept] == [str(ids[1])]
    assert [(await contacts.get(tx, each))["status"] for each in ids] == ["active", "blocked", "active"]


async def test_all_that_match_are_changed(tx: Tx) -> None:
    await _three(tx)
    done = await bulk.change(tx, "contacts", "set", {"country": "CH"}, query="city=eq.Zug&last_name=neq.Bulk1")
    assert done.changed == 2
    assert (await rest.select(tx, None, "contacts", "country=eq.CH", count=True)).total == 2
    undone = await bulk.undo(tx, done.action_id)
    assert (undone.restored, list(undone.kept)) == (2, [])


async def test_tags_on_many(tx: Tx) -> None:
    ids = await _three(tx)
    tag = await tags.create(tx, "Many")
    await tags.tag(tx, "contacts", ids[:1], tag)
    done = await bulk.change(tx, "contacts", "tag", {"tag_id": str(tag)}, ids=ids)
    assert done.changed == 2
    assert [(await contacts.get(tx, each))["tag_ids"] for each in ids] == [[tag]] * 3
    await bulk.undo(tx, done.action_id)
    assert [(await contacts.get(tx, each))["tag_ids"] for each in ids] == [[tag], [], []]


async def test_the_trash_of_many_comes_back_but_for_what_is_taken(tx: Tx) -> None:
    one = await contacts.create(tx, {"email": "one@bulk.example"})
    two = await contacts.create(tx, {"email": "two@bulk.example"})
    done = await bulk.change(tx, "contacts", "trash", {"deleted_at": "now"}, ids=[one["id"], two["id"]])
    assert done.changed == 2
    await contacts.create(tx, {"email": "two@bulk.example"})
    undone = await bulk.undo(tx, done.action_id)
    assert undone.restored == 1
    assert [each["id"] for each in undone.kept] == [str(two["id"])]
    assert (await contacts.get(tx, one["id"]))["deleted_at"] is None


async def test_only_ones_own_are_changed_and_only_by_us(db: Database, world: World) -> None:
    async with db.acting(world.rep) as tx:
        done = await bulk.change(tx, "contacts", "set", {"title": "x"}, ids=list(world.ours.contacts))
        assert done.changed == 1  # the other two are colleagues'
    async with db.acting(world.stranger) as tx:
        done_by_stranger = await bulk.change(tx, "contacts", "set", {"title": "x"}, ids=list(world.ours.contacts))
        assert done_by_stranger.changed == 0
        with pytest.raises(Problem):
            await bulk.undo(tx, done.action_id)
    async with db.acting(world.rep) as tx:
        assert (await bulk.undo(tx, done.action_id)).restored == 1


async def test_identity_cannot_be_changed(tx: Tx, world: World) -> None:
    with pytest.raises(Problem) as refused:
        await bulk.change(tx, "contacts", "set", {"org_id": str(world.theirs.id)}, ids=list(world.ours.contacts))
    assert refused.value.code == "not_editable"
