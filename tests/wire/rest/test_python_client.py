"""The official Python client, driven over every verb against the running program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from postgrest import APIError, CountMethod
from supabase import Client

from tests.wire.rest.conftest import Server
from tests.world import WORLD

pytestmark = pytest.mark.wire


def names(query: Any) -> list[str]:
    """First names of a query over contacts, in order."""
    return [row["first_name"] for row in query.order("first_name").execute().data]


def refused(act: Callable[[], Any]) -> tuple[str | None, str | None]:
    with pytest.raises(APIError) as caught:
        act()
    return caught.value.code, caught.value.message


def test_filters(mine: Client) -> None:
    def contacts() -> Any:
        return mine.table("contacts").select("first_name")

    assert names(contacts().eq("first_name", "Ada")) == ["Ada"]
    assert names(contacts().neq("first_name", "Ada")) == ["Ben", "Cid"]
    assert names(contacts().in_("first_name", ["Ada", "Cid", "x,y"])) == ["Ada", "Cid"]
    assert names(contacts().ilike("last_name", "%l%")) == ["Ben"]
    assert names(contacts().is_("last_name", "null")) == ["Cid"]
    assert names(contacts().not_.is_("last_name", "null")) == ["Ada", "Ben"]
    assert names(contacts().gte("total_orders", 1).lte("total_orders", 1)) == ["Ben"]
    assert names(contacts().or_("first_name.eq.Ada,and(total_orders.lt.1,last_name.is.null)")) == ["Ada", "Cid"]
    assert names(contacts().match({"first_name": "Ben", "total_orders": 1})) == ["Ben"]
    assert names(contacts().like_any_of("first_name", "A%,C%")) == ["Ada", "Cid"]
    assert names(contacts().filter("custom->>none", "is", "null")) == ["Ada", "Ben", "Cid"]
    assert names(contacts().contains("tag_ids", [])) == ["Ada", "Ben", "Cid"]
    assert names(contacts().text_search("search", "ada", options={"type": "plain", "config": "simple"})) == ["Ada"]


def test_embeds(mine: Client) -> None:
    rows = mine.table("contacts").select("first_name, company:companies(name)").order("first_name").execute().data
    assert [row["company"] for row in rows] == [{"name": "Aster"}, {"name": "Aster"}, None]
    rows = mine.table("companies").select("name, contacts(first_name)").order("name").execute().data
    assert [len(row["contacts"]) for row in rows] == [2, 0]
    inner = mine.table("companies").select("name, contacts!inner(first_name)").eq("contacts.first_name", "Ben")
    assert inner.execute().data == [{"name": "Aster", "contacts": [{"first_name": "Ben"}]}]
    counted = mine.table("companies").select("name, contacts(count)").order("name").execute().data
    assert counted[0] == {"name": "Aster", "contacts": [{"count": 2}]}
    first = mine.table("companies").select("contacts(first_name)").eq("name", "Aster")
    first = first.order("first_name", desc=True, foreign_table="contacts").limit(1, foreign_table="contacts")
    assert first.execute().data == [{"contacts": [{"first_name": "Ben"}]}]
    spread = mine.table("contacts").select("first_name, ...companies(company:name)").eq("first_name", "Ada")
    assert spread.execute().data == [{"first_name": "Ada", "company": "Aster"}]


def test_pages_and_counts(mine: Client) -> None:
    contacts = mine.table("contacts")
    page = contacts.select("first_name", count=CountMethod.exact).order("first_name").range(0, 1).execute()
    assert ([row["first_name"] for row in page.data], page.count) == (["Ada", "Ben"], 3)
    page = contacts.select("first_name", count=CountMethod.exact).order("first_name").offset(2).limit(5).execute()
    assert ([row["first_name"] for row in page.data], page.count) == (["Cid"], 3)
    head = contacts.select("*", count=CountMethod.exact, head=True).execute()
    assert (head.data, head.count) == ([], 3)
    ordered = contacts.select("first_name").order("last_name", desc=True, nullsfirst=True).execute().data
    assert [row["first_name"] for row in ordered] == ["Cid", "Ben", "Ada"]
    last = contacts.select("first_name").order("first_name", desc=True).limit(1).single().execute()
    assert last.data == {"first_name": "Cid"}


def test_one_row_or_none(mine: Client) -> None:
    contacts = mine.table("contacts")
    assert refused(lambda: contacts.select("*").single().execute())[0] == "PGRST116"
    assert contacts.select("*").eq("first_name", "Nobody").maybe_single().execute() is None
    found = contacts.select("first_name").eq("first_name", "Ada").maybe_single().execute()
    assert found is not None and found.data == {"first_name": "Ada"}


def test_writing(mine: Client) -> None:
    tags = mine.table("tags")
    [red] = tags.insert({"name": "red"}).execute().data
    assert red["name"] == "red" and red["id"]
    assert tags.insert({"name": "blue"}, returning="minimal").execute().data == []
    renamed = tags.upsert({"id": red["id"], "name": "crimson"}).execute().data
    assert [row["name"] for row in renamed] == ["crimson"]
    kept = tags.upsert({"id": red["id"], "name": "x"}, ignore_duplicates=True).execute().data
    assert kept == []
    changed = tags.update({"name": "scarlet"}, count=CountMethod.exact).eq("id", red["id"]).execute()
    assert (changed.data[0]["name"], changed.count) == ("scarlet", 1)
    code, _ = refused(lambda: tags.insert({"name": "blue"}).execute())
    assert code == "23505"
    gone = tags.delete().in_("name", ["scarlet", "blue"]).execute().data
    assert sorted(row["name"] for row in gone) == ["blue", "scarlet"]
    assert tags.select("name").execute().data == []


def test_bulk_with_gaps_takes_defaults(mine: Client) -> None:
    rows = [{"name": "Gap", "industry": "Watches"}, {"name": "Gap Two"}]
    made = mine.table("companies").insert(rows, default_to_null=False).execute().data
    assert [row["industry"] for row in made] == ["Watches", None] and all(row["created_at"] for row in made)
    gone = mine.table("companies").delete().like("name", "Gap%").execute().data
    assert len(gone) == 2
    assert mine.table("companies").select("name").like("name", "Gap%").execute().data == []
    trash = mine.table("companies").select("name").like("name", "Gap%").not_.is_("deleted_at", "null")
    assert len(trash.execute().data) == 2


def test_functions(mine: Client) -> None:
    [organisation] = mine.rpc("my_organizations").execute().data
    assert organisation
    ada = mine.table("contacts").select("id").eq("first_name", "Ada").single().execute().data["id"]
    history = mine.rpc("record_history", {"relation": "contacts", "record_id": ada}).limit(1).execute().data
    assert len(history) == 1
    code, message = refused(lambda: mine.rpc("record_histor", {"relation": "contacts"}).execute())
    assert code == "PGRST202" and message is not None and "record_histor" in message


def test_csv(mine: Client) -> None:
    text = mine.table("contacts").select("first_name,total_orders").order("first_name").csv().execute().data
    assert text == "first_name,total_orders\nAda,2\nBen,1\nCid,0"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda c: c.table("contact").select("*"), "PGRST205"),
        (lambda c: c.table("contacts").select("nope"), "42703"),
        (lambda c: c.table("contacts").select("id, nope(id)"), "PGRST200"),
        (lambda c: c.table("contacts").select("*").or_("nope"), "PGRST100"),
        (lambda c: c.table("contacts").insert({"nope": 1}), "PGRST204"),
        (lambda c: c.table("contacts").select("total_orders.sum()"), "PGRST123"),
        (lambda c: c.table("contacts").select("*").explain(), "PGRST107"),
        (lambda c: c.schema("auth").table("users").select("*"), "PGRST106"),
        (lambda c: c.schema("app").table("facts").select("*"), "PGRST106"),
        (lambda c: c.table("contacts").select("*").eq("id", "not-an-id"), "22P02"),
    ],
)
def test_refusals(mine: Client, act: Callable[[Client], Any], code: str) -> None:
    assert refused(lambda: act(mine).execute())[0] == code
    mine.schema("public")


def test_what_is_another_organisations_is_not_there(mine: Client) -> None:
    theirs = str(WORLD.ours.contacts[0])
    assert mine.table("contacts").select("*").eq("id", theirs).execute().data == []
    assert mine.table("contacts").update({"first_name": "x"}).eq("id", theirs).execute().data == []
    assert mine.table("contacts").delete().eq("id", theirs).execute().data == []


def test_nobody_and_the_service(server: Server) -> None:
    assert refused(lambda: server.client().table("contacts").select("*").execute())[0] == "42501"
    service = server.client(server.secret).table("organizations").select("name").eq("slug", "maison-aurelle")
    assert service.execute().data == [{"name": "Maison Aurelle"}]


def test_what_only_a_plain_request_shows(server: Server, mine: Client) -> None:
    """Headers, statuses and bodies no client hands on."""
    session = mine.auth.get_session()
    assert session is not None
    headers = {"apikey": server.publishable, "authorization": f"Bearer {session.access_token}"}
    base = f"{server.url}/rest/v1"
    with httpx.Client(headers=headers) as http:
        page = http.get(f"{base}/contacts?select=id&limit=1", headers={"prefer": "count=exact"})
        assert (page.status_code, page.headers["content-range"]) == (206, "0-0/3")
        assert page.headers["content-length"] == str(len(page.content)) and "content-encoding" not in page.headers
        assert page.headers["access-control-allow-origin"] == "*"
        made = http.post(f"{base}/tags", json={"name": "plain"}, headers={"prefer": "return=headers-only"})
        assert made.status_code == 201 and made.headers["location"].startswith("/tags?id=eq.")
        gone = http.delete(f"{base}{made.headers['location']}")
        assert (gone.status_code, gone.content) == (204, b"")
        doc = http.get(f"{base}/").json()
        assert doc["swagger"] == "2.0" and "/contacts" in doc["paths"]
        assert http.options(f"{base}/contacts").headers["allow"] == "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"
        wrong = http.get(f"{base}/contacts?id=eq.%00")
        assert (wrong.status_code, wrong.json()["code"]) == (400, "22021")
        many = http.get(f"{base}/contacts?select=first_name&id=in.({','.join([session.user.id] * 1000)})")
        assert many.status_code in (200, 414, 431)
        assert http.get(f"{base}/contacts/1").json()["code"] == "PGRST125"
    anonymous = httpx.get(f"{base}/contacts")
    assert anonymous.status_code == 401 and anonymous.json()["code"] == "42501"
    forged = httpx.get(f"{base}/contacts", headers={"authorization": "Bearer a.b.c"})
    assert forged.status_code == 401 and "www-authenticate" in forged.headers
