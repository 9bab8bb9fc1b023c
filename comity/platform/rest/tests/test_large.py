"""Large answers: the same bytes and headers as in one piece, flat memory, nothing left running when a client goes."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psycopg
import pytest

from comity.platform.gateway.tests.server import listening
from comity.platform.rest import bare
from comity.platform.rest.query.levels import PROBE
from comity.platform.rest.tests.conftest import Asker
from comity.platform.rest.tests.test_bare import settings

MANY = 30_000


@pytest.fixture(scope="module", autouse=True)
def many(api_url: str) -> None:
    """A table of many rows, and one that is slow to read."""
    with psycopg.connect(api_url, autocommit=True) as connection:
        connection.execute("create table api.events (id int primary key, note text, data jsonb)")
        connection.execute(
            "insert into api.events select n, case when n % 3 > 0 then 'né, \"' || n end, '{\"a\": [1]}'"
            f" from generate_series(1, {MANY}) n".encode()
        )
        connection.execute("create view api.slow as select id, pg_sleep(0.01) is null as at from api.events")
        connection.execute("grant select on api.events, api.slow to rest_anon, rest_user")
        connection.execute("analyze api.events")


@pytest.mark.parametrize("accept", ["application/json", "application/vnd.pgrst.array+json;nulls=stripped", "text/csv"])
async def test_the_same_bytes_as_in_one_piece(ask: Asker, accept: str) -> None:
    """PROBE rows in one piece and one more row by row differ by that row alone."""
    whole = await ask("GET", f"/events?order=id&id=lte.{PROBE}", accept=accept)
    more = await ask("GET", f"/events?order=id&id=lte.{PROBE + 1}", accept=accept)
    assert (whole.status, more.status) == (200, 200)
    end = "]" if "json" in accept else ""
    assert more.text.startswith(whole.text.removesuffix(end)) and len(more.text) > len(whole.text)
    assert more.headers["content-type"] == whole.headers["content-type"]
    assert int(more.headers["content-length"]) == len(more.text.encode())
    assert (whole.range, more.range) == (f"0-{PROBE - 1}/*", f"0-{PROBE}/*")
    assert "content-location" in more.headers and "vary" in more.headers


async def test_counts_and_windows(ask: Asker) -> None:
    said = await ask("GET", "/events?order=id.desc", prefer="count=exact")
    assert (said.status, said.range, len(said.json)) == (200, f"0-{MANY - 1}/{MANY}", MANY)
    said = await ask("GET", "/events?order=id&limit=5000&offset=100", prefer="count=exact")
    assert (said.status, said.range) == (206, f"100-5099/{MANY}")
    assert (said.json[0]["id"], said.json[-1]["id"], len(said.json)) == (101, 5100, 5000)
    said = await ask("GET", f"/events?order=id&offset={MANY - 3000}", prefer="count=exact")
    assert said.range == f"{MANY - 3000}-{MANY - 1}/{MANY}" and len(said.json) == 3000
    said = await ask("GET", "/events?order=id&limit=1500", prefer="count=exact")
    assert said.range == f"0-1499/{MANY}"
    said = await ask("HEAD", "/events", prefer="count=exact")
    assert (said.range, said.text) == (f"0-{MANY - 1}/{MANY}", "")
    said = await ask("GET", "/events?select=id", prefer="count=planned")
    assert said.range is not None and abs(int(said.range.split("/")[1]) - MANY) < MANY / 10


async def test_limits_of_a_role(ask: Asker) -> None:
    limited = ask.with_settings(roles={"rest_anon": {"max_rows": 3, "max_depth": 1, "max_embeds": 2}})
    assert len((await limited("GET", "/events")).json) == 3
    assert len((await limited("GET", "/events?limit=9")).json) == 3
    deep = await limited("GET", "/clients?select=id,projects(id,tasks(id))")
    assert (deep.status, deep.code) == (400, "PGRST100")
    assert (await limited("GET", "/projects?select=id,tasks(id),clients(id)")).status == 200
    wide = await limited("GET", "/projects?select=id,tasks(id),clients(id),users(id)")
    assert (wide.status, wide.code) == (400, "PGRST100")
    hasty = ask.with_settings(roles={"rest_anon": {"timeout": 0.2}})
    slow = await hasty("GET", "/slow?at=is.true")
    assert (slow.status, slow.code) == (500, "57014")
    assert len((await ask("GET", "/events?limit=9")).json) == 9


@pytest.fixture(scope="module")
async def url(api_url: str, anyio_backend: str) -> AsyncIterator[str]:
    async with listening(bare.create(settings(api_url, PGRST_DB_POOL="3"))) as url:
        yield url


async def test_over_a_socket_length_first_and_memory_flat(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        before = _resident()
        for _ in range(3):
            async with client.stream("GET", "/events?order=id&select=id,note,data") as answer:
                assert "transfer-encoding" not in answer.headers
                read = b"".join([chunk async for chunk in answer.aiter_raw()])
            assert len(read) == int(answer.headers["content-length"])
            assert len(json.loads(read)) == MANY
        assert _resident() - before < 40


async def test_whoever_goes_away_takes_the_query_along(url: str, api_url: str) -> None:
    """Both while the database still works and while rows are on their way."""
    for target in ("/slow?select=id&at=is.true", "/events?select=id,note,data"):
        host, port = url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port), limit=1024)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        if "slow" in target:
            await _until(lambda: _running(api_url) == 1)
        writer.transport.abort()
        await _until(lambda: _running(api_url) == 0)
    async with httpx.AsyncClient(base_url=url) as client:  # and its place is free again
        answers = await asyncio.gather(*(client.get("/clients") for _ in range(6)))
        assert {answer.status_code for answer in answers} == {200}


def _running(api_url: str) -> int:
    with psycopg.connect(api_url) as connection:
        found = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and state = 'active'"
            " and application_name = 'comity' and pid <> pg_backend_pid() and query ~ 'slow|events'"
        ).fetchone()
        return found[0] if found else 0


async def _until(holds: object) -> None:
    async with asyncio.timeout(60):
        while not holds():  # type: ignore[operator]
            await asyncio.sleep(0.02)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
