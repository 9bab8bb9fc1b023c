"""What a client may write and no person would: days beyond the calendar, figures that are none. Pages bear them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.app import App
from tests.tenancy.browse import newcomer
from tests.visits import visit
from tests.world import PASSWORD

FAR = ("infinity", "-infinity", "12026-11-21", "0044-03-15 BC", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z")
DAYS = {"contacts": ("birthday", "last_contact_at"), "leads": ("expected_close_on", "last_contact_at")}
PAGES = (
    "/",
    "/contacts?columns=last_contact_at",
    "/companies",
    "/leads",
    "/board",
    "/forecast",
    "/tasks",
    "/search?q=far",
)


@pytest.fixture(scope="module")
def pages(app_server: App) -> Iterator[httpx.Client]:
    """The pages of a new organisation's owner, in the far east."""
    with visit(app_server) as browser:
        browser.headers["x-email"] = newcomer(browser)
        browser.post("/settings/profile", data={"full_name": "Far", "timezone": "Pacific/Kiritimati"})
        yield browser


@pytest.fixture(scope="module")
def wire(app_server: App, pages: httpx.Client) -> Iterator[httpx.Client]:
    """The same person's Supabase client."""
    asked = {"email": pages.headers["x-email"], "password": PASSWORD}
    token = httpx.post(f"{app_server.url}/auth/v1/token?grant_type=password", json=asked).json()["access_token"]
    headers = {"authorization": f"Bearer {token}", "prefer": "return=representation"}
    with httpx.Client(base_url=f"{app_server.url}/rest/v1", headers=headers, timeout=60) as client:
        yield client


@pytest.mark.parametrize("day", FAR)
def test_one_far_day_keeps_no_page_from_being_read(pages: httpx.Client, wire: httpx.Client, day: str) -> None:
    records = []
    for relation, columns in DAYS.items():
        named = {"last_name": "Far"} if relation == "contacts" else {"title": "Far"}
        made = wire.post(f"/{relation}", json={**named, **dict.fromkeys(columns, day)})
        assert made.status_code == 201, made.text
        records.append(f"/{relation}/{made.json()[0]['id']}")
    task = {"kind": "task", "subject": "Far", "contact_id": records[0].rpartition("/")[2]}
    assert wire.post("/activities", json={**task, "due_at": day}).status_code == 201
    assert wire.post("/activities", json={**task, "kind": "note", "occurred_at": day}).status_code == 201
    for path in (*PAGES, *records, *(f"{record}?tab=history" for record in records)):
        assert pages.get(path).status_code == 200, path


def test_what_is_no_number_is_refused_by_every_door(pages: httpx.Client, wire: httpx.Client) -> None:
    for relation, body in (
        ("leads", {"title": "None", "amount": "NaN"}),
        ("leads", {"title": "None", "budget_max": "NaN"}),
        ("companies", {"name": "None", "annual_revenue": "NaN"}),
        ("contacts", {"last_name": "None", "lifetime_value": "NaN"}),
    ):
        refused = wire.post(f"/{relation}", json=body)
        assert refused.status_code == 400 and refused.json()["code"] == "23514", refused.text
    lead = wire.post("/leads", json={"title": "One", "amount": 5}).json()[0]["id"]
    company = wire.post("/companies", json={"name": "One"}).json()[0]["id"]
    for path, was in ((f"/leads/{lead}/fields/amount", "5.00"), (f"/companies/{company}/facts/annual_revenue", "")):
        for value in ("NaN", "-Infinity", "1e400"):
            answer = pages.post(path, data={"value": value, "was": was}, headers={"hx-request": "true"})
            assert answer.status_code == 422, f"{path} {value}: {answer.status_code}"
    assert wire.get(f"/leads?select=amount&id=eq.{lead}").json() == [{"amount": 5.00}]
