"""Rows of a list drawn by stencil are, letter for letter, what the templates draw for each by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from comity.office.lists import drawing
from comity.office.lists.spec import ListSpec
from comity.web import i18n, render
from comity.web.grid import Column, Grid, Group

ADA, BOB = UUID(int=1), UUID(int=2)
COLUMNS = (
    Column("name", "Name", main=True),
    Column("note", "Note", edit=True),
    Column("email", "E-mail", kind="email", edit=True),
    Column("phone", "Phone", kind="phone"),
    Column("status", "Status", kind="choice", options="statuses", edit=True),
    Column("owner_id", "Owner", kind="member", options="members"),
    Column("tag_ids", "Tags", kind="tags", options="tags"),
    Column("amount", "Amount", kind="money", edit=True),
    Column("orders", "Orders", kind="number"),
    Column("day", "Day", kind="date"),
    Column("seen_at", "Seen", kind="instant"),
    Column("vip", "VIP", kind="yesno"),
    Column("health", "Health", kind="health"),
)
LABELS = {
    "statuses": {"hot": "<Hot> & dry"},
    "members": {str(ADA): "Ada <i>"},
    "tags": {str(ADA): 'tag % "one"'},
}
NASTY = "<script>alert('%s %(x)s')</script> & \"quotes\" 100 %"
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": ADA, "name": NASTY, "note": NASTY, "email": "a&b@example.com", "phone": "+33142685300", "status": "hot",
        "owner_id": ADA, "tag_ids": [ADA, BOB], "amount": Decimal("12.50"), "currency": "EUR", "orders": 1234567,
        "day": date(2026, 3, 4), "seen_at": datetime(2020, 1, 2, 3, 4, tzinfo=UTC), "vip": True, "health": 81,
    },
    {
        "id": BOB, "name": "", "note": "", "email": None, "phone": "12 <34>", "status": "unknown<", "owner_id": BOB,
        "tag_ids": [], "amount": None, "currency": None, "orders": 0, "day": None, "seen_at": None, "vip": False,
        "health": None,
    },
    {"id": BOB, "name": None},
)  # fmt: skip
SPEC = ListSpec("contacts", "/contacts", "Contacts", COLUMNS, (), "*", "name", "name")


def one_by_one(grid: Grid) -> str:
    """The rows as the templates alone draw them."""
    ui = render.env().globals["ui"]
    cell = getattr(render.env().get_template("office/_cell.html").module, "cell")  # noqa: B009
    drawn = ""
    for row in grid.rows:
        cells = [
            ui.grid_cell(grid, column, row, row.get(column.key), row.get(column.key) in (None, "", []),
                         cell(row, column, row.get(column.key), SPEC, LABELS, grid.origin))
            for column in COLUMNS
        ]  # fmt: skip
        joined = cells[0].__class__("").join(cells)
        drawn += ui.grid_row(grid, row["id"], row.get("name") if "name" in row else row["id"], joined)
    return drawn


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("edit_url", ["", "/contacts/{id}/fields/{key}"])
@pytest.mark.parametrize("query", ["", "city=eq.50%25&order=name"])
def test_rows_by_stencil_are_the_templates_rows(language: str, edit_url: str, query: str) -> None:
    grid = Grid("contacts", "/contacts", query, COLUMNS, ROWS, edit_url=edit_url, selectable=bool(edit_url))
    with i18n.speaking(language):
        assert drawing.body(grid, SPEC, LABELS) == one_by_one(grid)
        assert "<script>" not in drawing.body(grid, SPEC, LABELS)


def test_what_holds_nothing_is_marked_so_that_a_phone_leaves_it_out() -> None:
    columns = (COLUMNS[1], COLUMNS[6], COLUMNS[8])
    drawn = drawing.body(Grid("contacts", "/contacts", "", columns, ROWS[:2]), SPEC, LABELS)
    ada, bob = drawn.split("</tr>")[:2]
    assert ada.count("data-empty") == 0
    assert bob.count("data-empty") == 2, "no note and no tags; but nought orders are told"


def test_a_group_begins_with_its_head() -> None:
    groups = {"hot": Group("Hot & dry", 1, "", "/contacts?status=eq.hot")}
    grid = Grid("contacts", "/contacts", "group=status", COLUMNS, ROWS[:2], group="status", groups=groups)
    drawn = drawing.body(grid, SPEC, LABELS)
    assert drawn.count('class="group"') == 2 and "Hot &amp; dry" in drawn and "unknown&lt;" in drawn


def test_small_macros_are_remembered_by_language_and_tell_markup_from_text() -> None:
    ui = render.env().globals["ui"]
    assert "<b>x</b>" in ui.badge(Markup("<b>x</b>"))
    assert "&lt;b&gt;x&lt;/b&gt;" in ui.badge("<b>x</b>")
    for language, word in (("en", "Country"), ("de", "Land"), ("en", "Country")):
        with i18n.speaking(language):
            assert f">{word}<" in ui.badge(i18n.gettext("Country"))
