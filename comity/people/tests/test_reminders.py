"""Whoever has a task hears of it when it is due: once, in their language, and nobody else.  seed: U14"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from comity.core.db import Database
from comity.core.who import Who
from comity.people import reminders
from tests.queries import q
from tests.world import World

TASK = (
    "insert into activities (kind, subject, contact_id, assigned_to, due_at, status)"
    " values ('task', :subject, :contact, :person, :due, 'pending') returning id"
)
NOTES = q(
    "select n.title, n.body, n.url from notifications as n"
    " where n.org_id = :org_id and n.user_id = :user_id and n.kind = 'task_due' order by n.id"
)


async def task(db: Database, world: World, subject: str, *, due: timedelta) -> object:
    async with db.acting(world.owner) as tx:
        return await tx.value(
            q(TASK),
            subject=subject,
            contact=world.ours.contacts[0],
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
