"""Every refusal of wire.md 1.7 that can be reached: code, status, and that nothing of ours shows."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core import pool
from comity.core.db import Database
from comity.core.errors import DatabaseBusy, DatabaseDown, DatabaseError, DatabaseLost
from comity.platform.rest import errors
from comity.platform.rest.bare import BareDoor
from comity.platform.rest.database_errors import from_database
from comity.platform.rest.engine import Engine
from comity.platform.rest.run import Caller
from comity.platform.rest.tests.conftest import SETTINGS, Asker, person

OBJECT = "application/vnd.pgrst.object+json"


@pytest.mark.parametrize(
    ("method", "url", "body", "headers", "status", "code"),
    [
        ("GET", "/clients?id=noop.1", None, {}, 400, "PGRST100"),
        ("GET", "/clients?or=(id.eq.1", None, {}, 400, "PGRST100"),
        ("GET", "/clients?select=id,", None, {}, 400, "PGRST100"),
        ("DELETE", "/rpc/add", None, {}, 405, "PGRST101"),
        ("PATCH", "/rpc/add", {}, {}, 405, "PGRST101"),
        ("POST", "/clients", b"nope", {}, 400, "PGRST102"),
        ("POST", "/clients", b"\xff\xfe", {}, 400, "PGRST102"),
        ("POST", "/clients", [{"id": 1}, {"name": "x"}], {}, 400, "PGRST102"),
        ("POST", "/clients", b"x", {"content_type": "image/png"}, 400, "PGRST102"),
        ("GET", "/clients?limit=-1", None, {}, 416, "PGRST103"),
        ("GET", "/clients", None, {"range": "5-2"}, 416, "PGRST103"),
        ("PUT", "/clients?name=eq.x", {"id": 1, "name": "x"}, {}, 405, "PGRST105"),
        ("PUT", "/clients", {"id": 1, "name": "x"}, {}, 405, "PGRST105"),
        ("PUT", "/clients?id=gt.1", {"id": 1, "name": "x"}, {}, 405, "PGRST105"),
        ("GET", "/clients", None, {"accept_profile": "hidden"}, 406, "PGRST106"),
        ("POST", "/clients", {}, {"content_profile": "pg_catalog"}, 406, "PGRST106"),
        ("GET", "/clients", None, {"accept": "image/png"}, 406, "PGRST107"),
        ("GET", "/clients", None, {"accept": "application/geo+json"}, 406, "PGRST107"),
        ("GET", "/", None, {"accept": "text/csv"}, 406, "PGRST107"),
        ("GET", "/clients?select=id&projects.id=eq.1", None, {}, 400, "PGRST108"),
        ("GET", "/clients?select=id&projects.order=id", None, {}, 400, "PGRST108"),
        ("GET", "/projects?order=clients(name)", None, {}, 400, "PGRST108"),
        ("POST", "/rpc/respond", {"status": "200", "headers": "{}"}, {}, 500, "PGRST111"),
        ("POST", "/rpc/respond", {"status": "200", "headers": "nope"}, {}, 500, "PGRST111"),
        ("POST", "/rpc/respond", {"status": "many", "headers": "[]"}, {}, 500, "PGRST112"),
        ("PUT", "/clients?id=eq.1&limit=1", {"id": 1, "name": "x"}, {}, 400, "PGRST114"),
        ("PUT", "/clients?id=eq.1", {"id": 2, "name": "x"}, {}, 400, "PGRST115"),
        ("GET", "/clients", None, {"accept": OBJECT}, 406, "PGRST116"),
        ("POST", "/", {}, {}, 405, "PGRST117"),
        ("TRACE", "/clients", None, {}, 405, "PGRST117"),
        ("GET", "/clients?select=id,projects(id)&order=projects(id)", None, {}, 400, "PGRST118"),
        ("GET", "/clients?select=id,projects(id)&projects=eq.1", None, {}, 400, "PGRST120"),
        ("POST", "/rpc/fail", {"state": "PGRST", "message": "no json"}, {}, 500, "PGRST121"),
        (
            "POST",
            "/rpc/fail",
            {"state": "PGRST", "message": '{"code":"1","message":"m"}', "detail": "x"},
            {},
            500,
            "PGRST121",
        ),
        ("GET", "/clients", None, {"prefer": "handling=strict,wild"}, 400, "PGRST122"),
        ("PATCH", "/tasks", {"name": "x"}, {"prefer": "handling=strict,max-affected=1"}, 400, "PGRST124"),
        ("GET", "/clients/1", None, {}, 404, "PGRST125"),
        ("GET", "/rpc/add/more", None, {}, 404, "PGRST125"),
        ("GET", "/clients?select=id,...projects(count())", None, {}, 400, "PGRST127"),
        ("POST", "/rpc/add", {"a": 1, "b": 2}, {"prefer": "handling=strict,max-affected=1"}, 400, "PGRST128"),
        ("GET", "/clients?select=id,tasks(id)", None, {}, 400, "PGRST200"),
        ("GET", "/clients?select=id,projects!nope(id)", None, {}, 400, "PGRST200"),
        ("GET", "/messages?select=id,users(name)", None, {}, 300, "PGRST201"),
        ("GET", "/rpc/nope", None, {}, 404, "PGRST202"),
        ("POST", "/rpc/add", {"a": 1}, {}, 404, "PGRST202"),
        ("GET", "/rpc/twice?v=1", None, {}, 300, "PGRST203"),
        ("POST", "/clients", {"id": 1, "nope": 1}, {}, 400, "PGRST204"),
        ("PATCH", "/clients?columns=nope", {"nope": 1}, {}, 400, "PGRST204"),
        ("GET", "/client", None, {}, 404, "PGRST205"),
        ("GET", "/secrets", None, {}, 404, "PGRST205"),
        ("GET", "/pg_class", None, {}, 404, "PGRST205"),
        ("GET", "/clients?select=nope", None, {}, 400, "42703"),
        ("GET", "/clients?nope=eq.1", None, {}, 400, "42703"),
        ("GET", "/clients?order=nope", None, {}, 400, "42703"),
        ("GET", "/clients?select=id,projects(nope)", None, {}, 400, "42703"),
        ("GET", "/clients?id=eq.x", None, {}, 400, "22P02"),
        ("GET", "/clients?select=id::nope", None, {}, 400, "42704"),
        ("GET", "/clients?select=id::select", None, {}, 400, "42704"),
        ("GET", "/clients?select=id::int%20int", None, {}, 400, "42704"),
        ("GET", "/clients?select=id::$1", None, {}, 400, "42704"),
        ("GET", "/clients?id=eq.%00", None, {}, 400, "22021"),
        ("GET", "/clients", None, {"prefer": "timezone=Mars/Olympus"}, 400, "22023"),
        ("GET", "/locked", None, {}, 401, "42501"),
        ("POST", "/clients", {"id": 1, "name": "x"}, {}, 409, "23505"),
        ("DELETE", "/clients?id=eq.1", None, {}, 409, "23503"),
        ("POST", "/clients", {"id": 60}, {}, 400, "23502"),
        ("POST", "/tasks", {"project_id": 1, "name": "x" * 30}, {}, 400, "22001"),
        (
            "POST",
            "/clients?on_conflict=name",
            {"id": 61, "name": "x"},
            {"prefer": "resolution=merge-duplicates"},
            400,
            "42P10",
        ),
        ("POST", "/rpc/fail_plainly", {}, {}, 400, "P0001"),
        ("POST", "/rpc/fail", {"state": "PT402", "message": "pay"}, {}, 402, "PT402"),
        ("GET", "/rpc/write_task?named=x", None, {}, 405, "25006"),
        ("GET", "/clients?select=id,projects(id),projects(name)", None, {}, 400, "42712"),
    ],
)
async def test_refusals(
    ask: Asker, method: str, url: str, body: Any, headers: dict[str, str], status: int, code: str
) -> None:
    said = await ask(method, url, body, **headers)
    assert (said.status, said.code) == (status, code), said.text
    assert set(said.json) == {"code", "message", "details", "hint"}
    assert said.headers["content-type"] == "application/json; charset=utf-8"
    assert said.headers["proxy-status"] == f"PostgREST; error={code}"
    assert not any(word in said.text for word in ("pgrst_", "_postgrest_t", 'from "', "Traceback")), said.text


async def test_hints_name_what_was_meant(ask: Asker) -> None:
    said = await ask("GET", "/client")
    assert said.json["hint"] == "Perhaps you meant the table 'api.clients'"
    said = await ask("GET", "/clients?select=project(id)")
    assert said.json["hint"] == "Perhaps you meant 'projects' instead of 'project'."
    said = await ask("GET", "/projects?select=nam")
    assert said.json["hint"] == 'Perhaps you meant to reference the column "projects.name".'
    said = await ask("GET", "/rpc/ad?a=1&b=2")
    assert said.json["hint"] is None
    said = await ask("POST", "/rpc/projects_off", {})
    assert said.json["hint"] == "Perhaps you meant to call the function api.projects_of"
    said = await ask("POST", "/rpc/add", {"a": 1, "bb": 2})
    assert said.json["hint"] == "Perhaps you meant to call the function api.add(a, b)"
    assert said.json["details"] == (
        "Searched for the function api.add with parameters a, bb or with a single unnamed json/jsonb parameter,"
        " but no matches were found in the schema cache."
    )


async def test_an_ambiguous_relationship_lists_its_candidates(ask: Asker) -> None:
    said = await ask("GET", "/messages?select=id,users(name)")
    assert said.json["hint"] == (
        "Try changing 'users' to one of the following: 'users!messages_receiver', 'users!messages_sender'."
        " Find the desired relationship in the 'details' key."
    )
    assert said.json["details"][0] == {
        "cardinality": "many-to-one",
        "embedding": "messages with users",
        "relationship": "messages_receiver using messages(receiver) and users(id)",
    }


async def test_who_is_signed_in_is_forbidden_and_who_is_not_is_unauthorised(ask: Asker) -> None:
    said = await ask("GET", "/locked")
    assert said.status == 401 and said.headers["www-authenticate"] == "Bearer"
    assert (await ask("GET", "/locked", caller=person("ann"))).status == 403
    said = await ask("GET", "/clients", caller=Caller(None, "nobody_knows", "{}", True))
    assert (said.status, said.code) == (401, "22023")


async def test_aggregates_and_the_root_can_be_turned_off(ask: Asker) -> None:
    said = await ask.with_settings(aggregates=False)("GET", "/projects?select=budget.sum()")
    assert (said.status, said.code) == (400, "PGRST123")
    said = await ask.with_settings(aggregates=False)("GET", "/clients?select=projects(count)&id=eq.1")
    assert said.json == [{"projects": [{"count": 2}]}]
    said = await ask.with_settings(openapi=False)("GET", "/")
    assert (said.status, said.code) == (404, "PGRST126")


async def test_an_offset_beyond_the_rows_says_how_many_there_are(ask: Asker) -> None:
    said = await ask("GET", "/clients?offset=99", prefer="count=exact")
    assert (said.status, said.code, said.range) == (416, "PGRST103", "*/2")
    assert said.json["details"] == "An offset of 99 was requested, but there are only 2 rows."


async def test_head_refusals_have_no_body(ask: Asker) -> None:
    said = await ask("HEAD", "/nope")
    assert (said.status, said.text) == (404, "")


async def test_a_new_table_is_found_without_being_told(ask: Asker) -> None:
    await ask.engine.db.once_raw(None, [("create table api.newcomer (id int primary key)", [])], prepare=False)
    await ask.engine.db.once_raw(None, [("grant select on api.newcomer to rest_anon", [])], prepare=False)
    ask.engine.schema._looked = 0.0
    assert (await ask("GET", "/newcomer")).json == []


@pytest.mark.parametrize(
    ("state", "message", "status"),
    [
        ("08006", "", 503),
        ("53300", "too many clients", 503),
        ("53400", "", 500),
        ("09000", "", 500),
        ("0L000", "", 403),
        ("0P000", "", 403),
        ("21000", "UPDATE requires a WHERE clause", 400),
        ("21000", "more than one row", 500),
        ("22023", 'role "x" does not exist', 401),
        ("22023", "invalid value", 400),
        ("23505", "", 409),
        ("23503", "", 409),
        ("25006", "", 405),
        ("25001", "", 500),
        ("28000", "", 403),
        ("2D000", "", 500),
        ("38000", "", 500),
        ("39000", "", 500),
        ("3B000", "", 500),
        ("40001", "", 500),
        ("54001", "", 500),
        ("55P03", "", 500),
        ("57014", "", 500),
        ("57P01", "", 503),
        ("58000", "", 500),
        ("F0000", "", 500),
        ("HV000", "", 500),
        ("XX000", "", 500),
        ("P0001", "", 400),
        ("P0002", "", 500),
        ("42883", "function xmlagg(", 406),
        ("42883", "function f does not exist", 404),
        ("42P01", "", 404),
        ("42P17", "", 500),
        ("PT418", "", 418),
        ("PTxyz", "", 500),
        ("22P02", "", 400),
        ("23514", "", 400),
        ("42501", "", 403),
    ],
)
def test_sqlstates(state: str, message: str, status: int) -> None:
    assert from_database(DatabaseError(state, message), signed_in=True).status == status


def test_a_database_that_is_down_is_503() -> None:
    for error, code, status in (
        (DatabaseDown("cannot reach postgresql://secret@host"), "PGRST000", 503),
        (DatabaseLost("server closed the connection"), "PGRST001", 503),
        (DatabaseBusy("all in use"), "PGRST003", 504),
        (DatabaseError("08006", "could not connect to server one"), "08006", 503),  # a foreign table's, not ours
    ):
        said = from_database(error, signed_in=False)
        assert (said.code, said.status, said.details) == (code, status, None)
    assert (errors.no_schema_cache().status, errors.no_connection_free().status) == (503, 504)


async def test_no_connection_is_free_for_too_long(api_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.2)
    db = await Database.open(api_url, size=1)
    ask = Asker(Engine(db, SETTINGS, BareDoor(db, {})))
    try:
        await ask.engine.schema.current()
        held = await db._pool.take()
        said = await ask("GET", "/clients")
        assert (said.status, said.code) == (504, "PGRST003")
        db._pool.give(held)
        assert (await ask("GET", "/clients")).status == 200
    finally:
        await db.close()
