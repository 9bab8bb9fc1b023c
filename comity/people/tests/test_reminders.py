"""Whoever has a task hears of it when it is due: once, in their language, and nobody else.  seed: U14"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from comity.core.db import Database
from comity.core.who import Who
from comity.people import privacy, reminders
from tests.queries import q
from tests.working import until
from tests.world import World

TASK = (
    "insert into activities (kind, subject, contact_id, assigned_to, due_at, status)"
    " values ('task', :subject, :contact, :person, :due, 'pending') returning id"
)
NOTES = q(
    "select n.title, n.body, n.url from notifications as n"
    " where n.org_id = :org_id and n.user_id = :user_id and n.kind = 'task_due' order by n.id"
)

WAITS = q("select 1 from pg_locks where locktype = 'advisory' and not granted")


async def task(db: Database, world: World, subject: str, *, due: timedelta, contact: UUID | None = None) -> object:
    async with db.acting(world.owner) as tx:
        return await tx.value(
            q(TASK),
            subject=subject,
            contact=contact or world.ours.contacts[0],
            person=world.rep.user_id,
            due=datetime.now(UTC) + due,
        )


async def told(db: Database) -> int:
    async with db.acting(Who.service(agent="upkeep")) as tx:
        return await reminders.tell(tx)


async def notes(db: Database, who: Who) -> list[str]:
    return [row["title"] for row in await db.once(who, NOTES)]


async def test_a_task_is_told_of_once_when_its_hour_comes(db: Database, world: World) -> None:
    await told(db)  # what other tests left
    mine = await task(db, world, "Call the harbour", due=timedelta(minutes=-1))
    await task(db, world, "Later", due=timedelta(hours=1))
    await task(db, world, "Long ago", due=timedelta(days=-3))
    assert await told(db) == 1 and await told(db) == 0
    (note,) = await db.once(world.rep, NOTES)
    assert (note["title"], note["url"]) == ("Due now: Call the harbour", f"/activities/{mine}")
    assert note["body"] == "Claire Fontaine"
    for other in (world.owner, world.stranger):
        assert "Due now: Call the harbour" not in await notes(db, other)


async def test_two_that_look_at_once_tell_once(db: Database, world: World) -> None:
    """The second waits for the first and sees what it told."""
    await told(db)
    await task(db, world, "Call the pilot", due=timedelta(minutes=-1))
    async with db.acting(Who.service(agent="upkeep")) as first:
        assert await reminders.tell(first) == 1
        second = asyncio.create_task(told(db))

        async def waits() -> bool:
            return second.done() or bool(await db.once(Who.service(), WAITS))

        await until(waits)
    assert await second == 0


async def test_whoever_is_erased_is_in_no_note_either(db: Database, world: World) -> None:
    await told(db)
    async with db.acting(world.owner) as tx:
        add = "insert into contacts (first_name, last_name) values ('Ada', 'Erasmus') returning id"
        erased = await tx.value(q(add))
    await task(db, world, "Call Ada", due=timedelta(minutes=-1), contact=erased)
    assert await told(db) == 1 and "Due now: Call Ada" in await notes(db, world.rep)
    async with db.acting(world.owner) as tx:
        await privacy.erase(tx, erased)
    assert "Due now: Call Ada" not in await notes(db, world.rep)


async def test_what_is_put_off_is_told_of_again_and_what_is_done_is_not(db: Database, world: World) -> None:
    await told(db)
    await task(db, world, "Done", due=timedelta(hours=1))
    late = await task(db, world, "Moved", due=timedelta(minutes=-5))
    assert await told(db) == 1
    async with db.acting(world.owner) as tx:
        await tx.run(q("update activities set due_at = now() where org_id = :org_id and id = :id"), id=late)
        await tx.run(
            q(
                "update activities set status = 'completed', due_at = now() - interval '1 minute'"
                " where org_id = :org_id and subject = 'Done'"
            )
        )
    assert await told(db) == 1 and await told(db) == 0
    assert (await notes(db, world.rep)).count("Due now: Moved") == 2


async def test_it_is_told_in_the_language_of_whoever_hears_it(db: Database, world: World) -> None:
    async with db.acting(world.service(world.ours)) as tx:
        say = "insert into profiles (org_id, id, language) values (:org_id, :person, :code)"
        say += " on conflict (org_id, id) do update set language = excluded.language"
        await tx.run(q(say), person=world.rep.user_id, code="de")
    await task(db, world, "Angebot prüfen", due=timedelta(minutes=-1))
    assert await told(db) >= 1
    assert "Jetzt fällig: Angebot prüfen" in await notes(db, world.rep)
