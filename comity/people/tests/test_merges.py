"""Merging two records, and taking the merge apart again: nothing is lost either way."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.people import activities, companies, contacts, custom_fields, duplicates, merges, points, tags, tasks
from tests.world import World


async def _pair(tx: Tx) -> tuple[UUID, UUID]:
    """Two records of one person, each with things of its own."""
    vip, cold = await tags.named(tx, "VIP"), await tags.named(tx, "Cold")
    await custom_fields.create(tx, "contacts", "Size", "number")
    await custom_fields.create(tx, "contacts", "Club", "bool")
    one = await contacts.create(
        tx,
        {"first_name": "Ann", "last_name": "Ott", "email": "ann@x.example", "custom": {"size": 1}, "tag_ids": [vip],
         "lifetime_value": 10, "total_orders": 1, "average_order_value": 10, "last_order_at": "2026-01-01T00:00:00Z"},
    )  # fmt: skip
    two = await contacts.create(
        tx,
        {"first_name": "Anne", "last_name": "Ott", "email": "anne@y.example", "phone": "+4930111111", "title": "CEO",
         "custom": {"size": 2, "club": True}, "tag_ids": [vip, cold], "lifetime_value": 20, "total_orders": 1,
         "average_order_value": 20, "last_order_at": "2026-02-01T00:00:00Z"},
    )  # fmt: skip
    await points.add(tx, two["id"], "email", "ann@x.example")  # as a further address
    await activities.log(tx, kind="note", contact_id=one["id"], body="of one")
    await activities.log(tx, kind="note", contact_id=two["id"], body="of two")
    await tasks.create(tx, subject="for two", contact_id=two["id"])
    return one["id"], two["id"]


async def _state(tx: Tx, contact: UUID) -> dict[str, object]:
    """Everything about a contact that a merge touches."""
    row = await contacts.get(tx, contact)
    mine = await points.of(tx, contact)
    timeline = await activities.timeline(tx, contact_id=contact)
    return {
        **{key: value for key, value in row.items() if key not in ("updated_at", "tag_ids")},
        "tags": sorted(row["tag_ids"]),
        "points": sorted((p["kind"], p["normalised"], p["is_primary"]) for p in mine),
        "timeline": sorted(str(item["preview"] or item["subject"]) for item in timeline.items),
    }


async def test_all_of_it_moves_and_all_of_it_comes_back(tx: Tx) -> None:
    one, two = await _pair(tx)
    before = await _state(tx, one), await _state(tx, two)
    merge = await merges.merge(tx, "contacts", one, two, {"first_name": "Anne"})
    after = await _state(tx, one)
    assert (after["first_name"], after["title"], after["phone"], after["email"]) == (
        "Anne", "CEO", "+4930111111", "ann@x.example",
    )  # fmt: skip
    assert after["custom"] == {"size": 1, "club": True}
    assert after["points"] == [
        ("email", "ann@x.example", True),
        ("email", "anne@y.example", False),
        ("phone", "+4930111111", True),
    ]
    assert after["timeline"] == ["for two", "of one", "of two"]
    assert len(after["tags"]) == 2  # type: ignore[arg-type]
    assert (str(after["lifetime_value"]), after["total_orders"], str(after["average_order_value"])) == (
        "30.00", 2, "15.00",
    )  # fmt: skip
    assert after["last_order_at"].month == 2  # type: ignore[attr-defined]
    assert (await contacts.get(tx, two))["deleted_at"]
    assert await merges.undo(tx, merge) == {}
    assert (await _state(tx, one), await _state(tx, two)) == before


async def test_what_somebody_changed_since_is_kept(tx: Tx) -> None:
    one, two = await _pair(tx)
    merge = await merges.merge(tx, "contacts", one, two)
    await contacts.update(tx, one, {"title": "Chairwoman"})
    assert await merges.undo(tx, merge) == {"title": "Chairwoman"}
    assert (await contacts.get(tx, one))["title"] == "Chairwoman"
    with pytest.raises(Problem) as refused:
        await merges.undo(tx, merge)
    assert refused.value.status == 404


async def test_the_losers_address_may_win(tx: Tx) -> None:
    one, two = await _pair(tx)
    before = await _state(tx, one), await _state(tx, two)
    merge = await merges.merge(tx, "contacts", one, two, {"email": "anne@y.example"})
    assert (await _state(tx, one))["points"] == [
        ("email", "ann@x.example", False),
        ("email", "anne@y.example", True),
        ("phone", "+4930111111", True),
    ]
    await merges.undo(tx, merge)
    assert (await _state(tx, one), await _state(tx, two)) == before


async def test_companies_take_their_people_along(tx: Tx) -> None:
    one = (await companies.create(tx, {"name": "Acme", "domain": "acme.example"}))["id"]
    two = (await companies.create(tx, {"name": "Acme Inc", "domain": "acme-inc.example", "city": "Bonn"}))["id"]
    person = (await contacts.create(tx, {"last_name": "Ott", "company_id": two}))["id"]
    note = await activities.log(tx, kind="note", company_id=two, body="n")
    merge = await merges.merge(tx, "companies", one, two)
    assert (await contacts.get(tx, person))["company_name"] == "Acme"
    assert (await companies.get(tx, one))["city"] == "Bonn"
    assert (await activities.get(tx, note))["company_id"] == one
    await merges.undo(tx, merge)
    assert (await contacts.get(tx, person))["company_name"] == "Acme Inc"
    assert (await companies.get(tx, one))["city"] is None
    assert [m["undone_at"] is not None for m in await merges.recent(tx, "companies")] == [True]


async def test_merging_needs_two_of_ones_own(db: Database, world: World) -> None:
    mine, others, third = world.ours.contacts
    theirs = world.theirs.contacts[0]
    for who, winner, loser, status in (
        (world.owner, mine, mine, 422),
        (world.owner, mine, theirs, 404),
        (world.stranger, mine, others, 404),
        (world.rep, mine, others, 404),
        (world.ours.readonly, mine, others, 404),
    ):
        with pytest.raises(Problem) as refused:
            async with db.acting(who) as tx:
                await merges.merge(tx, "contacts", winner, loser)
        assert refused.value.status == status, (who.name, refused.value.code)
    async with db.acting(world.owner) as tx:
        merge = await merges.merge(tx, "contacts", mine, third)
    with pytest.raises(Problem):
        async with db.acting(world.stranger) as tx:
            await merges.undo(tx, merge)
    async with db.acting(replace(world.ours.other_rep, visibility="own")) as tx:
        assert await merges.recent(tx, "contacts") == []
    async with db.acting(world.owner) as tx:
        await merges.undo(tx, merge)


async def test_duplicates_are_found_and_judged(tx: Tx) -> None:
    async def new(first: str, last: str, **more: str) -> UUID:
        return (await contacts.create(tx, {"first_name": first, "last_name": last, **more}))["id"]

    company = str((await companies.create(tx, {"name": "Acme Ltd."}))["id"])
    again = (await companies.create(tx, {"name": "ACME"}))["id"]
    a = await new("Jörg", "Müller", company_id=company, phone="030 1111111")
    b = await new("Jorg", "Muller", company_id=company)
    c = await new("Joerg", "Mueller", company_id=company, phone="030 1111111")
    await new("Jörg", "Müller")  # somewhere else: a common name alone says nothing
    d = await new("Katharina", "Baumgartner", company_id=company)
    e = await new("Katarina", "Baumgartner", company_id=company)
    assert await duplicates.search(tx) >= 4
    pairs = {frozenset((p["a_id"], p["b_id"])): p for p in await duplicates.open_pairs(tx, "contacts")}
    assert pairs[frozenset((a, b))]["reasons"] == ["name"]
    assert pairs[frozenset((a, c))]["reasons"] == ["phone"]
    assert pairs[frozenset((d, e))]["reasons"] == ["similar_name"]
    firms = await duplicates.open_pairs(tx, "companies")
    assert [{p["a_id"], p["b_id"]} for p in firms] == [{UUID(company), again}]
    before = await duplicates.counts(tx)
    await duplicates.dismiss(tx, pairs[frozenset((d, e))]["id"])
    await merges.merge(tx, "contacts", a, b)
    assert (await duplicates.counts(tx))["contacts"] == before[
        "contacts"
    ] - 3  # the pair judged, and every pair of the one that is gone
    await duplicates.search(tx)
    left = [frozenset((p["a_id"], p["b_id"])) for p in await duplicates.open_pairs(tx, "contacts")]
    assert frozenset((d, e)) not in left


async def test_a_new_contact_reminds_of_known_ones(tx: Tx) -> None:
    known = await contacts.create(
        tx,
        {
            "first_name": "Ann",
            "last_name": "Ott",
            "email": "ann@x.example",
            "phone": "+4930222222",
            "company_name": "Acme",
        },
    )
    for typed, reason in (
        ({"email": "ANN@x.example"}, "email"),
        ({"last_name": "X", "phone": "0049 30 222222"}, "phone"),
        ({"first_name": "ann", "last_name": "ott", "company_name": "acme"}, "name"),
    ):
        found = await duplicates.like_contact(tx, typed)
        assert [(one.id, one.reasons) for one in found] == [(known["id"], (reason,))], typed
    assert await duplicates.like_contact(tx, {"last_name": "Ottomann"}) == []
    assert await duplicates.like_contact(tx, {"email": "ann@x.example"}, but=known["id"]) == []
