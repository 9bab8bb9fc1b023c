"""A row that names a file leads to no file but its own; an address or link of ours is nobody else's to take."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from comity.core.errors import Problem
from comity.office.files import place
from tests.app import App
from tests.tenancy.conftest import Fetch
from tests.visits import visit

ELSEWHERE = ("/etc/passwd", "../../../secret.txt", "a/b.csv", "..", "a\\b.csv", ".")


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_export_names_no_file_elsewhere(app_server: App, rest: Fetch, name: str) -> None:
    """Anybody with an account would read every file of this machine, were the row's name believed."""
    who, export = app_server.world.ours.readonly, uuid4()
    body = {"id": str(export), "relation": "contacts", "name": name, "status": "done"}
    answer = rest(who, "export_jobs", "POST", body)
    with visit(app_server, who) as browser:
        page = browser.get(f"/exports/{export}/file")
    assert "root:" not in page.text and page.status_code == 404
    assert answer.status == 403, answer.body
    with psycopg.connect(app_server.database_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "insert into export_jobs (org_id, relation, name) values (%s, 'contacts', %s)", [who.org_id, name]
        )


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_import_names_no_file_elsewhere(app_server: App, rest: Fetch, name: str) -> None:
    who, job = app_server.world.rep, uuid4()
    layout = {"format": "csv", "columns": ["a"], "delimiter": ":", "encoding": "utf-8"}
    body = {"id": str(job), "kind": "contacts", "name": "x", "file": name, "layout": layout}
    answer = rest(who, "import_jobs", "POST", body)
    with visit(app_server, who) as browser:
        page = browser.get(f"/imports/{job}")
    assert "root" not in page.text and page.status_code == 404
    assert answer.status == 403, answer.body
    with psycopg.connect(app_server.database_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "insert into import_jobs (org_id, kind, name, file) values (%s, 'contacts', 'x', %s)", [who.org_id, name]
        )


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
    world, token = app_server.world, secrets.token_urlsafe(24)
    kept = hashlib.sha256(token.encode()).hexdigest()
    demo = _demo(app_server, world.theirs.id)
    share = {"demo_id": str(demo), "token_hash": kept, "expires_at": "2999-01-01"}
    assert rest(world.stranger, "demo_shares", "POST", share).status == 403
    with visit(app_server) as anybody:
        assert anybody.get(f"/shown/{token}").status_code == 404


def test_a_closed_organisation_shows_no_demo(app_server: App) -> None:
    org, token = app_server.world.theirs.id, secrets.token_urlsafe(24)
    kept = hashlib.sha256(token.encode()).hexdigest()
    demo = _demo(app_server, org)
    with psycopg.connect(app_server.database_url) as connection:
        connection.execute(
            "insert into demo_shares (org_id, demo_id, token_hash, expires_at) values (%s, %s, %s, '2999-01-01')",
            [org, demo, kept],
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
