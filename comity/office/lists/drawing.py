"""The rows of a list as markup. How a row, a cell and its content look is said by ui/grid.html and office/_cell.html;
here each shape is drawn once and filled for every row (web/stencils.py): fifty rows of ten columns in a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup, escape

from comity.office.lists.spec import ListSpec
from comity.web import formats, i18n, render
from comity.web.grid import Column, Grid
from comity.web.stencils import MARKS, Stencil, cut

Row = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, str]]
Inside = Callable[[Row, str, Any], str]
Pen = Callable[[Row, str], str]

_ID, _VALUE, _TEXT, _INNER = MARKS
_WRITTEN: Final[Mapping[str, Callable[[Any], str]]] = {
    "number": formats.number,
    "date": formats.day,
    "instant": formats.ago,
}
_BY_MACRO: Final = frozenset(("member", "tags", "choice", "yesno", "health", "money", "link"))
"""Kinds whose values are few, or whose content takes some telling: the macro draws each value once a page."""


def body(grid: Grid, spec: ListSpec, labels: Labels) -> Markup:
    """All rows of the grid."""
    reader = i18n.reader().tag
    row_of = _kept(_row_stencil, reader, grid.id, grid.selectable)
    origin = grid.origin
    pens = [_pen(grid, column, spec, labels, reader, origin) for column in grid.columns]
    drawn, before = list[str](), None
    for row in grid.rows:
        if grid.group:
            if head := grid.head(row, before):
                drawn.append(_ui().grid_head(grid, head))
            before = row
        row_id = str(row["id"])
        name = row.get(grid.name, row_id)
        drawn.append(row_of.fill(row_id, escape(name), "", "".join([pen(row, row_id) for pen in pens])))
    return Markup("".join(drawn))


def _pen(grid: Grid, column: Column, spec: ListSpec, labels: Labels, reader: str, origin: str) -> Pen:
    """What draws a column's cell of a row."""
    full, hollow = (_kept(_cell_stencil, reader, grid.edit_url, column, empty) for empty in (False, True))
    key, edited = column.key, bool(column.edit and grid.edit_url)
    inside = _inside(column, spec, labels, reader, origin)
    nothing = str(_macro()({"id": _ID}, column, None, spec, labels, origin))

    def draw(row: Row, row_id: str) -> str:
        value = row.get(key)
        if value is None or value == "" or value == []:
            return hollow.fill(row_id, "", "", nothing.replace(_ID, row_id))
        return full.fill(row_id, escape(value) if edited else "", "", inside(row, row_id, value))

    return draw


def _inside(column: Column, spec: ListSpec, labels: Labels, reader: str, origin: str) -> Inside:
    """What draws the content of a column's cells that hold something."""
    if column.main or column.kind in ("email", "phone"):
        return _stencilled(column, spec.path, reader, origin)
    if column.kind in _WRITTEN:
        written = _WRITTEN[column.kind]
        return lambda row, row_id, value: escape(written(value))
    if column.kind in _BY_MACRO or column.options:
        return _by_macro(column, spec, labels)
    return lambda row, row_id, value: escape(value)


def _stencilled(column: Column, path: str, reader: str, origin: str) -> Inside:
    stencil, back = _kept(_content_stencil, reader, path, column), escape(origin)
    write = formats.phone if column.kind == "phone" and not column.main else str
    return lambda row, row_id, value: stencil.fill(row_id, escape(value), escape(write(value)), back)


def _by_macro(column: Column, spec: ListSpec, labels: Labels) -> Inside:
    macro, drawn = _macro(), dict[str, str]()

    def draw(row: Row, row_id: str, value: Any) -> str:
        key = f"{value} {row.get('currency')}" if column.kind == "money" else str(value)
        found = drawn.get(key)
        if found is None:
            found = drawn[key] = str(macro(row, column, value, spec, labels))
        return found

    return draw


def _macro() -> Callable[..., Markup]:
    macro: Callable[..., Markup] = getattr(render.env().get_template("office/_cell.html").module, "cell")  # noqa: B009
    return macro


def _ui() -> Any:
    return render.env().globals["ui"]


def _kept(stencil: Any, *shape: Any) -> Stencil:
    """The stencil of a shape, kept from page to page unless templates change while we run."""
    found: Stencil = stencil.__wrapped__(*shape) if render.env().auto_reload else stencil(*shape)
    return found


@lru_cache(maxsize=200)
def _row_stencil(_reader: str, grid_id: str, selectable: bool) -> Stencil:
    grid = Grid(grid_id, "", "", (), (), selectable=selectable)
    return cut(_ui().grid_row(grid, _ID, _VALUE, Markup(_INNER)))


@lru_cache(maxsize=2000)
def _cell_stencil(_reader: str, edit_url: str, column: Column, empty: bool) -> Stencil:
    grid = Grid("", "", "", (), (), edit_url=edit_url)
    return cut(_ui().grid_cell(grid, column, {"id": _ID}, _VALUE, empty, Markup(_INNER)))


@lru_cache(maxsize=500)
def _content_stencil(_reader: str, path: str, column: Column) -> Stencil:
    return cut(_macro()({"id": _ID}, column, _VALUE, _At(path), {}, origin=_INNER, text=_TEXT))


class _At:
    """As much of a list's spec as a cell needs."""

    def __init__(self, path: str) -> None:
        self.path = path
