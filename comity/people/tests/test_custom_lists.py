"""Fields of every type that an organisation added, in its lists: shown, ordered, filtered, walked through."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.app import App
from tests.visits import browser_of, visit

owner = browser_of(lambda world: world.ours.owner)
TYPES = ("number", "date", "bool", "select", "multiselect", "url", "money", "text")
SIZES = [9, 10, 100, None, 41]


@pytest.fixture(scope="module")
def fields(app_server: App) -> Iterator[None]:
    """A field of each type, and contacts that have them or not."""
    world = app_server.world
    with visit(app_server, world.ours.owner) as page:
        for kind in TYPES:
            options = "red\nblue, dark" if "select" in kind else ""
            typed = {"relation": "contacts", "label": f"Of {kind}", "type": kind, "options": options}
            assert page.post("/settings/fields", data=typed).status_code == 303
        for at, size in enumerate(SIZES):
            values = {
                "number": size, "date": f"2026-03-0{at + 1}", "bool": "on" if at == 0 else None, "text": f"word {at}",
                "select": "red" if at else "blue, dark", "url": f"https://{at}.example", "money": f"{at}.50 EUR",
                "multiselect": "blue, dark" if at < 2 else None,
            }  # fmt: skip
            custom = {f"custom[of_{kind}]": str(value) for kind, value in values.items() if value is not None}
            made = page.post("/contacts", data={"last_name": f"Field{at}", "city": "Fieldtown", **custom})
            assert made.status_code == 303, made.text[:500]
        yield


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text[:500]
    return re.findall(r"data-main[^>]*><a[^>]*>(Field\d)</a>", answer.text)


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize("kind", TYPES)
def test_a_column_of_each_type_is_shown_and_orders_the_list(owner: httpx.Client, kind: str) -> None:
    page = owner.get(f"/contacts?city=eq.Fieldtown&columns=custom.of_{kind}")
    assert len(names(page)) == len(SIZES)
    heads = re.findall(rf'data-column="custom.of_{kind}".*?</th>', page.text, re.S)
    order = re.search(r'href="([^"]+)"', heads[0])
    assert (order is None) == (kind == "multiselect")
    if order is not None:
        assert len(names(owner.get(html.unescape(order[1])))) == len(SIZES)


@pytest.mark.usefixtures("fields")
def test_numbers_are_ordered_as_numbers_and_a_record_knows_its_neighbours(owner: httpx.Client) -> None:
    came = "city=eq.Fieldtown&order=custom->of_number.asc"
    page = owner.get(f"/contacts?{came}")
    assert names(page) == ["Field0", "Field1", "Field4", "Field2", "Field3"]
    third = re.findall(r'data-main[^>]*><a[^>]*href="([^"]+)"', page.text)[2]
    record = owner.get(html.unescape(third)).text
    around = {rel: each for each, rel in re.findall(r'href="/contacts/([\w-]+)[^"]*"[^>]*rel="(next|prev)"', record)}
    ids = re.findall(r'<tr id="contacts-([\w-]+)"', page.text)
    assert around == {"prev": ids[1], "next": ids[3]}


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize(
    ("column", "op", "value", "found"),
    [
        ("custom->of_number", "gte", "41", ["Field2", "Field4"]),
        ("custom->of_number", "is.null", "", ["Field3"]),
        ("custom->>of_date", "lt", "2026-03-03", ["Field0", "Field1"]),
        ("custom->of_bool", "eq.true", "", ["Field0"]),
        ("custom->of_bool", "isdistinct.true", "", ["Field1", "Field2", "Field3", "Field4"]),
        ("custom->>of_select", "in", "blue, dark", ["Field0"]),
        ("custom->of_multiselect", "cs", "blue, dark", ["Field0", "Field1"]),
        ("custom->>of_url", "has", "3.example", ["Field3"]),
        ("custom->of_money->amount", "gt", "3", ["Field3", "Field4"]),
        ("custom->>of_text", "not.has", "word 1", ["Field0", "Field2", "Field3", "Field4"]),
    ],
)
def test_the_filter_editor_knows_them(owner: httpx.Client, column: str, op: str, value: str, found: list[str]) -> None:
    sent = {"filter": "1", "kept": "city=eq.Fieldtown&order=sort_name.asc", "order": "sort_name.asc"}
    sent |= {"join": ["and", "and"], "column": ["city", column], "op": ["eq", op], "value": ["Fieldtown", value]}  # type: ignore[dict-item]
    led = owner.get("/contacts", params=sent)
    assert led.status_code == 303
    page = owner.get(led.headers["location"])
    assert names(page) == found
    shown = re.findall(r'<option value="([^"]+)" selected', page.text)
    assert column in map(html.unescape, shown) and op in shown


@pytest.mark.parametrize(
    "query",
    [
        "city=match.[", "search=fts.%26%26", "search=fts(nolang).a", "lifetime_value=ilike.*5*",
        "is_decision_maker=eq.x", "lifetime_value=is.true", "lifetime_value=gte.abc", "created_at=lt.soon",
        "tag_ids=cs.{x}", "total_orders=eq.1e99", "lifetime_value=eq.1e999999", "group=city&city=match.[",
    ],
)  # fmt: skip
def test_a_condition_that_does_not_fit_is_said_over_the_list(owner: httpx.Client, query: str) -> None:
    page = owner.get(f"/contacts?{query}")
    assert page.status_code == 200
    assert 'role="alert"' in page.text and "data-filters" in page.text


def test_a_record_opened_from_such_a_list_is_shown_without_neighbours(owner: httpx.Client) -> None:
    record = re.findall(r'<tr id="contacts-([\w-]+)"', owner.get("/contacts").text)[0]
    assert owner.get(f"/contacts/{record}", params={"from": "city=match.["}).status_code == 200
