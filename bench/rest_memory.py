"""Memory of the web process under an hour of mixed load: the six requests on our own tables, who-am-I and pages.

Wanted: at most 150 MB resident at the end, and no growth. Six minutes by default; LONG=1 is the hour, MINUTES=3 what
one likes; CONNECTIONS=32 as many clients as one likes. The figure is printed all the while, with how much was asked.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import psycopg

from bench.harness import Served, claim, cookie_of, empty_home, resident, served
from bench.pages import Organisation
from bench.rest import Side, requests
from bench.rest_own import six, token, web

MINUTES = float(os.environ.get("MINUTES", "60" if os.environ.get("LONG") else "6"))
CONNECTIONS = int(os.environ.get("CONNECTIONS", "32"))
SLICE = 15.0  # seconds between two looks
PAGES = ("/contacts", "/companies", "/board", "/leads", "/contacts?status=eq.active&order=sort_name.asc")


def own(site: Served) -> tuple[str, Organisation]:
    """The demo's first organisation and who owns it."""
    with psycopg.connect(site.database_url) as connection:
        row = connection.execute(
            "select o.org_id, u.email from organizations as o inner join auth.users as u on u.id = o.owner_id"
            " order by (select count(*) from contacts as c where c.org_id = o.org_id) desc limit 1"
        ).fetchone()
        assert row
        contacts = connection.execute(
            "select id::text from contacts where org_id = %s and deleted_at is null limit 500", [row[0]]
        ).fetchall()
    return str(row[1]), Organisation(str(row[0]), [contact[0] for contact in contacts], [])


def mixed(site: Served, cookie: str, organisation: Organisation, asker: str) -> list[str]:
    """Of each of the six as many; one in ten asks who it is, one in ten is a page."""
    dice, side = random.Random(3), Side(site.port, site.process.pid, "/rest/v1", asker)
    made = [text for asked in six(organisation).values() for text in dice.sample(requests(asked, side), 200)]
    host = f"Host: 127.0.0.1:{site.port}\r\n"
    made += [f"GET /auth/v1/user HTTP/1.1\r\n{host}Authorization: Bearer {asker}\r\n\r\n"] * 150
    pages = [f"GET {path} HTTP/1.1\r\n{host}Cookie: {cookie}\r\nAccept: text/html\r\n\r\n" for path in PAGES]
    return made + [dice.choice(pages) for _ in range(150)]


def press(site: Served, asked: list[str], seconds: float) -> int:
    """Load for so long; how many answers there were."""
    command = [sys.executable, "-m", "bench._load", "127.0.0.1", str(site.port), str(CONNECTIONS), str(seconds)]
    with tempfile.TemporaryFile("w+") as sent:
        json.dump(asked, sent)
        sent.seek(0)
        ran = subprocess.run(command, stdin=sent, capture_output=True, text=True, check=True)
    said = json.loads(ran.stdout.splitlines()[-1])
    if said["refused"]:
        raise RuntimeError(f"{said['refused']} answers were no success: {ran.stderr[:500]}")
    return int(said["requests"])


def growth(held: list[tuple[float, float]]) -> float:
    """MiB an hour, after the first third, in which caches fill."""
    late = held[len(held) // 3 :]
    return statistics.linear_regression(*zip(*late, strict=True)).slope * 3600 if len(late) > 1 else 0.0


def main() -> None:
    with empty_home() as home:
        with served(home, "--demo"):
            pass  # what making the demo took is not the answering process's
        with served(home) as site:
            measure(site)


def measure(site: Served) -> None:
    """The load, and what the process holds meanwhile."""
    owner, organisation = own(site)
    keys = json.loads(site.comity("status", "--json"))
    cookie = cookie_of(site, owner)
    process, answered, began = web(site), 0, time.monotonic()
    held = [(0.0, resident(process))]
    while (passed := time.monotonic() - began) < MINUTES * 60:
        asker = token(site, keys, owner)  # as old as the slice: none expires on the way
        answered += press(site, mixed(site, cookie, organisation, asker), SLICE)
        held.append((time.monotonic() - began, resident(process)))
        print(f"  {passed / 60:5.1f} min: {held[-1][1]:6.1f} MB after {answered} answers", flush=True)
    claim(f"web process after {MINUTES:g} minutes of mixed load", held[-1][1], 150, "MB", want="<= 150")
    third = held[len(held) // 3][1]
    claim("the same after a third of that time", third, None, "MB")
    claim("growth since", held[-1][1] - third, None, "MB", want="none")
    claim("growth an hour, by the line through the rest", growth(held), None, "MB/h")


if __name__ == "__main__":
    main()
