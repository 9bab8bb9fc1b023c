"""Embedded rows joined as text are, byte for byte, what jsonb makes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg
import pytest

from comity.core.db import Database
from comity.platform.rest.bare import BareDoor
from comity.platform.rest.engine import Engine
from comity.platform.rest.tests.conftest import SETTINGS, Asker
from tests.server import Postgres

COLUMNS: dict[str, tuple[str, ...]] = {  # a type, and values beside null
    "id": ("int",),
    "b": ("boolean", "true", "false", "true"),
    "i2": ("smallint", "-32768", "0", "1"),
    "i8": ("bigint", "9223372036854775807", "-1", "1"),
    "n": ("numeric", "'NaN'", "'Infinity'", "100.00"),
    "n2": ("numeric(12, 4)", "1.5", "0.0001", "-7"),
    "f4": ("real", "1e20", "'NaN'", "0.1"),
    "f8": ("double precision", "1e-7", "'-Infinity'", "1e300"),
    "t": ("text", r"E'q\" \\ \u0001\n\t\b / é 😀 <&>'", "''", "' '"),
    "v": ("varchar(30)", "'v'", "''", "'x'"),
    "c": ("char(5)", "'c'", "''", "'y'"),
    "u": ("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12'", "null"),
    "d": ("date", "'infinity'", "'0044-03-15 BC'", "'2026-01-01'"),
    "ts": ("timestamp", "'-infinity'", "'2026-01-01 00:00:00.5'", "'infinity'"),
    "tz": ("timestamptz", "'2026-02-28 23:59:59.000001+05:30'", "'1000-01-01 00:00:00+00'", "'infinity'"),
    "iv": ("interval", "'1 mon 2 days'", "'-1 year'", "'0'"),
    "j": ("json", r"""E'{"b": 1,\n "a" : [1,2], "b": 2}'""", "'null'", "'1.50'"),
    "jb": ("jsonb", """'{"zz": [1, {"a": null}], "b": 1.50}'""", "'null'", "'1.50'"),
    "ta": ("text[]", "array['a,b', null, '']", "'{}'", "'{{a,b},{c,d}}'"),
    "na": ("numeric[]", "array[1.10, 'NaN']", "'{}'", "'{1}'"),
    "m": ("api.mood", "'so so'", "'fine'", "'fine'"),
    "dom": ("api.positive", "3", "1", "2"),
    "djs": ("api.document", """'{"x":  1}'""", "'[ ]'", """'"s"'"""),
    "by": ("bytea", r"'\x00ff'", "''", r"'\x'"),
    "r": ("int4range", "'[1,5)'", "'empty'", "'(,)'"),
    "pair": ("api.pair", "row(1, 'two')", "null", "row(null, null)"),
    "net": ("inet", "'10.0.0.1/8'", "'::1'", "'10.0.0.1'"),
    "a name": ("text", "'x'", "''", "'true'"),
    'quo"te': ("text", "'y'", "''", "'null'"),
    "schlüssel": ("int", "7", "0", "-1"),
    "back\\slash": ("int", "8", "0", "-2"),
}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def row(number: int) -> str:
    """A row of values; the first is of nulls."""
    said = ", ".join(values[number] if number else "null" for values in list(COLUMNS.values())[1:])
    return f"insert into api.things values ({number}, {said}, 1);"


WORLD = f"""
create schema api;
create type api.mood as enum ('fine', 'so so');
create domain api.positive as int check (value > 0);
create domain api.document as json;
create type api.pair as (one int, "two" text);
create table api.houses (id int primary key, name text);
create table api.things ({", ".join(f"{quoted(name)} {values[0]}" for name, values in COLUMNS.items())},
  house_id int references api.houses, primary key (id));
create table api.parts (id int primary key, thing_id int references api.things, note text);
insert into api.houses values (1, 'one'), (2, 'none');
{"".join(row(n) for n in range(4))}
insert into api.parts values (1, 2, 'a'), (2, 2, null), (3, 3, 'c');
do $$ begin if not exists (select from pg_roles where rolname = 'rest_anon') then create role rest_anon; end if; end $$;
grant usage on schema api to rest_anon;
grant select on all tables in schema api to rest_anon;
"""


@pytest.fixture(scope="module")
def url(postgres: Postgres) -> str:
    made = postgres.empty()
    with psycopg.connect(made, autocommit=True) as connection:
        connection.execute(WORLD.encode())
    return made


@pytest.fixture(scope="module")
async def told(url: str, anyio_backend: str) -> AsyncIterator[Asker]:
    db = await Database.open(url, size=2)
    yield Asker(Engine(db, SETTINGS, BareDoor(db, {})))
    await db.close()


def by_jsonb(url: str, things: str, more: str = "") -> str:
    """What Postgres writes of the same rows as jsonb."""
    inner = f"select {things}{more} from api.things as t where t.house_id = h.id order by t.id"
    embed = f"(select coalesce(jsonb_agg(x), '[]') from ({inner}) as x) as things"
    with psycopg.connect(url, options="-c timezone=UTC") as connection:
        rows = f"select h.id, {embed} from api.houses as h order by h.id"
        row = connection.execute(f"select json_agg(r)::text from ({rows}) as r".encode()).fetchone()
    assert row
    return str(row[0])


def asked(column: str) -> str:
    """A column's name in a select."""
    return column if column.isalnum() else '"' + column.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("column", list(COLUMNS)[1:])
async def test_every_type_and_name(told: Asker, url: str, column: str) -> None:
    said = await told("GET", f"/houses?select=id,things(id,{asked(column)})&things.order=id&order=id")
    assert said.status == 200, said.text
    assert said.text == by_jsonb(url, f"t.id, t.{quoted(column)}")


async def test_all_of_them_in_the_order_of_jsonb(told: Asker, url: str) -> None:
    plain = [name for name in COLUMNS if name.isalnum()]
    said = await told(
        "GET", f"/houses?select=id,things({','.join(reversed(plain))},zz:t,much_longer:i8)&things.order=id&order=id"
    )
    things = ", ".join(f"t.{quoted(name)}" for name in plain) + ", t.t as zz, t.i8 as much_longer"
    assert said.text == by_jsonb(url, things)


async def test_embeds_within_embeds(told: Asker, url: str) -> None:
    said = await told(
        "GET", "/houses?select=id,things(id,t,parts(note,id))&things.order=id&things.parts.order=id&order=id"
    )
    parts = (
        ", (select coalesce(jsonb_agg(y), '[]') from (select p.note, p.id from api.parts as p where p.thing_id = t.id"
        " order by p.id) as y) as parts"
    )
    assert said.text == by_jsonb(url, "t.id, t.t", parts)
    back = await told("GET", "/parts?select=id,things(id,houses(name),parts(id))&order=id&id=eq.1")
    assert back.json == [{"id": 1, "things": {"id": 2, "houses": {"name": "one"}, "parts": [{"id": 1}, {"id": 2}]}}]


async def test_what_is_grouped_by_stays_jsonb(told: Asker) -> None:
    said = await told("GET", "/houses?select=count(),things(id)")
    assert sorted((row["count"], len(row["things"])) for row in said.json) == [(1, 0), (1, 4)]
    spread = await told("GET", "/parts?select=count(),...things(id,parts(id))")
    assert sorted((row["count"], row["id"]) for row in spread.json) == [(1, 3), (2, 2)]
    stripped = await told(
        "GET",
        "/houses?select=id,things(id,b)&id=eq.1&things.order=id",
        accept="application/vnd.pgrst.array+json;nulls=stripped",
    )
    assert stripped.json[0]["things"][:2] == [{"id": 0}, {"b": True, "id": 1}]
