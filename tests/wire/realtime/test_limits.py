"""What one client cannot do to the others: joins without end, floods, huge messages, reading too slowly."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from uuid import uuid4

from websockets.exceptions import ConnectionClosed

from comity.platform.realtime import limits, values
from comity.platform.realtime.bindings import Condition
from tests.wire.realtime.conftest import Dial

SAID = {"type": "broadcast", "event": "x", "payload": {}}


async def test_a_hundred_channels_and_no_more(line: Dial) -> None:
    raw, name = await line(), uuid4()
    for number in range(limits.CHANNELS):
        while (await raw.join(f"{name}-{number}"))["status"] != "ok":
            pass
        if number % 40 == 39:
            await asyncio.sleep(1.1)
    answer = await raw.join(f"{name}-more")
    assert answer == {"status": "error", "response": {"reason": "ChannelRateLimitReached: Too many channels"}}


async def test_a_million_joins_end_the_socket_and_nobody_elses(line: Dial) -> None:
    rude, polite = await line(), await line()
    await polite.join("calm")
    try:
        for number in range(5000):
            await rude.send(f"realtime:rude-{number % 50}", "phx_join", {})
    except Exception:
        pass
    code, reason = await rude.closed()
    assert (code, reason) == (1008, "ClientJoinRateLimitReached")
    await polite.calm()


async def test_too_many_messages_end_the_channel(line: Dial) -> None:
    raw, topic = await line(), f"room-{uuid4()}"
    await raw.join(topic)
    raw.flood(f"realtime:{topic}", "broadcast", {"event": "x"}, limits.MESSAGES_PER_SECOND * 5)
    assert (await raw.event("system"))["message"] == "Too many messages per second"
    await raw.event("phx_close")


async def test_a_payload_that_is_too_large_is_refused(line: Dial) -> None:
    raw, other, topic = await line(), await line(), f"room-{uuid4()}"
    await raw.join(topic, broadcast={"ack": True})
    await other.join(topic)
    said = {**SAID, "payload": {"x": "y" * (limits.PAYLOAD_BYTES + 10)}}
    answer = await raw.reply(await raw.send(f"realtime:{topic}", "broadcast", said, "1"))
    assert answer["status"] == "error"
    with suppress(ConnectionClosed):
        await raw.line.send("x" * (5 * 1024 * 1024))
    assert (await raw.closed())[0] in (1009, 1006)
    await other.calm()
    assert other.events("broadcast") == []


async def test_a_slow_reader_is_dropped_and_the_others_hear_on(line: Dial) -> None:
    sender, good, topic = await line(), await line(), f"room-{uuid4()}"
    slow = await line(max_queue=1)
    for raw in (sender, good, slow):
        await raw.join(topic)
    slow.line.transport.pause_reading()
    payload = {"x": "y" * 200_000}
    for number in range(60):
        said = {"type": "broadcast", "event": str(number), "payload": payload}
        await sender.send(f"realtime:{topic}", "broadcast", said, "1")
        if number % 5 == 4:
            await sender.calm()
    await good.wait(lambda said: said[3] == "broadcast" and said[4]["event"] == "59", 60.0)
    assert len(good.events("broadcast")) == 60
    slow.line.transport.resume_reading()
    code, reason = await slow.closed()
    assert code in (1013, 1006) and (code == 1006 or (reason or "").startswith("too slow"))
    assert len(slow.events("broadcast")) < 60


async def test_odd_configurations_are_read_as_far_as_they_make_sense(line: Dial) -> None:
    raw = await line()
    for number, config in enumerate(([], 7, {"broadcast": 1, "presence": [], "postgres_changes": {}, "private": "no"})):
        ref = await raw.send(f"realtime:odd-{number}", "phx_join", {"config": config})
        assert (await raw.reply(ref))["status"] == "ok"
    deep = json.loads("[" * 500 + "]" * 500)
    assert (await raw.reply(await raw.send("realtime:deep", "phx_join", {"config": {"presence": deep}})))[
        "status"
    ] == "ok"


async def test_joins_that_ask_for_too_much_are_refused(line: Dial) -> None:
    raw = await line()
    big = [{"event": "*", "schema": "public", "table": "t" * 1000}] * 90
    reason = "InvalidJoinPayload: Too much is asked for at once"
    answer = await raw.join(f"room-{uuid4()}", postgres_changes=big, presence={"key": "k" * limits.JOIN_BYTES})
    assert answer == {"status": "error", "response": {"reason": reason}}
    answers = [await raw.join(f"room-{number}", presence={"key": "k" * 150_000}) for number in range(8)]
    assert [one["status"] for one in answers].count("ok") == limits.JOINED_BYTES // 150_200
    await raw.send("realtime:room-0", "phx_leave", {})
    await raw.event("phx_close")
    assert (await raw.join("room-0", presence={"key": "k" * 150_000}))["status"] == "ok"  # there is room again


async def test_a_filter_that_is_too_long_or_slow_holds_nobody_up(line: Dial) -> None:
    raw = await line()
    wish = {"event": "*", "schema": "public", "table": "teams", "filter": f"name=eq.{'x' * 20_000}"}
    await raw.join("long", postgres_changes=[wish])
    assert "characters" in (await raw.event("system"))["message"]


def test_a_pattern_that_takes_long_is_not_judged_where_all_wait() -> None:
    condition = Condition("said", "like", "%a" * 400 + "b")
    assert values.holds(condition, "a" * 100, "text") is False
    began = time.thread_time()
    assert values.holds(condition, "a" * 1_000_000, "text") is None  # the database is asked, for a moment
    assert time.thread_time() - began < 1.0
