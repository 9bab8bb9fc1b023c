"""A database that is not there yet, is lost in the middle of a request, or has gone (wire.md 1.7: PGRST000-003)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psycopg

from comity.platform.gateway.tests.between import Between
from comity.platform.gateway.tests.server import listening
from comity.platform.rest import bare
from comity.platform.rest.tests.test_bare import settings

_WAITING = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@asynccontextmanager
async def asked_through(url: str) -> AsyncIterator[tuple[httpx.AsyncClient, Between]]:
    """The engine alone, whose way to the database we hold in our hands; closed at first."""
    between = Between(url)
    async with listening(bare.create(settings(between.url))) as here, httpx.AsyncClient(base_url=here) as client:
        try:
            yield client, between
        finally:
            await between.close()


def refused(said: httpx.Response) -> tuple[int, str, str | None]:
    """Status, code and when to come again; nothing of the way to the database shows."""
    body = said.json()
    assert set(body) == {"code", "message", "details", "hint"} and "127.0.0.1" not in said.text
    return said.status_code, body["code"], said.headers.get("retry-after")


async def answered(client: httpx.AsyncClient) -> None:
    """Once it can be, it is: nobody restarts anything."""
    async with asyncio.timeout(60):
        while (await client.get("/clients?select=id")).status_code != 200:
            await asyncio.sleep(0.05)


async def interrupted(client: httpx.AsyncClient, url: str, how: Any) -> httpx.Response:
    """What a request is told in whose middle `how` happens: it waits for a lock, as the database itself says."""
    async with await psycopg.AsyncConnection.connect(url) as holder:
        await holder.execute("lock table api.clients in access exclusive mode")
        asking = asyncio.create_task(client.get("/clients?select=id", timeout=60))
        async with asyncio.timeout(60), await psycopg.AsyncConnection.connect(url, autocommit=True) as looking:
            while not (waiting := await (await looking.execute(_WAITING)).fetchall()):
                await asyncio.sleep(0.02)
            await how(looking, waiting[0][0])
            return await asking


async def test_what_cannot_be_asked_yet_is_answered_as_soon_as_it_can(api_url: str) -> None:
    async with asked_through(api_url) as (client, between):
        assert refused(await client.get("/clients")) == (503, "PGRST002", "1")
        assert (await client.head("/clients")).status_code == 503
        await between.open()
        await answered(client)


async def test_a_connection_lost_in_the_middle_and_a_database_that_has_gone(api_url: str) -> None:
    async with asked_through(api_url) as (client, between):
        await between.open()
        await answered(client)

        async def hang_up(*_: Any) -> None:
            between.hang_up()

        assert refused(await interrupted(client, api_url, hang_up)) == (503, "PGRST001", "1")
        await answered(client)
        await between.close()
        assert refused(await client.get("/clients")) == (503, "PGRST000", "1")
        assert refused(await client.post("/rpc/add", json={"a": 1, "b": 2})) == (503, "PGRST000", "1")


async def test_a_statement_that_the_administrator_ends_is_503_in_the_database_s_words(api_url: str) -> None:
    async with asked_through(api_url) as (client, between):
        await between.open()
        await answered(client)

        async def terminate(looking: psycopg.AsyncConnection[Any], pid: int) -> None:
            await looking.execute("select pg_terminate_backend(%s)", [pid])

        assert refused(await interrupted(client, api_url, terminate)) == (503, "57P01", "1")
        await answered(client)
