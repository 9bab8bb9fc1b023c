"""Changes to many contacts at once, and their undo: what somebody touched since is kept and named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.work import SPENT
from comity.office import jobs
from comity.office.lists import bulk
from comity.people import contacts, tags
from comity.platform.rest import inprocess as rest
from tests.working import Working, until
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


async def test_a_colleague_cannot_use_up_somebodys_undo(db: Database, world: World) -> None:
    """A rep who reads everything finds the owner's change, and may neither undo it nor spoil it."""
    ids = [world.ours.contacts[0], world.ours.contacts[2]]
    async with db.acting(world.owner) as tx:
        done = await bulk.change(tx, "contacts", "set", {"title": "taken back"}, ids=ids)
    async with db.acting(world.rep) as tx:
        assert (await bulk.find(tx, done.action_id))["state"] == "done"
    with pytest.raises(Problem) as refused:
        async with db.acting(world.rep) as tx:
            await bulk.undo(tx, done.action_id)
    assert (refused.value.code, refused.value.status) == ("not_your_change", 403)
    async with db.acting(world.ours.admin) as tx:
        assert (await bulk.undo(tx, done.action_id)).restored == 2
    with pytest.raises(Problem) as again:
        async with db.acting(world.owner) as tx:
            await bulk.undo(tx, done.action_id)
    assert again.value.code == "already_undone"


async def test_identity_cannot_be_changed(tx: Tx, world: World) -> None:
    with pytest.raises(Problem) as refused:
        await bulk.change(tx, "contacts", "set", {"org_id": str(world.theirs.id)}, ids=list(world.ours.contacts))
    assert refused.value.code == "not_editable"


async def test_a_large_change_that_fails_in_the_last_attempt_says_so_and_can_be_taken_back(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One chunk is done, the next one is not; its undo fails, and is tried again."""
    monkeypatch.setattr("comity.core.work.STEP_PAUSES", ())
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    whole, back = bulk._apply, bulk._undo_batch
    done: list[int] = []

    async def breaks(*given: Any) -> int:
        done.append(1)
        return await whole(*given) if len(done) == 1 else 1 // 0

    async def never(*_: Any) -> Any:
        raise ZeroDivisionError

    async with db.acting(world.rep) as tx:
        ids = [(await contacts.create(tx, {"last_name": f"Large{n}"}))["id"] for n in range(3)]
    async with Working(db, *(replace(one, attempts=1) for one in (bulk.go_on, bulk.take_back))):
        monkeypatch.setattr(bulk, "_apply", breaks)
        for one in ("go_on", "take_back"):
            monkeypatch.setattr(bulk, one, replace(getattr(bulk, one), attempts=1))
        async with db.acting(world.rep) as tx:
            made = await bulk.change(tx, "contacts", "set", {"status": "vip"}, ids=ids)
        assert made.job_id and await settled(db, world, made.job_id) == ("failed", SPENT.sentence)
        async with db.acting(world.rep) as tx:
            row = await bulk.find(tx, made.action_id)
            assert (row["state"], row["done"]) == ("failed", 2)
        monkeypatch.setattr(bulk, "AT_ONCE", 1)
        monkeypatch.setattr(bulk, "_undo_batch", never)
        for ended, act in (("failed", never), ("done", back)):
            monkeypatch.setattr(bulk, "_undo_batch", act)
            async with db.acting(world.rep) as tx:
                undone = await bulk.undo(tx, made.action_id)
                with pytest.raises(Problem, match="taken back already"):
                    await bulk.undo(tx, made.action_id)
            assert undone.job_id and (await settled(db, world, undone.job_id))[0] == ended
    async with db.acting(world.rep) as tx:
        assert [(await contacts.get(tx, each))["status"] for each in ids] == ["active"] * 3
        assert (await bulk.find(tx, made.action_id))["state"] == "undone"


async def settled(db: Database, world: World, job_id: UUID) -> tuple[str, str]:
    """How a job of the tray ended, and what it said."""
    found: list[dict[str, Any]] = []

    async def ended() -> bool:
        async with db.acting(world.rep) as tx:
            found[:] = [job for job in await jobs.mine(tx) if job["id"] == job_id]
        return bool(found) and found[0]["state"] in ("done", "failed")

    await until(ended)
    return found[0]["state"], found[0]["message"]
