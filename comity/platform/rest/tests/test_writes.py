"""Writing: inserts, bulk, upserts, updates, deletions, and what is answered. Nothing here outlives its test."""

from __future__ import annotations

from typing import Any

import pytest

from comity.platform.rest.tests.conftest import Asker

BACK = "tx=rollback"
ROWS = "return=representation,tx=rollback"
OBJECT = "application/vnd.pgrst.object+json"


async def test_insert_one_and_what_comes_back(ask: Asker) -> None:
    row = {"id": 9, "name": "New", "client_id": 1, "data": {"x": [1]}, "tags": ["a", "b"], "span": "[1,3)"}
    said = await ask("POST", "/projects", row, prefer=BACK)
    assert (said.status, said.text, said.range) == (201, "", "*/*")
    said = await ask("POST", "/projects?select=id,tags,data->x,client:clients(name)", row, prefer=ROWS)
    assert said.json == [{"id": 9, "tags": ["a", "b"], "x": [1], "client": {"name": "Microsoft"}}]
    assert said.headers["preference-applied"] == "return=representation, tx=rollback"
    said = await ask("POST", "/projects", row, prefer="return=headers-only,tx=rollback,count=exact")
    assert (said.headers["location"], said.range, said.text) == ("/projects?id=eq.9", "*/1", "")


async def test_what_was_rolled_back_is_gone(ask: Asker) -> None:
    await ask("POST", "/clients", {"id": 77, "name": "Gone"}, prefer=BACK)
    assert (await ask("GET", "/clients?id=eq.77")).json == []


async def test_bulk(ask: Asker) -> None:
    rows = [{"id": 10, "name": "a"}, {"id": 11, "name": "b"}]
    said = await ask("POST", "/clients?select=name&order=name.desc", rows, prefer=ROWS + ",count=exact")
    assert (said.json, said.range) == ([{"name": "b"}, {"name": "a"}], "*/2")
    said = await ask(
        "POST", "/clients?columns=id,name", [{"id": 10, "name": "a", "x": 1}, {"name": "b", "id": 11}], prefer=ROWS
    )
    assert len(said.json) == 2
    assert (await ask("POST", "/clients", [], prefer=ROWS)).json == []


async def test_csv_in_csv_out(ask: Asker) -> None:
    body = b"project_id,name,state\n1,x,NULL\n2,y,done"
    said = await ask(
        "POST", "/tasks?select=name,state&order=name", body, content_type="text/csv", accept="text/csv", prefer=ROWS
    )
    assert said.text == "name,state\nx,\ny,done"


async def test_missing_keys_are_null_or_the_default(ask: Asker) -> None:
    rows = [{"project_id": 1, "name": "x"}, {"project_id": 1, "name": "y", "state": "kept"}]
    url = "/tasks?columns=project_id,name,state&select=state&order=name"
    said = await ask("POST", url, rows, prefer=ROWS)
    assert [row["state"] for row in said.json] == [None, "kept"]
    said = await ask("POST", url, rows, prefer=ROWS + ",missing=default")
    assert [row["state"] for row in said.json] == ["new", "kept"]
    assert said.headers["preference-applied"] == "missing=default, return=representation, tx=rollback"


@pytest.mark.parametrize(
    ("resolution", "status", "expected"),
    [("merge-duplicates", 201, ["Renamed", "New"]), ("ignore-duplicates", 201, ["New"])],
)
async def test_upsert(ask: Asker, resolution: str, status: int, expected: list[str]) -> None:
    rows = [{"id": 1, "name": "Renamed"}, {"id": 12, "name": "New"}]
    said = await ask("POST", "/clients?order=id", rows, prefer=f"resolution={resolution},{ROWS}")
    assert (said.status, [row["name"] for row in said.json]) == (status, expected)
    assert said.headers["preference-applied"].startswith(f"resolution={resolution}")


async def test_an_upsert_that_inserts_nothing_new_is_200(ask: Asker) -> None:
    said = await ask("POST", "/clients", [{"id": 1, "name": "x"}], prefer="resolution=merge-duplicates,tx=rollback")
    assert said.status == 200


async def test_upsert_on_another_key(ask: Asker) -> None:
    row = {"id": 50, "name": "Angela", "boss_id": 3}
    said = await ask(
        "POST", "/users?on_conflict=name&select=boss_id", row, prefer=f"resolution=merge-duplicates,{ROWS}"
    )
    assert said.status in (200, 409)  # the id is referenced; either the database refuses, or nothing was new


async def test_update(ask: Asker) -> None:
    said = await ask("PATCH", "/projects?id=lt.3", {"name": "x"}, prefer=BACK)
    assert (said.status, said.range, said.text) == (204, "0-1/*", "")
    said = await ask(
        "PATCH", "/projects?id=lt.3&select=id,name&order=id.desc", {"name": "x"}, prefer=ROWS + ",count=exact"
    )
    assert (said.status, said.range) == (200, "0-1/2")
    assert said.json == [{"id": 2, "name": "x"}, {"id": 1, "name": "x"}]
    said = await ask("PATCH", "/projects?id=eq.99", {"name": "x"}, prefer=BACK)
    assert (said.status, said.range) == (204, "*/*")
    said = await ask("PATCH", "/projects?id=eq.1", {}, prefer=ROWS)
    assert (said.status, said.json) == (200, [])


async def test_filters_of_a_mutation_choose_rows_and_those_of_embeds_what_is_shown(ask: Asker) -> None:
    url = "/clients?id=eq.1&select=id,projects(id)&projects.id=eq.2"
    said = await ask("PATCH", url, {"name": "x"}, prefer=ROWS)
    assert said.json == [{"id": 1, "projects": [{"id": 2}]}]


async def test_delete(ask: Asker) -> None:
    said = await ask("DELETE", "/tasks?id=in.(1,2)", prefer=BACK)
    assert (said.status, said.range) == (204, "*/*")
    said = await ask("DELETE", "/tasks?id=in.(1,2)&select=id,projects(name)&order=id", prefer=ROWS + ",count=exact")
    assert said.range == "*/2"
    assert said.json == [{"id": i, "projects": {"name": "Windows 7"}} for i in (1, 2)]


async def test_computed_columns_of_what_was_written(ask: Asker) -> None:
    said = await ask("PATCH", "/clients?id=eq.1&select=*,shout", {"name": "x"}, prefer=ROWS)
    assert said.json == [{"id": 1, "name": "x", "shout": "X"}]
    said = await ask("PATCH", "/clients?id=eq.1&select=id&order=shout", {"name": "x"}, prefer=ROWS)
    assert said.json == [{"id": 1}]


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("PATCH", "/projects?id=lt.3", {"name": "x"}),
        ("DELETE", "/tasks?id=lt.3", None),
        ("POST", "/clients", [{"id": 20, "name": "a"}, {"id": 21, "name": "b"}]),
    ],
)
async def test_more_than_one_row_where_one_is_wanted_undoes_the_change(
    ask: Asker, method: str, url: str, body: Any
) -> None:
    said = await ask(method, url, body, accept=OBJECT, prefer="return=representation")
    assert (said.status, said.code) == (406, "PGRST116")
    assert said.json["details"] == "The result contains 2 rows"
    assert len((await ask("GET", "/projects?name=eq.x")).json) == 0
    assert len((await ask("GET", "/tasks")).json) == 7
    assert len((await ask("GET", "/clients")).json) == 2


async def test_one_row_where_one_is_wanted(ask: Asker) -> None:
    said = await ask("PATCH", "/projects?id=eq.1&select=id", {"name": "x"}, accept=OBJECT, prefer=ROWS)
    assert said.json == {"id": 1}


async def test_max_affected_undoes_what_goes_beyond(ask: Asker) -> None:
    said = await ask("DELETE", "/tasks?id=lt.4", prefer="handling=strict,max-affected=2")
    assert (said.status, said.code, said.json["details"]) == (400, "PGRST124", "The query affects 3 rows")
    assert len((await ask("GET", "/tasks")).json) == 7
    said = await ask("DELETE", "/tasks?id=lt.4", prefer="handling=strict,max-affected=3,tx=rollback")
    assert said.status == 204 and "max-affected=3" in said.headers["preference-applied"]


async def test_put(ask: Asker) -> None:
    said = await ask("PUT", "/clients?id=eq.30", {"id": 30, "name": "x"}, prefer=ROWS)
    assert (said.status, said.json) == (201, [{"id": 30, "name": "x"}])
    said = await ask("PUT", "/clients?id=eq.1", {"id": 1, "name": "x"}, prefer=ROWS)
    assert (said.status, said.json) == (200, [{"id": 1, "name": "x"}])
    assert (await ask("PUT", "/clients?id=eq.1", {"id": 1, "name": "x"}, prefer=BACK)).status == 204


async def test_through_a_view(ask: Asker) -> None:
    said = await ask("POST", "/open_tasks?select=name,projects(id)", {"project_id": 1, "name": "v"}, prefer=ROWS)
    assert said.json == [{"name": "v", "projects": {"id": 1}}]
