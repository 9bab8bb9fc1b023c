"""Contact points, tags and assignments are kept equal with the columns that repeat them, whichever side is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.people import companies, contacts, points, records, tags
from tests.world import World

RAW = {query.name: query for query in sql.parse(
    """
-- name: points
-- Points, across organisations.
select kind, normalised, is_primary from contact_points where contact_id = :id order by kind, created_at, id;
-- name: assignees
-- Assignments, across organisations.
select user_id from assignments where contact_id = :id order by user_id;
-- name: assign
-- Assigns, as a wire client would.
insert into assignments (contact_id, user_id) values (:id, :user);
-- name: set_tags
-- Writes tag_ids directly, across organisations.
update contacts set tag_ids = :tags::uuid[] where id = :id;
-- name: taggings
-- Tags by taggings, across organisations.
select tag_id from taggings where contact_id = :id;
"""
)}  # fmt: skip


async def _points(tx: Tx, contact: object) -> list[tuple[str, str, bool]]:
    return [(r["kind"], r["normalised"], r["is_primary"]) for r in await tx.rows(RAW["points"], id=contact)]


async def test_the_primary_address_follows_the_points(tx: Tx) -> None:
    made = await contacts.create(tx, {"email": "a@x.example"})
    second = await points.add(tx, made["id"], "email", " B@X.example ")
    assert (await contacts.get(tx, made["id"]))["email"] == "a@x.example"
    await points.make_primary(tx, second)
    assert (await contacts.get(tx, made["id"]))["email"] == "b@x.example"
    await points.remove(tx, second)
    assert (await contacts.get(tx, made["id"]))["email"] == "a@x.example"
    assert await _points(tx, made["id"]) == [("email", "a@x.example", True)]


async def test_the_points_follow_the_primary_address(tx: Tx) -> None:
    made = await contacts.create(tx, {"last_name": "Ott"})
    await contacts.update(tx, made["id"], {"email": "a@x.example", "phone": "+49 30 123456"})
    assert await _points(tx, made["id"]) == [("email", "a@x.example", True), ("phone", "+4930123456", True)]
    await points.add(tx, made["id"], "email", "b@x.example")
    await contacts.update(tx, made["id"], {"email": "b@x.example"})  # one it has already
    assert await _points(tx, made["id"]) == [
        ("email", "a@x.example", False),
        ("email", "b@x.example", True),
        ("phone", "+4930123456", True),
    ]
    await contacts.update(tx, made["id"], {"email": "c@x.example", "phone": None})  # a correction; a number gone
    assert await _points(tx, made["id"]) == [("email", "a@x.example", False), ("email", "c@x.example", True)]


async def test_a_point_is_kept_once_and_must_be_one(tx: Tx) -> None:
    made = await contacts.create(tx, {"email": "a@x.example"})
    async with _refused(tx) as refused:
        await points.add(tx, made["id"], "email", "A@x.example")
    assert refused.value.code == "point_twice"
    async with _refused(tx) as refused:
        await points.add(tx, made["id"], "email", "nonsense")
    assert refused.value.code == "email_form"
    url = "https://example.com/" + "x" * 1900
    await points.add(tx, made["id"], "url", url)


async def test_whoever_calls_is_found_by_any_writing_of_the_number(tx: Tx) -> None:
    made = await contacts.create(tx, {"last_name": "Caller", "phone": "+49 30 998877"})
    second = await contacts.create(tx, {"last_name": "Colleague"})
    await points.add(tx, second["id"], "phone", "+1 (202) 555-0143")
    for said in ("030 998877", "0049 30 998877", "+4930998877"):
        assert [row["id"] for row in await contacts.with_point(tx, "phone", said, "DE")] == [made["id"]], said
    assert [row["id"] for row in await contacts.with_point(tx, "phone", "202-555-0143")] == [second["id"]]
    await contacts.trash(tx, made["id"])
    assert await contacts.with_point(tx, "phone", "+4930998877") == []


async def test_verified_until_it_changes(tx: Tx) -> None:
    made = await contacts.create(tx, {"email": "a@x.example"})
    point = (await points.of(tx, made["id"]))[0]
    await points.verify(tx, point["id"], "reply")
    assert (await points.of(tx, made["id"]))[0]["verified_by"] == "reply"
    await points.change(tx, point["id"], "b@x.example")
    after = (await points.of(tx, made["id"]))[0]
    assert (after["normalised"], after["verified_at"]) == ("b@x.example", None)
    assert (await contacts.get(tx, made["id"]))["email"] == "b@x.example"


async def test_tags_both_ways(tx: Tx) -> None:
    vip, cold = await tags.create(tx, "VIP", "amber"), await tags.named(tx, "Cold")
    assert await tags.named(tx, "cold") == cold
    made = await contacts.create(tx, {"last_name": "Ott", "tag_ids": [vip]})
    assert made["tag_ids"] == [vip]
    assert await tags.tag(tx, "contacts", [made["id"]], cold) == 1
    assert await tags.tag(tx, "contacts", [made["id"]], cold) == 0
    assert (await contacts.get(tx, made["id"]))["tag_ids"] == [vip, cold]
    await tx.run(RAW["set_tags"], id=made["id"], tags=[cold])
    assert await tx.values(RAW["taggings"], id=made["id"]) == [cold]
    assert await tags.untag(tx, "contacts", [made["id"]], cold) == 1
    assert (await contacts.get(tx, made["id"]))["tag_ids"] == []
    company = await companies.create(tx, {"name": "Tagged"})
    assert await tags.tag(tx, "companies", [company["id"]], vip) == 1
    assert [(t["name"], t["companies"]) for t in await tags.counted(tx)] == [("Cold", 0), ("VIP", 1)]
    await tags.trash(tx, vip)
    assert [t["name"] for t in await tags.every(tx)] == ["Cold"]
    await tags.restore(tx, vip)
    async with _refused(tx) as refused:
        await tags.create(tx, "vip")
    assert refused.value.code == "duplicate_tag"


async def test_assignments_both_ways(tx: Tx, world: World) -> None:
    made = await contacts.create(tx, {"last_name": "Ott"})
    await tx.run(RAW["assign"], id=made["id"], user=world.ours.rep.user_id)
    assert (await contacts.get(tx, made["id"]))["assignee_ids"] == [world.ours.rep.user_id]
    await records.change(tx, "contacts", made["id"], {"assignee_ids": [world.ours.technician.user_id]}, {})
    assert await tx.values(RAW["assignees"], id=made["id"]) == [world.ours.technician.user_id]
    async with _refused(tx) as refused:
        await tx.run(RAW["assign"], id=made["id"], user=world.theirs.rep.user_id)
    assert (refused.value.status, refused.value.field) == (422, "owner_id")


async def test_only_who_may_edit_may_add_to_a_contact(db: Database, world: World) -> None:
    others = world.ours.contacts[1]
    async with db.acting(world.owner) as tx:
        tag = await tags.create(tx, "Mine")
    for act in (
        lambda tx: points.add(tx, others, "email", "grab@x.example", primary=True),
        lambda tx: tags.tag(tx, "contacts", [others], tag),
        lambda tx: tx.run(RAW["assign"], id=others, user=world.rep.user_id),
    ):
        with pytest.raises(Problem) as refused:
            async with db.acting(world.rep) as tx:
                await act(tx)
        assert refused.value.status == 403


@asynccontextmanager
async def _refused(tx: Tx) -> AsyncIterator[pytest.ExceptionInfo[Problem]]:
    """A Problem inside a savepoint, so that the test can go on."""
    with pytest.raises(Problem) as caught:
        async with tx.savepoint():
            yield caught


async def test_a_tag_in_the_trash_is_on_no_record_until_it_comes_back(tx: Tx) -> None:
    vip, fair = await tags.create(tx, "Vip"), await tags.create(tx, "Fair")
    made = await contacts.create(tx, {"last_name": "Ott", "tag_ids": [vip, fair]})
    house = await companies.create(tx, {"name": "Ott & Co", "tag_ids": [vip]})
    await tags.trash(tx, vip)
    assert (await contacts.get(tx, made["id"]))["tag_ids"] == [fair]
    assert (await companies.get(tx, house["id"]))["tag_ids"] == []
    new = await tags.create(tx, "New")
    await contacts.update(tx, made["id"], {"tag_ids": [new]})  # what is in the trash is not forgotten by a change
    await tags.restore(tx, vip)
    assert sorted((await contacts.get(tx, made["id"]))["tag_ids"]) == sorted([new, vip])
    assert (await companies.get(tx, house["id"]))["tag_ids"] == [vip]
    await contacts.update(tx, made["id"], {"tag_ids": [vip]})
    assert [row["tag_id"] for row in await tx.rows(RAW["taggings"], id=made["id"])] == [vip]


@pytest.mark.parametrize(
    "text",
    [
        "a@b",
        "a@b.example",
        "@b",
        "a@",
        "a@b@c",
        "a b@c",
        "a@b\t",
        "a\n@b",
        "a@b\r",
        "a@\fb",
        "a@b\v",
        "ä@b",
        "a@\u00a0b",
        "",
    ],
)
async def test_what_is_plainly_an_address_is_one_by_its_pattern(db: Database, text: str) -> None:
    """The quick form never lets in what the pattern would not."""
    query = sql.compile_named(
        "forms", "Both.", r"select app.plain_address(:text) as plain, :text::text ~ '^[^@\s]+@[^@\s]+$' as address"
    )
    (row,) = await db.once(Who.service(), query, text=text)
    assert row["address"] >= row["plain"] and row["address"] == (text in ("a@b", "a@b.example", "ä@b"))
