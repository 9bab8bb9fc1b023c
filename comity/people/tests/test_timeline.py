"""The timeline and its tasks: who did it, when, what is due, and texts too long for a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.people import activities, companies, contacts, tasks
from tests.world import World

NOW = datetime.now(UTC)


async def test_newest_first_page_by_page(tx: Tx, world: World) -> None:
    contact = (await contacts.create(tx, {"last_name": "Ott"}))["id"]
    for hour in range(5):
        await activities.log(
            tx, kind="note", contact_id=contact, body=f"{hour}", occurred_at=NOW - timedelta(hours=hour)
        )
    seen: list[str] = []
    before: str | None = None
    while True:
        page = await activities.timeline(tx, contact_id=contact, before=before, limit=2)
        seen += [item["preview"] for item in page.items]
        before = page.next
        if before is None:
            break
    assert seen == ["0", "1", "2", "3", "4"]
    again = await activities.timeline(tx, contact_id=contact, before="nonsense~x", limit=2)
    assert [item["preview"] for item in again.items] == ["0", "1"]


async def test_kinds_are_chosen(tx: Tx) -> None:
    contact = (await contacts.create(tx, {"last_name": "Ott"}))["id"]
    await activities.log(tx, kind="note", contact_id=contact, body="n")
    await activities.log(tx, kind="call", contact_id=contact, subject="c", direction="inbound", duration_seconds=60)
    page = await activities.timeline(tx, contact_id=contact, kinds=["call"])
    assert [(i["kind"], i["subject"], i["duration_seconds"]) for i in page.items] == [("call", "c", 60)]


async def test_speaking_moves_the_last_contact(tx: Tx) -> None:
    company = (await companies.create(tx, {"name": "Firm"}))["id"]
    contact = (await contacts.create(tx, {"last_name": "Ott", "company_id": company}))["id"]
    await activities.log(tx, kind="note", contact_id=contact, body="n")
    assert (await contacts.get(tx, contact))["last_contact_at"] is None
    await activities.log(tx, kind="call", contact_id=contact, occurred_at=NOW - timedelta(days=3))
    await activities.log(tx, kind="email", contact_id=contact, occurred_at=NOW - timedelta(days=9))
    await activities.log(tx, kind="meeting", contact_id=contact, occurred_at=datetime(9999, 12, 31, tzinfo=UTC))
    assert (await contacts.get(tx, contact))["last_contact_at"] == NOW - timedelta(days=3)
    assert (await companies.get(tx, company))["last_contact_at"] == NOW - timedelta(days=3)
    page = await activities.timeline(tx, company_id=company)
    assert [i["contact_name"] for i in page.items] == ["Ott"] * 4


async def test_ten_megabytes_do_not_break_the_list(tx: Tx) -> None:
    contact = (await contacts.create(tx, {"last_name": "Ott"}))["id"]
    made = await activities.log(tx, kind="note", contact_id=contact, body="wört " * 2_000_000)
    page = await activities.timeline(tx, contact_id=contact)
    assert len(page.items[0]["preview"]) == 500
    assert page.items[0]["longer"]
    assert len((await activities.get(tx, made))["body"]) == 10_000_000
    with pytest.raises(Problem) as refused:
        await activities.log(tx, kind="note", contact_id=contact, body="x" * 16_000_001)
    assert refused.value.status == 413


async def test_who_did_it_cannot_be_claimed(db: Database, world: World) -> None:
    contact = world.ours.contacts[0]
    async with db.acting(world.rep) as tx:
        one = await activities.log(tx, kind="note", contact_id=contact, body="x", actor_name="Somebody else")
        assert (await activities.get(tx, one))["actor_id"] == world.rep.user_id
    async with db.acting(world.rep.below("summariser")) as tx:
        other = await activities.log(tx, kind="ai", contact_id=contact, body="y")
        found = await activities.get(tx, other)
    assert (found["actor_kind"], found["actor_name"], found["actor_id"]) == ("agent", "summariser", world.rep.user_id)


async def test_tasks_by_when_they_are_due(tx: Tx, world: World) -> None:
    async def new(subject: str, due: datetime | None, **more: Any) -> UUID:
        return await tasks.create(tx, subject=subject, due_at=due, **more)

    late = await new("late", NOW - timedelta(days=1))
    await new("someday", None)
    await new("far", datetime(9999, 12, 31, tzinfo=UTC))
    await new("not mine", NOW - timedelta(days=1), assigned_to=world.ours.rep.user_id)
    mine = await tasks.open_ones(tx, person=world.owner.user_id, timezone="Europe/Berlin")
    assert [(t["subject"], t["bucket"]) for t in mine] == [
        ("late", "overdue"),
        ("far", "later"),
        ("someday", "undated"),
    ]
    assert (await tasks.counts(tx, world.owner.user_id, "UTC"))["overdue"] == 1
    await tasks.complete(tx, late)
    done = await tasks.done_lately(tx, world.owner.user_id)
    assert [(t["subject"], t["completed_at"] is not None) for t in done] == [("late", True)]
    await tasks.reopen(tx, late)
    assert (await activities.get(tx, late))["completed_at"] is None
    with pytest.raises(Problem):
        await new("  ", None)


async def test_a_task_is_seen_by_whom_it_is_given_to(db: Database, world: World) -> None:
    """In an organisation where everybody sees their own records only."""
    own = _own(world.ours.rep)
    contact = world.ours.contacts[1]  # another rep's
    async with db.acting(own) as tx:
        with pytest.raises(Problem):
            await contacts.get(tx, contact)
    async with db.acting(world.owner) as tx:
        given = await tasks.create(tx, subject="Call", contact_id=contact, assigned_to=own.user_id)
        hidden = await activities.log(tx, kind="note", contact_id=contact, body="secret")
    async with db.acting(own) as tx:
        assert (await activities.get(tx, given))["subject"] == "Call"
        with pytest.raises(Problem):
            await activities.get(tx, hidden)
        assert (await activities.timeline(tx, contact_id=contact)).items[0]["id"] == given
    async with db.acting(world.owner) as tx:  # the contact changes hands, the task stays with whom it is given to
        await contacts.update(tx, contact, {"owner_id": world.ours.technician.user_id})
    async with db.acting(own) as tx:
        assert (await activities.get(tx, given))["owner_id"] == world.ours.technician.user_id
    async with db.acting(_own(world.ours.technician)) as tx:
        assert (await activities.get(tx, hidden))["body"] == "secret"
    async with db.acting(_own(world.ours.other_rep)) as tx:
        with pytest.raises(Problem):
            await activities.get(tx, hidden)


async def test_a_task_goes_to_a_member_and_to_nobody_else(db: Database, world: World) -> None:
    async with db.acting(world.owner) as tx:
        made = await tasks.create(tx, subject="To a colleague", assigned_to=world.rep.user_id)
    for other in (world.stranger.user_id, world.nobody.user_id):
        with pytest.raises(Problem) as refused:
            async with db.acting(world.owner) as tx:
                await tasks.create(tx, subject="To nobody here", assigned_to=other)
        assert (refused.value.code, refused.value.field) == ("not_a_member", "assigned_to")
        with pytest.raises(Problem) as refused:
            async with db.acting(world.owner) as tx:
                await tasks.change(tx, made, {"assigned_to": other})
        assert refused.value.code == "not_a_member"


async def test_the_stranger_sees_and_writes_nothing(db: Database, world: World) -> None:
    contact = world.ours.contacts[0]
    async with db.acting(world.owner) as tx:
        note = await activities.log(tx, kind="note", contact_id=contact, body="ours")
    async with db.acting(world.stranger) as tx:
        assert (await activities.timeline(tx, contact_id=contact)).items == []
    for act in (
        lambda tx: activities.get(tx, note),
        lambda tx: activities.edit(tx, note, subject=None, body="theirs"),
        lambda tx: activities.trash(tx, note),
        lambda tx: tasks.complete(tx, note),
        lambda tx: activities.log(tx, kind="note", contact_id=contact, body="theirs"),
    ):
        with pytest.raises(Problem) as refused:
            async with db.acting(world.stranger) as tx:
                await act(tx)
        assert refused.value.status in (403, 404)


def _own(who: Who) -> Who:
    return replace(who, visibility="own")
