"""postgres_changes: who hears of which row, and what of it (wire.md 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comity.core.who import Who
from tests.tenancy.conftest import Fetch
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw

Tokens = Callable[[Who], str]
ALL = {"event": "*", "schema": "public", "table": "contacts"}


def contact(rest: Fetch, who: Who, **values: Any) -> str:
    answer = rest(who, "contacts?select=id", "POST", {"first_name": "Live", **values}, "return=representation")
    assert answer.status == 201, answer.body
    return str(answer.json[0]["id"])


def said(raw: Raw) -> list[tuple[str, str]]:
    """Kind and id of every change heard."""
    heard = []
    for payload in raw.events("postgres_changes"):
        data = payload["data"]
        heard.append((data["type"], (data.get("record") or data.get("old_record") or {}).get("id")))
    return heard


async def change(raw: Raw, kind: str, record: str) -> dict[str, Any]:
    def wanted(message: list[Any]) -> bool:
        if message[3] != "postgres_changes" or message[4]["data"]["type"] != kind:
            return False
        data = message[4]["data"]
        return record in ((data.get("record") or {}).get("id"), (data.get("old_record") or {}).get("id"))

    return dict((await raw.wait(wanted))[4])


async def test_a_record_is_born_changes_and_goes(line: Dial, server: Server, tokens: Tokens, rest: Fetch) -> None:
    world = server.app.world
    raw = await line()
    numbers = await raw.follow("all", tokens(world.owner), ALL, {**ALL, "event": "INSERT"})
    one = contact(rest, world.owner, last_name="Born", email="born@live.example")
    born = await change(raw, "INSERT", one)
    assert born["ids"] == numbers
    data = born["data"]
    assert data["schema"] == "public" and data["table"] == "contacts" and data["errors"] is None
    assert data["record"]["last_name"] == "Born" and data["record"]["org_id"] == str(world.ours.id)
    assert {"name": "created_at", "type": "timestamptz"} in data["columns"]
    assert data["record"]["created_at"][10] == "T" and data["record"]["created_at"].endswith("+00:00")
    assert data["commit_timestamp"].endswith("Z")
    rest(world.owner, f"contacts?id=eq.{one}", "PATCH", {"last_name": "Changed"})
    changed = await change(raw, "UPDATE", one)
    assert changed["ids"] == numbers[:1]
    assert changed["data"]["record"]["last_name"] == "Changed"
    assert changed["data"]["old_record"] == {"org_id": str(world.ours.id), "id": one}
    rest(world.owner, f"contacts?id=eq.{one}", "DELETE")
    gone = await change(raw, "DELETE", one)
    assert gone["data"]["old_record"] == {"org_id": str(world.ours.id), "id": one}
    assert "record" not in gone["data"]


async def test_the_stranger_and_nobody_hear_nothing(line: Dial, server: Server, tokens: Tokens, rest: Fetch) -> None:
    world = server.app.world
    ours, theirs, nobody = await line(), await line(), await line()
    everything = {"event": "*", "schema": "*"}
    await ours.follow("spy", tokens(world.owner), ALL)
    await theirs.follow("spy", tokens(world.stranger), ALL, everything)
    await nobody.follow("spy", None, everything)
    one = contact(rest, world.owner)
    rest(world.owner, f"contacts?id=eq.{one}", "DELETE")
    await change(ours, "DELETE", one)
    two = contact(rest, world.stranger)
    await change(theirs, "INSERT", two)
    await nobody.calm()
    assert one not in [record for _, record in said(theirs)]
    assert two not in [record for _, record in said(ours)]
    assert said(nobody) == []


@pytest.mark.parametrize(
    ("condition", "heard"),
    [
        ("last_name=eq.Fox", True),
        ("last_name=eq.Wolf", False),
        ("last_name=neq.Wolf", True),
        ("last_name=in.(Wolf,Fox)", True),
        ('last_name=in.("Wolf","Fo,x")', False),
        ("last_name=like.F%", True),
        ("last_name=ilike.f_x", True),
        ("last_name=not.like.F%", False),
        ("last_name=match.^F.x$", True),
        ("last_name=imatch.^f", True),
        ("last_name=match.((", False),
        ("total_orders=gt.4,total_orders=lte.5", True),
        ("total_orders=gt.5", False),
        ("total_orders=not.eq.5", False),
        ("title=is.null", True),
        ("title=not.is.null", False),
        ("title=isdistinct.Boss", True),
        ("title=neq.Boss", False),
        ("created_at=gt.2020-01-01", True),
        ("created_at=lt.2020-01-01", False),
        ("last_name=gte.F", True),
    ],
)
async def test_filters(line: Dial, server: Server, tokens: Tokens, rest: Fetch, condition: str, heard: bool) -> None:
    world = server.app.world
    raw = await line()
    await raw.follow("filters", tokens(world.owner), {**ALL, "filter": condition}, {**ALL, "event": "UPDATE"})
    one = contact(rest, world.owner, last_name="Fox", total_orders=5)
    rest(world.owner, f"contacts?id=eq.{one}", "PATCH", {"city": "Paris"})
    await change(raw, "UPDATE", one)
    assert (("INSERT", one) in said(raw)) is heard


@pytest.mark.parametrize(
    "wish",
    [
        {**ALL, "filter": "undefined"},
        {**ALL, "filter": "last_name=foo.x"},
        {**ALL, "filter": "nothing=eq.x"},
        {**ALL, "filter": "created_at=eq.never"},
        {**ALL, "table": "no_such_table"},
        {"event": "*"},
        {**ALL, "select": "id"},
        {**ALL, "table": "*", "select": ["id"]},
    ],
)
async def test_wishes_that_cannot_be_are_told(line: Dial, server: Server, tokens: Tokens, wish: dict[str, Any]) -> None:
    raw = await line()
    answer = await raw.join("bad", tokens(server.app.world.owner), postgres_changes=[wish])
    assert answer["status"] == "ok"
    system = await raw.event("system")
    assert system["status"] == "error" and system["extension"] == "postgres_changes" and system["message"]


async def test_select_limits_columns_and_keeps_the_key(line: Dial, server: Server, tokens: Tokens, rest: Fetch) -> None:
    world = server.app.world
    raw = await line()
    await raw.follow("select", tokens(world.owner), {**ALL, "select": ["first_name"]})
    one = contact(rest, world.owner)
    data = (await change(raw, "INSERT", one))["data"]
    assert set(data["record"]) == {"org_id", "id", "first_name"}
    assert {column["name"] for column in data["columns"]} == {"org_id", "id", "first_name"}


async def test_columns_without_privilege_are_left_out(line: Dial, server: Server, tokens: Tokens, rest: Fetch) -> None:
    world = server.app.world
    raw = await line()
    await raw.follow("keys", tokens(world.owner), {**ALL, "table": "api_keys"})
    made = rest(world.owner, "rpc/nothing", "POST")
    assert made.status == 404
    with psycopg.connect(server.app.database_url) as admin:
        admin.execute(
            "insert into api_keys (org_id, user_id, name, role, prefix, key_hash)"
            " values (%s, %s, 'k', 'rep', 'ck_x', %s)",
            [world.ours.id, world.owner.user_id, b"\1" * 32],
        )
    data = (await raw.event("postgres_changes"))["data"]
    assert data["record"]["name"] == "k" and "key_hash" not in data["record"]


async def test_only_their_own_records_reach_whoever_sees_only_those(
    line: Dial, server: Server, tokens: Tokens, rest: Fetch
) -> None:
    """The same answer as row security's, for every role, and for a table whose policy must be asked."""
    world = server.app.world
    people = ("owner", "manager", "rep", "other_rep", "readonly")
    lines = {}
    for name in people:
        lines[name] = await line()
        await lines[name].follow("own", tokens(getattr(world.ours, name)), ALL, {**ALL, "table": "saved_views"})
    one = contact(rest, world.rep, last_name="Mine")
    for name in people:
        seen = rest(getattr(world.ours, name), f"contacts?id=eq.{one}&select=id").json
        if seen:
            await change(lines[name], "INSERT", one)
        else:
            await lines[name].calm()
            assert said(lines[name]) == []
    view = {"name": "Only mine", "relation": "contacts", "shared": False}
    made = rest(world.rep, "saved_views?select=id", "POST", view, "return=representation")
    assert made.status == 201, made.body
    record = made.json[0]["id"]
    await change(lines["rep"], "INSERT", record)
    for name in people:
        await lines[name].calm()
        assert (("INSERT", record) in said(lines[name])) is (name == "rep")
    assert UUID(record)
