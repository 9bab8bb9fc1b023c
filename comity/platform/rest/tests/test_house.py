"""On our own tables: the organisation at every level, the trash, and the dialect in process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from comity.core.db import Database, Tx
from comity.core.who import Who
from comity.platform.rest import inprocess as rest
from comity.platform.rest.engine import Engine
from comity.platform.rest.house import engine_of
from comity.platform.rest.request import Raw
from comity.platform.rest.run import Caller
from comity.platform.rest.schema.model import Name
from comity.platform.rest.tests.conftest import Said, read
from comity.platform.rest.totals import seen_by
from tests.world import World


@dataclass(frozen=True)
class Change:
    """A change as the feed tells it."""

    table: str
    row: Mapping[str, str | None] = field(default_factory=dict)


@pytest.fixture(scope="module")
async def engine(db: Database, world: World, anyio_backend: str) -> Engine:
    """The house's engine over the cast."""
    await rest.ready(db)
    return engine_of(db)


@pytest.fixture
async def owner(engine: Engine, tx: Tx) -> Tx:
    """A transaction of our owner on a database whose schema is known."""
    return tx


async def asked(engine: Engine, who: Who, method: str, url: str, body: bytes = b"", **headers: str) -> Said:
    path, _, query = url.partition("?")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = Raw(method, [part for part in path.split("/") if part], query, sent, body)
    return read(await engine.answer(raw, Caller(who, who.role, signed_in=who.role != "anon")))


def statement(engine: Engine, who: Who, url: str) -> str:
    """The SQL a GET compiles to."""
    from comity.platform.rest.request import read as read_request

    path, _, query = url.partition("?")
    request = read_request(Raw("GET", [path.strip("/")], query, {}), engine.settings)
    cache = engine.schema.loaded
    assert cache is not None
    return engine.prepare(request, cache, tenant=who.org_id is not None).compiled.main.sql


async def test_the_organisation_is_on_every_table_at_every_level(engine: Engine, world: World) -> None:
    url = "/contacts?select=id,companies(id),taggings(id),notes!inner(id)&companies.name=eq.x"
    sql = statement(engine, world.owner, url)
    assert sql.count('"org_id" = $') == 5  # contacts, companies, taggings, notes twice: shown and required
    assert '"org_id" = $' not in statement(engine, world.service(), "/contacts?select=id,companies(id)")


async def test_the_trash_is_left_out_at_every_level_unless_asked_for(engine: Engine, world: World) -> None:
    sql = statement(engine, world.owner, "/contacts?select=id,companies(id)")
    assert sql.count('"deleted_at" is null') == 2
    sql = statement(engine, world.owner, "/contacts?select=id,companies(id)&deleted_at=not.is.null")
    assert sql.count('"deleted_at" is null') == 2 and 'not "contacts"."deleted_at" is null' in sql
    sql = statement(
        engine, world.owner, "/contacts?select=id,companies(id)&or=(deleted_at.is.null,deleted_at.gt.2020-01-01)"
    )
    assert sql.count('"deleted_at" is null') == 2


async def test_a_client_never_needs_to_know_of_the_organisations_key(engine: Engine, world: World) -> None:
    who, (contact, *_) = world.owner, world.ours.contacts
    said = await asked(engine, who, "GET", f"/contacts?select=first_name,company:company_id(name)&id=eq.{contact}")
    assert said.json == [{"first_name": "Claire", "company": {"name": "Fontaine & Fils"}}]
    said = await asked(
        engine, who, "GET", f"/companies?select=name,contacts!company_id(count)&id=eq.{world.ours.companies[0]}"
    )
    assert said.json == [{"name": "Fontaine & Fils", "contacts": [{"count": 3}]}]


async def test_writing_through_the_wire(engine: Engine, world: World) -> None:
    who = world.owner
    back = "return=representation"
    said = await asked(engine, who, "POST", "/companies?select=id,name", b'{"name":"Maison Neuve"}', prefer=back)
    assert said.status == 201
    made = said.json[0]["id"]
    said = await asked(engine, who, "POST", "/companies", b'{"name":"Another"}', prefer="return=headers-only")
    assert said.headers["location"].startswith("/companies?id=eq.")
    body = f'[{{"id":"{made}","name":"Renamed"}}]'.encode()
    said = await asked(
        engine, who, "POST", "/companies?on_conflict=id&select=name", body, prefer=f"resolution=merge-duplicates,{back}"
    )
    assert (said.status, said.json) == (200, [{"name": "Renamed"}])
    put = f'{{"id":"{made}","name":"Put"}}'.encode()
    said = await asked(engine, who, "PUT", f"/companies?id=eq.{made}&select=name", put, prefer=back)
    assert (said.status, said.json) == (200, [{"name": "Put"}])
    said = await asked(engine, who, "DELETE", f"/companies?id=eq.{made}&select=name", prefer=back)
    assert (said.status, said.json) == (200, [{"name": "Put"}])
    assert (await asked(engine, who, "GET", f"/companies?id=eq.{made}")).json == []
    trash = await asked(engine, who, "GET", f"/companies?id=eq.{made}&deleted_at=not.is.null&select=name")
    assert trash.json == [{"name": "Put"}]
    restore = f"/companies?id=eq.{made}&deleted_at=not.is.null"
    assert (await asked(engine, who, "PATCH", restore, b'{"deleted_at":null}')).status == 204
    assert len((await asked(engine, who, "GET", f"/companies?id=eq.{made}")).json) == 1


async def test_an_upsert_on_what_is_unique_among_the_living(engine: Engine, world: World) -> None:
    """contacts_email_unique is a partial index that begins with the organisation; a client says `email`."""
    prefer = "resolution=merge-duplicates,return=representation"
    url = "/contacts?on_conflict=email&select=first_name,title"
    body = b'[{"email":"upsert@wire.example","first_name":"Una","title":"Dr"}]'
    said = await asked(engine, world.owner, "POST", url, body, prefer=prefer)
    assert said.status == 201
    said = await asked(engine, world.owner, "POST", url, body.replace(b"Dr", b"Prof"), prefer=prefer)
    assert (said.status, said.json) == (200, [{"first_name": "Una", "title": "Prof"}])
    said = await asked(
        engine, world.owner, "POST", url, body, prefer="resolution=ignore-duplicates,return=representation"
    )
    assert (said.status, said.json) == (201, [])
    assert (await asked(engine, world.owner, "DELETE", "/contacts?email=eq.upsert@wire.example")).status == 204


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/contacts?id=eq.{id}", b""),
        ("GET", "/contacts?org_id=eq.{org}", b""),
        ("GET", "/contacts?or=(id.eq.{id},org_id.eq.{org})", b""),
        ("GET", "/companies?select=id,contacts(id)&contacts.id=eq.{id}&id=eq.{company}", b""),
        ("PATCH", "/contacts?id=eq.{id}", b'{"first_name":"Stolen"}'),
        ("DELETE", "/contacts?id=eq.{id}", b""),
    ],
)
async def test_another_organisations_ids_find_nothing(
    engine: Engine, world: World, method: str, url: str, body: bytes
) -> None:
    theirs = world.theirs
    filled = url.format(id=theirs.contacts[0], org=theirs.id, company=theirs.companies[0])
    said = await asked(engine, world.owner, method, filled, body, prefer="return=representation")
    assert (said.status, said.json) == (200, [])
    still = await asked(engine, world.stranger, "GET", f"/contacts?id=eq.{theirs.contacts[0]}&select=first_name")
    assert still.json == [{"first_name": "Claire"}]


async def test_a_row_cannot_be_put_into_another_organisation(engine: Engine, world: World) -> None:
    body = f'{{"org_id":"{world.theirs.id}","name":"Planted"}}'.encode()
    assert (await asked(engine, world.owner, "POST", "/companies", body)).status in (403, 409)
    body = f'{{"org_id":"{world.theirs.id}"}}'.encode()
    url = f"/companies?id=eq.{world.ours.companies[0]}"
    assert (await asked(engine, world.owner, "PATCH", url, body)).status in (400, 403)


async def test_nobody_reads_nothing(engine: Engine, world: World) -> None:
    assert (await asked(engine, world.anonymous, "GET", "/contacts")).status == 401
    assert (await asked(engine, world.nobody, "GET", "/contacts")).json == []


# -- in process -------------------------------------------------------------------------------------------------------


async def test_pages_go_forth_and_back_in_every_order(owner: Tx) -> None:
    for order in (
        "",
        "&order=last_name",
        "&order=last_name.desc",
        "&order=title.desc.nullslast,first_name",
        "&order=title",
    ):
        query = f"select=id,first_name{order}"
        everyone = (await rest.select(owner, None, "contacts", query, limit=50)).rows
        assert len(everyone) == 3
        forth: list[dict[str, Any]] = []
        page = await rest.select(owner, None, "contacts", query, limit=1, count=True)
        while True:
            forth += page.rows
            if page.next is None:
                break
            page = await rest.select(owner, None, "contacts", query, limit=1, after=page.next)
        assert forth == everyone
        page = await rest.select(owner, None, "contacts", query, limit=2, after=page.previous)
        assert page.rows == everyone[:2] and page.previous is None
        again = await rest.select(owner, None, "contacts", query, limit=2, after=page.next)
        assert again.rows == everyone[2:]


async def test_a_page_has_python_values_embeds_and_a_total(engine: Engine, db: Database, world: World) -> None:
    page = await rest.select(
        db, world.owner, "contacts", "select=id,created_at,companies(name)&first_name=eq.Claire", limit=5, count=True
    )
    assert page.total == 1 and page.next is None and page.previous is None
    row = page.rows[0]
    assert row["id"] == world.ours.contacts[0] and row["created_at"].tzinfo is not None
    assert row["companies"] == {"name": "Fontaine & Fils"} and set(row) == {"id", "created_at", "companies"}
    empty = await rest.select(db, world.owner, "contacts", "first_name=eq.Nobody", count=True)
    assert (empty.rows, empty.total) == ([], 0)


async def test_a_list_ordered_by_an_embedded_row_pages_too(owner: Tx) -> None:
    query = "select=id,companies(name)&order=companies(name),first_name"
    first = await rest.select(owner, None, "contacts", query, limit=2)
    second = await rest.select(owner, None, "contacts", query, limit=2, after=first.next)
    assert len(first.rows) == 2 and len(second.rows) == 1 and second.next is None
    back = await rest.select(owner, None, "contacts", query, limit=2, after=second.previous)
    assert back.rows == first.rows


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "", "W10", "eyJhIjoxfQ"])
async def test_a_cursor_that_is_none_of_this_list_starts_at_the_beginning(owner: Tx, cursor: str) -> None:
    assert len((await rest.select(owner, None, "contacts", "select=id", after=cursor)).rows) == 3


async def test_the_cursor_of_a_row(owner: Tx) -> None:
    query = "select=id,first_name&order=first_name"
    rows = (await rest.select(owner, None, "contacts", query)).rows
    after = rest.cursor_of("contacts", query, rows[0])
    before = rest.cursor_before("contacts", query, rows[2])
    assert (await rest.select(owner, None, "contacts", query, limit=1, after=after)).rows == [rows[1]]
    assert (await rest.select(owner, None, "contacts", query, limit=1, after=before)).rows == [rows[1]]


async def test_check_says_what_is_wrong_without_the_database(engine: Engine) -> None:
    assert rest.check("contacts", "select=id,companies(name)&or=(first_name.eq.x,companies.is.null)") == []
    codes = [rest.check(*case)[0].code for case in (
        ("contacts", "nope=eq.1"), ("nope", ""), ("contacts", "id=x"), ("contacts", "select=nope(id)"),
        ("contacts", "order=nope"), ("contacts", "nope.id=eq.1"),
    )]  # fmt: skip
    assert codes == ["42703", "PGRST205", "PGRST100", "PGRST200", "42703", "PGRST108"]


async def test_describe_offers_columns_and_relationships(engine: Engine) -> None:
    contacts = rest.describe("contacts")
    email, created = contacts.column("email"), contacts.column("created_at")
    assert email is not None and "ilike" in email.operators
    assert created is not None and "gte" in created.operators and not created.nullable
    assert contacts.column("org_id") is None and contacts.primary_key == ("id",)
    company = next(r for r in contacts.relationships if r.target == "companies")
    assert company.to_one and company.columns == ("company_id",)
    assert "contacts" in rest.relations()


async def test_keys_changes_and_deletions_of_all_that_matches(owner: Tx, world: World) -> None:
    by_company = "select=id,companies!inner()&companies.name=like.Fontaine*"
    assert set(await rest.keys(owner, "contacts", by_company)) == set(world.ours.contacts)
    assert await rest.change(owner, "contacts", "first_name=eq.Claire", {"title": "CEO"}) == 1
    assert await rest.change(owner, "contacts", by_company, {"title": "Dr", "owner_id": world.rep.user_id}) == 3
    one = await rest.one(owner, None, "contacts", "first_name=eq.Ines&select=title,owner_id")
    assert one == {"title": "Dr", "owner_id": world.rep.user_id}
    assert await rest.delete(owner, "contacts", "first_name=eq.Ines") == 1
    assert await rest.one(owner, None, "contacts", "first_name=eq.Ines") is None
    assert await rest.keys(owner, "contacts", f"id=eq.{world.theirs.contacts[0]}") == []


async def test_a_where_for_a_statement_of_ones_own(owner: Tx, world: World) -> None:
    where = rest.compile_where("contacts", "first_name=in.(Claire,Ines)", world.owner, first=2)
    result = await owner.execute(f"select count(*) + $1::int from contacts where {where.sql}", ["0", *where.params])
    assert result.rows == [(2,)]
    where = rest.compile_where("contacts", "companies.name=like.Font*&select=id,companies!inner()", world.owner)
    result = await owner.execute(f"select count(*) from contacts where {where.sql}", where.params)
    assert result.rows == [(3,)]


async def test_streams_and_copies(owner: Tx) -> None:
    query = "select=first_name,companies(name)&order=first_name"
    batches = [batch async for batch in rest.stream(owner, "contacts", query, batch=2)]
    assert [len(batch) for batch in batches] == [2, 1]
    assert batches[0][0] == {"first_name": "Claire", "companies": {"name": "Fontaine & Fils"}}
    text = b"".join([chunk async for chunk in rest.copy(owner, "contacts", "select=first_name&order=first_name")])
    assert text == b"first_name\nClaire\nInes\nLukas\n"
    lines = b"".join([chunk async for chunk in rest.copy(owner, "contacts", query, format="json")]).splitlines()
    assert lines[1] == b'{"first_name":"Ines","companies":{"name": "Fontaine & Fils"}}'


async def test_an_export_is_not_cut_by_the_wires_row_limit(engine: Engine, owner: Tx) -> None:
    wire = engine.settings
    try:
        engine.settings = replace(wire, max_rows=1)
        assert len(await rest.keys(owner, "contacts", "")) == 3
        assert sum([len(batch) async for batch in rest.stream(owner, "contacts", "select=id")]) == 3
        total = await rest.one(owner, None, "contacts", "select=total:total_orders.sum()")
        assert total == {"total": 0}
        groups = "select=last_name,n:count()&order=last_name"
        page = await rest.select(owner, None, "contacts", groups, limit=2, count=True)
        rest_of_it = await rest.select(owner, None, "contacts", groups, limit=2, after=page.next)
        assert (page.total, len(page.rows), len(rest_of_it.rows)) == (3, 2, 1)
    finally:
        engine.settings = wire


async def test_values_in_a_copy_are_literals_whatever_they_hold(owner: Tx) -> None:
    query = "select=id&first_name=eq.'; drop table contacts; --\\"
    assert [batch async for batch in rest.stream(owner, "contacts", query)] == []
    assert b"".join([chunk async for chunk in rest.copy(owner, "contacts", query)]) == b"id\n"


async def test_ids_come_back_as_ids(owner: Tx) -> None:
    keys = await rest.keys(owner, "contacts", "")
    assert len(keys) >= 3 and all(isinstance(key, UUID) for key in keys)


async def test_totals_are_remembered_until_the_feed_says_otherwise(engine: Engine, db: Database, world: World) -> None:
    async def total(who: Who, query: str = "first_name=ilike.*a*") -> int | None:
        return (await rest.select(db, who, "contacts", query, count=True)).total

    totals = engine.totals
    change = Change("contacts", {"org_id": str(world.ours.id), "id": "x"})
    before = await total(world.owner)
    assert not totals._known  # no feed, no memory
    totals.heard([])
    assert await total(world.owner) == before and len(totals._known) == 1
    async with db.acting(world.service(world.ours)) as tx:
        await tx.execute("insert into contacts (org_id, first_name, owner_id) values ($1, 'Anna', $2)",
                         [world.ours.id, world.rep.user_id])  # fmt: skip
    assert await total(world.owner) == before  # the feed has not spoken
    assert await total(world.ours.admin) == (before or 0) + 1  # another role is counted for itself
    totals.heard([Change("companies", change.row), Change("contacts", {"org_id": str(world.theirs.id)})])
    assert await total(world.owner) == before
    totals.heard([change])
    assert await total(world.owner) == (before or 0) + 1
    totals.lost()
    assert not totals._known
    await total(world.owner, "select=id,organization_id&organization_id=not.is.null")
    assert not totals._known  # a function's value is nothing the feed tells of
    totals.live = False


async def test_who_sees_everything_shares_totals_and_others_do_not(engine: Engine, world: World) -> None:
    cache = engine.schema.loaded
    assert cache is not None
    contacts, tags = cache.tables[Name("public", "contacts")], cache.tables[Name("public", "saved_views")]
    ours = world.ours
    assert seen_by(ours.rep, [contacts]) == seen_by(ours.other_rep, [contacts])
    assert seen_by(ours.rep, [contacts]) != seen_by(ours.owner, [contacts])
    assert seen_by(ours.rep, [tags]) != seen_by(ours.other_rep, [tags])
    own = replace(ours.rep, visibility="own")
    assert seen_by(own, [contacts]) != seen_by(replace(ours.other_rep, visibility="own"), [contacts])
