"""Providers that hang in every way there is: while connecting, after half an answer, in the middle of words.

"Switch to the next provider within 2 s of the first one hanging." The log hears of news.
seed: AC15, AC17
"""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import pytest
import structlog
from starlette.responses import Response, StreamingResponse

from comity.ai import coordinator, standing, talking
from comity.ai.agent import Chat, Message, Talk
from comity.ai.providers.base import STALL, Failure
from comity.ai.providers.openai import OpenAI
from comity.ai.tests.conftest import Make
from comity.ai.ways import CONNECT
from comity.core.db import Database
from comity.platform.outside import guard, transport
from tests.street import ALL, anthropic, keyed, openai, streamed, street
from tests.world import World

SWITCHED = 2.0
SLACK = 8.0
"""Seconds more on a machine that is busy with other things; without the limits it would be 20 and more."""


@contextmanager
def blackhole() -> Iterator[str]:
    """An address that takes no connection and refuses none: a listener whose queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = listener.getsockname()
        queued = [socket.socket() for _ in range(4)]
        for one in queued:
            one.setblocking(False)
            one.connect_ex(place)
        try:
            yield f"http://127.0.0.1:{place[1]}"
        finally:
            for one in queued:
                one.close()


def half(first: bytes = b'{"model": "gpt-5-mini", "choi') -> Response:
    """Begins an answer and never ends it."""

    async def body() -> AsyncIterator[bytes]:
        yield first
        await asyncio.sleep(30)

    return StreamingResponse(body(), media_type="application/json")


def stalls(*words: str) -> Response:
    """Says some words of a stream, then nothing more."""

    async def body() -> AsyncIterator[bytes]:
        for word in words:
            yield f'data: {{"choices": [{{"delta": {{"content": "{word}"}}}}]}}\n\n'.encode()
        await asyncio.sleep(30)

    return StreamingResponse(body(), media_type="text/event-stream")


def test_the_limits_leave_room_within_two_seconds() -> None:
    assert CONNECT < SWITCHED and STALL < SWITCHED


@pytest.mark.parametrize("priority", ["p0", "p1", "p3"])
async def test_a_provider_that_takes_no_connection_is_left_within_two_seconds(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch, priority: Any
) -> None:
    with blackhole() as nowhere:
        async with street(anthropic=lambda: anthropic({"mood": "good"})) as here:
            keyed(monkeypatch, here, ALL[0], ALL[1])
            settings = dataclasses.replace(coordinator.settings(), openai_base_url=f"{nowhere}/v1")
            monkeypatch.setattr(coordinator, "_settings", settings)
            since = time.monotonic()
            answer = await coordinator.run(db, world.rep, make(), f"hang {priority}", priority=priority)
            took = time.monotonic() - since
    assert answer.engine == "anthropic" and took < SWITCHED + SLACK, took


@pytest.mark.parametrize("priority", ["p0", "p1", "p3"])
async def test_half_an_answer_that_stops_is_left_within_two_seconds(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch, priority: Any
) -> None:
    async with street(openai=half, anthropic=lambda: anthropic({"mood": "good"})) as here:
        keyed(monkeypatch, here, ALL[0], ALL[1])
        since = time.monotonic()
        answer = await coordinator.run(db, world.rep, make(), f"half {priority}", priority=priority)
        took = time.monotonic() - since
    assert answer.engine == "anthropic" and took < SWITCHED + SLACK, took


async def test_json_that_breaks_off_is_sent_back_once_and_then_another_is_asked(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, left = '{"mood": "go', [1]

    def once() -> Response:
        return openai(broken if left.pop(0) else {"mood": "whole"}) if left else openai(broken)

    async with street(openai=once, anthropic=lambda: anthropic({"mood": "other"})) as here:
        keyed(monkeypatch, here, ALL[0], ALL[1])
        left[:] = [1, 0]
        repaired = await coordinator.run(db, world.rep, make(), "broken once")
        told = here.bodies[1]["messages"]
        left[:] = [1, 1]
        given_up = await coordinator.run(db, world.rep, make(), "broken twice")
    assert (repaired.output.mood, repaired.attempts[0].problem) == ("whole", "answered without a JSON object")
    assert told[2]["content"] == broken and "JSON object" in told[3]["content"]
    assert given_up.output.mood == "other" and here.asked == ["openai"] * 4 + ["anthropic"]


async def test_a_thought_that_takes_its_time_is_not_taken_for_a_hanging(
    db: Database, world: World, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its first byte a background question has the time it needs."""

    async def slowly() -> AsyncIterator[bytes]:
        await asyncio.sleep(STALL + 0.5)
        yield bytes(openai({"mood": "deep"}).body)

    async with street(openai=lambda: StreamingResponse(slowly(), media_type="application/json")) as here:
        keyed(monkeypatch, here, ALL[0])
        answer = await coordinator.run(db, world.rep, make(), "think", priority="p1")
    assert answer.output.mood == "deep"


async def test_words_that_stop_in_the_middle_are_taken_back_and_another_says_them(
    db: Database, world: World, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, keyless: None
) -> None:
    prompt = tmp_path / "talk.md"
    prompt.write_text("Talk.")
    chat = Chat(name="test_talk", prompt=prompt, offline=lambda talk: "offline words")
    talk = Talk([Message("user", "Hello")])
    async with street(openai=lambda: stalls("Well ", "I "), anthropic=lambda: streamed("anthropic", "Yes.")) as here:
        keyed(monkeypatch, here, ALL[0], ALL[1])
        since = time.monotonic()
        parts = [part async for part in coordinator.stream(db, world.rep, chat, talk)]
        took = time.monotonic() - since
        assert any(part.again for part in parts) and took < SWITCHED + SLACK, took
        assert parts[-1].done and (parts[-1].done.text, parts[-1].done.engine) == ("Yes.", "anthropic")
        keyed(monkeypatch, here, ALL[0])
        monkeypatch.setattr(talking, "LULL", 0.3)
        alone = await coordinator.chat(db, world.rep, chat, talk)
    assert (alone.text, alone.engine) == ("offline words", "offline")


async def test_what_is_still_down_is_said_once(monkeypatch: pytest.MonkeyPatch, keyless: None) -> None:
    monkeypatch.setattr(standing, "PROBE_SECONDS", 0.01)
    model, looked = OpenAI("m", "http://127.0.0.1:9", "sk"), [0]

    async def alive(*_given: Any) -> None:
        looked[0] += 1
        if looked[0] < 20:
            raise Failure("not reachable" if looked[0] < 10 else "answered 503")

    monkeypatch.setattr(OpenAI, "alive", alive)
    with structlog.testing.capture_logs() as said:
        for _ in range(standing.IN_A_ROW):
            standing.failed(model, Failure("not reachable", outage=True), coordinator.settings())
        assert standing.down(model)
        while "a provider is well again" not in [line["event"] for line in said]:
            await asyncio.sleep(0.01)
    events = [(line["event"], line.get("problem")) for line in said if "provider" in line["event"]]
    assert events == [
        ("a provider is down", "not reachable"), ("a provider is down", "answered 503"),
        ("a provider is well again", None),
    ]  # fmt: skip
    await standing.close()


async def test_a_name_nobody_resolves_does_not_hold_a_guarded_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.sleep(30)
        return []

    monkeypatch.setattr(guard, "public_addresses", never)
    since = time.monotonic()
    with pytest.raises(httpcore.ConnectTimeout):
        await transport._Guarded().connect_tcp("slow.example", 443, timeout=0.2)
    assert time.monotonic() - since < SWITCHED + SLACK


async def test_one_dead_address_of_several_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "127.0.0.2"]

    tried: list[tuple[str, float | None]] = []

    class Inner:
        async def connect_tcp(self, address: str, port: int, timeout: float | None, *_more: Any) -> Any:
            tried.append((address, timeout))
            if address == "127.0.0.1":
                raise httpcore.ConnectTimeout
            return "connected"

    monkeypatch.setattr(guard, "public_addresses", two)
    way = transport._Guarded()
    monkeypatch.setattr(way, "_inner", Inner())
    assert await way.connect_tcp("two.example", 443, timeout=1.0) == "connected"
    assert tried == [("127.0.0.1", 0.5), ("127.0.0.2", 0.5)]
