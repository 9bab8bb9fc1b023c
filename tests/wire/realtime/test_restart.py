"""A program of its own: killed, started again, a flood, a slot that was dropped, no log at all."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.app import App, end, serve
from tests.server import Postgres
from tests.tenancy.conftest import ask
from tests.wire.realtime.raw import Raw, dial
from tests.wire.realtime.test_changes import said
from tests.world import WORLD, enter

TEAMS = {"event": "*", "schema": "public", "table": "teams"}
Serve = Callable[..., App]


@pytest.fixture
def own(postgres: Postgres) -> Iterator[Serve]:
    """Starts programs on one database and one port; all of them end with the test."""
    home, url = Path(tempfile.mkdtemp(prefix="comity-live-")), postgres.create()
    enter(url, WORLD)
    running: list[App] = []

    def start(*arguments: str, **settings: str) -> App:
        port = int(running[0].url.rpartition(":")[2]) if running else None
        running.append(serve(home, url, *arguments, port=port, **settings))
        return running[-1]

    yield start
    for app in running:
        if app.process.poll() is None:
            end(app)
    postgres.drop(url)
    shutil.rmtree(home)


def keys(app: App) -> tuple[str, str]:
    import json

    anon = json.loads(app.comity("status", "--json").stdout)["anon_key"]
    url = f"{app.url}/auth/v1/token?grant_type=password"
    signed_in = ask(url, "POST", {"email": WORLD.owner.email, "password": WORLD.password})
    return str(anon), str(signed_in.json["access_token"])


def add(app: App, name: str) -> str:
    with psycopg.connect(app.database_url) as admin:
        made = admin.execute("insert into teams (org_id, name) values (%s, %s) returning id", [WORLD.ours.id, name])
        row = made.fetchone()
        assert row is not None
        return str(row[0])


def noted(app: App) -> str | None:
    """How far somebody who listens was told, as it is written down."""
    known = (
        "select f.position::text from app.realtime_listeners as l"
        " inner join app.realtime_feeds as f on f.feed = l.feed where l.left_at is null"
    )
    with psycopg.connect(app.database_url) as admin:
        row = admin.execute(known).fetchone()
        return None if row is None else row[0]


async def hears(raw: Raw, record: str) -> None:
    def wanted(message: list[Any]) -> bool:
        return message[3] == "postgres_changes" and message[4]["data"]["record"]["id"] == record

    await raw.wait(wanted)


@pytest.mark.slow
@pytest.mark.parametrize("polled", [False, True], ids=["log", "polled"])
async def test_what_was_committed_while_we_were_dead_is_told_once(own: Serve, polled: bool) -> None:
    """Also where the server grants no logical replication and the audit log is the outbox."""
    how = {"COMITY_REALTIME_POLL": "true"} if polled else {}
    app = own(**how)
    anon, token = keys(app)
    raw = await dial(app.url, anon)
    await raw.follow("live", token, TEAMS)
    position = noted(app)
    before = add(app, "Before")
    await hears(raw, before)
    while noted(app) in (None, position):  # how far a listener was told is written down five times a second
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.0)
    app.process.kill()
    app.process.wait()
    missed = [add(app, f"Missed {number}") for number in range(3)]
    app = own(**how)
    back, fresh = await dial(app.url, anon), await dial(app.url, anon)
    await back.follow("live", token, TEAMS)
    await fresh.follow("other", token, TEAMS)
    after = add(app, "After")
    await hears(back, after)
    await hears(fresh, after)
    assert said(back) == [("INSERT", record) for record in [*missed, after]]
    assert said(fresh) == [("INSERT", after)]
    for line in (back, fresh):
        await line.close()


@pytest.mark.slow
async def test_a_flood_a_dropped_slot_and_ddl_while_streaming(own: Serve) -> None:
    app = own("--no-work")
    anon, token = keys(app)
    raw = await dial(app.url, anon)
    await raw.follow("live", token, TEAMS)
    pages = f"/proc/{app.process.pid}/statm"
    with psycopg.connect(app.database_url, autocommit=True) as admin:
        admin.execute("create table flood (id int primary key, org_id uuid, t text)")
        admin.execute("alter publication supabase_realtime add table flood")
        before = int(Path(pages).read_text().split()[1]) * 4096
        admin.execute(
            "insert into flood select n, %s, repeat('x', 200) from generate_series(1, 300000) n", [WORLD.ours.id]
        )
        await hears(raw, add(app, "After the flood"))
        grown = int(Path(pages).read_text().split()[1]) * 4096 - before
        assert grown < 60 * 1024 * 1024
        admin.execute("alter table teams add column motto text")
        await hears(raw, add(app, "With a motto"))
        assert raw.events("postgres_changes")[-1]["data"]["record"]["motto"] is None
        slot = "select slot_name, active_pid from pg_replication_slots where database = current_database()"
        name, pid = admin.execute(slot).fetchone() or ("", 0)
        admin.execute("select pg_terminate_backend(%s)", [pid])
        dropped = (
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = %s and not active"
        )
        for _ in range(100):
            try:
                if admin.execute(dropped, [name]).fetchone():
                    break
            except psycopg.errors.ObjectInUse:
                pass
    for number in range(100):
        record = add(app, f"Again {number}")
        try:
            async with asyncio.timeout(0.5):
                await hears(raw, record)
                break
        except TimeoutError:
            continue
    assert ("INSERT", record) in said(raw)
    await raw.close()
