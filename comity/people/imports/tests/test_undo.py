"""Undo takes back what nobody has touched since: created people, changed values, what was made along the way."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from comity.core.db import Database
from comity.office.imports import jobs, undo
from tests.world import World


@pytest.fixture
def touch(database_url: str, world: World) -> Any:
    """Changes something as our owner would, in a transaction of its own."""

    def change(sql: str, *params: Any) -> None:
        with psycopg.connect(database_url) as connection:
            connection.execute("select auth.set_claims(%s)", [world.owner.claims_json])
            connection.execute(sql, params)

    return change


async def test_created_people_go_to_the_trash_with_their_companies_and_tags(bring: Any, look: Any) -> None:
    text = "Name,Email,Company,Tags,ID\nA B,ab@undo.example,Undo Inc,undoable,u1\nC D,cd@undo.example,Undo Inc,,u2\n"
    done = await bring(text)
    undone = await bring.turn(done.id, "undoing")
    assert (undone.status, undone.undone_count, undone.kept_count) == ("undone", 2, 0)
    assert look("select 1 from contacts where email like '%%@undo.example' and deleted_at is null") == []
    assert look("select 1 from companies where name = 'Undo Inc' and deleted_at is null") == []
    assert look("select 1 from tags where name = 'undoable' and deleted_at is null") == []
    again = await bring(text)
    assert (again.created_count, again.error_count) == (2, 0)


async def test_changed_people_get_their_old_values_back(bring: Any, look: Any) -> None:
    await bring("First name,Last name,Email,City\nEva,Old,eva@undo.example,Bonn\n")
    before = look("select last_name, city, title, email from contacts where email = 'eva@undo.example'")
    done = await bring("First name,Last name,Email,City,Title,Phone\nEva,New,eva@undo.example,Rome,CEO,+4930123456\n")
    assert done.updated_count == 1
    (eva,) = look("select id, last_name, phone from contacts where email = 'eva@undo.example'")
    assert (eva["last_name"], eva["phone"]) == ("New", "+4930123456")
    undone = await bring.turn(done.id, "undoing")
    assert (undone.undone_count, undone.kept_count) == (1, 0)
    assert look("select last_name, city, title, email from contacts where email = 'eva@undo.example'") == before
    assert look("select value from contact_points where contact_id = %s and kind = 'phone'", eva["id"]) == []


async def test_what_people_touched_is_kept_and_listed(
    bring: Any, look: Any, touch: Any, db: Database, world: World
) -> None:
    await bring("Name,Email,City\nF G,fg@undo.example,Bonn\n")
    done = await bring(
        "Name,Email,City\nF G,fg@undo.example,Rome\nH I,hi@undo.example,Rome\nJ K,jk@undo.example,Rome\n"
        "L M,lm@undo.example,Rome\n"
    )
    assert (done.created_count, done.updated_count) == (3, 1)
    touch("update contacts set city = 'Lima' where email in ('fg@undo.example', 'hi@undo.example')")
    touch("insert into activities (kind, contact_id, body) select 'note', id, 'Called.' from contacts"
          " where email = 'jk@undo.example'")  # fmt: skip
    undone = await bring.turn(done.id, "undoing")
    assert (undone.undone_count, undone.kept_count) == (1, 3)
    left = look("select email, city from contacts where email like '%%@undo.example' and deleted_at is null"
                " and city in ('Lima', 'Rome') order by email")  # fmt: skip
    assert [(row["email"][:2], row["city"]) for row in left] == [("fg", "Lima"), ("hi", "Lima"), ("jk", "Rome")]
    async with db.acting(world.owner) as tx:
        job = await jobs.get(tx, done.id)
        kept = await undo.kept(tx, done.id, jobs.target_of(job))
    assert {(one.label, one.reason) for one in kept} == {
        ("F G", "changed again since"), ("H I", "changed since"), ("J K", "people have worked with it since"),
    }  # fmt: skip


async def test_a_company_that_was_kept_is_named_and_linked(
    bring: Any, look: Any, touch: Any, db: Database, world: World
) -> None:
    done = await bring("Name,Email,Company\nN O,no@undo.example,Undone Works\nP Q,pq@undo.example,Undone Works\n")
    touch("insert into activities (kind, contact_id, body) select 'note', id, 'Called.' from contacts"
          " where email = 'no@undo.example'")  # fmt: skip
    await bring.turn(done.id, "undoing")
    async with db.acting(world.owner) as tx:
        kept = await undo.kept(tx, done.id, jobs.target_of(await jobs.get(tx, done.id)))
    (company,) = look("select id from companies where name = 'Undone Works'")
    assert [one.label for one in kept] == ["N O", "Undone Works"]
    assert kept[1].href == f"/companies/{company['id']}"


async def test_an_import_that_is_undone_cannot_be_undone_again(bring: Any) -> None:
    from comity.core.errors import Problem

    done = await bring("Name,Email\nX Y,xy@undo.example\n")
    await bring.turn(done.id, "undoing")
    with pytest.raises(Problem) as caught:
        await bring.turn(done.id, "undoing")
    assert caught.value.status == 409
