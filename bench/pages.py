"""Lists, board, record and search with 50 people at once, at 250,000 contacts and 1,000,000 activities.

Wanted at the server: record p95 < 50 ms; list, board and palette p95 < 100 ms, exact counts included. Each person
pauses about a second between pages. The limit is the page's own statements, bare, on one idle connection.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.harness import Served, claim, cookie_of, empty_home, people, percentile, served, sql_limit

PEOPLE, PAGES, PAUSE = 50, 12, 1.0
NAMES = ("ann", "web", "mor", "louis", "keller", "maison ros", "paris", "villa ha")


def fill(database_url: str) -> tuple[str, list[str], list[str]]:
    """The organisation, some contacts and some leads, after filling it."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select org_id, owner_id from organizations").fetchone()
        assert row
        cursor = psycopg.ClientCursor(connection)  # parameters become literals: their types follow the columns
        for statement in Path(__file__).with_name("seed.sql").read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement.encode(), {"org": row[0], "user": row[1]})
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        contacts = connection.execute("select id::text from contacts order by md5(id::text) limit 2000").fetchall()
        leads = connection.execute("select id::text from leads order by md5(id::text) limit 2000").fetchall()
        return str(row[0]), [r[0] for r in contacts], [r[0] for r in leads]


def measure(
    name: str, site: Served, cookie: str, path: Callable[[random.Random], str], limit: float, want: str
) -> None:
    """p50 and p95 of one kind of page."""
    asyncio.run(people(site.port, [cookie], path, count=4, pause=0.05, each=10))
    took = asyncio.run(people(site.port, [cookie], path, count=PEOPLE, pause=PAUSE, each=PAGES))
    claim(f"{name}: p50", percentile(took, 0.5), limit, "ms")
    claim(f"{name}: p95", percentile(took, 0.95), limit, "ms", want=want)


def main() -> None:
    with empty_home() as home, served(home) as site:
        site.comity("org", "create", "Maison Bench", "--owner", "owner@bench.example")
        url = site.database_url
        org, contacts, leads = fill(url)
        cookie = cookie_of(site, "owner@bench.example")
        rows = f"select id, full_name, email, phone, city from contacts where org_id = '{org}' and deleted_at is null"
        page = f"{rows} order by created_at desc limit 50"
        count = f"select count(*) from contacts where org_id = '{org}' and deleted_at is null"
        mine = f"org_id = '{org}' and contact_id = '{contacts[0]}'"
        timeline = f"select * from activities where {mine} order by occurred_at desc limit 30"
        record = f"select * from contacts where org_id = '{org}' and id = '{contacts[0]}'"
        web = "search @@ to_tsquery('simple', 'web:*')"
        found = f"select id, full_name from contacts where org_id = '{org}' and {web} limit 5"
        opened = f"org_id = '{org}' and status = 'open'"
        sums = f"select stage_id, count(*), sum(amount_base) from leads where {opened} group by 1"
        lists = sql_limit(url, [page, count])
        measure("contacts list", site, cookie, lambda dice: "/contacts", lists, "< 100")
        measure(
            "contacts list, filtered and sorted", site, cookie,
            lambda dice: f"/contacts?country=eq.{dice.choice(['FR', 'DE', 'IT'])}&status=eq.active&order=sort_name.asc",
            lists, "< 100",
        )  # fmt: skip
        measure("leads list", site, cookie, lambda dice: "/leads", sql_limit(url, [sums]), "< 100")
        measure("board", site, cookie, lambda dice: "/board", sql_limit(url, [sums]), "< 100")
        records = sql_limit(url, [record, timeline])
        measure("contact record", site, cookie, lambda dice: f"/contacts/{dice.choice(contacts)}", records, "< 50")
        measure("lead record", site, cookie, lambda dice: f"/leads/{dice.choice(leads)}", records, "< 50")
        measure("palette search", site, cookie, lambda dice: f"/palette?q={dice.choice(NAMES).replace(' ', '+')}",
                sql_limit(url, [found]), "< 100")  # fmt: skip
        for process, size in site.memory().items():
            claim(f"memory after load: {process.split()[0]}", size, None, "MB")


if __name__ == "__main__":
    main()
