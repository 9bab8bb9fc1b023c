"""Reading through the whole pipeline: filters, embeds, order, pages, counts, media types."""

from __future__ import annotations

from typing import Any

import pytest

from comity.platform.rest.tests.conftest import Asker


async def ids(ask: Asker, url: str) -> list[int]:
    said = await ask("GET", url)
    assert said.status == 200, said.text
    return [row["id"] for row in said.json]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id=eq.1", [1]),
        ("id=not.eq.1", [2, 3, 4, 5]),
        ("id=in.(1,3)", [1, 3]),
        ("id=in.()", []),
        ("id=not.in.(1,2,3)", [4, 5]),
        ("client_id=is.null", [5]),
        ("client_id=is.not_null", [1, 2, 3, 4]),
        ("client_id=not.is.null&id=gt.2", [3, 4]),
        ("name=like.Win*", [1, 2]),
        ("name=ilike.*os*", [3, 4]),
        ("name=ilike(any).{*7,ios}", [1, 3]),
        ("name=match.^W.*7$", [1]),
        ("name=imatch.^w", [1, 2]),
        ("id=gt(all).{1,3}", [4, 5]),
        ("client_id=isdistinct.1", [3, 4, 5]),
        ("tags=cs.{os}", [1, 2, 3]),
        ("tags=cd.{os,old}", [1, 2, 4, 5]),
        ("tags=ov.{old,phone}", [1, 3]),
        ("span=ov.[4,6)", [1, 2]),
        ("span=sl.[5,9)", [1]),
        ("span=sr.[1,5)", [2, 4]),
        ("span=nxr.[1,5)", [1]),
        ("span=nxl.[5,9)", [2, 4]),
        ("span=adj.[1,5)", [2]),
        ("words=fts.window", [1, 2]),
        ("name=plfts(english).windows%2010", [2]),
        ("words=wfts(english).windows%20or%20ios", [1, 2, 3]),
        ("data->>c=eq.x", [1]),
        ("data->a->b->>0=eq.1", [1]),
        ("data->a->b->-1=eq.2", [1]),
        ("or=(id.eq.1,and(id.gt.3,client_id.is.null))", [1, 5]),
        ("not.or=(id.eq.1,id.eq.2)&id=lt.4", [3]),
        ("or=(name.eq.IOS,name.in.(OSX,Orphan))", [3, 4, 5]),
        ("budget=gte.20.00", [2, 3]),
        ("starts_at=lt.2010-01-01", [1]),
    ],
)
async def test_filters(ask: Asker, query: str, expected: list[int]) -> None:
    assert await ids(ask, f"/projects?select=id&order=id&{query}") == expected


async def test_computed_columns_are_selected_filtered_and_ordered(ask: Asker) -> None:
    said = await ask("GET", "/clients?select=shout&shout=like.M*&order=shout.desc")
    assert said.json == [{"shout": "MICROSOFT"}]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/projects?select=id,client:clients(name)&id=eq.1", [{"id": 1, "client": {"name": "Microsoft"}}]),
        ("/projects?select=id,client_id(name)&id=eq.1", [{"id": 1, "client_id": {"name": "Microsoft"}}]),
        ("/projects?select=id,projects_client(name)&id=eq.5", [{"id": 5, "projects_client": None}]),
        (
            "/clients?select=id,projects(id)&id=eq.2&projects.order=id.desc",
            [{"id": 2, "projects": [{"id": 4}, {"id": 3}]}],
        ),
        (
            "/clients?select=id,projects(id)&id=eq.2&projects.limit=1&projects.offset=1&projects.order=id",
            [{"id": 2, "projects": [{"id": 4}]}],
        ),
        (
            "/clients?select=id,projects(id)&projects.name=eq.IOS",
            [{"id": 1, "projects": []}, {"id": 2, "projects": [{"id": 3}]}],
        ),
        ("/clients?select=id,projects!inner(id)&projects.name=eq.IOS", [{"id": 2, "projects": [{"id": 3}]}]),
        (
            "/clients?select=id,projects!inner(tasks!inner(id))&projects.tasks.id=eq.5",
            [{"id": 2, "projects": [{"tasks": [{"id": 5}]}]}],
        ),
        ("/projects?select=id,clients!inner()&clients.name=eq.Apple&order=id", [{"id": 3}, {"id": 4}]),
        (
            "/projects?select=id,users(name)&id=eq.1&users.order=name",
            [{"id": 1, "users": [{"name": "Angela"}, {"name": "Dwight"}]}],
        ),
        (
            "/users?select=name,passports(number)&id=lt.3&order=id",
            [{"name": "Angela", "passports": {"number": "A1"}}, {"name": "Michael", "passports": {"number": "M2"}}],
        ),
        ("/users?select=name,boss_id(name)&id=eq.2", [{"name": "Michael", "boss_id": {"name": "Angela"}}]),
        (
            "/users?select=name,reports:users!boss_id(name)&id=eq.1",
            [{"name": "Angela", "reports": [{"name": "Michael"}]}],
        ),
        (
            "/messages?select=id,from:users!messages_sender(name),to:users!receiver(name)&id=eq.1",
            [{"id": 1, "from": {"name": "Angela"}, "to": {"name": "Michael"}}],
        ),
        ("/open_tasks?select=id,projects(name)&id=eq.2", [{"id": 2, "projects": {"name": "Windows 7"}}]),
        ("/projects?select=id,open_tasks(id)&id=eq.1", [{"id": 1, "open_tasks": [{"id": 2}]}]),
        ("/projects?select=id,newest_task(name)&id=eq.1", [{"id": 1, "newest_task": {"name": "Code w7"}}]),
        ("/projects?select=id,...clients(client:name)&id=eq.1", [{"id": 1, "client": "Microsoft"}]),
        (
            "/clients?select=id,...projects(names:name)&projects.order=name.desc&id=eq.2",
            [{"id": 2, "names": ["OSX", "IOS"]}],
        ),
        (
            "/clients?select=id,projects(count)&order=id",
            [{"id": 1, "projects": [{"count": 2}]}, {"id": 2, "projects": [{"count": 2}]}],
        ),
        ("/projects?select=id,clients()&clients=is.null", [{"id": 5}]),
        ("/clients?select=id,projects()&or=(projects.is.null,id.eq.1)", [{"id": 1}]),
        (
            "/projects?select=id,clients(name)&order=clients(name).desc.nullslast,id&limit=3",
            [{"id": i, "clients": {"name": n}} for i, n in ((1, "Microsoft"), (2, "Microsoft"), (3, "Apple"))],
        ),
        (
            "/projects?select=id,client:clients(id)&order=client(name),id.desc&limit=2",
            [{"id": 4, "client": {"id": 2}}, {"id": 3, "client": {"id": 2}}],
        ),
        ("/projects?select=data->a->b->0,data->>c&id=eq.1", [{"b": 1, "c": "x"}]),
        ("/projects?select=budget::text,id::text&id=eq.1", [{"budget": "10.50", "id": "1"}]),
        (
            "/projects?select=client_id,count(),total:budget.sum()&order=client_id",
            [
                {"client_id": 1, "count": 2, "total": 30.5},
                {"client_id": 2, "count": 2, "total": 30.25},
                {"client_id": None, "count": 1, "total": None},
            ],
        ),
        (
            "/projects?select=...clients(client:name),budget.max()&client_id=not.is.null&order=clients(client)",
            [{"client": "Apple", "max": 30.25}, {"client": "Microsoft", "max": 20.0}],
        ),
        (
            "/clients?select=name,projects(n:count())&order=id",
            [{"name": "Microsoft", "projects": [{"n": 2}]}, {"name": "Apple", "projects": [{"n": 2}]}],
        ),
    ],
)
async def test_selects(ask: Asker, url: str, expected: Any) -> None:
    said = await ask("GET", url)
    assert said.status == 200, said.text
    assert said.json == expected


async def test_a_level_is_never_confused_with_one_above_it(ask: Asker) -> None:
    """Four levels of the same two tables."""
    said = await ask(
        "GET", "/clients?select=id,projects(id,clients(id,projects(id,clients(name))))&id=eq.2&projects.id=eq.3"
    )
    inner = [{"id": 3, "clients": {"name": "Apple"}}, {"id": 4, "clients": {"name": "Apple"}}]
    assert said.json == [{"id": 2, "projects": [{"id": 3, "clients": {"id": 2, "projects": inner}}]}]


@pytest.mark.parametrize(
    ("url", "headers", "status", "content_range"),
    [
        ("/projects", {}, 200, "0-4/*"),
        ("/projects", {"prefer": "count=exact"}, 200, "0-4/5"),
        ("/projects?limit=2", {"prefer": "count=exact"}, 206, "0-1/5"),
        ("/projects?limit=2&offset=4", {"prefer": "count=exact"}, 206, "4-4/5"),
        ("/projects?limit=7&offset=2", {"prefer": "count=exact"}, 206, "2-4/5"),
        ("/projects?limit=3", {"prefer": "count=exact", "range": "1-9"}, 206, "1-2/5"),
        ("/projects", {"prefer": "count=exact", "range": "0-1"}, 206, "0-1/5"),
        ("/projects?limit=0", {"prefer": "count=exact"}, 206, "*/5"),
        ("/projects?id=eq.9", {"prefer": "count=exact"}, 200, "*/0"),
        ("/projects?offset=5", {"prefer": "count=exact"}, 206, "*/5"),
        ("/projects?offset=6", {"prefer": "count=exact"}, 416, "*/5"),
        ("/projects?limit=999&offset=1", {"prefer": "count=exact"}, 206, "1-4/5"),
        ("/clients?select=id,projects!inner(id)&projects.id=gt.2&limit=1", {"prefer": "count=exact"}, 200, "0-0/1"),
        ("/projects?select=client_id,count()&limit=1", {"prefer": "count=exact"}, 206, "0-0/3"),
    ],
)
async def test_pages_and_counts(ask: Asker, url: str, headers: dict[str, str], status: int, content_range: str) -> None:
    for method in ("GET", "HEAD"):
        if method == "HEAD" and "range" in headers:
            continue
        said = await ask(method, url, **headers)
        assert (said.status, said.range) == (status, content_range)
        assert method == "GET" or said.text == ""


async def test_planned_and_estimated_counts_come_with_the_rows(ask: Asker) -> None:
    said = await ask("GET", "/projects?limit=1", prefer="count=planned")
    assert said.status == 206 and said.range is not None and int(said.range.split("/")[1]) > 0
    few = ask.with_settings(max_rows=2)
    said = await few("GET", "/clients", prefer="count=estimated")
    assert said.range == "0-1/2"
    assert (await few("GET", "/projects", prefer="count=exact")).range == "0-1/5"


async def test_max_rows_hold_at_every_level(ask: Asker) -> None:
    few = ask.with_settings(max_rows=1)
    said = await few("GET", "/clients?select=id,projects(id)&order=id&projects.order=id")
    assert said.json == [{"id": 1, "projects": [{"id": 1}]}]


async def test_one_object(ask: Asker) -> None:
    said = await ask("GET", "/clients?id=eq.1", accept="application/vnd.pgrst.object+json")
    assert said.json == {"id": 1, "name": "Microsoft"}
    assert said.headers["content-type"] == "application/vnd.pgrst.object+json; charset=utf-8"
    said = await ask("GET", "/clients", accept="application/vnd.pgrst.object+json")
    assert (said.status, said.code, said.json["details"]) == (406, "PGRST116", "The result contains 2 rows")


async def test_nulls_are_stripped_when_asked(ask: Asker) -> None:
    said = await ask(
        "GET", "/projects?select=id,client_id&id=eq.5", accept="application/vnd.pgrst.array+json;nulls=stripped"
    )
    assert said.json == [{"id": 5}]
    assert said.headers["content-type"] == "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8"


async def test_csv(ask: Asker) -> None:
    said = await ask("GET", "/clients?select=id,name&order=id", accept="text/csv")
    assert said.text == "id,name\n1,Microsoft\n2,Apple"
    assert said.headers["content-type"] == "text/csv; charset=utf-8"


async def test_headers_of_a_read(ask: Asker) -> None:
    said = await ask("GET", "/clients?select=id&order=id.desc&id=eq.1", prefer="count=exact, handling=strict")
    assert said.headers["content-location"] == "/clients?id=eq.1&order=id.desc&select=id"
    assert said.headers["preference-applied"] == "count=exact, handling=strict"
    assert said.headers["vary"] == "Accept, Prefer, Range"
    assert said.headers["server-timing"].startswith("parse;dur=")
    assert said.headers["content-profile"] == "api"


async def test_schemas_by_profile(ask: Asker) -> None:
    said = await ask("GET", "/things", accept_profile="other")
    assert said.json == [{"id": 1, "name": "there"}] and said.headers["content-profile"] == "other"


async def test_the_plan_of_a_query_when_the_operator_allows_it(ask: Asker) -> None:
    said = await ask("GET", "/clients?id=eq.1", accept="application/vnd.pgrst.plan+json; options=verbose")
    assert said.status == 200 and said.json[0]["Plan"]
    refused = await ask.with_settings(plan=False)("GET", "/clients", accept="application/vnd.pgrst.plan")
    assert (refused.status, refused.code) == (406, "PGRST107")


async def test_options_say_what_could_be_done(ask: Asker) -> None:
    assert (await ask("OPTIONS", "/clients")).headers["allow"] == "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"
    assert (await ask("OPTIONS", "/open_tasks")).headers["allow"] == "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"
    assert (await ask("OPTIONS", "/rpc/add?a=1&b=2")).headers["allow"] == "OPTIONS,GET,HEAD,POST"
    assert (await ask("OPTIONS", "/rpc/nothing")).headers["allow"] == "OPTIONS,POST"
    assert (await ask("OPTIONS", "/")).headers["allow"] == "OPTIONS,GET,HEAD"


async def test_the_root_describes_what_the_caller_may_reach(ask: Asker) -> None:
    said = await ask("GET", "/")
    doc = said.json
    assert said.headers["content-type"] == "application/openapi+json; charset=utf-8"
    assert doc["swagger"] == "2.0" and "/projects" in doc["paths"] and "/rpc/add" in doc["paths"]
    assert "/locked" not in doc["paths"] and "post" in doc["paths"]["/clients"]
    client = doc["definitions"]["projects"]["properties"]["client_id"]
    assert client["type"] == "integer" and "Foreign Key to `clients.id`" in client["description"]
    assert doc["paths"]["/clients"]["get"]["summary"] == "Whom we work for"
    everything = await ask.with_settings(openapi_all=True)("GET", "/")
    assert "/locked" in everything.json["paths"]


_FAMILIES = """
create table api.parents (id int primary key);
create table api.children (id int primary key, parent_id int not null references api.parents, name text);
insert into api.parents select n from generate_series(1, 3000) as n;
insert into api.children
select n, (array[2999, 17, 1500, 4, 2000, 911, 1, 2998])[1 + n % 8], 'c' || n from generate_series(1, 400) as n;
analyze api.parents, api.children;
grant select on api.parents, api.children to rest_anon;
"""


async def test_parents_come_as_they_lie_where_no_order_is_asked_for(ask: Asker) -> None:
    """A join would meet them by a hash of the children (decision 0175)."""
    for statement in filter(str.strip, _FAMILIES.split(";")):
        await ask.engine.db.once_raw(None, [(statement, [])], prepare=False)
    await ask.engine.schema.reload()
    kept = [1, 4, 17, 911, 1500, 2000, 2998, 2999]

    async def ids(query: str, **headers: str) -> list[int]:
        return [row["id"] for row in (await ask("GET", f"/parents?select=id{query}", **headers)).json]

    assert await ids(",children!inner(name)") == kept
    assert await ids(",children!inner()") == kept
    assert await ids(",children()&children=not.is.null") == kept
    assert await ids(",...children!inner(name)") == kept
    assert await ids(",children!inner()&limit=3&offset=1") == kept[1:4]
    assert await ids(",children!inner()&order=id.desc") == kept[::-1]
    said = await ask("GET", "/parents?select=id,children!inner()&limit=2", prefer="count=exact")
    assert said.range == "0-1/8"


async def test_statements_are_shared_by_requests_that_differ_in_values_only(ask: Asker) -> None:
    plans = ask.engine._plans
    plans.clear()
    for i in range(1, 6):
        await ask(
            "GET", f"/projects?id=eq.{i}&name=in.({','.join('x' * i)})&or=(id.gt.{i},name.eq.{i})&offset={i}&limit=25"
        )
    assert len(plans) == 1
