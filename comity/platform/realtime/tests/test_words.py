"""Frames, wishes, values and memory: what needs no server."""

from __future__ import annotations

import contextlib
import time

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.platform.realtime import bindings, frames, values
from comity.platform.realtime.bindings import BadBinding, Condition
from comity.platform.realtime.frames import Malformed, Said
from comity.platform.realtime.limits import Rate
from comity.platform.realtime.memory import Memory
from comity.platform.realtime.pgoutput import Relation
from comity.platform.realtime.values import as_json, holds, like

TEAMS = Relation(1, "public", "teams", ("org_id", "id", "name"), (2950, 2950, 25), ("org_id", "id"))


def insert(*row: str) -> bytes:
    body = b"".join(b"t" + len(value).to_bytes(4, "big") + value.encode() for value in row)
    return b"I\0\0\0\1N" + len(row).to_bytes(2, "big") + body


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_malformed(data: bytes) -> None:
    for read in (
        frames.read_binary,
        lambda one: frames.read_text("2.0.0", one),
        lambda one: frames.read_text("1.0.0", one),
    ):
        with contextlib.suppress(Malformed):
            read(data)


@given(st.text(max_size=80))
def test_any_filter_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadBinding):
        bindings.conditions_of(text)


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_frames_say_their_size(size: int) -> None:
    frame = frames.frame(0x82, b"x" * size)
    head = {True: 2}.get(size < 126, 4 if size < 65536 else 10)
    assert len(frame) == head + size and frame[0] == 0x82


def test_a_broadcast_in_both_versions() -> None:
    said = Said("hi", b'{"a":1}', True, {"id": "7"})
    old, new = frames.write_broadcast("1.0.0", "realtime:x", said), frames.write_broadcast("2.0.0", "realtime:x", said)
    assert old is not None and new is not None
    payload = {"type": "broadcast", "event": "hi", "payload": {"a": 1}, "meta": {"id": "7"}}
    assert orjson.loads(old[4:])["payload"] == payload
    assert orjson.loads(new[2:]) == [None, None, "realtime:x", "broadcast", payload]
    assert frames.write_broadcast("1.0.0", "realtime:x", Said("hi", b"\0", False)) is None


def test_filters_are_read_as_written() -> None:
    assert bindings.conditions_of('a=eq.1,"b c"=not.in.(x,"y,z"),d=like.%a.b%') == (
        Condition("a", "eq", "1"),
        Condition("b c", "in", '(x,"y,z")', ("x", "y,z"), True),
        Condition("d", "like", "%a.b%"),
    )
    assert bindings.conditions_of("  ") == ()


def test_equal_wishes_have_equal_numbers() -> None:
    one = {"event": "*", "schema": "public", "table": "x"}
    assert bindings.read(one).number == bindings.read(dict(reversed(one.items()))).number
    assert bindings.read(one).number != bindings.read({**one, "filter": "a=eq.1"}).number


@pytest.mark.parametrize(
    ("value", "kind", "element", "json"),
    [
        (None, "text", None, None), ("7", "int4", None, 7), ("7.50", "numeric", None, 7.5),
        ("NaN", "float8", None, "NaN"),
        ("t", "bool", None, True), ('{"a": [1]}', "jsonb", None, {"a": [1]}), ("x", "text", None, "x"),
        ("2026-01-02 03:04:05.6+00", "timestamptz", None, "2026-01-02T03:04:05.6+00:00"),
        ("2026-01-02 03:04:05", "timestamp", None, "2026-01-02T03:04:05"), ("2026-01-02", "date", None, "2026-01-02"),
        ("{1,NULL,3}", "_int4", "int4", [1, None, 3]), ('{"a,b",c,"q\\"x"}', "_text", "text", ["a,b", "c", 'q"x']),
        ("{}", "_text", "text", []), ("{{1,2},{3,4}}", "_int4", "int4", [[1, 2], [3, 4]]),
    ],
)  # fmt: skip
def test_values_become_json(value: str | None, kind: str, element: str | None, json: object) -> None:
    assert orjson.loads(as_json(value, kind, element)) == json


@pytest.mark.parametrize(
    ("value", "pattern", "is_like"),
    [("abc", "a%", True), ("abc", "%c", True), ("abc", "a_c", True), ("abc", "abc%%", True), ("abc", "b", False),
     ("a%c", "a\\%c", True), ("abc", "a\\%c", False), ("", "%", True), ("a" * 5000, "%a" * 50 + "b", False)],
)  # fmt: skip
def test_like(value: str, pattern: str, is_like: bool) -> None:
    assert like(value, pattern) is is_like


def test_unknown_is_not_true_and_its_negation_neither() -> None:
    for negated in (False, True):
        assert holds(Condition("a", "eq", "1", (), negated), None, "int4") is False
    assert holds(Condition("a", "isdistinct", "1"), None, "int4") is True
    assert holds(Condition("a", "eq", "1.0"), "1", "numeric") is True
    assert holds(Condition("a", "lt", "b"), "a", "text") is None
    assert values.PLAIN


def test_memory_is_bounded_and_says_what_it_lost() -> None:
    memory, now = Memory(seconds=60, size=2000), time.time()
    for position in range(1, 21):
        memory.keep(position, now, TEAMS, insert("o", str(position), "x" * 50), position)
    kept = list(memory.since(0))
    assert [one.position for one in kept] == list(range(kept[0].position, 21)) and len(kept) < 10
    assert memory.lost_until == kept[0].position - 1
    assert kept[-1].change.row == {"org_id": "o", "id": "20", "name": "x" * 50}
    assert list(memory.since(0, {("public", "other")})) == []
    memory.keep(30, now - 100, TEAMS, insert("o", "30", "late"), 30)
    assert len(list(memory.since(20))) <= 1


def test_a_rate_is_a_bucket() -> None:
    rate = Rate(5, 1000.0)
    assert [rate.take() for _ in range(6)] == [True] * 5 + [False]
