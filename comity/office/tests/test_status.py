"""The status page: what is seen is remembered, uptime counts what was measured, and the operator alone speaks.

seed: MO09, MO11, MO12, R13
"""

from __future__ import annotations

import re
import shutil
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from comity.config import Settings
from comity.core.db import Database
from comity.core.sql import compile_named
from comity.office import health
from comity.office.status import checks, history, incidents
from comity.office.status.checks import HOUSE, Seen
from comity.platform.storage import store as storage
from tests.app import App, end, serve
from tests.server import Postgres
from tests.visits import visit
from tests.world import WORLD, World, enter

pytestmark = pytest.mark.anyio
DAYS = compile_named("days", "A test's own.", "select * from app.status_days where component = :component")
AGO = compile_named(
    "ago",
    "A test's own.",
    "update app.status_now set checked_at = clock_timestamp() - make_interval(secs => :seconds)"
    " where component = :component returning component",
)


async def passed(db: Database, component: str, seconds: float) -> None:
    """As if the last look had been that long ago."""
    await db.once(HOUSE, AGO, component=component, seconds=seconds)


async def test_only_what_was_measured_counts(db: Database) -> None:
    look = [Seen("files", up=True, ms=5)]
    await history.note(db, look)
    await passed(db, "files", 60)
    await history.note(db, [Seen("files", up=False, ms=900, detail="the disk is full")])
    await passed(db, "files", 60)
    await history.note(db, look)
    await passed(db, "files", 3600)  # nobody looked for an hour: neither up nor down
    await history.note(db, look)
    day = (await db.once(HOUSE, DAYS, component="files"))[0]
    assert (round(day["up_seconds"]), round(day["down_seconds"])) == (60, 60)
    assert (day["checks"], day["failures"]) == (4, 1)
    one = next(one for one in await history.components(db) if one.name == "files")
    assert one.state == "up" and round(one.uptime or 0, 1) == 0.5
    assert 0 < one.known < 0.01  # two minutes of a day
    assert [bar.tone for bar in one.days].count("danger") == 1 and len(one.days) == 90


async def test_a_day_nobody_looked_is_grey_and_not_green(db: Database) -> None:
    bars = history._component(
        {"component": "x", "stale": True, "state": "up", "since": datetime.now(UTC), "checked_at": datetime.now(UTC),
         "ms": 1, "detail": ""},
        [{"day": date(2026, 1, 2), "up_seconds": 600.0, "down_seconds": 0.0, "failures": 0}],
        date(2026, 1, 4),
    )  # fmt: skip
    assert bars.state == "unknown" and bars.uptime == 1.0 and round(bars.known, 4) == round(600 / (3 * 86400), 4)
    assert [bar.tone for bar in bars.days[-3:]] == ["good", "", ""]
    assert bars.days[0].day == date(2026, 1, 4) - timedelta(days=89)


async def test_what_is_near_is_really_used(db: Database, tmp_path: Path) -> None:
    storage.setup(Settings(home=tmp_path))
    found = {seen.component: seen for seen in await checks.near(db)}
    assert {name: seen.up for name, seen in found.items()} == {"database": True, "storage": True, "work": True}
    shutil.rmtree(tmp_path / "storage")
    (tmp_path / "storage").write_text("no folder")
    found = {seen.component: seen for seen in await checks.near(db)}
    assert not found["storage"].up and found["database"].up


class Models(BaseHTTPRequestHandler):
    """A server of models: well once, then refusing the key."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.headers["authorization"])
        self.send_response(200 if len(self.asked) == 1 else 401)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


async def test_providers_are_asked_for_their_models(db: Database) -> None:
    server = HTTPServer(("127.0.0.1", 0), Models)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        settings = Settings(openai_base_url=url, openai_api_key="sk-of-the-test")
        first, second = await checks.far(db, settings), await checks.far(db, settings)
    finally:
        server.shutdown()
        server.server_close()
    assert [(seen.component, seen.up) for seen in first] == [("compatible", True)]
    assert [(seen.component, seen.up, seen.detail) for seen in second] == [("compatible", False, "answered 401")]
    assert Models.asked == ["Bearer sk-of-the-test"] * 2
    assert await checks.far(db, Settings()) == []


async def test_the_gravest_open_incident_is_the_banner(db: Database, world: World) -> None:
    board = incidents.Board()
    await board.refresh(db)
    assert board.banner is None
    small = await incidents.tell(db, "Mail is late", "", "minor", "ops@aurelle.example")
    great = await incidents.tell(db, "Nothing works", "We are at it.", "major", "ops@aurelle.example")
    await board.refresh(db)
    assert board.banner == incidents.Banner("Nothing works", "major")
    await incidents.resolve(db, great)
    await incidents.change(db, small, "Mail is late by an hour", "", "minor")
    await board.refresh(db)
    assert board.banner == incidents.Banner("Mail is late by an hour", "minor")
    settings = Settings(operators="Nora@aurelle.example, other@x.example")
    assert incidents.is_operator(settings, world.owner)
    assert not incidents.is_operator(settings, world.ours.admin) and not incidents.is_operator(
        settings, world.anonymous
    )
    assert not incidents.is_operator(Settings(), world.owner)


def test_the_page_is_open_where_the_operator_says_so(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.create()
    enter(url, WORLD)
    app = serve(tmp_path, url, COMITY_STATUS_PUBLIC="true", COMITY_OPERATORS=WORLD.owner.email or "")
    try:
        with (
            visit(app) as anybody,
            visit(app, WORLD.owner) as operator,
            visit(app, WORLD.stranger) as stranger,
        ):
            assert anybody.get("/status").status_code == 200
            said = {"title": "Files are slow", "body": "Since nine.", "impact": "major"}
            assert anybody.post("/status/incidents", data=said).status_code == 403
            assert stranger.post("/status/incidents", data=said).status_code == 403
            assert "Tell everybody" not in stranger.get("/status").text
            assert operator.post("/status/incidents", data=said).status_code == 303
            assert "Files are slow" in anybody.get("/status").text
            assert "Files are slow" in operator.get("/contacts").text  # the banner, above every page
            where = re.search(r'action="(/status/incidents/[0-9a-f-]+)/resolution"', operator.get("/status").text)
            assert where is not None
            assert stranger.post(f"{where[1]}/resolution").status_code == 403
            assert operator.post(f"{where[1]}/resolution").status_code == 303
            assert "Files are slow" not in operator.get("/contacts").text
    finally:
        end(app)
        postgres.drop(url)


def test_else_it_asks_who_is_there_and_health_says_what_it_knows(app_server: App) -> None:
    with visit(app_server) as anybody, visit(app_server, WORLD.rep) as rep:
        assert anybody.get("/status").status_code in (302, 303)
        assert rep.get("/status").status_code == 200
        said = anybody.get("/api/health").json()
        assert said["status"] == "ok" and said["dependencies"]["database"]["state"] == "up"


async def test_health_without_a_database_says_so_and_nothing_of_the_way_there() -> None:
    """The address is open to everybody: what the driver says names hosts, users and folders."""
    address = "postgresql://operator:secret@localhost:1/comity?host=/nowhere/at/all"
    nowhere = Database(address, 1, prepare=False, pooled=False, statement_timeout=5.0)
    state = {"db": nowhere, "settings": Settings()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Starlette(routes=health.ROUTES)({**scope, "state": state}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as anybody:
        said = await anybody.get("/api/health")
    assert said.status_code == 503 and said.json()["dependencies"]["database"]["state"] == "down"
    assert not any(word in said.text for word in ("operator", "secret", "nowhere", "localhost"))
