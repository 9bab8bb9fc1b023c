"""The query dialect as chips, rows and columns, and back."""

import pytest
from starlette.datastructures import QueryParams

from comity.web import filters, query
from comity.web.filters import Field, Filters
from comity.web.grid import Column, Grid, shown, wanted
from comity.web.query import Group, Rule

FIELDS = (
    Field("city", "City"),
    Field("stage", "Stage", "choice", [("won", "Won"), ("lost", "Lost")]),
    Field("amount", "Amount", "money", currency="EUR"),
    Field("tags", "Tags", "tags"),
    Field("seen", "Seen", "yesno"),
    Field("created_at", "Created", "instant"),
)
WILD = (
    'city=eq.Paris&or=(stage.eq.won,city.ilike."*a, b*",and(amount.gt.2,city.is.null))'
    '&tags=cs.{vip,"a b"}&stage=not.in.(won,"lo,st")&order=name.asc'
)


def test_a_query_survives_being_taken_apart() -> None:
    found = query.conditions(WILD)
    assert found[0] == Rule("city", "eq", "Paris")
    assert isinstance(found[1], Group)
    assert found[1].items[1] == Rule("city", "ilike", "*a, b*")
    again = query.conditions(query.join(query.written(found)))
    assert again == found


def test_chips_say_it_in_words_and_lead_to_the_rest() -> None:
    chips = Filters(FIELDS, WILD, "/leads").chips
    assert [chip.text for chip in chips] == [
        "City is Paris",
        "Stage is Won or City contains a, b or (Amount more than €2 and City is empty)",
        "Tags has vip and a b",
        "Stage is not Won or lo,st",
    ]
    assert chips[0].remove.startswith("/leads?or=(stage.eq.won,")
    assert chips[0].remove.endswith("order=name.asc")


def test_the_editor_gives_back_what_it_was_given() -> None:
    text = "or=(city.ilike.*Par*,stage.in.(won))&amount=gte.100&seen=is.true&order=name.asc"
    rows = Filters(FIELDS, text, "/leads").rows
    sent = [("filter", "1"), ("order", "name.asc")]
    for row in rows:
        sent += [("join", row.joined), ("column", row.column), ("op", row.op), ("value", "|".join(row.values))]
    assert filters.typed(QueryParams(sent), FIELDS, "/leads") == f"/leads?{text}"


@pytest.mark.parametrize(
    ("column", "op", "value", "made"),
    [
        ("city", "has", "x", "city=ilike.*x*"),
        ("city", "is.null", "", "city=is.null"),
        ("city", "not.is.null", "ignored", "city=not.is.null"),
        ("stage", "not.in", "won|a,b", "stage=not.in.(won,%22a,b%22)"),
        ("tags", "cs", "vip", "tags=cs.{vip}"),
        ("created_at", "lt", "2026-01-01", "created_at=lt.2026-01-01"),
        ("city", "has", "  ", None),
        ("city", "drop table", "x", None),
        ("unknown", "eq", "x", None),
    ],
)
def test_rows_of_the_editor(column: str, op: str, value: str, made: str | None) -> None:
    params = QueryParams([("filter", "1"), ("column", column), ("op", op), ("value", value), ("join", "and")])
    assert filters.typed(params, FIELDS, "/x") == (f"/x?{made}" if made else "/x")


KEPT = (
    "city=in.(Paris,Lyon)", "city=like.*a*", "city=ilike.paris", "city=fts.a", "nobody=eq.1", "amount=not.gte.5",
    "stage=ov.{won}", "created_at=gte.2026-11-21T10:00", "created_at=eq.2026-11-21", "seen=is.null", "seen=eq.true",
    "or=(city.eq.a,nobody.eq.b)", "not.or=(city.eq.a,city.eq.b)", "stage=in.(a%7Cb)", "city=eq(any).{a,b}",
)  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_a_row_would_say_otherwise_is_kept_as_it_is(text: str) -> None:
    """An editor that opens and is sent off again changes nothing: not a sign, not a value, not a condition."""
    asked = f"{text}&city=eq.z"
    editor = Filters(FIELDS, asked, "/x")
    assert [(row.column, row.op) for row in editor.rows] == [("city", "eq")]
    sent = [("filter", "1"), ("kept", asked), ("join", "and"), ("column", "city"), ("op", "eq"), ("value", "z")]
    assert filters.typed(QueryParams(sent), FIELDS, "/x") == f"/x?city=eq.z&{text}"


@pytest.mark.parametrize(
    ("text", "op", "values", "again"),
    [
        ("city=not.eq.a", "neq", ["a"], "city=neq.a"),
        ("city=not.ilike.*a*", "not.has", ["a"], "city=not.ilike.*a*"),
        ("city=ilike.%25a%25", "has", ["a"], "city=ilike.*a*"),
        ("stage=eq.won", "in", ["won"], "stage=in.(won)"),
        ("stage=not.in.(won,lost)", "not.in", ["won", "lost"], "stage=not.in.(won,lost)"),
        ("tags=cs.{a,b}", "cs", ["a", "b"], "tags=cs.{a,b}"),
        ("custom->likes=not.cs.[\"a, b\"]", "not.cs", ["a, b"], "custom->likes=not.cs.%5B%22a, b%22%5D"),
        ("custom->vip=isdistinct.true", "isdistinct.true", [], "custom->vip=isdistinct.true"),
        (
            "and=(created_at.gte.2026-11-21,created_at.lt.2026-11-22)", "on", ["2026-11-21"],
            "and=(created_at.gte.2026-11-21,created_at.lt.2026-11-22)",
        ),
    ],
)  # fmt: skip
def test_a_row_says_what_the_query_says(text: str, op: str, values: list[str], again: str) -> None:
    known = (*FIELDS, Field("custom->likes", "Likes", "list"), Field("custom->vip", "VIP", "flag"))
    (row,) = Filters(known, text, "/x").rows
    assert (row.op, list(row.values)) == (op, values)
    sent = [("filter", "1"), ("kept", text), ("column", row.column), ("op", op), ("value", "|".join(values))]
    led = filters.typed(QueryParams(sent), known, "/x")
    assert led is not None and query.pairs(led.partition("?")[2]) == query.pairs(again.replace(" ", "%20"))


def test_a_day_is_said_as_a_day() -> None:
    day = "and(created_at.gte.2026-11-21,created_at.lt.2026-11-22)"
    (chip,) = Filters(FIELDS, f"or=(city.eq.Paris,{day})", "/x").chips
    assert chip.text == "City is Paris or Created on Nov 21, 2026"


def test_groups_the_editor_cannot_show_are_kept() -> None:
    params = QueryParams([("filter", "1"), ("kept", "and=(city.eq.a,or(city.eq.b,city.eq.c))&city=eq.z")])
    assert filters.typed(params, FIELDS, "/x") == "/x?and=(city.eq.a,or(city.eq.b,city.eq.c))"


@pytest.mark.parametrize(
    "text", ["or=(", "or=((((((((((((((", "city=eq", "=", "or=(a.eq.1", "city=in.(", '"=eq."', "not.or=()"]
)
def test_broken_queries_never_break_the_page(text: str) -> None:
    found = Filters(FIELDS, text, "/x")
    assert all(chip.remove.startswith("/x") for chip in found.chips)
    assert len(found.rows) <= 1


COLUMNS = (
    Column("name", "Name", main=True, order="sort_name"),
    Column("city", "City", order="city"),
    Column("amount", "Amount", "money", order="amount"),
    Column("note", "Note", default=False),
)


def grid(text: str, **more: object) -> Grid:
    return Grid("leads", "/leads", text, COLUMNS, [], **more)  # type: ignore[arg-type]


def test_columns_are_the_wanted_ones_and_always_the_name() -> None:
    assert [column.key for column in shown(COLUMNS, [])] == ["name", "city", "amount"]
    assert [column.key for column in shown(COLUMNS, ["note", "nonsense", "city"])] == ["name", "note", "city"]
    assert wanted({"columns": "a, b"}, ["c"]) == ["a", "b"]
    assert wanted({}, ["c"]) == ["c"]


def test_headings_sort_the_other_way_at_the_second_click() -> None:
    first = grid("city=eq.Paris&after=x").headings
    assert first[0].url == "/leads?city=eq.Paris&order=sort_name.asc"
    assert first[2].url == "/leads?city=eq.Paris&order=amount.desc.nullslast"
    second = grid("order=amount.desc.nullslast,sort_name.asc").headings
    assert second[2].direction == "descending"
    assert second[2].url == "/leads?order=amount.asc"
    assert second[0].rank == 1


def test_paging_links() -> None:
    some = grid("city=eq.Paris", next="abc")
    assert some.next_url == "/leads?city=eq.Paris&after=abc"
    assert some.previous_url == ""
