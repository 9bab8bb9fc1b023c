"""/hooks/{provider}/{endpoint_id} as a provider meets it: the whole program, over real HTTP.  seed: WH01, WH05, WH07"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from comity.core import secrets
from comity.core.db import Database
from comity.core.who import Who
from comity.office.webhooks import inbox
from comity.platform import vault
from tests.app import App
from tests.world import World

BODY = b'{"id": "%s", "type":  "order.made", "note": "caf\xc3\xa9"}'


@pytest.fixture
async def house(app_server: App) -> AsyncIterator[Database]:
    """The running program's own database, beside it."""
    vault.configure(secrets.load(app_server.home).master_key)
    db = await Database.open(app_server.database_url, size=2)
    yield db
    await db.close()


def signed(secret: str, body: bytes) -> dict[str, str]:
    return {"x-signature": hmac.digest(secret.encode(), body, "sha256").hex(), "content-type": "application/json"}


async def place(db: Database, app: App, who: Who, secret: str) -> tuple[str, Any]:
    made, _ = await inbox.create(db, who, "custom", "Over HTTP", secret)
    return f"{app.url}/hooks/custom/{made}", made


async def come(db: Database, who: Who, endpoint: Any) -> list[dict[str, Any]]:
    async with db.acting(who) as tx:
        return await inbox.recent(tx, endpoint)


async def until(db: Database, who: Who, endpoint: Any, **wanted: Any) -> dict[str, Any]:
    for _ in range(1200):
        rows = await come(db, who, endpoint)
        if rows and all(rows[0][name] == value for name, value in wanted.items()):
            return rows[0]
        await asyncio.sleep(0.05)
    raise AssertionError([(row["state"], row["problem"]) for row in rows])


async def test_what_is_signed_is_taken_once_read_after_and_read_again(
    house: Database, app_server: App, world: World
) -> None:
    url, endpoint = await place(house, app_server, world.owner, "our secret")
    body = BODY % uuid4().hex.encode()
    async with httpx.AsyncClient() as client:
        for _ in range(2):  # sent twice, or replayed
            answer = await client.post(url, content=body, headers=signed("our secret", body))
            assert answer.status_code == 200
        for forged in (signed("guessed", body), signed("our secret", body.replace(b":  ", b": ")), {}):
            assert (await client.post(url, content=body, headers=forged)).status_code == 401
        crossed = signed("our secret", body) | {"origin": "https://shop.example", "sec-fetch-site": "cross-site"}
        assert (await client.post(url, content=body, headers=crossed)).status_code == 200
        assert (await client.get(url)).status_code == 405
    row = await until(house, world.owner, endpoint, state="done")
    assert bytes(row["body"]) == body and row["event_type"] == "order.made"
    assert len(await come(house, world.owner, endpoint)) == 1
    assert await come(house, world.stranger, endpoint) == []
    await inbox.again(house, world.owner, row["id"])
    await until(house, world.owner, endpoint, state="done", retry_count=1)


async def test_nobody_elses_secret_and_no_unknown_address_is_taken(
    house: Database, app_server: App, world: World
) -> None:
    url, endpoint = await place(house, app_server, world.owner, "our secret")
    await place(house, app_server, world.stranger, "their secret")
    body = BODY % uuid4().hex.encode()
    wrong = url.rpartition("/")[0]
    async with httpx.AsyncClient() as client:
        assert (await client.post(url, content=body, headers=signed("their secret", body))).status_code == 401
        for nowhere in (f"{wrong}/{uuid4()}", f"{wrong}/x", url.replace("/custom/", "/stripe/"),
                        url.replace("/custom/", "/nobody/")):  # fmt: skip
            assert (await client.post(nowhere, content=body, headers=signed("our secret", body))).status_code == 404
    assert await come(house, world.owner, endpoint) == []


async def test_what_is_too_large_or_too_much_is_turned_away(house: Database, app_server: App, world: World) -> None:
    url, endpoint = await place(house, app_server, world.owner, "our secret")
    other, _ = await place(house, app_server, world.owner, "our secret")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    async with httpx.AsyncClient() as client:
        large = b" " * (inbox.LARGEST + 1)
        assert (await client.post(url, content=large, headers=signed("our secret", large))).status_code == 413
        assert (await client.post(url, content=endless(), headers=signed("our secret", b""))).status_code == 413
        body = BODY % uuid4().hex.encode()
        with psycopg.connect(app_server.database_url) as connection:  # a flood has emptied the bucket
            connection.execute(
                "insert into app.buckets (bucket, tokens, at) values (%s, -1000, now())"
                " on conflict (bucket) do update set tokens = -1000, at = now()",
                (f"hook:{endpoint}",),
            )
        flood = await client.post(url, content=body, headers=signed("our secret", body))
        assert flood.status_code == 429 and int(flood.headers["retry-after"]) >= 1
        assert (await client.post(other, content=body, headers=signed("our secret", body))).status_code == 200
    assert await come(house, world.owner, endpoint) == []


async def test_forgeries_use_up_nothing_of_who_signs(house: Database, app_server: App, world: World) -> None:
    """Whoever knows the address could otherwise keep the provider's own messages out."""
    url, endpoint = await place(house, app_server, world.owner, "our secret")
    body = BODY % uuid4().hex.encode()
    async with httpx.AsyncClient() as client:
        for _ in range(5):
            assert (await client.post(url, content=body, headers=signed("guessed", body))).status_code == 401
        with psycopg.connect(app_server.database_url) as connection:
            spent = connection.execute(
                "select bucket from app.buckets where bucket like %s", (f"hook%{endpoint}",)
            ).fetchall()
        assert spent == [(f"hook forged:{endpoint}",)]
        assert (await client.post(url, content=body, headers=signed("our secret", body))).status_code == 200


@pytest.mark.parametrize("name", ["webhook-id", "svix-id", "x-github-delivery", "x-shopify-webhook-id"])
async def test_another_id_beside_the_signature_makes_no_other_message(
    house: Database, app_server: App, world: World, name: str
) -> None:
    """What is not signed is anybody's to write: a message that was overheard is the same message again."""
    url, endpoint = await place(house, app_server, world.owner, "our secret")
    body = BODY % uuid4().hex.encode()
    async with httpx.AsyncClient() as client:
        for _ in range(3):
            headers = signed("our secret", body) | {name: uuid4().hex}
            assert (await client.post(url, content=body, headers=headers)).status_code == 200
    assert len(await come(house, world.owner, endpoint)) == 1
