"""The same six requests on our own tables: 250,000 contacts of an organisation, its policies, triggers and change feed.

Reading one record stands beside a real PostgREST on the same database, with the same token and the organisation named
in the filter; its lists come through our policies row by row (seconds each), since no compiler of ours adds the
organisation, and its writes lack what our doors tell triggers. Wanted of it: CPU (server, worker and database together)
at most 0.6 of PostgREST's and p99 no worse. SECONDS, ONLY and CONNECTIONS as in rest.py; COMITY_BENCH_HOME=folder keeps
the filled organisation there.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg

from bench.harness import Served, claim, resident, served
from bench.pages import OWNER, Organisation, filled_home
from bench.rest import Asked, Side, compare, free_port, postgrest

FIELDS = "id,full_name,email,city,country,status,created_at"
COUNTRIES = ("FR", "DE", "IT", "GB", "AT")
BOTH = ("get",)
STATES = ("active", "vip", "inactive")


def six(org: Organisation) -> dict[str, Asked]:
    """The six, of contacts, companies and activities."""

    def listed(dice: random.Random) -> str:
        return f"country=eq.{dice.choice(COUNTRIES)}&order=created_at.desc&limit=25"

    def one(dice: random.Random) -> str:
        return dice.choice(org.contacts)

    def note(dice: random.Random) -> str:
        return json.dumps({"contact_id": one(dice), "kind": "note", "subject": "hello", "body": "some text"})

    def changed(dice: random.Random) -> str:
        return json.dumps({"city": dice.choice(("Paris", "Wien", "Porto"))})

    embed = "companies(id,name,domain),contact_points(id,kind,value)"
    wanted = "return=representation"
    return {
        "get": Asked(lambda dice: ("GET", f"/contacts?id=eq.{one(dice)}", "", ""), ""),
        "list": Asked(lambda dice: ("GET", f"/contacts?select={FIELDS}&{listed(dice)}", "", ""), ""),
        "embed": Asked(lambda dice: ("GET", f"/contacts?select={FIELDS},{embed}&{listed(dice)}", "", ""), ""),
        "insert": Asked(lambda dice: ("POST", "/activities", wanted, note(dice)), ""),
        "patch": Asked(lambda dice: ("PATCH", f"/contacts?id=eq.{one(dice)}", wanted, changed(dice)), ""),
        "count": Asked(
            lambda dice: ("GET", f"/contacts?select=id&limit=1&status=eq.{dice.choice(STATES)}", "count=exact", ""), ""
        ),
    }


def token(site: Served, said: dict[str, Any], email: str = OWNER) -> str:
    """The owner's or another's, by a link only an administrator gets."""
    link = _post(site, "admin/generate_link", {"type": "magiclink", "email": email}, said["service_role_key"])
    session = _post(site, "verify", {"type": "magiclink", "token_hash": link["hashed_token"]}, said["anon_key"])
    return str(session["access_token"])


def _post(site: Served, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    headers = {"apikey": key, "authorization": f"Bearer {key}", "content-type": "application/json"}
    asked = urllib.request.Request(f"{site.url}/auth/v1/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return dict(json.loads(answer.read()))


@contextmanager
def beside(binary: str, site: Served, secret: str, asker: str, org: str) -> Iterator[Side]:
    """PostgREST over the same tables."""
    port = free_port()
    environ = {
        **os.environ, "PGRST_DB_URI": site.database_url.replace("%2F", "/"), "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_ANON_ROLE": "anon", "PGRST_DB_POOL": "10", "PGRST_JWT_SECRET": secret, "PGRST_LOG_LEVEL": "crit",
        "PGRST_SERVER_HOST": "127.0.0.1", "PGRST_SERVER_PORT": str(port),
    }  # fmt: skip
    process = subprocess.Popen([binary], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                asked = urllib.request.Request(f"http://127.0.0.1:{port}/contacts?select=id&limit=1&org_id=eq.{org}")
                asked.add_header("Authorization", f"Bearer {asker}")
                with urllib.request.urlopen(asked, timeout=5) as answer:
                    if len(json.loads(answer.read())) != 1:
                        raise RuntimeError("PostgREST does not see the owner's contacts")
                break
            except OSError:
                time.sleep(0.1)
        yield Side(port, process.pid, token=asker, also=f"org_id=eq.{org}")
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    with ExitStack() as stack:
        home, organisation = stack.enter_context(filled_home())
        site = stack.enter_context(served(home))
        said = json.loads(site.comity("status", "--json"))
        asker = token(site, said)
        ours = Side(site.port, site.process.pid, "/rest/v1", asker)
        with psycopg.connect(site.database_url) as connection:
            row = connection.execute("select pg_read_file('postmaster.pid')").fetchone()
        assert row
        postmaster = int(str(row[0]).split()[0])
        binary = postgrest()
        theirs = (
            stack.enter_context(beside(binary, site, said["jwt_secret"], asker, organisation.id)) if binary else None
        )
        asked = six(organisation)
        for name in os.environ.get("ONLY", ",".join(asked)).split(","):
            compare(f"own {name}", asked[name], ours, theirs if name in BOTH else None, postmaster)
        claim("own tables: memory of the web process after the load", resident(web(site)), 150, "MB", want="<= 150")


def web(site: Served) -> int:
    """The process that answers."""
    return next((int(name.split()[1]) for name in site.memory() if name.startswith("web ")), site.process.pid)


if __name__ == "__main__":
    main()
