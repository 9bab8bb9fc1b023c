"""What a room says about its list; everything else about list pages is the same for all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comity.core.db import Tx
from comity.core.sql import Query
from comity.web.filters import Field
from comity.web.grid import Column

Options = Sequence[tuple[str, str]]
Write = Callable[[Tx, UUID, Mapping[str, Any]], Awaitable[Any]]
"""A noun's own verb for changing a record: refusals then say what they say everywhere else."""


@dataclass(frozen=True, slots=True)
class BulkChange:
    """A change offered for the ticked rows: a column and where its choices come from (`Column.options`, or none)."""

    column: str
    label: str
    icon: str = "pencil"
    options: str = ""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list of one relation at one path.

    `select` is the dialect's select list for what the columns need; `order` the order nobody asked for; `search` the
    tsvector column behind the list's own search field. Options named "members", "tags", "teams" are filled in by the
    lists themselves; others come from `choices`.
    """

    relation: str
    path: str
    title: str
    columns: Sequence[Column]
    fields: Sequence[Field]
    select: str
    order: str
    name: str
    """The column that names a row."""
    search: str = "search"
    noun: str = ""
    choices: Sequence[tuple[str, Options | Callable[[], Options]]] = ()
    """Fixed choices by name: (("statuses", (("active", "Active"), ...)), ...), or what says them to a reader."""
    named: Sequence[tuple[str, Query]] = ()
    """Choices only the organisation knows, by name: queries giving id, name and perhaps within (stages, pipelines)."""
    bulk: Sequence[BulkChange] = ()
    new: str = ""
    """Path of the form for a new record."""
    new_label: str = ""
    custom: bool = True
    """Whether the relation has custom fields."""
    tags: bool = True
    trash: bool = True
    exports: bool = True
    empty_title: str = ""
    empty_text: str = ""
    empty_icon: str = "users"
    bring: str = ""
    """Path of the import that fills it: offered first while it is empty."""
    totals: Sequence[str] = ()
    groups: Sequence[str] = ()
    """Columns the list can be grouped by, each part of `select`."""
    group_orders: Mapping[str, str] = field(default_factory=dict)
    """Groups with an order of their own: by the column, whose column says so, as in stages(position)."""
    sum: str = ""
    """The column a group adds up, in the organisation's base currency."""
    write: Write | None = None
    """How an edited cell is written; without it, by the query dialect."""
