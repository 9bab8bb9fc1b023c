"""What upstream's own tests expect of a server: words passed on as they were said, tokens, and how it says no."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from comity.core.db import Database
from comity.core.who import Who
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.test_private import SEND

Tokens = Callable[[Who], str]
INCOMPLETE = "Fields `role` and `exp` are required in JWT"


def signed(server: Server, **claims: Any) -> str:
    """A token that is ours, with these claims only."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(server.jwt_secret))


@pytest.mark.parametrize("said", [{"a": "b"}, {"event": "e", "payload": 7, "more": [1]}, "not a map", [1, None]])
async def test_what_is_said_in_text_is_handed_on_word_for_word(line: Dial, said: Any) -> None:
    old, new, topic = await line(version="1.0.0"), await line(), f"room-{uuid4()}"
    for raw in (old, new):
        await raw.join(topic, broadcast={"self": True})
    await old.send(f"realtime:{topic}", "broadcast", said)
    assert await old.event("broadcast") == said
    assert await new.event("broadcast") == said


async def test_yes_may_be_a_word_and_a_key_a_number(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    presence = {"enabled": "True", "key": 123}
    await raw.join(topic, broadcast={"self": "true", "ack": "TRUE"}, presence=presence, private="false")
    answer = await raw.reply(await raw.send(f"realtime:{topic}", "broadcast", {"event": "x"}, "1"))
    assert answer["status"] == "ok"
    await raw.event("broadcast")
    await raw.send(f"realtime:{topic}", "presence", {"event": "track", "payload": {}}, "1")
    assert list((await raw.event("presence_diff"))["joins"]) == ["123"]
    assert (await raw.join(f"room-{uuid4()}", private="True"))["response"]["reason"].startswith("Unauthorized")


async def test_tokens_say_a_role_and_an_end(line: Dial, server: Server) -> None:
    raw, soon = await line(), int(time.time()) + 600
    bad = [signed(server, role="authenticated"), signed(server, exp=soon, sub=str(uuid4()))]
    for token in bad:
        answer = await raw.join(f"room-{uuid4()}", token)
        assert answer == {"status": "error", "response": {"reason": f"InvalidJWTToken: {INCOMPLETE}"}}
    good = signed(server, role="authenticated", exp=soon + 0.99, iat=soon - 700.99)
    topic = f"room-{uuid4()}"
    assert (await raw.join(topic, good))["status"] == "ok"
    await raw.send(f"realtime:{topic}", "access_token", {"access_token": bad[0]})
    assert (await raw.event("system"))["message"] == INCOMPLETE
    await raw.event("phx_close")
    upgrade = {
        "connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    late = signed(server, role="anon", exp=int(time.time()) - 60)
    async with httpx.AsyncClient(base_url=server.url, headers=upgrade) as client:
        for token, said in ((bad[1], INCOMPLETE), (late, "Token has expired")):
            answer = await client.get("/realtime/v1/websocket", params={"apikey": token})
            assert (answer.status_code, answer.json()) == (401, {"error": said})


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"table": "nothing"}, ("Please check Realtime is enabled for the given connect parameters: [event: *, schema:"
         " public, table: nothing, filters: [], select: nil]")),
        ({"filter": "no=eq.1"}, ("An exception happened so please check your connect parameters: [event: *, schema:"
         ' public, table: teams, filters: [{"no", "eq", "1", false}], select: nil]. Exception: ERROR P0001'
         " (raise_exception) invalid column for filter no")),
        ({"filter": "wrong"}, 'Error parsing `filter` params: ["wrong"]'),
    ],
)  # fmt: skip
async def test_wishes_that_cannot_be_are_told_in_upstreams_words(line: Dial, wish: dict[str, str], said: str) -> None:
    raw = await line()
    given = {"event": "*", "schema": "public", "table": "teams", **wish}
    answer = await raw.join(f"room-{uuid4()}", postgres_changes=[given])
    assert answer["status"] == "ok"
    told = await raw.event("system")
    assert (told["status"], told["extension"]) == ("error", "postgres_changes")
    assert told["message"].removeprefix("Unable to subscribe to changes with given parameters. ") == said


async def test_how_http_says_no(server: Server, tokens: Tokens) -> None:
    one, many = "/realtime/v1/api/broadcast/closed/events/x", "/realtime/v1/api/broadcast"
    message = {"topic": "closed", "event": "x", "payload": {}, "private": True}
    async with httpx.AsyncClient(base_url=server.url) as nobody:
        for answer in (await nobody.post(one, json={}), await nobody.post(many, json={"messages": [message]})):
            assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})
    bearer = {"apikey": server.anon, "authorization": f"Bearer {tokens(server.app.world.rep)}"}
    async with httpx.AsyncClient(base_url=server.url, headers=bearer) as client:
        answer = await client.post(one, params={"private": "true"}, json={})
        assert (answer.status_code, answer.json()) == (403, {"message": "Unauthorized"})
        assert (await client.post(many, json={"messages": [message]})).status_code == 202  # one of many: silently
        answer = await client.post(one, content=b"x", headers={"content-type": "text/plain"})
        assert answer.status_code == 415 and answer.json()["error"].startswith("Unsupported Media Type")
        batch = {"messages": [{**message, "private": False}] * 1001}
        answer = await client.post(many, json=batch)
        assert answer.status_code == 429
        assert answer.json() == {"message": "Too many messages to broadcast, please reduce the batch size"}


async def test_what_was_replayed_is_not_told_again(line: Dial, server: Server, tokens: Tokens, house: Database) -> None:
    """Messages committed while somebody joins are heard once, however the two ways race."""
    world = server.app.world
    topic, began = f"org:{world.ours.id}:race-{uuid4()}", int(time.time() * 1000) - 5000

    async def say(event: str) -> None:
        async with house.acting(world.rep) as tx:
            await tx.run(SEND, payload="{}", event=event, topic=topic, private=True)

    for number in range(3):
        raw, wish = await line(), {"replay": {"since": began, "limit": 4}}
        joins = raw.join(topic, tokens(world.owner), private=True, broadcast=wish)
        await asyncio.gather(say(f"race-{number}"), joins)
        await say(f"end-{number}")
        for event in (f"race-{number}", f"end-{number}"):
            await raw.wait(lambda said, event=event: said[3] == "broadcast" and said[4]["event"] == event, 60.0)  # type: ignore[misc]
        await say(f"after-{number}")  # what was on its way to being told twice came before this
        await raw.wait(lambda said, event=f"after-{number}": said[3] == "broadcast" and said[4]["event"] == event, 60.0)  # type: ignore[misc]
        told = [said["event"] for said in raw.events("broadcast")]
        assert [told.count(event) for event in (f"race-{number}", f"end-{number}")] == [1, 1]
        await raw.close()
