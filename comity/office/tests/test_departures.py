"""Leaving an organisation, deleting it, taking it back within thirty days, and gone for good after."""

from __future__ import annotations

import asyncio

import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office import members, organizations
from comity.office.organizations import Person
from comity.office.tests.conftest import House, colleague, sign_in
from comity.platform.auth.identity import Identity

RAW = {query.name: query for query in sql.parse(
    """
-- name: long_ago
-- As if it had been deleted a month and a day ago.
with o as (update organizations set closed_at = closed_at - interval '31 days' where org_id = :org returning closed_at)
update org_members as m set deleted_at = o.closed_at from o where m.org_id = :org and m.deleted_at is not null;
-- name: left_over
-- What is left of an organisation in a few tables of every kind, across organisations.
select (select count(*) from organizations where org_id = :org) + (select count(*) from org_members where org_id = :org)
  + (select count(*) from audit_logs where org_id = :org) + (select count(*) from audit_seals where org_id = :org)
  + (select count(*) from profiles where org_id = :org) as n;
-- name: account
-- Whether somebody still has an account.
select count(*) as n from auth.users where id = :person;
-- name: tombstone
-- What stays of an organisation.
select closed_by, row_count > 0 as counted, audit_rows > 0 as logged, seal_number is not null as sealed
from app.ended_organizations where organization = :org;
-- name: seals
-- How many seals the organisation's log has.
select count(*) from audit_seals where org_id = :org;

-- name: seal
-- Seals the log.
select app.seal_audit();
"""
)}  # fmt: skip


async def test_a_member_leaves_and_the_last_owner_stays(db: Database, identity: Identity, owner: Person) -> None:
    remy = await colleague(identity, owner, "rep")
    async with db.acting(remy) as tx:
        await members.leave(tx)
    with pytest.raises(Problem):
        await members.who(db, remy.user_id, owner.org_id)  # type: ignore[arg-type]
    with pytest.raises(Problem) as refused:
        async with db.acting(owner.who) as tx:
            await members.leave(tx)
    assert (refused.value.code, refused.value.status) == ("last_owner", 409)
    assert (await members.who(db, owner.user_id, owner.org_id)).org_role == "owner"


async def test_only_the_owner_deletes_and_only_by_its_name(
    db: Database, identity: Identity, owner: Person, stranger: Person
) -> None:
    admin = await colleague(identity, owner, "admin")
    async with db.acting(owner.who) as tx:
        row = await tx.row(organizations.q.find)
    assert row
    for who, slug, status in (
        (admin, row["slug"], 403),
        (owner.who, "something else", 422),
        (stranger.who, row["slug"], 422),
    ):
        with pytest.raises(Problem) as refused:
            async with db.acting(who) as tx:
                await organizations.close(tx, slug)
        assert refused.value.status == status
    assert (await members.who(db, admin.user_id, owner.org_id)).org_role == "admin"  # type: ignore[arg-type]


async def test_a_deleted_organisation_is_shut_and_comes_back_whole(
    db: Database, identity: Identity, owner: Person, stranger: Person
) -> None:
    remy = await colleague(identity, owner, "rep")
    async with db.acting(owner.who) as tx:
        row = await tx.row(organizations.q.find)
        assert row
        await organizations.close(tx, row["slug"])
    for person in (owner.who, remy):
        with pytest.raises(Problem):
            await members.who(db, person.user_id, owner.org_id)  # type: ignore[arg-type]
    async with db.acting(Who.service()) as tx:
        assert [one["org_id"] for one in await organizations.closed_of(tx, owner.user_id)] == [owner.org_id]
        assert await organizations.closed_of(tx, stranger.user_id) == []
    for person in (remy, stranger.who):
        with pytest.raises(Problem) as refused:
            async with db.acting(person) as tx:
                await organizations.reopen(tx, owner.org_id)
        assert refused.value.status == 403
    async with db.acting(owner.who) as tx:
        await organizations.reopen(tx, owner.org_id)
    assert (await members.who(db, owner.user_id, owner.org_id)).org_role == "owner"
    assert (await members.who(db, remy.user_id, owner.org_id)).org_role == "rep"  # type: ignore[arg-type]


async def test_after_thirty_days_everything_goes_and_nothing_of_others(
    db: Database, identity: Identity, owner: Person, stranger: Person
) -> None:
    async with db.acting(owner.who) as tx:
        row = await tx.row(organizations.q.find)
        assert row
        await organizations.close(tx, row["slug"])
    for _ in range(3000):  # the seal waits for whoever is still writing, in any database of the server
        async with db.acting(Who.service()) as tx:
            await tx.run(RAW["seal"])
            if await tx.value(RAW["seals"], org=owner.org_id):
                break
        await asyncio.sleep(0.1)
    assert await organizations.end_closed(db) == []
    async with db.acting(Who.service()) as tx:
        await tx.run(RAW["long_ago"], org=owner.org_id)
    assert await organizations.end_closed(db) == [owner.org_id]
    async with db.acting(Who.service()) as tx:
        assert await tx.value(RAW["left_over"], org=owner.org_id) == 0
        assert await tx.value(RAW["account"], person=owner.user_id) == 0
        assert await tx.value(RAW["account"], person=stranger.user_id) == 1
        assert await tx.value(RAW["left_over"], org=stranger.org_id) > 3
        assert await tx.row(RAW["tombstone"], org=owner.org_id) == {
            "closed_by": owner.user_id, "counted": True, "logged": True, "sealed": True,
        }  # fmt: skip
    assert (await members.who(db, stranger.user_id, stranger.org_id)).org_role == "owner"


async def test_by_page_it_is_typed_shut_and_taken_back(house: House, owner: Person) -> None:
    async with house.visitor() as client:
        await sign_in(client, owner.email)
        page = await client.get("/settings/organisation")
        slug = page.text.partition("<code>")[2].partition("</code>")[0]
        client.headers["referer"] = "http://app.example/settings/organisation"
        refused = await client.post("/settings/organisation/closure", data={"slug": "no"})
        assert "exactly as it stands" in refused.text
        closed = await client.post("/settings/organisation/closure", data={"slug": slug})
        assert "You belong to no organisation" in closed.text and "Take it back" in closed.text
        assert "You belong to no organisation" in (await client.get("/settings/members")).text
        back = await client.post(f"/organizations/{owner.org_id}/reopening")
        assert "Take it back" not in back.text
        assert (await client.get("/settings/members")).status_code == 200
        stuck = await client.post("/settings/organisation/departure")
        assert "needs an owner" in stuck.text
