"""A row that names a file leads to no file but its own; an address or link of ours is nobody else's to take."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from comity.core.errors import Problem
from comity.office.files import place
from tests.app import App
from tests.tenancy.conftest import Fetch
from tests.visits import visit

ELSEWHERE = ("/etc/passwd", "../../../secret.txt", "a/b.csv", "..", "a\\b.csv", ".")


JOBS = (
    ("export_jobs", "readonly", "/exports/{}/file", "name", {"relation": "contacts", "status": "done"}),
    ("import_jobs", "rep", "/imports/{}", "file", {
        "kind": "contacts", "name": "x",
        "layout": {"format": "csv", "columns": ["a"], "delimiter": ":", "encoding": "utf-8"},
    }),
)  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize(("table", "role", "page", "column", "row"), JOBS)
def test_a_job_names_no_file_elsewhere(
    app_server: App, rest: Fetch, table: str, role: str, page: str, column: str, row: dict[str, Any], name: str
) -> None:
    """Anybody with an account would read every file of this machine, were the row's name believed."""
    who, job = app_server.world.ours.people[role], uuid4()
    answer = rest(who, table, "POST", {**row, "id": str(job), column: name})
    with visit(app_server, who) as browser:
        shown = browser.get(page.format(job))
    assert "root:" not in shown.text and shown.status_code == 404
    assert answer.status == 403, answer.body
    given = {**row, "org_id": who.org_id, column: name}
    insert = sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, given)),
        sql.SQL(", ").join([sql.Placeholder()] * len(given)),
    )
    with psycopg.connect(app_server.database_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(insert, [Jsonb(value) if isinstance(value, dict) else value for value in given.values()])


def test_a_name_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    """What the database let through is looked at once more where the disk is."""
    for name in (*ELSEWHERE, ""):
        with pytest.raises(Problem):
            place.within(tmp_path, name)
    assert place.within(tmp_path, "a b.csv") == tmp_path / "a b.csv"


def test_a_public_address_is_given_and_never_chosen(app_server: App, rest: Fetch) -> None:
    """Our chat's address stands on our website; whoever could give it to a page of theirs would get our leads."""
    world, told = app_server.world, "return=representation"
    ours = rest(world.owner, "qualifiers", "POST", {"name": "Ours", "is_public": True}, told).json[0]["key"]
    made = rest(world.stranger, "qualifiers", "POST", {"name": "T", "is_public": True, "key": ours}, told)
    theirs = made.json[0]["id"]
    rest(world.stranger, f"qualifiers?id=eq.{theirs}", "PATCH", {"key": ours})
    with psycopg.connect(app_server.database_url) as connection:
        held = connection.execute("select org_id from app.qualifier_by_key(%s)", [ours]).fetchall()
        again = connection.execute("select key from qualifiers where id = %s", [theirs]).fetchone()
    assert held == [(world.ours.id,)]
    assert again and len(again[0]) == 32


def test_a_link_to_a_demo_is_nobody_elses_to_give(app_server: App, rest: Fetch) -> None:
    """Whoever was sent a link knows its token; a share of theirs with it would show their words in our place."""
    world = app_server.world
    token, share = _share(app_server, world.theirs.id)
    assert rest(world.stranger, "demo_shares", "POST", share).status == 403
    with visit(app_server) as anybody:
        assert anybody.get(f"/shown/{token}").status_code == 404


def test_a_closed_organisation_shows_no_demo(app_server: App) -> None:
    org = app_server.world.theirs.id
    token, share = _share(app_server, org)
    with psycopg.connect(app_server.database_url) as connection:
        connection.execute(
            "insert into demo_shares (org_id, demo_id, token_hash, expires_at) values (%s, %s, %s, %s)",
            [org, *share.values()],
        )
    with visit(app_server) as anybody:
        assert anybody.get(f"/shown/{token}").status_code == 200
        with psycopg.connect(app_server.database_url) as connection:
            connection.execute("update organizations set closed_at = now() where org_id = %s", [org])
        try:
            assert anybody.get(f"/shown/{token}").status_code == 404
        finally:
            with psycopg.connect(app_server.database_url) as connection:
                connection.execute("update organizations set closed_at = null where org_id = %s", [org])


def _share(app: App, org: UUID) -> tuple[str, dict[str, str]]:
    """A link's token, and the row that would let it open a demo of the organisation's."""
    token = secrets.token_urlsafe(24)
    kept = hashlib.sha256(token.encode()).hexdigest()
    return token, {"demo_id": str(_demo(app, org)), "token_hash": kept, "expires_at": "2999-01-01"}


def _demo(app: App, org: UUID) -> UUID:
    """A demo of an organisation's lead."""
    with psycopg.connect(app.database_url) as connection:
        row = connection.execute(
            "with p as (insert into pipelines (org_id, name) values (%(org)s, %(name)s) returning id),"
            " s as (insert into stages (org_id, pipeline_id, name) select %(org)s, id, 'New' from p"
            "  returning pipeline_id, id),"
            " l as (insert into leads (org_id, title, pipeline_id, stage_id, status)"
            "  select %(org)s, 'L', pipeline_id, id, 'open' from s returning id)"
            " insert into demo_configs (org_id, lead_id, title) select %(org)s, id, 'D' from l returning id",
            {"org": org, "name": secrets.token_hex(8)},
        ).fetchone()
        assert row
        return UUID(str(row[0]))


def test_an_attachment_moves_and_removes_no_object_of_others(app_server: App, rest: Fetch) -> None:
    """An attachment that claims our object would take it along wherever it goes, and away when it goes."""
    world = app_server.world
    with psycopg.connect(app_server.database_url) as connection:
        row = connection.execute(
            "insert into storage.objects (bucket_id, name, org_id, record_owner_id) values ('attachments', %s, %s, %s)"
            " returning id",
            [f"{world.ours.id}/contacts/{world.ours.contacts[0]}/{secrets.token_hex(4)}", world.ours.id,
             world.rep.user_id],
        ).fetchone()  # fmt: skip
        assert row
    claim = {"name": "x", "contact_id": str(world.theirs.contacts[0]), "object_id": str(row[0])}
    assert rest(world.stranger, "attachments", "POST", claim).status == 403
    with psycopg.connect(app_server.database_url) as connection:
        made = connection.execute(
            "insert into attachments (org_id, name, contact_id, object_id) values (%s, 'x', %s, %s) returning id",
            [world.theirs.id, world.theirs.contacts[0], row[0]],
        ).fetchone()
        assert made
        connection.execute("set local app.purge = 'on'")
        connection.execute("update attachments set owner_id = %s where id = %s", [world.stranger.user_id, made[0]])
        connection.execute("delete from attachments where id = %s", made)
        left = connection.execute("select record_owner_id from storage.objects where id = %s", row).fetchone()
        assert left == (world.rep.user_id,)
        connection.execute("set local storage.allow_delete_query = 'true'")
        connection.execute("delete from storage.objects where id = %s", row)
