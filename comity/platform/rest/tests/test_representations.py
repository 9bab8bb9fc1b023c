"""Domains shown and read through functions of their own, and media types that the database makes.

https://docs.postgrest.org/en/v14/references/api/domain_representations.html and /media_type_handlers.html
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest

from comity.core.db import Database
from comity.platform.rest.bare import BareDoor
from comity.platform.rest.engine import Engine
from comity.platform.rest.tests.conftest import SETTINGS, Asker
from tests.server import Postgres

WORLD = """
create schema api;
create domain api.colour as integer check (value between 0 and 16777215);
create function api.shown(api.colour) returns json language sql immutable as
  $$ select to_json('#' || lpad(upper(to_hex($1)), 6, '0')) $$;
create function api.typed(text) returns api.colour language sql immutable as
  $$ select ('x' || lpad(ltrim($1, '#'), 8, '0'))::bit(32)::int::api.colour $$;
create function api.sent(json) returns api.colour language sql immutable as $$ select api.typed($1 #>> '{}') $$;
create cast (api.colour as json) with function api.shown(api.colour) as implicit;
create cast (text as api.colour) with function api.typed(text) as implicit;
create cast (json as api.colour) with function api.sent(json) as implicit;
create table api.labels (id int primary key, name text, colour api.colour);
create table api.uses (id int primary key, label_id int references api.labels);
create function api.dark(api.labels) returns api.colour language sql immutable as
  $$ select ($1.colour / 2)::api.colour $$;
insert into api.labels values (1, 'black', 0), (2, 'navy', 128), (3, 'none', null);
insert into api.uses values (1, 2);
create domain "text/plain" as text;
create domain "image/png" as bytea;
create domain "text/tab-separated-values" as text;
create domain "*/*" as bytea;
create domain "application/openapi+json" as json;
create function api.hello() returns "text/plain" language sql as $$ select 'hello'::"text/plain" $$;
create function api.picture() returns "image/png" language sql as $$ select '\\x89504e4700ff'::bytea::"image/png" $$;
create function api.any() returns "*/*" language sql as $$ select 'any'::bytea::"*/*" $$;
create function api.root() returns "application/openapi+json" language sql as
  $$ select '{"swagger": "2.0", "info": {"title": "Ours"}}'::json::"application/openapi+json" $$;
create function api.tsv_step("text/tab-separated-values", api.uses) returns "text/tab-separated-values" language sql as
  $$ select ($1 || $2.id::text || E'\\t' || $2.label_id::text || E'\\n')::"text/tab-separated-values" $$;
create aggregate api.tsv(api.uses) (sfunc = api.tsv_step, stype = "text/tab-separated-values", initcond = '');
do $$ begin if not exists (select from pg_roles where rolname = 'rest_anon') then create role rest_anon; end if; end $$;
grant usage on schema api to rest_anon;
grant select, insert, update, delete on all tables in schema api to rest_anon;
"""


@pytest.fixture(scope="module")
async def told(postgres: Postgres, anyio_backend: str) -> AsyncIterator[Asker]:
    url = postgres.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(WORLD.encode())
    db = await Database.open(url, size=2)
    settings = replace(SETTINGS, schemas=("api",), extra_search_path=("public",))
    yield Asker(Engine(db, settings, BareDoor(db, {})))
    await db.close()
    postgres.drop(url)


async def test_values_are_shown_through_their_function(told: Asker) -> None:
    said = await told("GET", "/labels?order=id")
    assert [row["colour"] for row in said.json] == ["#000000", "#000080", None]
    assert (await told("GET", "/labels?select=c:colour,dark&id=eq.2")).json == [{"c": "#000080", "dark": "#000040"}]
    assert (await told("GET", "/labels?select=colour::text&id=eq.2")).json == [{"colour": '"#000080"'}]
    assert (await told("GET", "/uses?select=labels(*)")).json == [
        {"labels": {"id": 2, "name": "navy", "colour": "#000080"}}
    ]


async def test_filters_are_read_through_their_function(told: Asker) -> None:
    for query in ("colour=eq.000080", "colour=in.(000080,00FF00)", "or=(colour.eq.000080,id.eq.9)", "colour=gt.00007F"):
        assert (await told("GET", f"/labels?select=id&{query}")).json == [{"id": 2}], query
    assert (await told("GET", "/labels?select=id&colour=is.null")).json == [{"id": 3}]
    assert (await told("GET", "/labels?select=id&colour=eq.no")).status == 400


async def test_bodies_are_read_through_their_function(told: Asker) -> None:
    body = {"id": 4, "name": "green", "colour": "#00FF00"}
    rolled = "return=representation, tx=rollback"
    assert (await told("POST", "/labels", body, prefer=rolled)).json == [body]
    said = await told("POST", "/labels?columns=id,colour", [body, {"id": 5, "colour": None}], prefer=rolled)
    assert [row["colour"] for row in said.json] == ["#00FF00", None]
    said = await told("PATCH", "/labels?id=eq.2&select=colour", {"colour": "#010203"}, prefer=rolled)
    assert said.json == [{"colour": "#010203"}]
    merged = await told(
        "POST", "/labels", {"id": 1, "colour": "#0000FF"}, prefer=f"resolution=merge-duplicates, {rolled}"
    )
    assert merged.json == [{"id": 1, "name": "black", "colour": "#0000FF"}]


async def test_functions_make_media_types(told: Asker) -> None:
    said = await told("GET", "/rpc/hello", accept="text/plain")
    assert (said.text, said.headers["content-type"]) == ("hello", "text/plain; charset=utf-8")
    assert (await told("GET", "/rpc/hello", accept="application/json")).text == '"hello"'
    refused = await told("GET", "/rpc/hello", accept="text/html")
    assert (refused.status, refused.code) == (406, "PGRST107")
    answer = await _raw(told, "rpc/picture", "text/html, image/png;q=0.9, */*;q=0.1")
    assert answer == (b"\x89PNG\x00\xff", "image/png")
    assert await _raw(told, "rpc/any", "app/bingo") == (b"any", "application/octet-stream")


async def test_aggregates_make_media_types_of_whole_rows(told: Asker) -> None:
    said = await told("GET", "/uses", accept="text/tab-separated-values")
    assert (said.text, said.headers["content-type"]) == ("1\t2\n", "text/tab-separated-values")
    for query in ("uses?select=id", "labels"):
        assert (await told("GET", f"/{query}", accept="text/tab-separated-values")).status == 406
    plan = 'application/vnd.pgrst.plan+json; for="text/tab-separated-values"'
    assert (await told("GET", "/uses", accept=plan)).status == 200


async def test_a_function_answers_at_the_root(told: Asker) -> None:
    rooted = told.with_settings(root="root")
    said = await rooted("GET", "/", accept="application/openapi+json")
    assert said.json["info"] == {"title": "Ours"}
    assert said.headers["content-type"] == "application/openapi+json; charset=utf-8"


async def _raw(told: Asker, path: str, accept: str) -> tuple[bytes, str]:
    from comity.platform.rest.request import Raw
    from comity.platform.rest.tests.conftest import ANONYMOUS

    answer = await told.engine.answer(Raw("GET", path.split("/"), "", {"accept": accept}, b""), ANONYMOUS)
    return answer.body, answer.headers["Content-Type"]
