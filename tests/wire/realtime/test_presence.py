"""Presence: who is there, in how many tabs, and that the dead are gone (wire.md 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from comity.core.who import Who
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw

Tokens = Callable[[Who], str]


async def there(raw: Raw, topic: str, key: str, **config: Any) -> None:
    answer = await raw.join(topic, presence={"key": key, "enabled": True}, **config)
    assert answer["status"] == "ok"


async def track(raw: Raw, topic: str, join_ref: str = "1", **shown: Any) -> dict[str, Any]:
    said = {"type": "presence", "event": "track", "payload": shown}
    return await raw.reply(await raw.send(f"realtime:{topic}", "presence", said, join_ref))


async def test_a_newcomer_sees_who_is_there_and_is_seen(line: Dial) -> None:
    one, two, topic = await line(), await line(version="1.0.0"), f"room-{uuid4()}"
    await there(one, topic, "ann")
    assert await one.event("presence_state") == {}
    assert await track(one, topic, at="desk") == {"status": "ok", "response": {}}
    joined = await one.event("presence_diff")
    assert joined["leaves"] == {} and joined["joins"]["ann"]["metas"][0]["at"] == "desk"
    reference = joined["joins"]["ann"]["metas"][0]["phx_ref"]
    await there(two, topic, "bob")
    assert await two.event("presence_state") == {"ann": {"metas": [{"at": "desk", "phx_ref": reference}]}}
    await track(two, topic, at="door")
    await one.wait(lambda said: said[3] == "presence_diff" and "bob" in said[4]["joins"])


async def test_tabs_count_one_by_one(line: Dial) -> None:
    watcher, tabs, topic = await line(), [await line(), await line()], f"room-{uuid4()}"
    await there(watcher, topic, "watcher")
    for number, tab in enumerate(tabs):
        await there(tab, topic, "ann")
        await track(tab, topic, tab=number)
    await watcher.wait(lambda said: said[3] == "presence_diff" and said[4]["joins"]["ann"]["metas"][-1]["tab"] == 1)
    await tabs[0].close()
    gone = await watcher.wait(lambda said: said[3] == "presence_diff" and said[4]["leaves"])
    assert [meta["tab"] for meta in gone[4]["leaves"]["ann"]["metas"]] == [0]
    late = await line()
    await there(late, topic, "late")
    assert [meta["tab"] for meta in (await late.event("presence_state"))["ann"]["metas"]] == [1]


async def test_changing_what_is_shown_and_untracking(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await there(raw, topic, "ann")
    await track(raw, topic, n=1)
    first = (await raw.event("presence_diff"))["joins"]["ann"]["metas"][0]["phx_ref"]
    await track(raw, topic, n=2)
    diff = (await raw.wait(lambda said: said[3] == "presence_diff" and said[4]["leaves"]))[4]
    assert diff["joins"]["ann"]["metas"][0]["phx_ref_prev"] == first
    assert diff["leaves"]["ann"]["metas"][0]["phx_ref"] == first
    await raw.send(f"realtime:{topic}", "presence", {"type": "presence", "event": "untrack"}, "1")
    await raw.wait(lambda said: said[3] == "presence_diff" and not said[4]["joins"])


async def test_a_dead_socket_leaves(line: Dial) -> None:
    watcher, dead, topic = await line(), await line(), f"room-{uuid4()}"
    await there(watcher, topic, "watcher")
    await there(dead, topic, "dead")
    await track(dead, topic)
    await watcher.event("presence_diff")
    dead.line.transport.abort()
    await watcher.wait(lambda said: said[3] == "presence_diff" and "dead" in said[4]["leaves"])


async def test_the_stranger_sees_nobody(line: Dial, server: Server, tokens: Tokens) -> None:
    world, topic = server.app.world, f"room-{uuid4()}"
    ours, theirs = await line(), await line()
    await ours.join(topic, tokens(world.owner), presence={"key": "a", "enabled": True})
    await track(ours, topic)
    await ours.event("presence_diff")
    await theirs.join(topic, tokens(world.stranger), presence={"key": "b", "enabled": True})
    assert await theirs.event("presence_state") == {}


async def test_what_is_shown_must_be_an_object_and_small(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await there(raw, topic, "ann")
    said = {"type": "presence", "event": "track", "payload": [1]}
    answer = await raw.reply(await raw.send(f"realtime:{topic}", "presence", said, "1"))
    assert answer == {"status": "error", "response": {"reason": "Presence track payload must be a map"}}
    said = {"type": "presence", "event": "track", "payload": {"x": "y" * 70_000}}
    await raw.send(f"realtime:{topic}", "presence", said, "1")
    assert (await raw.event("system"))["message"] == "Track message size exceeded"
