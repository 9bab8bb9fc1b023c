"""Somebody's own project: bytes from SQL, changes broadcast by a trigger, odd tables (wire.md 3.3, 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from comity.core.who import Who
from comity.platform.realtime import limits
from tests.wire.realtime.conftest import Dial, Server
from tests.wire.realtime.raw import Raw

Tokens = Callable[[Who], str]
TABLES = """
create table rt_keyless (org_id uuid, said text);
create table rt_secret (org_id uuid, id int primary key, said text, secret text);
create table rt_closed (org_id uuid, id int primary key, said text);
create table rt_large (org_id uuid, id int primary key, said text, big text);
create table rt_broken (org_id uuid, id int primary key, said text);
create table rt_noted (org_id uuid, id int primary key, said text);
grant select on rt_keyless, rt_large, rt_broken, rt_noted to authenticated, anon;
grant select (org_id, id, said) on rt_secret to authenticated;
alter table rt_broken enable row level security;
create policy raises on rt_broken for select to authenticated using (1 / (length(said) - 4) > 0);
create policy open on rt_broken for select to anon using (true);
create function rt_note() returns trigger language plpgsql security definer as $$
begin
  perform realtime.broadcast_changes(
    'org:' || new.org_id || ':notes', tg_op, tg_op, tg_table_name, tg_table_schema, new, old, tg_level);
  return null;
end $$;
create trigger told after insert or update on rt_noted for each row execute function rt_note();
alter publication supabase_realtime add table rt_keyless, rt_secret, rt_closed, rt_large, rt_broken, rt_noted;
"""
GONE = "drop table rt_keyless, rt_secret, rt_closed, rt_large, rt_broken, rt_noted; drop function rt_note()"


@pytest.fixture(scope="module")
def sql(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """The operator's connection, and the project's tables for as long as the module runs."""
    with psycopg.connect(server.app.database_url, autocommit=True) as admin:
        admin.execute(TABLES)
        yield admin
        admin.execute(GONE)


async def told(raw: Raw, table: str, number: int = 0) -> dict[str, Any]:
    """What was said of the nth change of a table."""
    await raw.wait(lambda _: len(_of(raw, table)) > number)
    return _of(raw, table)[number]


def _of(raw: Raw, table: str) -> list[dict[str, Any]]:
    return [one["data"] for one in raw.events("postgres_changes") if one["data"]["table"] == table]


async def follow(line: Dial, token: str | None, *tables: str) -> Raw:
    raw = await line()
    await raw.follow("own", token, *({"event": "*", "schema": "public", "table": table} for table in tables))
    return raw


async def test_a_table_without_a_key_says_so(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    raw = await follow(line, tokens(server.app.world.owner), "rt_keyless")
    sql.execute("insert into rt_keyless values (null, 'x')")
    data = await told(raw, "rt_keyless")
    assert data["errors"] == ["Error 400: Bad Request, no primary key"] and data["record"] == {}


async def test_columns_and_tables_without_privilege(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    raw = await follow(line, tokens(server.app.world.owner), "rt_secret", "rt_closed")
    sql.execute("insert into rt_secret values (null, 1, 'open', 'hidden')")
    sql.execute("insert into rt_closed values (null, 1, 'hidden')")
    data = await told(raw, "rt_secret")
    assert data["record"] == {"org_id": None, "id": 1, "said": "open"} and data["errors"] is None
    assert [column["name"] for column in data["columns"]] == ["org_id", "id", "said"]
    data = await told(raw, "rt_closed")
    assert data["errors"] == ["Error 401: Unauthorized"] and data["record"] == {}
    assert "hidden" not in str(raw.heard)


async def test_a_row_over_a_mebibyte_comes_without_its_large_values(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    raw = await follow(line, tokens(server.app.world.owner), "rt_large")
    sql.execute("insert into rt_large values (null, 1, 'small', repeat('x', %s))", [limits.CHANGE_BYTES])
    sql.execute("insert into rt_large values (null, 2, 'small', 'small too')")
    data = await told(raw, "rt_large")
    assert data["errors"] == ["Error 413: Payload Too Large"]
    assert data["record"] == {"org_id": None, "id": 1, "said": "small"}
    data = await told(raw, "rt_large", 1)
    assert data["errors"] is None and data["record"]["big"] == "small too"


async def test_a_policy_that_raises_hides_its_rows_and_nobody_else_waits(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    hurt = await follow(line, tokens(server.app.world.owner), "rt_broken", "rt_large")
    other = await follow(line, None, "rt_broken")
    sql.execute(
        "insert into rt_broken values (null, 1, 'four')"
    )  # a division by zero for the one, nothing for the other
    sql.execute("insert into rt_large values (null, 3, 'after', '')")
    assert (await told(other, "rt_broken"))["record"]["said"] == "four"
    assert (await told(hurt, "rt_large"))["record"]["said"] == "after"
    assert _of(hurt, "rt_broken") == []


async def test_a_trigger_broadcasts_changes_to_the_organisation(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    world = server.app.world
    topic = f"org:{world.ours.id}:notes"
    raw, stranger = await line(), await line()
    await raw.join(topic, tokens(world.rep), private=True)
    assert (await stranger.join(topic, tokens(world.stranger), private=True))["status"] == "error"
    sql.execute("insert into rt_noted values (%s, 1, 'first')", [world.ours.id])
    sql.execute("update rt_noted set said = 'second'")
    born = await raw.wait(lambda one: one[3] == "broadcast" and one[4]["event"] == "INSERT")
    payload = born[4]["payload"]
    assert (payload["operation"], payload["table"], payload["schema"]) == ("INSERT", "rt_noted", "public")
    assert payload["record"]["said"] == "first" and payload["old_record"] is None
    changed = await raw.wait(lambda one: one[3] == "broadcast" and one[4]["event"] == "UPDATE")
    assert changed[4]["payload"]["old_record"]["said"] == "first"
    assert changed[4]["payload"]["record"]["said"] == "second"
    await stranger.calm()
    assert stranger.events("broadcast") == []


async def test_bytes_sent_from_sql_arrive_as_bytes_live_and_replayed(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    world = server.app.world
    topic, content = f"org:{world.ours.id}:blobs-{uuid4()}", bytes(range(256))
    raw, old = await line(), await line(version="1.0.0")
    for one in (raw, old):
        await one.join(topic, tokens(world.owner), private=True)
    sql.execute("select realtime.send_binary(%s, 'blob', %s, true)", [content, topic])
    sql.execute("select realtime.send('{}', 'end', %s, true)", [topic])
    for one in (raw, old):
        await one.wait(lambda said: said[3] == "broadcast" and said[4]["event"] == "end")
    assert old.bytes == []  # version 1 has no way to say it
    late = await line()
    await late.join(topic, tokens(world.owner), private=True, broadcast={"replay": {"since": 0}})
    await late.wait(lambda said: said[3] == "broadcast" and said[4]["event"] == "end")
    for one, replayed in ((raw, False), (late, True)):
        [frame] = one.bytes
        assert frame[0] == 4 and frame[4] == 0 and frame.endswith(content)
        assert (b'"replayed":true' in frame) is replayed


async def test_a_message_rolled_back_was_never_sent(
    line: Dial, server: Server, tokens: Tokens, sql: psycopg.Connection[Any]
) -> None:
    world = server.app.world
    topic = f"org:{world.ours.id}:undone"
    raw = await line()
    await raw.join(topic, tokens(world.owner), private=True)
    with sql.transaction(force_rollback=True):
        sql.execute("select realtime.send('{}', 'never', %s, true)", [topic])
    sql.execute("select realtime.send('{}', 'end', %s, true)", [topic])
    await raw.event("broadcast")
    assert [one["event"] for one in raw.events("broadcast")] == ["end"]
