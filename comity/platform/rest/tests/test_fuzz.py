"""Anything at all in a URL, a header or a body: a refusal in the dialect's words, never a 500, never our SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.db import Database
from comity.platform.rest.bare import BareDoor
from comity.platform.rest.engine import Engine
from comity.platform.rest.errors import RestError
from comity.platform.rest.request import Raw, read
from comity.platform.rest.tests.conftest import SETTINGS, Asker, Said

_WORDS = [
    "id",
    "name",
    "clients",
    "projects",
    "tasks",
    "users",
    "data",
    "tags",
    "count",
    "select",
    "order",
    "or",
    "and",
    "not",
    "eq",
    "in",
    "is",
    "like",
    "fts",
    "null",
    "any",
    "inner",
    "asc",
    "desc",
    "nullsfirst",
    "limit",
    "sum",
    "::int",
    "->",
    "->>",
    ".",
    ",",
    "(",
    ")",
    "!",
    "...",
    ":",
    "=",
    "&",
    "*",
    '"',
    "\\",
    "'",
    ";",
    "--",
    "{",
    "}",
    "[",
    "]",
    "1",
    "-1",
    "9" * 30,
    " ",
    "é",
    "圍",
    "\u202e",
    "%00",
    "%ff",
    "%",
    "+",
    "#",
    "\n",
    "a" * 70,
]
soup = st.lists(st.sampled_from(_WORDS), max_size=14).map("".join)
anything = st.one_of(soup, st.text(max_size=30), st.text(alphabet='().,!:->*"\\&=ab1', max_size=40))
keys = st.one_of(
    st.sampled_from(["select", "order", "or", "and", "id", "name", "limit", "offset", "columns", "on_conflict"]), soup
)
queries = st.lists(st.tuples(keys, anything), max_size=5).map(
    lambda pairs: "&".join(f"{quote(k, safe='%.()->!:*,')}={quote(v, safe='%.()->!:*,')}" for k, v in pairs)
)
targets = st.sampled_from(
    ["/clients", "/projects", "/rpc/add", "/rpc/projects_of", "/rpc/keys_of", "/open_tasks", "/users"]
)
methods = st.sampled_from(["GET", "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"])
bodies = st.one_of(
    st.sampled_from([b"", b"{}", b"[]", b'{"id":1}', b'[{"id":1,"name":null}]', b"id,name\n1,x"]),
    st.binary(max_size=40),
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "prefer": anything.filter(lambda t: "\n" not in t),
        "accept": st.sampled_from(
            ["*/*", "text/csv", "application/vnd.pgrst.object+json", "x", ";;;", "application/json;q=x"]
        ),
        "content-type": st.sampled_from(
            ["application/json", "text/csv", "text/plain", "application/octet-stream", "x"]
        ),
        "range": st.sampled_from(["0-1", "5-", "x", "-", "3-1", "0-" + "9" * 18]),
    },
)
_OURS = ("pgrst_source", "pgrst_body", "pgrst_r1", 'from "', "Traceback", "syntax error")
_EXPECTED_500 = ("21000", "54001", "54011")  # of a client's own making: a sub-select with two rows, too many columns


class World:
    """One loop and one engine for all examples."""

    def __init__(self, address: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.db = self.loop.run_until_complete(Database.open(address, size=2))
        engine = Engine(self.db, SETTINGS, BareDoor(self.db, {}))
        self.ask = Asker(engine).with_settings(tx_end="rollback")

    def send(self, raw: Raw) -> Said:
        from comity.platform.rest.tests.conftest import ANONYMOUS
        from comity.platform.rest.tests.conftest import read as said

        return said(self.loop.run_until_complete(self.ask.engine.answer(raw, ANONYMOUS)))


@pytest.fixture(scope="module")
def fuzzed(api_url: str) -> Iterator[World]:
    world = World(api_url)
    yield world
    world.loop.run_until_complete(world.db.close())
    world.loop.close()


@settings(max_examples=1500, deadline=None)
@given(method=methods, target=targets, query=queries, sent=headers, body=bodies)
def test_requests_parse_or_are_refused(method: str, target: str, query: str, sent: dict[str, str], body: bytes) -> None:
    path = target.strip("/").split("/")
    assert _status(Raw(method, path, query, sent, body)) < 500


def _status(raw: Raw) -> int:
    try:
        read(raw, SETTINGS)
    except RestError as refused:
        return refused.status
    return 200


def _try(world: World, method: str, target: str, query: str, sent: dict[str, str], body: bytes) -> None:
    raw = Raw(method, target.strip("/").split("/"), query, sent, body)
    said = world.send(raw)
    if method in ("GET", "HEAD"):  # the second time it is a familiar request
        again = world.send(raw)
        assert (again.status, again.text) == (said.status, said.text), (method, target, query)
    if said.status >= 500:
        assert said.code in _EXPECTED_500, (method, target, query, sent, body, said.text)
    if said.status >= 300 and said.text and said.headers.get("content-type", "").startswith("application/json"):
        assert not any(word in str(said.json.get("message")) for word in _OURS), (method, target, query, said.text)


QUICK = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(method=methods, target=targets, query=queries, sent=headers, body=bodies)
def test_no_request_breaks_the_engine(
    fuzzed: World, method: str, target: str, query: str, sent: dict[str, str], body: bytes
) -> None:
    _try(fuzzed, method, target, query, sent, body)


@pytest.mark.soak
@settings(QUICK, max_examples=12_000)
@given(method=methods, target=targets, query=queries, sent=headers, body=bodies)
def test_no_request_breaks_the_engine_for_long(
    fuzzed: World, method: str, target: str, query: str, sent: dict[str, str], body: bytes
) -> None:
    _try(fuzzed, method, target, query, sent, body)
