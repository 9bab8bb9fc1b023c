"""Every page with an id in its address: ours opens for us, and does not exist for the stranger.  seed: A05, B20"""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from starlette.routing import Route

from comity import config
from comity.served import routes
from tests.app import App
from tests.tenancy.conftest import Answer, ask
from tests.visits import visit

_ID = re.compile(r"\{[a-z_]*id:uuid\}")


def page_routes() -> list[str]:
    """The paths of GET pages that name one record."""
    found = [
        route.path
        for route in routes(config.load({}, {}))
        if isinstance(route, Route) and "GET" in (route.methods or ()) and len(_ID.findall(route.path)) == 1
    ]
    return sorted(set(found))


@pytest.fixture(scope="module")
def cookies(app_server: App) -> dict[str, str]:
    """The session cookies of our owner and of the stranger."""
    made = {}
    for name, who in (("ours", app_server.world.owner), ("stranger", app_server.world.stranger)):
        with visit(app_server, who) as browser:
            made[name] = "; ".join(f"{cookie}={value}" for cookie, value in browser.cookies.items())
    return made


@pytest.fixture(scope="module")
def our_ids(app_server: App, a_record_in_every_room: None) -> dict[str, str]:
    """One id of each of our tables that has any."""
    with psycopg.connect(app_server.database_url) as connection:
        names = connection.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'"
            " join pg_attribute o on o.attrelid = c.oid and o.attname = 'org_id'"
            " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition"
        ).fetchall()
        found = {}
        for (name,) in names:
            row = connection.execute(
                f"select id::text from {name} as t where org_id = %s"  # of those in the trash no page opens
                " order by to_jsonb(t) ->> 'deleted_at' nulls first, id desc limit 1",
                [app_server.world.ours.id],
            ).fetchone()
            if row:
                found[name] = row[0]
    return found


@pytest.fixture(scope="module")
def a_record_in_every_room(app_server: App) -> None:
    """A lead, a call and a note of ours, as our rep would leave them."""
    world = app_server.world
    with psycopg.connect(app_server.database_url) as connection:
        claims = world.owner.claims_json
        connection.execute("select auth.set_claims(%s, '{}')", [claims])
        stage = connection.execute("select pipeline_id, id from stages where kind = 'open' limit 1").fetchone()
        if stage is None:
            pipeline = connection.execute(
                "insert into pipelines (name, is_default) values ('Sales', true) returning id"
            ).fetchone()
            assert pipeline
            stage = connection.execute(
                "insert into stages (pipeline_id, name) values (%s, 'New') returning pipeline_id, id", pipeline
            ).fetchone()
        assert stage
        connection.execute(
            "insert into leads (title, pipeline_id, stage_id, status, contact_id) values ('Villa', %s, %s, 'open', %s)",
            [*stage, world.ours.contacts[0]],
        )
        connection.execute(
            "insert into activities (kind, contact_id, subject) values ('note', %s, 'Secret')", [world.ours.contacts[0]]
        )
        connection.execute("insert into calls (title, transcript) values ('First call', 'Ann: hello')")


def get(app: App, path: str, cookie: str) -> Answer:
    return ask(app.url + path, headers={"Cookie": cookie, "Accept": "text/html"})


TABLE_OF = {"imports": "import_jobs", "exports": "export_jobs", "bulk": "bulk_actions", "tasks": "activities"}


def opened(app: App, paths: list[str], ids: dict[str, str], cookie: str) -> Iterator[tuple[str, str]]:
    """Every page that opens for the holder of the cookie: by its own table's record, else by any."""
    for path in paths:
        room = path.split("/")[1]
        table = TABLE_OF.get(room, room)
        for record in [ids[table]] if table in ids else ids.values():
            address = _ID.sub(record, path)
            if "{" not in address and get(app, address, cookie).status == 200:
                yield path, address


def test_our_pages_do_not_exist_for_the_stranger(
    app_server: App, cookies: dict[str, str], our_ids: dict[str, str]
) -> None:
    paths = page_routes()
    pairs = list(opened(app_server, paths, our_ids, cookies["ours"]))
    assert {_ID.sub("{}", path) for path, _ in pairs} >= {"/contacts/{}", "/companies/{}", "/leads/{}", "/calls/{}"}
    for _, address in pairs:
        answer = get(app_server, address, cookies["stranger"])
        # a fragment of more entries may also be empty: there are none the stranger could see
        assert answer.status == 404 or not answer.body.strip(), f"{address}: {answer.status}"
        assert "Secret" not in answer.body and "Villa" not in answer.body


def test_no_page_opens_without_signing_in(app_server: App, our_ids: dict[str, str]) -> None:
    addresses = [_ID.sub(our_ids["contacts"], path) for path in page_routes()]
    plain = [address for address in addresses if "{" not in address]
    assert {f"/{record}/{our_ids['contacts']}" for record in ("contacts", "companies", "leads", "calls")} <= set(plain)
    for address in plain:
        answer = get(app_server, address, "")
        assert answer.status in (303, 401, 404), f"{address}: {answer.status}"


def test_lists_show_the_stranger_nothing_of_ours(app_server: App, cookies: dict[str, str]) -> None:
    for path in (
        "/contacts",
        "/companies",
        "/leads",
        "/board",
        "/tasks",
        "/calls",
        "/search?q=claire",
        "/palette?q=claire",
    ):
        ours = get(app_server, path, cookies["ours"])
        theirs = get(app_server, path, cookies["stranger"])
        assert ours.status == 200 and theirs.status in (200, 404), path  # they have no pipeline, so no board
        assert "fontaine-maison-aurelle.example" not in theirs.body, path
        for record in app_server.world.ours.contacts:
            assert str(record) not in theirs.body, path
