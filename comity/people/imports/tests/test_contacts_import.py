"""A file of people becomes contacts: points, companies, tags, owners, timeline, audit; matched and changed."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core.db import Database
from comity.core.who import Who
from tests.world import World

ANN = "Ann,Miller,Ann.Miller@Example.com,ann@home.example,0170 1234567,Acme GmbH,Köln,Germany,24.12.1980,vip; new"
FILE = f"""First name,Last name,E-Mail,Second email,Mobile,Company,City,Country,Birthday,Tags,Owner,Notes
{ANN},remy@aurelle.example,Met in Paris
Bob,Moore,bob@example.com,,+33 6 12 34 56 78,ACME gmbh,Paris,France,1.2.1990,,nobody@example.com,
,,carla@example.com,,,,,,,,,
"""


async def test_a_file_becomes_people(bring: Any, look: Any, world: World) -> None:
    done = await bring(FILE, country="DE")
    assert (done.status, done.created_count, done.updated_count, done.error_count) == ("done", 3, 0, 0)
    ann, bob, carla = look("select * from contacts where source_id = %s order by email", done.id)
    assert (ann["first_name"], ann["email"], ann["phone"]) == ("Ann", "ann.miller@example.com", "+491701234567")
    assert (ann["city"], ann["country"], str(ann["birthday"])) == ("Köln", "DE", "1980-12-24")
    assert ann["owner_id"] == world.ours.rep.user_id and ann["team_id"] == world.ours.team
    assert bob["owner_id"] == world.owner.user_id and bob["phone"] == "+33612345678"
    assert ann["company_id"] == bob["company_id"] is not None
    assert ann["company_name"] == bob["company_name"]
    assert carla["full_name"] is None
    points = look(
        "select kind, value, is_primary, label from contact_points where contact_id = %s order by value", ann["id"]
    )
    assert [(p["value"], p["is_primary"]) for p in points] == [
        ("+491701234567", True), ("ann.miller@example.com", True), ("ann@home.example", False)
    ]  # fmt: skip
    tags = look("select name from tags where id = any(%s) order by name", ann["tag_ids"])
    assert [tag["name"] for tag in tags] == ["new", "vip"]
    (told,) = look("select * from activities where contact_id = %s", ann["id"])
    assert (told["kind"], told["actor_kind"], told["subject"]) == ("system", "import", "Imported from people.csv")
    (audit,) = look("select * from audit_logs where record_id = %s", ann["id"])
    assert audit["action"] == "insert" and audit["agent"] == f"import:{done.id}"
    assert audit["user_id"] == world.owner.user_id and audit["new_values"]["city"] == "Köln"


AGAIN = FILE.replace("xample.com", "gain.example").replace("ann@home", "annie@home")


async def test_the_same_file_again_changes_nothing(bring: Any, look: Any) -> None:
    first = await bring(AGAIN)
    before = look("select count(*) as n from contacts")
    second = await bring(AGAIN)
    assert first.created_count == 3
    assert (second.created_count, second.updated_count, second.same_count) == (0, 0, 3)
    assert look("select count(*) as n from contacts") == before


async def test_changes_are_shown_before_and_made_after(bring: Any, look: Any, db: Database, world: World) -> None:
    await bring("First name,Last name,Email,City\nDora,Stein,dora@x.example,Bonn\n")
    job_id = await bring.begin("First name,Last name,Email,City,Title\nDora,Steiner,dora@x.example,,CEO\n")
    checked = await bring.turn(job_id, "checking")
    assert (checked.new_count, checked.changed_count) == (0, 1)
    async with db.acting(world.owner) as tx:
        from comity.office.imports import jobs

        job = await jobs.get(tx, job_id)
        found = await jobs.target_of(job).differences(tx, job.run(world.owner.user_id), [2])
    assert found == {2: {"last_name": ["Stein", "Steiner"], "title": [None, "CEO"]}}
    assert look("select last_name from contacts where email = 'dora@x.example'") == [{"last_name": "Stein"}]
    done = await bring.turn(job_id, "loading")
    assert (done.created_count, done.updated_count) == (0, 1)
    (dora,) = look("select * from contacts where email = 'dora@x.example'")
    assert (dora["last_name"], dora["title"], dora["city"]) == ("Steiner", "CEO", "Bonn")
    actions = look("select action from audit_logs where record_id = %s order by id", dora["id"])
    assert [row["action"] for row in actions] == ["insert", "update"]


@pytest.mark.parametrize(
    ("on_match", "city", "title"), [("update", "Rome", "CTO"), ("fill", "Bonn", "CTO"), ("skip", "Bonn", None)]
)
async def test_what_happens_to_known_people(bring: Any, look: Any, on_match: str, city: str, title: str | None) -> None:
    mail = f"{on_match}@known.example"
    await bring(f"Name,Email,City\nEva Known,{mail},Bonn\n")
    await bring(f"Name,Email,City,Title\nEva Known,{mail},Rome,CTO\n", on_match=on_match)
    (eva,) = look("select city, title from contacts where email = %s", mail)
    assert (eva["city"], eva["title"]) == (city, title)


async def test_rows_that_repeat_are_taken_once(bring: Any, look: Any) -> None:
    done = await bring("Name,Email,City\nA,twin@x.example,P\nB,TWIN@x.example,Q\nC,other@x.example,R\n\nD E,,\nD E,,\n")
    assert (done.created_count, done.duplicate_count) == (3, 2)
    assert look("select first_name from contacts where email = 'twin@x.example'") == [{"first_name": "A"}]


async def test_matching_by_number_needs_the_name(bring: Any, look: Any) -> None:
    await bring("Name,Phone\nFay Gold,+4930111222\n")
    done = await bring("Name,Phone,City\nFay Gold,+49 30 111222,Ulm\nGus Gold,+49 30 111222,Ulm\n")
    assert (done.created_count, done.updated_count) == (1, 1)


async def test_bad_values_are_left_out_and_said(bring: Any, look: Any) -> None:
    done = await bring(
        "Name,Email,Phone,Country,Birthday\nH I,not-an-address,12,Atlantis,31.02.2024\n,,,,\n ,x,,,\n", country="DE"
    )
    assert (done.created_count, done.error_count) == (1, 1)
    errors = look(
        "select row_number, column_name, weight, reason from import_errors where import_id = %s order by 1, 2", done.id
    )
    assert [(e["row_number"], e["column_name"], e["weight"]) for e in errors] == [
        (2, "Birthday", "cell"), (2, "Country", "cell"), (2, "Email", "cell"), (2, "Phone", "cell"),
        (4, "", "row"), (4, "Email", "cell"),
    ]  # fmt: skip


async def test_html_sql_and_every_letter_stay_what_they_are(bring: Any, look: Any) -> None:
    nasty = '<script>alert(1)</script>\'; drop table contacts; -- \\N \\. {"a":1} é 田 😀 \t'
    cell = '"' + nasty.replace('"', '""') + '"'
    done = await bring(f"First name,Last name,Email,Notes\n{cell},{cell},odd@x.example,{cell}\n")
    assert done.created_count == 1
    (row,) = look("select first_name, description from contacts where email = 'odd@x.example'")
    assert row["first_name"] == nasty.strip() and row["description"] == nasty.strip()


async def test_a_stranger_sees_nothing_of_it(bring: Any, db: Database, world: World) -> None:
    from comity.core.errors import Problem
    from comity.office.imports import check, flow, jobs

    done = await bring("Name,Email\nJ K,jk@x.example\n,bad\n")
    async with db.acting(world.stranger) as tx:
        with pytest.raises(Problem) as caught:
            await jobs.get(tx, done.id)
        assert caught.value.status == 404
        assert await check.page(tx, done.id, "all") == []
        for act in (flow.pause, flow.cancel, flow.discard):
            with pytest.raises(Problem):
                await act(tx, done.id)


async def test_the_stranger_has_the_same_people(bring: Any, look: Any, world: World) -> None:
    text = "Name,Email\nL M,lm@x.example\n"
    ours, theirs = await bring(text), await bring(text, who=world.stranger)
    assert ours.created_count == theirs.created_count == 1
    orgs = look("select org_id from contacts where email = 'lm@x.example'")
    assert {row["org_id"] for row in orgs} == {world.ours.id, world.theirs.id}


async def test_readers_may_not_import(bring: Any, world: World) -> None:
    from comity.core.errors import Problem

    with pytest.raises(Problem) as caught:
        await bring("Name\nX Y\n", who=world.ours.readonly)
    assert caught.value.status == 403


async def test_a_rep_may_give_new_people_away(bring: Any, look: Any, world: World) -> None:
    rep: Who = world.ours.other_rep
    done = await bring("Name,Email,Owner\nN O,no@x.example,remy@aurelle.example\n", who=rep)
    assert done.created_count == 1
    (row,) = look("select owner_id, created_by from contacts where email = 'no@x.example'")
    assert (row["owner_id"], row["created_by"]) == (world.ours.rep.user_id, rep.user_id)


async def test_an_address_of_somebody_we_may_not_see_is_refused_alone(bring: Any, look: Any, world: World) -> None:
    from dataclasses import replace

    await bring("Name,Email,City\nHidden One,hidden@x.example,Rome\n")
    blind = replace(world.ours.other_rep, visibility="own")
    done = await bring("Name,Email,City\nMy Own,hidden@x.example,Oslo\nP Q,pq@x.example,Oslo\n", who=blind)
    assert (done.status, done.created_count, done.updated_count, done.error_count) == ("done", 1, 0, 1)
    assert look("select city from contacts where email = 'hidden@x.example'") == [{"city": "Rome"}]
    (error,) = look("select row_number, reason from import_errors where import_id = %s", done.id)
    assert error["row_number"] == 2 and "has this" in error["reason"]
    assert look("select 1 from contact_points where value = 'hidden@x.example'") == [{"?column?": 1}]
