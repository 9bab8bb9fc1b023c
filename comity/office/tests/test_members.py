"""Who may make whom what: the database says so, whichever door one comes through."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.who import Who
from comity.office import invitations, members, teams
from comity.office.organizations import Person
from comity.office.tests.conftest import colleague
from comity.platform.auth.identity import Identity

OF = sql.compile_named(
    "of", "A membership's id.", "select id from org_members where org_id = :org and user_id = :person"
)
RAW = sql.compile_named(
    "raw", "What a client of the wire would send.",
    "update org_members set role = :role where id = :id returning id",
)  # fmt: skip
BECOME = sql.compile_named(
    "become", "A stranger lets themselves in.",
    "insert into org_members (org_id, user_id, role, email) values (:org, :user_id, 'owner', 'x@x.example')",
)  # fmt: skip
RENAME = sql.compile_named("rename", "Another's name.", "update org_members set name = 'Mallory' where id = :id")


async def member_id(db: Database, person: Who | Person) -> UUID:
    rows = await db.once(Who.service(), OF, org=person.org_id, person=person.user_id)
    found: UUID = rows[0]["id"]
    return found


async def change(db: Database, by: Who, target: UUID, role: str) -> None:
    async with db.acting(by) as tx:
        await members.change(tx, target, role, None)


async def refused(db: Database, by: Who, target: UUID, role: str) -> Problem:
    with pytest.raises(Problem) as caught:
        await change(db, by, target, role)
    return caught.value


@pytest.mark.parametrize("role", ["manager", "rep", "technician", "readonly"])
async def test_only_owners_and_admins_manage(db: Database, identity: Identity, owner: Person, role: str) -> None:
    who = await colleague(identity, owner, role)
    mine, theirs = await member_id(db, who), await member_id(db, owner)
    for target in (mine, theirs):
        assert (await refused(db, who, target, "owner")).status == 403
        assert await db.once(who, RAW, id=target, role="owner") == []
    with pytest.raises(Problem):
        async with db.acting(who) as tx:
            await members.remove(tx, theirs)
    async with db.acting(who) as tx:
        assert len(await members.everyone(tx)) == 2  # everyone may read who is there


async def test_nobody_grants_above_their_own_role(db: Database, identity: Identity, owner: Person) -> None:
    admin = await colleague(identity, owner, "admin")
    rep = await colleague(identity, owner, "rep")
    await change(db, admin, await member_id(db, rep), "admin")
    assert (await refused(db, admin, await member_id(db, admin), "owner")).status == 403
    assert (await refused(db, admin, await member_id(db, owner), "rep")).status == 403
    with pytest.raises(Problem):
        await db.once(admin, RAW, id=await member_id(db, rep), role="owner")
    await change(db, owner.who, await member_id(db, rep), "owner")


async def test_the_last_owner_stays(db: Database, owner: Person) -> None:
    mine = await member_id(db, owner)
    assert (await refused(db, owner.who, mine, "admin")).code == "last_owner"
    with pytest.raises(Problem) as caught:
        async with db.acting(owner.who) as tx:
            await members.remove(tx, mine)
    assert caught.value.code == "last_owner"
    with pytest.raises(Problem):
        await db.once(Who.service(), RAW, id=mine, role="rep")


async def test_two_owners_cannot_unmake_each_other_at_once(db: Database, identity: Identity, owner: Person) -> None:
    for _ in range(5):
        other = await colleague(identity, owner, "owner")
        one, two = await member_id(db, owner), await member_id(db, other)
        outcomes = await asyncio.gather(
            change(db, other, one, "admin"), change(db, owner.who, two, "admin"), return_exceptions=True
        )
        assert sum(1 for outcome in outcomes if outcome is None) == 1
        if (await members.who(db, owner.user_id, owner.org_id)).org_role != "owner":
            await change(db, other, one, "owner")
        await change(db, owner.who, two, "rep")


async def test_strangers_read_and_write_nothing(db: Database, owner: Person, stranger: Person) -> None:
    target = await member_id(db, owner)
    assert await db.once(stranger.who, members.q.all, org_id=owner.org_id) == []
    assert await db.once(stranger.who, RAW, id=target, role="rep") == []
    for who in (stranger.who, Who.anonymous()):
        with pytest.raises((Problem, DatabaseError)):
            await db.once(who, BECOME, org=owner.org_id)
    with pytest.raises(Problem):
        await members.who(db, stranger.user_id, owner.org_id)


async def test_names_are_their_persons(db: Database, identity: Identity, owner: Person) -> None:
    rep = await colleague(identity, owner, "rep")
    with pytest.raises((Problem, DatabaseError)):
        await db.once(owner.who, RENAME, id=await member_id(db, rep))


async def test_a_removed_member_keeps_a_name_and_may_come_back(db: Database, identity: Identity, owner: Person) -> None:
    rep = await colleague(identity, owner, "rep", name="Remy")
    mine = await member_id(db, rep)
    async with db.acting(owner.who) as tx:
        await members.remove(tx, mine)
        assert [member["name"] for member in await members.everyone(tx)] == [owner.who.name]
    gone = sql.compile_named("gone", "Removed.", "select name, deleted_at from org_members where id = :id")
    [row] = await db.once(owner.who, gone, id=mine)
    assert row["name"] == "Remy" and row["deleted_at"]
    with pytest.raises(Problem):
        await members.who(db, rep.user_id or mine, owner.org_id)
    assert rep.email
    again = await members.add(identity, owner.who, email=rep.email, role="manager")
    assert (again.fresh, (await members.who(db, again.user["id"], owner.org_id)).org_role) == (False, "manager")


async def test_teams_come_and_go(db: Database, identity: Identity, owner: Person, stranger: Person) -> None:
    rep = await colleague(identity, owner, "rep")
    async with db.acting(owner.who) as tx:
        team = await teams.create(tx, " Paris ")
        await members.change(tx, await member_id(db, rep), "rep", team)
        assert [(row["name"], row["members"]) for row in await teams.everyone(tx)] == [("Paris", 1)]
    with pytest.raises(Problem) as caught:
        async with db.acting(owner.who) as tx:
            await teams.create(tx, "PARIS")
    assert caught.value.code == "team_exists"
    with pytest.raises(Problem) as caught:
        async with db.acting(stranger.who) as tx:
            await members.change(tx, await member_id(db, stranger), "owner", team)
    assert caught.value.code == "unknown_team"
    for who in (rep, stranger.who):
        with pytest.raises(Problem):
            async with db.acting(who) as tx:
                await teams.dissolve(tx, team)
    async with db.acting(owner.who) as tx:
        await teams.dissolve(tx, team)
    assert (await members.who(db, rep.user_id or team, owner.org_id)).team_id is None


async def test_changes_are_audited(db: Database, identity: Identity, owner: Person) -> None:
    rep = await colleague(identity, owner, "rep")
    await change(db, owner.who, await member_id(db, rep), "manager")
    entry = sql.compile_named(
        "entry", "The last change.",
        "select user_id, old_values, new_values from audit_logs where org_id = :org_id and table_name = 'org_members'"
        " and action = 'update' order by id desc limit 1",
    )  # fmt: skip
    [row] = await db.once(owner.who, entry)
    found: dict[str, Any] = row
    assert (found["old_values"]["role"], found["new_values"]["role"]) == ("rep", "manager")
    assert found["user_id"] == owner.user_id
    assert await db.once(rep, entry) == []


async def test_invitations_stay_below_the_inviter(db: Database, identity: Identity, owner: Person) -> None:
    admin = await colleague(identity, owner, "admin")
    rep = await colleague(identity, owner, "rep")
    for who, role in ((admin, "owner"), (rep, "readonly")):
        with pytest.raises(Problem):
            async with db.acting(who) as tx:
                await invitations.invite(tx, "http://app.example", "new@o.example", role)
    async with db.acting(admin) as tx:
        await invitations.invite(tx, "http://app.example", "new@o.example", "admin")
        await invitations.invite(tx, "http://app.example", "new@o.example", "rep")
        assert [(row["email"], row["role"]) for row in await invitations.still_open(tx)] == [("new@o.example", "rep")]
    async with db.acting(rep) as tx:
        assert await invitations.still_open(tx) == []
