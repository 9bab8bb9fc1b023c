"""The official Python client: broadcasts, presence, changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from realtime import (
    AsyncRealtimeChannel,
    AsyncRealtimeClient,
    RealtimePostgresChangesListenEvent,
    RealtimeSubscribeStates,
)

from comity.core.who import Who
from tests.network import PATIENCE
from tests.tenancy.conftest import Fetch
from tests.wire.realtime.conftest import Server

pytestmark = pytest.mark.wire
Tokens = Callable[[Who], str]


async def subscribed(channel: AsyncRealtimeChannel) -> None:
    ready = asyncio.Event()
    await channel.subscribe(lambda state, _: ready.set() if state == RealtimeSubscribeStates.SUBSCRIBED else None)
    await asyncio.wait_for(ready.wait(), PATIENCE)


async def test_broadcasts(server: Server) -> None:
    client = AsyncRealtimeClient(f"{server.url}/realtime/v1", server.anon)
    await client.connect()
    config = {"broadcast": {"self": True, "ack": True}, "presence": {"enabled": False, "key": ""}, "private": False}
    channel = client.channel(f"room-{uuid4()}", params={"config": config})
    heard: asyncio.Queue[Any] = asyncio.Queue()
    channel.on_broadcast("hello", heard.put_nowait)
    await subscribed(channel)
    for number in range(3):
        await channel.send_broadcast("hello", {"n": number})
    for number in range(3):
        assert (await asyncio.wait_for(heard.get(), PATIENCE))["payload"] == {"n": number}
    await client.close()


async def test_changes_with_a_users_token(server: Server, tokens: Tokens, rest: Fetch) -> None:
    world = server.app.world
    client = AsyncRealtimeClient(f"{server.url}/realtime/v1", server.anon)
    await client.connect()
    await client.set_auth(tokens(world.owner))
    channel = client.channel("changes")
    heard: asyncio.Queue[Any] = asyncio.Queue()
    ready = asyncio.Event()
    channel.on_postgres_changes(RealtimePostgresChangesListenEvent.All, heard.put_nowait, table="teams")
    channel.on_system(lambda _: ready.set())
    await subscribed(channel)
    await asyncio.wait_for(ready.wait(), PATIENCE)
    made = rest(world.owner, "teams?select=id", "POST", {"name": "Python"}, "return=representation").json[0]["id"]
    change = await asyncio.wait_for(heard.get(), PATIENCE)
    assert change["data"]["type"] == "INSERT" and change["data"]["record"]["id"] == made
    await client.close()


async def test_presence(server: Server) -> None:
    client = AsyncRealtimeClient(f"{server.url}/realtime/v1", server.anon)
    await client.connect()
    channel = client.channel(f"room-{uuid4()}", params={"config": {"presence": {"key": "ann", "enabled": True}}})
    joins: asyncio.Queue[Any] = asyncio.Queue()
    channel.on_presence_join(lambda key, current, new: joins.put_nowait((key, new)))
    await subscribed(channel)
    await channel.track({"at": "desk"})
    key, new = await asyncio.wait_for(joins.get(), PATIENCE)
    assert key == "ann" and new[0]["at"] == "desk" and new[0]["presence_ref"]
    await client.close()
