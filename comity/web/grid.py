"""A list as a table: which columns, in which order, sorted how; everything it needs to link to is in the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.web import query


@dataclass(frozen=True, slots=True)
class Column:
    """A column a list can show. `kind` decides alignment and editing: text, number, money, date, instant, choice, ….

    `order` is what the query sorts by (none: not sortable). `edit` makes cells editable in place; choices come from the
    `<template id=options>` the page renders with `ui.cell_options`.
    """

    key: str
    label: str
    kind: str = "text"
    order: str | None = None
    edit: bool = False
    options: str = ""
    default: bool = True
    main: bool = False
    """The record's name: always shown, first, and the title where a phone folds the table."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head as it is drawn."""

    column: Column
    url: str
    direction: str
    rank: int


@dataclass(frozen=True, slots=True)
class Group:
    """Records of a grouped list that share a value: its name, how many, what they come to, and only these as a list."""

    label: str
    count: int | None = None
    total: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """What a list page hands to `ui.grid`. `edit_url` like `/contacts/{id}/fields/{key}`."""

    id: str
    path: str
    query: str
    available: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    total: int | None = None
    next: str | None = None
    previous: str | None = None
    keys: Sequence[str] = ()
    edit_url: str = ""
    totals: Mapping[str, str] = field(default_factory=dict)
    selectable: bool = True
    name: str = "name"
    """The row's key that names it aloud."""
    group: str = ""
    """The column the rows are grouped by."""
    groups: Mapping[str, Group] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        """The columns to show, in order."""
        return shown(self.available, self.keys)

    @property
    def headings(self) -> list[Heading]:
        """The heads, each with the URL a click on it leads to."""
        current = sorted_by(self.query)
        ranks = {name: at for at, (name, _down) in enumerate(current)}
        found = []
        for column in self.columns:
            down = dict(current).get(column.order or "")
            direction = "" if down is None else "descending" if down else "ascending"
            found.append(Heading(column, self._sort_url(column, down), direction, ranks.get(column.order or "", -1)))
        return found

    @property
    def origin(self) -> str:
        """What a record's address needs, so that its page knows the way back, the one before and the one after."""
        came = query.replaced(self.query)
        return f"?{query.join([('from', came)])}" if came else ""

    def head(self, row: Mapping[str, Any], before: Mapping[str, Any] | None) -> Group | None:
        """The group that begins with this row."""
        value = row.get(self.group)
        if not self.group or (before is not None and before.get(self.group) == value):
            return None
        key = "" if value is None else str(value)
        return self.groups.get(key) or Group(key)

    def url(self, **changes: str | None) -> str:
        """This list with some parameters changed."""
        return f"{self.path}?{query.replaced(self.query, **changes)}"

    @property
    def next_url(self) -> str:
        """The next page, empty at the end."""
        return self.url(after=self.next) if self.next else ""

    @property
    def previous_url(self) -> str:
        """The page before, empty at the beginning."""
        return self.url(after=self.previous) if self.previous else ""

    def cell_url(self, row: Mapping[str, Any], column: Column) -> str:
        """Where a changed cell is sent."""
        return self.edit_url.format(id=row["id"], key=column.key)

    def _sort_url(self, column: Column, down: bool | None) -> str:
        if column.order is None:
            return ""
        first_down = column.kind in ("number", "money", "date", "instant")
        if down is None:
            return self.url(order=f"{column.order}.{'desc.nullslast' if first_down else 'asc'}")
        return self.url(order=f"{column.order}.{'asc' if down else 'desc.nullslast'}")


def shown(available: Sequence[Column], keys: Sequence[str]) -> list[Column]:
    """The wanted columns in the wanted order, the default ones when nothing known is wanted; the main one always."""
    by_key = {column.key: column for column in available}
    wanted = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
    if not wanted:
        return [column for column in available if column.default]
    missing = [column for column in available if column.main and column not in wanted]
    return [*missing, *wanted]


def wanted(params: Mapping[str, str], fallback: Sequence[str] = ()) -> list[str]:
    """The column keys a URL asks for, or a saved view's."""
    asked = [key.strip() for key in params.get("columns", "").split(",") if key.strip()]
    return asked or list(fallback)


def sorted_by(text: str) -> list[tuple[str, bool]]:
    """What a query sorts by: (column, descending)."""
    order = dict(query.pairs(text)).get("order", "")
    parts = [part.split(".") for part in order.split(",") if part]
    return [(words[0], "desc" in words[1:]) for words in parts]
