"""Sockets, joins, broadcasts: what is said, who hears it, and in which words (wire.md 3.1, 3.2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from comity.core.who import Who
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw

Tokens = Callable[[Who], str]


def kind3(raw: Raw, topic: str, event: str, content: bytes, *, is_json: bool = True, ref: str = "9") -> bytes:
    parts = [b"1", ref.encode(), f"realtime:{topic}".encode(), event.encode(), b""]
    return bytes([3, *(len(part) for part in parts), int(is_json)]) + b"".join(parts) + content


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
async def test_a_heartbeat_is_answered(line: Dial, version: str) -> None:
    raw = await line(version=version)
    answer = await raw.reply(await raw.send("phoenix", "heartbeat", {}))
    assert answer == {"status": "ok", "response": {}}


async def test_two_members_hear_each_other_in_both_versions(line: Dial) -> None:
    old, new, topic = await line(version="1.0.0"), await line(), f"room-{uuid4()}"
    for raw in (old, new):
        assert (await raw.join(topic))["response"] == {"postgres_changes": []}
    await new.line.send(kind3(new, topic, "greet", b'{"a":1}'))
    assert await old.event("broadcast") == {"type": "broadcast", "event": "greet", "payload": {"a": 1}}
    await old.send(f"realtime:{topic}", "broadcast", {"type": "broadcast", "event": "back", "payload": {"b": 2}})
    assert await new.event("broadcast") == {"type": "broadcast", "event": "back", "payload": {"b": 2}}
    await old.calm()
    assert len(old.events("broadcast")) == 1  # nobody hears their own words unless they want to


async def test_self_and_ack(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await raw.join(topic, broadcast={"self": True, "ack": True})
    said = {"type": "broadcast", "event": "x", "payload": {"n": 1}}
    assert await raw.reply(await raw.send(f"realtime:{topic}", "broadcast", said, "1")) == {
        "status": "ok",
        "response": {},
    }
    assert await raw.event("broadcast") == said


async def test_bytes_arrive_as_bytes_and_old_clients_are_spared(line: Dial) -> None:
    sender, new, old, topic = await line(), await line(), await line(version="1.0.0"), f"room-{uuid4()}"
    for raw in (sender, new, old):
        await raw.join(topic)
    await sender.line.send(kind3(sender, topic, "blob", b"\x00\xff\x01", is_json=False))
    await sender.send(f"realtime:{topic}", "broadcast", {"type": "broadcast", "event": "end", "payload": {}})
    await new.event("broadcast")
    full = f"realtime:{topic}".encode()
    assert new.bytes == [bytes([4, len(full), 4, 0, 0]) + full + b"blob" + b"\x00\xff\x01"]
    await old.event("broadcast")
    assert old.bytes == [] and len(old.events("broadcast")) == 1


async def test_leaving_is_answered_and_then_closed(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await raw.join(topic)
    await raw.send(f"realtime:{topic}", "phx_leave", {}, "1")
    await raw.event("phx_close")
    assert [said[3] for said in raw.heard[-2:]] == ["phx_reply", "phx_close"]
    answer = await raw.reply(await raw.send(f"realtime:{topic}", "broadcast", {"event": "x", "payload": {}}))
    assert answer == {"status": "error", "response": {"reason": "unmatched topic"}}


async def test_joining_again_ends_the_first_membership(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await raw.join(topic)
    await raw.join(topic, broadcast={"self": True})
    assert (await raw.wait(lambda said: said[3] == "phx_close"))[0] == "1"
    await raw.send(f"realtime:{topic}", "broadcast", {"type": "broadcast", "event": "x", "payload": {}}, "2")
    await raw.event("broadcast")


async def test_public_channels_of_strangers_are_apart(line: Dial, server: Server, tokens: Tokens) -> None:
    world, topic = server.app.world, f"room-{uuid4()}"
    ours, mate, theirs, nobody = await line(), await line(), await line(), await line()
    await ours.join(topic, tokens(world.owner))
    await mate.join(topic, tokens(world.rep))
    await theirs.join(topic, tokens(world.stranger))
    await nobody.join(topic)
    await ours.send(f"realtime:{topic}", "broadcast", {"type": "broadcast", "event": "x", "payload": {}})
    await mate.event("broadcast")
    for raw in (theirs, nobody):
        await raw.calm()
        assert raw.events("broadcast") == []


async def test_handshakes_are_refused_in_plain_http(server: Server) -> None:
    upgrade = {
        "connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    async with httpx.AsyncClient(base_url=server.url) as client:

        async def ask(query: str) -> tuple[int, object]:
            answer = await client.get(f"/realtime/v1/websocket{query}", headers=upgrade)
            return answer.status_code, answer.json()

        assert await ask("") == (401, {"error": "API key is missing"})
        assert await ask("?apikey=nonsense") == (401, {"error": "The token provided is not a valid JWT"})
        head, body, sign = server.anon.split(".")
        forged = f"{head}.{body}.{sign[:-4]}AAAA"
        assert await ask(f"?apikey={forged}") == (401, {"error": "Failed to validate JWT signature"})
        assert (await ask(f"?apikey={server.anon}&vsn=9.9.9"))[0] == 403


@pytest.mark.parametrize("name", ["anon", "service", "publishable", "secret"])
async def test_every_kind_of_key_opens_a_socket(line: Dial, server: Server, name: str) -> None:
    raw = await line(getattr(server, name))
    assert (await raw.join(f"room-{uuid4()}"))["status"] == "ok"


async def test_topics_without_a_name_are_refused(line: Dial) -> None:
    raw = await line()
    for topic in ("realtime:", "elsewhere"):
        answer = await raw.reply(await raw.send(topic, "phx_join", {}))
        assert answer["status"] == "error" and answer["response"]["reason"].startswith("TopicNameRequired")


async def test_broadcasts_over_http(line: Dial, server: Server) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await raw.join(topic)
    headers = {"apikey": server.anon}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as client:
        message = {"topic": topic, "event": "batch", "payload": {"n": 1}}
        answer = await client.post("/realtime/v1/api/broadcast", json={"messages": [message]})
        assert (answer.status_code, answer.content) == (202, b"")
        assert await raw.event("broadcast") == {"type": "broadcast", "event": "batch", "payload": {"n": 1}}
        one = f"/realtime/v1/api/broadcast/{topic}/events/single"
        assert (await client.post(one, json={"n": 2})).status_code == 202
        binary = {"content-type": "application/octet-stream"}
        assert (await client.post(one, content=b"\x01\x02", headers=binary)).status_code == 202
        assert (await client.post(one, content=b"<x/>", headers={"content-type": "text/xml"})).status_code == 415
        for bad in ({}, {"messages": []}, {"messages": [{"topic": topic}]}, {"messages": [{**message, "payload": 1}]}):
            assert (await client.post("/realtime/v1/api/broadcast", json=bad)).status_code == 422
        assert (await client.post("/realtime/v1/api/broadcast", content=b"{")).status_code == 422
    await raw.wait(lambda said: said[3] == "broadcast" and said[4]["event"] == "single")
    await raw.calm()
    assert [frame[-2:] for frame in raw.bytes] == [b"\x01\x02"]


async def test_the_service_role_is_heard_by_every_organisation(line: Dial, server: Server, tokens: Tokens) -> None:
    topic, world = f"news-{uuid4()}", server.app.world
    ours, theirs = await line(), await line()
    await ours.join(topic, tokens(world.owner))
    await theirs.join(topic, tokens(world.stranger))
    body = {"messages": [{"topic": topic, "event": "x", "payload": {"to": "all"}}]}
    async with httpx.AsyncClient(base_url=server.url, headers={"apikey": server.service}) as client:
        assert (await client.post("/realtime/v1/api/broadcast", json=body)).status_code == 202
    assert (await ours.event("broadcast"))["payload"] == (await theirs.event("broadcast"))["payload"] == {"to": "all"}


async def test_messages_that_are_none_are_passed_over(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await raw.join(topic)
    odd = [
        "",
        "{",
        "[]",
        "null",
        "7",
        '{"topic":1}',
        "[1,2,3,4,5]",
        json.dumps([None, "1", f"realtime:{topic}", "x", 3]),
    ]
    for text in odd:
        await raw.line.send(text)
    for data in (
        b"",
        b"\x03",
        bytes([3, 255, 255, 255, 255, 255, 1]),
        b"\x09abcdefg",
        bytes([3, 0, 0, 0, 0, 0, 1]) + b"{",
    ):
        await raw.line.send(data)
    await raw.line.send("[" * 100_000)
    await raw.calm()
