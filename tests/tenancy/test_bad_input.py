"""What no person types, in every form of every page: one clear sentence, the right status, nothing half done.

The forms are found by walking the app as a new organisation's owner, so a form that comes tomorrow is tried tomorrow.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.app import App
from tests.tenancy.browse import Form, furnish, newcomer, read, walk
from tests.visits import visit

START = ["/", "/contacts", "/companies", "/leads", "/board", "/calls", "/tasks", "/forecast", "/search?q=claire",
         "/imports", "/exports", "/trash", "/duplicates", "/notifications", "/organizations", "/settings/organisation",
         "/settings/members", "/settings/pipelines", "/settings/rates", "/settings/ai", "/outbox"]  # fmt: skip
# What would sign us out, end everything at once, or make a demo of thousands of records.
LEFT_ALONE = (
    "/settings/work",  # its own tests; running work again from a step that never was is its matter
    "/settings/security",
    "/settings/account/factors",
    "/sign-out",
    "/settings/sessions",
    "/settings/account/password",
    "/settings/organisation/departure",
    "/demo",
)
ODD = {
    "zero": "a\0b",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; drop table contacts; --",
    "far": "9999-12-31T23:59",
    "number": "1e999",
    "long": "x" * 150_000,
    "id": "01900002-0003-7000-8000-000000000001",  # a contact of somebody else's
    "letters": "\u202e𝕏\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
}

PARAMETERS = ["q", "order", "city", "or", "after", "view", "columns", "group", "from", "tab", "page", "before", "owner",
              "pipeline", "span", "limit", "offset", "select", "filter", "kinds", "state"]  # fmt: skip


@pytest.fixture(scope="module")
def owner(app_server: App) -> Iterator[httpx.Client]:
    with visit(app_server) as client:
        newcomer(client)
        yield client


@pytest.fixture(scope="module")
def forms(owner: httpx.Client) -> dict[str, Form]:
    """One of each kind of form that changes something."""
    records = furnish(owner)
    start = [
        *START,
        *records.values(),
        *(f"{path}/edit" for path in records.values()),
        f"{records['leads']}?tab=history",
    ]
    found: dict[str, Form] = {}
    for page in walk(owner, start):
        assert page.status_code < 500, f"{page.url}: {page.status_code}"
        for form in read(page).forms if page.status_code == 200 else ():
            if form.method == "post" and not form.action.startswith(LEFT_ALONE):
                found.setdefault(form.shape, form)
    assert len(found) > 60, sorted(found)
    return found


def logged(app: App, answer: httpx.Response) -> int:
    """How many changes the request left in the audit log."""
    with psycopg.connect(app.database_url) as connection:
        row = connection.execute(
            "select count(*) from audit_logs where request_id = %s and action in ('insert', 'update', 'delete')",
            [answer.headers["x-request-id"]],
        ).fetchone()
    assert row
    return int(row[0])


def sentence(answer: httpx.Response) -> str:
    """What a refusal says to the person: a toast, or the words at the field."""
    if told := answer.headers.get("hx-trigger"):
        return told
    said = re.findall(r'(?s)class="(?:error|field-error|notice)[^"]*"[^>]*>(.*?)</', answer.text)
    return " ".join(said) or (answer.text if "<h1" in answer.text else "")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
def test_every_form_answers_with_a_sentence(
    app_server: App, owner: httpx.Client, forms: dict[str, Form], odd: str
) -> None:
    wrong = []
    for shape, form in forms.items():
        for values in (
            {**form.hidden, **dict.fromkeys(form.typed, odd)},
            dict.fromkeys([*form.hidden, *form.typed], odd),
        ):
            try:
                answer = owner.post(form.action, data=values, headers={"referer": f"{app_server.url}/contacts"})
            except httpx.TransportError as error:  # headers beyond all reason, say, or no answer in a minute
                wrong.append(f"{shape}: {error!r}")
                continue
            if answer.status_code >= 500:
                wrong.append(f"{shape}: {answer.status_code}")
            elif answer.status_code >= 400 and not sentence(answer):
                wrong.append(f"{shape}: {answer.status_code} says nothing")
            elif answer.status_code >= 400 and logged(app_server, answer):
                wrong.append(f"{shape}: {answer.status_code}, half done")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_pages_bear_what_was_typed(app_server: App, owner: httpx.Client, forms: dict[str, Form]) -> None:
    contact = owner.post("/contacts", data={"last_name": ODD["html"], "title": ODD["sql"], "city": ODD["html"]})
    assert contact.status_code == 303
    for page in walk(owner, START):
        assert page.status_code < 500, f"{page.url}: {page.status_code}"
        if not page.headers.get("content-disposition", "").startswith("attachment"):  # kept, not shown
            assert "<script>alert(1)" not in page.text and "<img src=x" not in page.text, page.url
    for path in [*START, "/search", "/settings/audit"]:
        for name, odd in ODD.items():
            answer = owner.get(path.partition("?")[0], params=dict.fromkeys(PARAMETERS, odd[:2000]))
            assert answer.status_code < 500, f"{path} {name}: {answer.status_code}"


def test_a_note_of_ten_megabytes_and_one_too_many(app_server: App, owner: httpx.Client) -> None:
    place = owner.post("/contacts", data={"last_name": "Longwinded"}).headers["location"]
    note = "word " * 2_000_000
    assert owner.post(f"{place}/entries", data={"kind": "note", "body": note[:10_000_000]}).status_code == 303
    began = time.monotonic()
    page = owner.get(place)
    assert page.status_code == 200 and len(page.content) < 400_000, len(page.content)
    assert time.monotonic() - began < 30
    refused = owner.post(f"{place}/entries", data={"kind": "note", "body": note + note}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and sentence(refused)
    with psycopg.connect(app_server.database_url) as connection:
        kept = connection.execute(
            "select length(body) from activities where contact_id = %s and kind = 'note'", [place.rsplit("/", 1)[1]]
        ).fetchall()
    assert kept == [(9_999_999,)]  # as typed, without the space at its end


def test_the_year_9999_is_a_year(owner: httpx.Client) -> None:
    assert (
        owner.post("/settings/profile", data={"full_name": "Far", "timezone": "Pacific/Kiritimati"}).status_code == 303
    )
    contact = owner.post("/contacts", data={"last_name": "Far", "birthday": "9999-12-31"}).headers["location"]
    lead = owner.post("/leads", data={"title": "Far", "amount": "1", "expected_close_on": "9999-12-31"}).headers[
        "location"
    ]
    for day in ("9999-12-31T23:59", "9999-12-31", "0001-01-01T00:00"):
        answer = owner.post("/tasks", data={"subject": f"Far {day}", "due_at": day})
        assert answer.status_code in (303, 422), day
    lists = ["/leads?order=expected_close_on.desc", "/leads?group=status", "/contacts?created_at=lt.9999-12-31"]
    for path in [contact, lead, f"{lead}?tab=history", "/", "/tasks", "/board", "/forecast", *lists]:
        assert owner.get(path).status_code == 200, path
    assert owner.post("/settings/profile", data={"full_name": "Far", "timezone": "UTC"}).status_code == 303
