"""Every table x role x verb, as the stranger, in SQL; and proof that the attack would find a hole.  seed: A02, A05"""

from __future__ import annotations

import psycopg
import pytest

from comity.core.db import Database
from comity.core.roles import ROLES
from comity.core.who import Who
from comity.office import isolation
from tests.server import Postgres
from tests.world import World, enter


@pytest.fixture(scope="module")
def tenant_tables(database_url: str) -> set[str]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        ).fetchall()
    return {row[0] for row in rows}


async def test_no_role_reaches_another_organisation(db: Database, world: World, tenant_tables: set[str]) -> None:
    report = await isolation.attack(db, world.ours.id)
    assert report.breaches == []
    assert report.rows_at_stake > 0
    tables = [v for v in report.verdicts if v.relation in tenant_tables]
    assert {(v.org_role, v.relation) for v in tables} == {(r, t) for r in ROLES for t in tenant_tables}
    # what the wall itself did not refuse was an insert that another rule refused first
    assert {v.verb for v in tables if v.verdict == "refused"} <= {"insert"}


async def test_no_role_comes_in_by_another_door(db: Database, database_url: str, world: World) -> None:
    """Functions over REST, files and channels: each that there is, and a hole in each is found."""
    with psycopg.connect(database_url) as connection:
        callable_ = {
            f"{name}()"
            for (name,) in connection.execute(
                "select proname from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'"
                " and has_function_privilege('authenticated', oid, 'execute')"
                " and not exists (select from unnest(proargtypes::oid[]) as k join pg_type as t on t.oid = k"
                " and t.typtype = 'c')"
            ).fetchall()
        }
        connection.execute(
            "insert into storage.objects (bucket_id, name, org_id) values ('attachments', %s, %s)",
            [f"{world.ours.id}/contacts/{world.ours.contacts[0]}/x.txt", world.ours.id],
        )
    report = await isolation.attack(db, world.ours.id)
    tried = {(v.relation, v.verb) for v in report.verdicts}
    assert report.breaches == []
    assert {(name, "call") for name in callable_} <= tried and len(callable_) >= 10
    assert {("storage.objects", verb) for verb in ("select", "update", "delete")} <= tried
    assert {("channel org:<org>:deals", verb) for verb in ("hear", "speak")} <= tried
    said = {(v.relation, v.verdict) for v in report.verdicts if v.relation.startswith(("storage", "channel"))}
    assert {verdict for _, verdict in said} == {"held"}


HOLES = {
    "tell(contact uuid)": "create function public.tell(contact uuid) returns text language sql security definer"
    " as $$ select c.full_name from public.contacts as c where c.id = contact $$;"
    " grant execute on function public.tell(uuid) to authenticated",
    "storage.objects": "create policy hole on storage.objects for select to authenticated using (true);"
    " drop policy comity_wall_read on storage.objects",
    "channel": "create or replace function realtime.in_my_organization(topic text) returns boolean language sql stable"
    " as $$ select true $$",
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_a_door_is_found(hole: str, world: World, postgres: Postgres) -> None:
    url = postgres.create()
    enter(url, world)
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into storage.objects (bucket_id, name, org_id) values ('attachments', %s, %s)",
            [f"{world.ours.id}/contacts/{world.ours.contacts[0]}/x.txt", world.ours.id],
        )
        connection.execute(HOLES[hole])
    db = await Database.open(url, size=1)
    try:
        report = await isolation.attack(db, world.ours.id)
    finally:
        await db.close()
        postgres.drop(url)
    assert {v.relation.partition("(")[0].partition(" ")[0] for v in report.breaches} == {hole.partition("(")[0]}


async def test_the_attack_finds_a_hole(db: Database, database_url: str, world: World) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("create table holes (org_id uuid not null, id uuid primary key default app.uuid7())")
        connection.execute("grant all on holes to authenticated")
        connection.execute("insert into holes (org_id) values (%s)", [world.ours.id])
    try:
        report = await isolation.attack(db, world.ours.id)
        found = {v.verb for v in report.breaches if v.relation == "holes"}
        assert found == {"select", "select by anyone", "insert", "update", "delete"}
    finally:
        with psycopg.connect(database_url) as connection:
            connection.execute("drop table holes")


async def _seen(db: Database, who: Who) -> set[str]:
    from comity.core.sql import compile_named

    query = compile_named("seen", "Contacts somebody sees.", "select first_name from contacts where org_id = :org_id")
    return {row["first_name"] for row in await db.once(who, query)}


@pytest.mark.parametrize(
    ("role", "visibility", "seen"),
    [
        ("owner", "own", {"Claire", "Lukas", "Ines"}),
        ("admin", "own", {"Claire", "Lukas", "Ines"}),
        ("manager", "own", {"Claire", "Lukas", "Ines"}),
        ("readonly", "own", {"Claire", "Lukas", "Ines"}),
        ("rep", "all-read", {"Claire", "Lukas", "Ines"}),
        ("rep", "team", {"Claire"}),
        ("other_rep", "team", {"Lukas"}),
        ("rep", "own", {"Claire"}),
        ("technician", "team", {"Claire"}),
        ("technician", "own", set()),
    ],
)
async def test_visibility_decides_what_a_role_sees(
    db: Database, world: World, role: str, visibility: str, seen: set[str]
) -> None:
    """seed: B03, B04, B05, B06, C36"""
    from dataclasses import replace

    who = replace(world.ours.people[role], visibility=visibility)  # type: ignore[arg-type]
    assert await _seen(db, who) == seen


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        ("owner", {"Claire", "Lukas", "Ines"}),
        ("admin", {"Claire", "Lukas", "Ines"}),
        ("manager", {"Claire"}),  # the team's
        ("rep", {"Claire"}),  # one's own
        ("other_rep", {"Lukas"}),
        ("technician", set()),
        ("readonly", set()),
    ],
)
async def test_role_decides_what_one_may_change(db: Database, world: World, role: str, changes: set[str]) -> None:
    """seed: B01-B06, B10"""
    from comity.core.sql import compile_named

    query = compile_named(
        "touch", "Changes what it may.", "update contacts set title = title where org_id = :org_id returning first_name"
    )
    rows = await db.once(world.ours.people[role], query)
    assert {row["first_name"] for row in rows} == changes


@pytest.mark.parametrize(("visibility", "rows"), [("own", 0), ("team", 0), ("all-read", 1)])
async def test_sums_over_everybody_are_for_who_sees_everybody(
    db: Database, database_url: str, world: World, visibility: str, rows: int
) -> None:
    """A forecast that was kept is the whole organisation's: its won and open amounts."""
    from dataclasses import replace

    from comity.core.sql import compile_named

    with psycopg.connect(database_url) as connection:
        connection.execute(
            "with p as (insert into pipelines (org_id, name) values (%(org)s, 'Sums')"
            "  on conflict do nothing returning id)"
            " insert into forecast_snapshots (org_id, pipeline_id, month, p10, p50, p90, weighted_base, won_base,"
            "  open_base, deals) select %(org)s, id, '2026-01-01', 1, 2, 3, 2, 1, 9, 1 from p",
            {"org": world.ours.id},
        )
    who = replace(world.ours.rep, visibility=visibility)  # type: ignore[arg-type]
    query = compile_named(
        "sums", "What was foretold.", "select won_base from forecast_snapshots where org_id = :org_id"
    )
    assert len(await db.once(who, query)) == rows
