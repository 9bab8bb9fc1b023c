"""Every relation x verb over REST, as ours and as the stranger.  seed: A06"""

from __future__ import annotations

import json

import psycopg
import pytest

from tests.app import App
from tests.tenancy.conftest import Fetch
from tests.world import World


@pytest.fixture(scope="module")
def relations(app_server: App) -> list[str]:
    with psycopg.connect(app_server.database_url) as connection:
        rows = connection.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition"
            " order by 1"
        ).fetchall()
    found = [row[0] for row in rows]
    assert {"contacts", "leads", "calls", "org_members", "audit_logs"} <= set(found)
    return found


def test_the_stranger_reads_nothing_of_ours(app_server: App, rest: Fetch, relations: list[str]) -> None:
    world: World = app_server.world
    for relation in relations:
        answer = rest(world.stranger, f"{relation}?select=org_id&limit=1000")
        assert answer.status in (200, 403), f"{relation}: {answer.body}"
        if answer.status == 200:
            assert str(world.ours.id) not in answer.body, relation
        asked = rest(world.stranger, f"{relation}?select=org_id&org_id=eq.{world.ours.id}")
        assert asked.status == 403 or asked.json == [], f"{relation}: {asked.body}"


def test_we_read_our_own(app_server: App, rest: Fetch) -> None:
    for relation in ("contacts", "companies", "org_members", "teams", "contact_points"):
        answer = rest(app_server.world.owner, f"{relation}?select=org_id")
        assert answer.status == 200 and answer.json, relation
        assert {row["org_id"] for row in answer.json} == {str(app_server.world.ours.id)}


def test_nobody_without_a_key_reads_anything(rest: Fetch, relations: list[str]) -> None:
    for relation in relations:
        answer = rest(None, f"{relation}?select=org_id&limit=1")
        assert answer.status == 401 or answer.json == [], f"{relation}: {answer.status} {answer.body}"


def test_a_person_without_organisation_reads_nothing(app_server: App, rest: Fetch, relations: list[str]) -> None:
    for relation in relations:
        answer = rest(app_server.world.nobody, f"{relation}?select=org_id&limit=1")
        assert answer.status == 403 or answer.json == [], f"{relation}: {answer.status} {answer.body}"


def test_the_stranger_changes_nothing_of_ours(app_server: App, rest: Fetch, relations: list[str]) -> None:
    world = app_server.world
    before = _fingerprint(app_server, relations)
    for relation in relations:
        ours = f"{relation}?org_id=eq.{world.ours.id}"
        for method, body in (("PATCH", {"org_id": str(world.theirs.id)}), ("DELETE", None)):
            answer = rest(world.stranger, ours, method, body, "return=representation")
            assert answer.status >= 400 or answer.json == [], f"{method} {relation}: {answer.status} {answer.body}"
        answer = rest(world.stranger, relation, "POST", {"org_id": str(world.ours.id)})
        assert answer.status >= 400, f"POST {relation}: {answer.status} {answer.body}"
        # 55000: a view that takes no rows; PostgREST answers it with 500 (wire.md 1.7)
        assert answer.status < 500 or answer.json["code"] == "55000", f"POST {relation}: {answer.body}"
    assert _fingerprint(app_server, relations) == before


def test_the_stranger_cannot_point_at_our_records(app_server: App, rest: Fetch) -> None:
    world = app_server.world
    body = {"first_name": "Spy", "company_id": str(world.ours.companies[0])}
    answer = rest(world.stranger, "contacts", "POST", body)
    assert answer.status == 409, answer.body
    assert "Fontaine" not in answer.body
    note = {"contact_id": str(world.ours.contacts[0]), "kind": "note", "subject": "x"}
    assert rest(world.stranger, "activities", "POST", note).status in (403, 409)


def test_our_readonly_member_writes_nothing(app_server: App, rest: Fetch, relations: list[str]) -> None:
    who = app_server.world.ours.readonly
    allowed = {"saved_views", "notifications", "profiles", "search_history", "recent_records"}  # their own things
    for relation in relations:
        if relation in allowed:
            continue
        answer = rest(who, f"{relation}?org_id=eq.{who.org_id}", "DELETE", None, "return=representation")
        assert answer.status >= 400 or answer.json == [], f"DELETE {relation}: {answer.status} {answer.body}"


def _fingerprint(app: App, relations: list[str]) -> dict[str, str]:
    """A digest of every row of ours; what nobody but us may change."""
    digests = {}
    with psycopg.connect(app.database_url) as connection:
        for relation in relations:
            if relation in ("audit_logs", "audit_seals"):  # reading and refusing is logged there
                continue
            row = connection.execute(
                "select md5(coalesce(string_agg(r::text, '|' order by r::text), ''))"
                f" from {relation} as r where org_id = %s",
                [app.world.ours.id],
            ).fetchone()
            digests[relation] = json.dumps(row)
    return digests
