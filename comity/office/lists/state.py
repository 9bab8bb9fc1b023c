"""The state of a list page: the URL says it all, a saved view is such a URL with a name.

Two round trips a page: what the list needs to know (members, tags, custom fields, views), and the rows with their
exact count, both under the reader's own rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request

from comity.core import sql
from comity.core.db import Tx
from comity.office.lists import drawing, groups
from comity.office.lists.spec import ListSpec
from comity.office.search import words
from comity.platform.rest import inprocess as rest
from comity.web import given
from comity.web import grid as web_grid
from comity.web import query as dialect
from comity.web.filters import Field, Filters
from comity.web.grid import Column, Grid
from comity.web.i18n import gettext as _

q = sql.load(__file__)
PAGE = 50
_PAGE_OWN = ("after", "view", "columns", "q", "filter", "limit", "offset", "page", "group", "select")
_KINDS = {"select": "choice", "multiselect": "tags", "bool": "yesno", "url": "text"}
_FAMILIES = {"select": "choice", "multiselect": "list", "bool": "flag", "money": "number", "url": "text"}


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as the page shows it."""

    id: UUID
    name: str
    query: str
    columns: Sequence[str]
    shared: bool
    is_default: bool
    mine: bool

    def url(self, path: str) -> str:
        """The list in this view."""
        changes = {"view": str(self.id), "columns": ",".join(self.columns) or None}
        return f"{path}?{dialect.replaced(self.query, **changes)}"


@dataclass(frozen=True, slots=True)
class Known:
    """What the page knows beside the rows."""

    views: Sequence[View]
    options: Mapping[str, Sequence[tuple[str, str]]]
    custom: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ListState:
    """Everything a list template needs."""

    spec: ListSpec
    grid: Grid
    filters: Filters
    known: Known
    view: View | None
    typed: str
    changed: bool
    problem: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def tabs(self) -> list[tuple[str, str, bool, None]]:
        """Everything, and each saved view, as the page's tabs."""
        everything = (str(_("All")), f"{self.spec.path}?view=", self.view is None, None)
        return [everything, *((v.name, v.url(self.spec.path), v == self.view, None) for v in self.known.views)]

    @property
    def body(self) -> Markup:
        """The rows, drawn."""
        return drawing.body(self.grid, self.spec, self.labels)

    @property
    def group_choices(self) -> Sequence[tuple[str, str, str]]:
        """What the list can be grouped by."""
        return groups.choices(self.spec, self.grid.query)

    @property
    def empty(self) -> bool:
        """Whether the organisation has none of these at all, as opposed to none that match."""
        return not self.grid.rows and not self.filters.chips and not self.typed and not self.grid.previous


async def load(request: Request, tx: Tx, spec: ListSpec, *, also: str = "") -> ListState:
    """Reads the page the URL asks for. `also` is more of the query dialect that always holds.

    A query that cannot run is shown as a sentence over an empty list; nothing is guessed.
    """
    known = await look_up(tx, spec)
    text = request.url.query
    params = request.query_params
    view = next((v for v in known.views if str(v.id) == params.get("view")), None)
    typed = params.get("q", "").strip()
    columns = [*spec.columns, *custom_columns(known.custom)]
    grid = Grid(
        id=spec.relation,
        path=spec.path,
        query=text,
        available=columns,
        rows=(),
        keys=web_grid.wanted(params, view.columns if view else ()),
        edit_url=f"{spec.path}/{{id}}/fields/{{key}}" if tx.who.org_role != "readonly" else "",
        selectable=tx.who.org_role != "readonly",
        name=spec.name,
    )
    labels = {name: dict(options) for name, options in known.options.items()}
    problem = ""
    try:
        wanted, by = asked(spec, text, typed, also), groups.wanted(spec, params)
        page = await rest.select(
            tx, None, spec.relation, groups.ordered(spec, wanted, by), limit=PAGE, after=params.get("after"), count=True
        )
        rows = [flatten(row) for row in page.rows]
        grid = replace(grid, rows=rows, total=page.total, next=page.next, previous=page.previous)
        problem = groups.refused(spec, params)
        if by:
            grid = replace(grid, group=by, groups=await groups.load(tx, spec, wanted, by, text, labels))
    except rest.RestError as error:
        problem = str(_(error.sentence))
    return ListState(
        spec=spec,
        grid=grid,
        filters=Filters(fields=fields(spec, known), query=text, path=spec.path),
        known=known,
        view=view,
        typed=typed,
        changed=view is not None and state_of(text) != state_of(view.query),
        problem=problem,
        labels=labels,
    )


async def look_up(tx: Tx, spec: ListSpec) -> Known:
    """Views, members, tags, teams and custom fields, in one round trip."""
    views, members, tags, teams, custom, *named = await tx.many(
        [
            (q.views, {"relation": spec.relation}),
            (q.members, {}),
            (q.tags, {}),
            (q.teams, {}),
            (q.custom_fields, {"relation": spec.relation}),
            *((query, {}) for _name, query in spec.named),
        ]
    )
    options: dict[str, Sequence[tuple[str, str]]] = {
        "members": [(str(row["user_id"]), row["name"]) for row in members],
        "tags": [(str(row["id"]), row["name"]) for row in tags],
        "teams": [(str(row["id"]), row["name"]) for row in teams],
        **{name: options() if callable(options) else options for name, options in spec.choices},
        **{name: _choices(rows) for (name, _query), rows in zip(spec.named, named, strict=True)},
    }
    return Known([View(**row) for row in views], options, custom if spec.custom else [])


def _choices(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(str(row["id"]), _named(given.said(row["name"]), row.get("within"))) for row in rows]


def _named(name: str, within: str | None) -> str:
    return f"{within}: {name}" if within else name


def asked(spec: ListSpec, text: str, typed: str, also: str = "") -> str:
    """The query the rows are read by: the URL's conditions and order, the list's select, what was typed."""
    parts = [(key, value) for key, value in dialect.pairs(text) if key not in _PAGE_OWN]
    if not any(key == "order" for key, _value in parts):
        parts.append(("order", spec.order))
    if typed and (wanted := words.prefixes(typed)):
        parts.append((spec.search, f"fts(simple).{wanted}"))
    select = spec.select + (",custom" if spec.custom else "")
    return dialect.join([("select", select), *parts, *dialect.pairs(also)])


def state_of(text: str) -> list[tuple[str, str]]:
    """What of a URL makes a view: conditions and order."""
    return sorted((key, value) for key, value in dialect.pairs(text) if key not in _PAGE_OWN)


def flatten(row: Mapping[str, Any]) -> dict[str, Any]:
    """Custom values beside the columns, as `custom.key`."""
    return {**row, **{f"custom.{key}": value for key, value in (row.get("custom") or {}).items()}}


def custom_columns(defined: Sequence[Mapping[str, Any]]) -> list[Column]:
    """A column for every field the organisation added."""
    return [
        Column(
            f"custom.{each['key']}",
            each["label"],
            kind=_KINDS.get(each["type"], each["type"]),
            order=None if each["type"] == "multiselect" else _inside(each),
            default=False,
        )
        for each in defined
    ]


def custom_fields(defined: Sequence[Mapping[str, Any]]) -> list[Field]:
    """A filter for every field the organisation added."""
    return [
        Field(
            _inside(each),
            each["label"],
            kind=_FAMILIES.get(each["type"], each["type"]),
            options=[(option, option) for option in each["options"]],
        )
        for each in defined
    ]


def _inside(each: Mapping[str, Any]) -> str:
    """Where a record keeps an added field, as the dialect says it: numbers as numbers, so that 9 comes before 10."""
    path = {"number": "->{}", "bool": "->{}", "multiselect": "->{}", "money": "->{}->amount"}.get(each["type"], "->>{}")
    return "custom" + path.format(each["key"])


def fields(spec: ListSpec, known: Known) -> list[Field]:
    """Everything a list can be filtered by: its own fields, and those the organisation added."""
    return [*known_fields(spec.fields, known.options), *custom_fields(known.custom)]


def known_fields(fields: Sequence[Field], options: Mapping[str, Sequence[tuple[str, str]]]) -> list[Field]:
    """The fields with the choices that only the organisation knows: an option ("", name) stands for them."""
    return [
        replace(each, options=options[each.options[0][1]])
        if each.options and each.options[0][0] == "" and each.options[0][1] in options
        else each
        for each in fields
    ]
