"""Automations: when, if, then; as their owner; once; versions, tests, dry runs; and none that goes round for ever."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import start
from comity.office.automations import run, verbs
from comity.office.automations.steps import filled
from comity.office.automations.verbs import Draft
from comity.platform import vault
from comity.platform.rest import inprocess as rest
from tests.queries import q
from tests.working import Working
from tests.world import World

TELL = q("select app.announce(:kind, :subject::uuid, jsonb_build_object('amount', 12))")
TASKS = q("select subject, assigned_to, contact_id from activities where org_id = :org_id and subject like :like")
TITLE = q("select title from contacts where org_id = :org_id and id = :id")
MEMBER = q("update org_members set deleted_at = :at::timestamptz where org_id = :org_id and user_id = :person")


@pytest.fixture(autouse=True)
async def ready(db: Database) -> None:
    vault.configure(os.urandom(32).hex())
    await rest.ready(db)


async def made(db: Database, who: Who, kind: str, *steps: dict[str, Any], condition: str = "", on: bool = True) -> UUID:
    draft = Draft("Greets", "fact", kind, "contacts", condition, steps)
    async with db.acting(who) as tx:
        automation_id = await verbs.create(tx, draft)
        if on:
            await verbs.turn(tx, automation_id, on=True)
    return automation_id


async def tell(db: Database, who: Who, kind: str, subject: UUID | None) -> None:
    async with db.acting(who) as tx:
        await tx.value(TELL, kind=kind, subject=subject)


async def runs(db: Database, who: Who, automation_id: UUID, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _ in range(2400):
        async with db.acting(who) as tx:
            found = await tx.rows(verbs.q.runs, id=automation_id)
        if len(found) >= count and all(row["state"] != "running" for row in found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError([(row["state"], row["log"]) for row in found])


def kind_of() -> str:
    return f"test.{uuid4().hex[:8].translate(str.maketrans('0123456789', 'abcdefghij'))}"


async def test_when_if_then_as_its_owner_and_once(db: Database, world: World) -> None:
    kind, mark = kind_of(), uuid4().hex
    steps = (
        {"do": "change", "field": "title", "value": "VIP {{event.amount}}"},
        {"do": "branch", "condition": "first_name=eq.Nobody", "then": 1},
        {"do": "task", "subject": "left out " + mark},
        {"do": "task", "subject": "Call {{first_name}} " + mark, "days": 2},
        {"do": "notify", "title": "Greeted {{ first_name }}"},
        {"do": "mail", "to": "{{email}}", "subject": "Hello {{first_name}}", "text": "One.\n\nTwo."},
    )
    automation = await made(db, world.owner, kind, *steps, condition="first_name=eq.Claire")
    async with Working(db, run.automation):
        await tell(db, world.rep, kind, world.ours.contacts[0])
        await tell(db, world.rep, kind, world.ours.contacts[1])
        await tell(db, world.stranger, kind, world.theirs.contacts[0])
        found = await runs(db, world.owner, automation, 2)
    assert sorted(row["state"] for row in found) == ["done", "skipped"]
    done = next(row for row in found if row["state"] == "done")
    assert [entry["step"] for entry in done["log"]] == [1, 2, 4, 5, 6]
    tasks = await db.once(world.owner, TASKS, like=f"%{mark}")
    assert [(t["subject"], t["assigned_to"], t["contact_id"]) for t in tasks] == [
        (f"Call Claire {mark}", world.owner.user_id, world.ours.contacts[0])
    ]
    assert (await db.once(world.owner, TITLE, id=world.ours.contacts[0]))[0]["title"] == "VIP 12"
    assert (await db.once(world.stranger, TITLE, id=world.theirs.contacts[0]))[0]["title"] != "VIP 12"


async def test_its_rights_are_its_owners_rights(db: Database, world: World) -> None:
    kind = kind_of()
    automation = await made(db, world.ours.manager, kind, {"do": "change", "field": "title", "value": "mine"})
    async with Working(db, run.automation):
        await tell(db, world.owner, kind, world.ours.contacts[1])  # of the other team: seen, not changed
        (row,) = await runs(db, world.owner, automation, 1)
    assert row["state"] == "failed" and "may not change" in row["why"]
    for who in (world.rep, world.ours.readonly):
        with pytest.raises(Problem):
            await made(db, who, kind)
    async with db.acting(world.stranger) as tx:
        for verb in (verbs.find(tx, automation), verbs.dry_run(tx, automation), verbs.turn(tx, automation, on=False),
                     verbs.remove(tx, automation)):  # fmt: skip
            with pytest.raises(Problem) as refused:
                await verb
            assert refused.value.status == 404
        assert await tx.rows(verbs.q.runs, id=automation) == []


async def test_an_automation_that_sets_itself_off_is_stopped_with_a_sentence(db: Database, world: World) -> None:
    kind = kind_of()
    automation = await made(db, world.owner, kind, {"do": "notify", "title": "Round"})
    again = q("select app.announce(:kind, null, '{}')")

    async def act() -> None:
        async with db.acting(_as(world.owner, automation)) as tx:
            await tx.value(again, kind=kind)

    async with Working(db, run.automation):
        await act()  # what a step of its own would announce
        (row,) = await runs(db, world.owner, automation, 1)
        assert row["state"] == "stopped" and "set itself off" in row["why"]
        async with db.acting(world.owner) as tx:
            assert (await verbs.find(tx, automation))["state"] == "stopped"
        await tell(db, world.owner, kind, None)
        await asyncio.sleep(0.5)
    assert len(await runs(db, world.owner, automation, 1)) == 1


def _as(who: Who, automation: UUID) -> Who:
    from dataclasses import replace

    return replace(who, claims={"automation_chain": [str(automation)]})


async def test_a_change_is_a_version_and_a_test_does_nothing(db: Database, world: World) -> None:
    kind, mark = kind_of(), uuid4().hex
    automation = await made(db, world.owner, kind, {"do": "task", "subject": mark}, on=False)
    async with db.acting(world.ours.admin) as tx:
        changed = Draft("Greets", "fact", kind, "contacts", "", ({"do": "task", "subject": f"new {mark}"},))
        assert await verbs.change(tx, automation, changed) == 2
        assert [row["version"] for row in await tx.rows(verbs.q.versions, id=automation)] == [2, 1]
        assert (await verbs.find(tx, automation))["owner_id"] == world.ours.admin.user_id
    async with Working(db, run.automation):
        async with db.acting(world.service(world.ours)) as tx:
            payload = {"automation_id": automation, "cause": "test", "subject": world.ours.contacts[0], "mode": "test"}
            await start(tx, run.automation, payload)
        (row,) = await runs(db, world.owner, automation, 1)
    assert row["mode"] == "test" and f"new {mark}" in row["log"][0]["said"]
    assert await db.once(world.owner, TASKS, like=f"%{mark}") == []


async def test_a_dry_run_says_what_it_would_have_done(db: Database, world: World) -> None:
    kind = kind_of()
    automation = await made(db, world.owner, kind, condition="first_name=eq.Claire", on=False)
    for contact in world.ours.contacts:
        await tell(db, world.rep, kind, contact)
    await tell(db, world.stranger, kind, world.theirs.contacts[0])
    async with db.acting(world.owner) as tx:
        found = await verbs.dry_run(tx, automation)
    assert (found["looked"], found["would"]) == (3, 1)


async def test_a_record_that_enters_a_view_sets_it_off_once(db: Database, world: World) -> None:
    title = uuid4().hex
    async with db.acting(world.owner) as tx:
        steps = ({"do": "notify", "title": "In"},)
        view = Draft("Enters", "view", "view", "contacts", f"title=eq.{title}", steps)
        automation = await verbs.create(tx, view)
        await verbs.turn(tx, automation, on=True)
        await rest.change(tx, "contacts", f"id=eq.{world.ours.contacts[0]}", {"title": title})
    async with Working(db, run.automation, run.tick):
        async with db.acting(Who.service(agent="tests")) as tx:
            await start(tx, run.tick, {})
        primed = q("select primed_at from automations where org_id = :org_id and id = :id")
        for _ in range(2400):
            if (await db.once(world.owner, primed, id=automation))[0]["primed_at"]:
                break
            await asyncio.sleep(0.05)
        async with db.acting(world.owner) as tx:  # what was in it already does not count
            await rest.change(tx, "contacts", f"id=eq.{world.ours.contacts[1]}", {"title": title})
        for _ in range(2):
            async with db.acting(Who.service(agent="tests")) as tx:
                await start(tx, run.tick, {})
            found = await runs(db, world.owner, automation, 1)
    assert [row["subject"] for row in found] == [world.ours.contacts[1]]


async def test_what_came_over_the_wire_and_cannot_run_harms_nobody_else(db: Database, world: World) -> None:
    put = q(
        "insert into automations (name, state, trigger_kind, trigger_value, relation, steps)"
        " values ('Bad', 'on', :kind, :value, :relation, '[{\"do\": \"explode\"}]') returning id"
    )
    bad = []
    for kind, value, relation in (("schedule", "nonsense", ""), ("view", "view", "nothing")):
        async with db.acting(world.stranger) as tx:
            bad.append(await tx.value(put, kind=kind, value=value, relation=relation))
    kind = kind_of()
    async with db.acting(world.owner) as tx:
        exploding = await tx.value(put, kind="fact", value=kind, relation="")
        good = await verbs.create(tx, Draft("Good", "schedule", "* * * * *", steps=({"do": "notify", "title": "x"},)))
        await verbs.turn(tx, good, on=True)
    with psycopg.connect(db.url) as connection:
        connection.execute("alter table automations disable trigger user")
        connection.execute("update automations set updated_at = now() - interval '1 hour' where id = %s", [good])
        connection.execute("alter table automations enable trigger user")
    async with Working(db, run.automation, run.tick):
        async with db.acting(Who.service(agent="tests")) as tx:
            await start(tx, run.tick, {})
        await tell(db, world.owner, kind, None)
        assert (await runs(db, world.owner, good, 1))[0]["state"] == "done"
        (row,) = await runs(db, world.owner, exploding, 1)
        assert row["state"] == "failed"
    async with db.acting(world.stranger) as tx:
        for automation_id in bad:
            assert (await verbs.find(tx, automation_id))["state"] == "stopped"


async def test_whoever_left_does_nothing_any_more(db: Database, world: World) -> None:
    kind = kind_of()
    automation = await made(db, world.ours.manager, kind, {"do": "notify", "title": "x"})
    house = world.service(world.ours)
    await db.once(house, MEMBER, at="2026-01-01", person=world.ours.manager.user_id)
    try:
        async with Working(db, run.automation):
            await tell(db, world.owner, kind, None)
            (row,) = await runs(db, world.owner, automation, 1)
        assert row["state"] == "stopped" and "no longer a member" in row["why"]
    finally:
        await db.once(house, MEMBER, at=None, person=world.ours.manager.user_id)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft("x", "fact", " "), "trigger_value"),
        (Draft("x", "schedule", "every day"), "trigger_value"),
        (Draft("x", "view", "view"), "relation"),
        (Draft("x", "fact", "a.b", "nothing"), "relation"),
        (Draft("x", "fact", "a.b", "contacts", "nonsense=eq.1"), "condition"),
        (Draft("x", "fact", "a.b", "", "", ({"do": "change", "field": "title"},)), "relation"),
        (Draft("x", "fact", "a.b", "contacts", "", ({"do": "explode"},)), "steps"),
        (Draft("x", "fact", "a.b", "contacts", "", ({"do": "webhook", "url": "file:///x"},)), "steps"),
        (Draft("x", "fact", "a.b", "contacts", "", ({"do": "branch", "condition": "no=eq.1"},)), "steps"),
    ],
)
async def test_what_cannot_run_is_refused_where_it_is_wrong(draft: Draft, field: str) -> None:
    with pytest.raises(Problem) as refused:
        verbs.check(draft)
    assert refused.value.field == field


def test_text_names_what_is_known_and_nothing_is_evaluated() -> None:
    known = {"name": "Ada", "event": {"n": 1}}
    assert filled("{{name}} {{event.n}} {{event.x.y}}|{{7*7}} {{name.x}}|", known) == "Ada 1 |{{7*7}} |"
