"""Another organisation's ids in every address that changes something: nothing is found, nothing changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.app import App
from tests.tenancy.browse import app_routes, furnish, newcomer
from tests.tenancy.rooms import ROOMS, furnish_rooms
from tests.visits import visit

_PARAMETER = re.compile(r"\{(\w+)(:\w+)?\}")
_TABLES = {"tasks": "activities", "fields": "custom_fields", "members": "org_members", "views": "saved_views",
           "imports": "import_jobs", "exports": "export_jobs", "jobs": "background_jobs", "keys": "api_keys",
           "rates": "fx_rates", "items": "action_items", **ROOMS}  # fmt: skip
_INNER = {("battle-cards", "points"): "battle_points", ("leads", "playbooks"): "lead_playbooks",
          ("plans", "steps"): "activities"}  # fmt: skip
MISSING = 30  # addresses of what only happens by itself: merges, duplicates, runs, mails
IDEMPOTENT = ("/read", "/order")  # marking as read what is not there, ordering no stages: done, and nothing happened
_OTHER = {"key": "city", "verb": "set", "relation": "contacts", "token": "x", "name": "x", "path": "x"}


@pytest.fixture(scope="module")
def ours(app_server: App) -> Iterator[tuple[httpx.Client, dict[str, str], str]]:
    """An organisation with something in every room: its owner's browser, an id of each table, its own id."""
    with visit(app_server) as client:
        email = newcomer(client)
        furnish(client)
        with psycopg.connect(app_server.database_url) as connection:
            org = connection.execute("select org_id::text from org_members where email = %s", [email]).fetchone()
            assert org
            furnish_rooms(connection, org[0])
            yield client, dict(_ids(connection, org[0])), org[0]


def _ids(connection: psycopg.Connection, org: str) -> Iterator[tuple[str, str]]:
    tables = connection.execute(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'"
        " join pg_attribute o on o.attrelid = c.oid and o.attname = 'org_id'"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition"
    ).fetchall()
    for (table,) in tables:
        row = connection.execute(f"select id::text from {table} where org_id = %s limit 1", [org]).fetchone()
        if row:
            yield table, row[0]


def addresses(ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address that changes something, about one of these records: the room's own, else a contact's."""
    for route in app_routes():
        for method in sorted((route.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            if "uuid}" in route.path:
                yield method, _filled(route.path, ids)


def _filled(path: str, ids: dict[str, str]) -> str:
    return _PARAMETER.sub(lambda found: _value(found, path, ids), path)


def _value(found: re.Match[str], path: str, ids: dict[str, str]) -> str:
    if found[2] != ":uuid":
        return _OTHER.get(found[1], "x")
    room = path[: found.start()].rstrip("/").rsplit("/", 1)[-1]
    table = _INNER.get((path.split("/")[1], room)) or _TABLES.get(room, room)
    return ids.get(table) or ids["contacts"]


def test_new_rooms_have_something_to_name(ours: tuple[httpx.Client, dict[str, str], str]) -> None:
    """A contact's id in the place of a contract's finds nothing for a reason of its own: it tells nothing."""
    _client, ids, _org = ours
    of_contacts = {path for path in _paths() if ids["contacts"] in _filled(path, ids)}
    known = {path for path in of_contacts if path.startswith(("/contacts", "/companies", "/leads", "/calls", "/files"))}
    assert len(of_contacts - known) <= MISSING, sorted(of_contacts - known)


def _paths() -> list[str]:
    methods = {"POST", "PUT", "PATCH", "DELETE"}
    return [route.path for route in app_routes() if "uuid}" in route.path and methods & (route.methods or set())]


def written(app: App, org: str, request_id: str) -> int:
    """What a request changed in an organisation."""
    with psycopg.connect(app.database_url) as connection:
        row = connection.execute(
            "select count(*) from audit_logs where org_id = %s and request_id = %s", [org, request_id]
        ).fetchone()
    assert row
    return int(row[0])


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("whom", ["stranger", "nobody"])
def test_what_is_ours_does_not_exist_elsewhere(
    app_server: App, ours: tuple[httpx.Client, dict[str, str], str], whom: str
) -> None:
    _client, ids, org = ours
    form = {"value": "x", "was": "", "name": "x", "title": "x", "body": "x", "kind": "note", "stage": ids["stages"],
            "role": "rep", "outcome": "won", "id": ids["contacts"], "tag_id": ids["tags"], "transcript": "A: b",
            "contact_id": ids["contacts"], "subject": "x", "text": "x", "label": "x", "color": "gray",
            "lead_id": ids["leads"], "playbook_id": ids["playbooks"], "step": "0", "item": "0", "section": "strengths",
            "url": "https://x.example", "status": "sent", "kind_": "x", "version": "1", "days": "7", "verdict": "good",
            "collection": ids["training_materials"], "good": "x", "weight": "1", "measure": "phrases"}  # fmt: skip
    wrong, tried = [], 0
    with visit(app_server) as client:
        if whom == "stranger":
            newcomer(client)
        for method, address in addresses(ids):
            answer = client.request(
                method, address, data=form, headers={"HX-Request": "true", "HX-Request-Type": "partial"}
            )
            tried += 1
            fine = {400, 401, 403, 404, 405, 409, 422} if whom == "stranger" else {401, 403, 404, 405}
            if answer.status_code not in fine and not _only_says_no(answer):
                wrong.append(f"{method} {address}: {answer.status_code} {answer.headers.get('hx-trigger', '')}")
            if written(app_server, org, answer.headers["x-request-id"]):
                wrong.append(f"{method} {address}: wrote")
    assert tried > 70 and not wrong, "\n".join(wrong)


def _only_says_no(answer: httpx.Response) -> bool:
    """An answer in good form that took nothing: the way to sign in, a refusal, or a resource that is left as it was."""
    if answer.headers.get("hx-redirect", "").startswith("/sign-in"):
        return True
    path = answer.request.url.path
    left = path.endswith(IDEMPOTENT) or "/identities/" in path or "/programs/" in path
    return answer.status_code == 204 and (left or "danger" in answer.headers.get("hx-trigger", ""))


def test_what_is_ours_cannot_be_named_in_our_neighbours_forms(
    app_server: App, ours: tuple[httpx.Client, dict[str, str], str]
) -> None:
    _client, ids, org = ours
    with psycopg.connect(app_server.database_url) as connection:
        row = connection.execute("select owner_id::text from organizations where org_id = %s", [org]).fetchone()
        assert row
        person = row[0]
    with visit(app_server) as client:
        email = newcomer(client)
        own = furnish(client)
        attempts = {
            "/leads": {
                "title": "x",
                "contact_id": ids["contacts"],
                "company_id": ids["companies"],
                "stage_id": ids["stages"],
            },
            "/calls": {"title": "x", "transcript": "A: b", "lead_id": ids["leads"]},
            "/tasks": {"subject": "x", "contact_id": ids["contacts"], "lead_id": ids["leads"]},
            f"{own['contacts']}/tags": {"tag_id": ids["tags"]},
            f"{own['leads']}/contacts": {"contact_id": ids["contacts"]},
            f"{own['leads']}/stage": {"stage": ids["stages"]},
            "/merge/contacts": {"left": ids["contacts"], "right": own["contacts"].rsplit("/", 1)[1]},
            "/contacts": {"last_name": "x", "company_id": ids["companies"], "owner_id": ids["org_members"]},
            "/demos": {"lead_id": ids["leads"], "lead": ids["leads"], "title": "x"},
            f"{own['leads']}/playbooks": {"playbook_id": ids["playbooks"], "playbook": ids["playbooks"]},
            f"{own['calls']}/comments": {"body": "x", "parent_id": ids["call_comments"]},
            "/library": {"title": "x", "body": "y", "collection": ids["training_materials"]},
            "/settings/rubric/criteria": {"name": "x", "good": "y", "rubric_id": ids["rubrics"]},
            "/settings/qualifier": {"name": "x", "receiver_id": person},
            "/campaigns": {"name": "x", "owner_id": person},
            "/settings/pipelines": {"name": "x", "id": ids["pipelines"]},
        }
        for path, form in attempts.items():
            answer = client.post(path, data=form)
            assert answer.status_code < 500, path
            if answer.status_code == 303:  # then what was named is not in it
                page = client.get(answer.headers["location"]).text
                assert not [name for name in ("contacts", "companies", "leads", "tags") if ids[name] in page], path
    assert _named(app_server, email, {**ids, "person": person}) == []


def _named(app: App, email: str, ids: dict[str, str]) -> list[str]:
    """Rows of the neighbour's, of any table, that hold an id of ours."""
    with psycopg.connect(app.database_url) as connection:
        theirs = connection.execute("select org_id from org_members where email = %s", [email]).fetchone()
        tables = connection.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
        ).fetchall()
        assert theirs
        found = []
        for (table,) in tables:
            rows = connection.execute(
                f"select t::text from {table} as t where org_id = %s and t::text ~ %s",
                [theirs[0], "|".join(ids.values())],
            ).fetchall()
            found += [f"{table}: {row[0][:300]}" for row in rows]
    return found
