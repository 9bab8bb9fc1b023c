"""Lists, board, record and search with 50 people at once, at 250,000 contacts and 1,000,000 activities.

Wanted at the server: record p95 < 50 ms; list, board and palette p95 < 100 ms, exact counts included. Each person
pauses about a second between pages. The limit is the page's own statements, bare, on one idle connection. Beside each
page stands what it costs the processors: ours (drawing, change feed, worker) and Postgres's.

WRITERS=5 sets as many people to work beside the readers, each changing about one record a second: a name here, a stage
there, whose pages then draw anew. `python -m bench.pages board record` measures
only these; COMITY_BENCH_HOME=folder keeps the filled organisation there.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.harness import Served, claim, cookie_of, empty_home, people, percentile, served, sql_limit
from comity.core import embedded

PEOPLE, PAGES, PAUSE = 50, 12, 1.0
WRITERS = int(os.environ.get("WRITERS", "0"))
OWNER = "owner@bench.example"
NAMES = ("ann", "web", "mor", "louis", "keller", "maison ros", "paris", "villa ha")
FILLED = ("companies", "contacts", "contact_points", "activities", "leads")
_INDEXES = """
select c.relname, pg_get_indexdef(i.indexrelid) from pg_index as i
inner join pg_class as c on c.oid = i.indexrelid
where i.indrelid = any (%s::regclass[]) and not i.indisunique
"""


@dataclass(frozen=True)
class Organisation:
    """The filled organisation: its id, and some of its contacts and leads."""

    id: str
    contacts: list[str]
    leads: list[str]


@dataclass(frozen=True)
class Kind:
    """A kind of page: which one this time, the bare statements below it, and what is wanted of it."""

    name: str
    path: Callable[[random.Random], str]
    bare: list[str]
    want: str = "< 100"


def fill(database_url: str) -> Organisation:
    """Fills the one organisation, building its indexes afterwards."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select org_id, owner_id from organizations").fetchone()
        assert row
        indexes = connection.execute(_INDEXES, [list(FILLED)]).fetchall()
        for name, _ in indexes:
            connection.execute(f"drop index {name}".encode())
        connection.execute("set maintenance_work_mem = '512MB'")
        cursor = psycopg.ClientCursor(connection)  # parameters become literals: their types follow the columns
        for statement in Path(__file__).with_name("seed.sql").read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement.encode(), {"org": row[0], "user": row[1]})
        for _, definition in indexes:
            connection.execute(definition.encode())
    with psycopg.connect(database_url, autocommit=True) as connection:
        # a server goes on with the changes since it stopped: not with these
        connection.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active")
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
        contacts = connection.execute("select id::text from contacts order by md5(id::text) limit 2000").fetchall()
        leads = connection.execute("select id::text from leads order by md5(id::text) limit 2000").fetchall()
        return Organisation(str(row[0]), [r[0] for r in contacts], [r[0] for r in leads])


@contextmanager
def filled_home() -> Iterator[tuple[Path, Organisation]]:
    """A home with the filled organisation: a fresh one, or the one kept from last time."""
    kept = os.environ.get("COMITY_BENCH_HOME")
    if kept and (Path(kept) / "filled.json").exists():
        yield Path(kept), Organisation(**json.loads((Path(kept) / "filled.json").read_text()))
        return
    with empty_home() as fresh:
        home = Path(kept) if kept else fresh
        with served(home) as site:
            site.comity("org", "create", "Maison Bench", "--owner", OWNER)
        server = asyncio.run(embedded.start(home))
        try:
            organisation = fill(server.url())
        finally:
            server.stop()
        (home / "filled.json").write_text(json.dumps(organisation.__dict__))
        yield home, organisation


def kinds(org: Organisation) -> dict[str, Kind]:
    """Every kind of page that is measured."""
    own = f"org_id = '{org.id}' and deleted_at is null"
    rows = f"select id, full_name, email, phone, city from contacts where {own}"
    listed = [f"{rows} order by created_at desc limit 50", f"select count(*) from contacts where {own}"]
    some = "country = 'FR' and status = 'active'"
    fewer = [f"{rows} and {some} order by sort_name limit 50", f"select count(*) from contacts where {own} and {some}"]
    leads = [
        f"select * from leads where {own} order by created_at desc limit 50",
        f"select count(*) from leads where {own}",
    ]
    sums = f"select stage_id, count(*), sum(amount_base) from leads where {own} and status = 'open' group by 1"
    record = f"select * from contacts where org_id = '{org.id}' and id = '{org.contacts[0]}'"
    happened = f"select * from activities where org_id = '{org.id}' and contact_id = '{org.contacts[0]}'"
    timeline = f"{happened} order by occurred_at desc limit 30"
    web = "search @@ to_tsquery('simple', 'web:*')"
    found = f"select id, full_name from contacts where org_id = '{org.id}' and {web} limit 5"
    return {
        "contacts": Kind("contacts list", lambda dice: "/contacts", listed),
        "filtered": Kind(
            "contacts list, filtered and sorted",
            lambda dice: f"/contacts?country=eq.{dice.choice(['FR', 'DE', 'IT'])}&status=eq.active&order=sort_name.asc",
            fewer,
        ),
        "leads": Kind("leads list", lambda dice: "/leads", leads),
        "board": Kind("board", lambda dice: "/board", [sums]),
        "record": Kind(
            "contact record", lambda dice: f"/contacts/{dice.choice(org.contacts)}", [record, timeline], "< 50"
        ),
        "lead": Kind("lead record", lambda dice: f"/leads/{dice.choice(org.leads)}", [record, timeline], "< 50"),
        "palette": Kind("palette search", lambda dice: f"/palette?q={dice.choice(NAMES).replace(' ', '+')}", [found]),
    }


async def beside(site: Served, cookie: str, org: Organisation, kind: Kind) -> tuple[list[float], int]:
    """Milliseconds of every page read, and how many records were changed meanwhile."""
    reading = asyncio.create_task(people(site.port, [cookie], kind.path, count=PEOPLE, pause=PAUSE, each=PAGES))
    written = await asyncio.gather(*(write(site, cookie, org, reading, seed) for seed in range(WRITERS)))
    return await reading, sum(written)


async def write(site: Served, cookie: str, org: Organisation, reading: asyncio.Task[list[float]], seed: int) -> int:
    """One person changes records as a page does, until the readers are done; how many."""
    dice, done = random.Random(seed), 0
    while not reading.done():
        contact = dice.choice(org.contacts)
        body = urlencode({"value": f"Curator {dice.randrange(1000)}"})
        status = await _post(site, cookie, f"/contacts/{contact}/facts/title", body)
        if status not in (200, 409):
            raise RuntimeError(f"a change answered {status}")
        done += 1
        await asyncio.sleep(dice.expovariate(1 / PAUSE))
    return done


async def _post(site: Served, cookie: str, path: str, body: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nCookie: {cookie}\r\nOrigin: {site.url}\r\n"
        "HX-Request: true\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write((head + body).encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split()[1])


def measure(site: Served, cookie: str, kind: Kind, org: Organisation) -> None:
    """p50, p95 and the processors' time of one kind of page."""
    limit = sql_limit(site.database_url, kind.bare, times=50)
    asyncio.run(people(site.port, [cookie], kind.path, count=4, pause=0.05, each=15))
    before = processors(site)
    took, written = asyncio.run(beside(site, cookie, org, kind))
    spent = {name: (seconds - before[name]) * 1000 / len(took) for name, seconds in processors(site).items()}
    claim(f"{kind.name}: p50", percentile(took, 0.5), limit, "ms")
    claim(f"{kind.name}: p95", percentile(took, 0.95), limit, "ms", want=kind.want)
    if WRITERS:
        claim(f"{kind.name}: records changed meanwhile", written, None, "records")
    claim(f"{kind.name}: our processors a page", spent["ours"], None, "ms CPU")
    claim(f"{kind.name}: Postgres's processors a page", spent["postgres"], None, "ms CPU")


def processors(site: Served) -> Mapping[str, float]:
    """Seconds of processor time so far, of our processes and of this home's Postgres."""
    postmaster = (site.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
    families = {str(site.process.pid): "ours", postmaster: "postgres"}
    spent = {"ours": 0.0, "postgres": 0.0}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        family = families.get(status.parent.name) or (status.parent.name != postmaster and families.get(words[1]))
        if family:
            spent[family] += sum(map(int, words[11:13])) / os.sysconf("SC_CLK_TCK")
    return spent


def main() -> None:
    with filled_home() as (home, organisation), served(home) as site:
        cookie, known = cookie_of(site, OWNER), kinds(organisation)
        for name in sys.argv[1:] or known:
            measure(site, cookie, known[name], organisation)
        for process, size in site.memory().items():
            claim(f"memory after load: {process.split()[0]}", size, None, "MB")


if __name__ == "__main__":
    main()
