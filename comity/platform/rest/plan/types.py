"""What a plan is made of: a tree of levels to read, and what to write or call first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from comity.platform.rest import media
from comity.platform.rest.media import Media
from comity.platform.rest.parse.syntax import Field, Filter
from comity.platform.rest.request import WHOLE, Action, Window
from comity.platform.rest.schema.model import Argument, Column, Function, Handler, Name, Relationship, Table


class Selected(NamedTuple):
    """One column of the answer. `whole_row` counts rows of a spread level instead of a column."""

    field: Field
    column: Column | None
    alias: str | None = None
    cast: str | None = None
    aggregate: str | None = None
    aggregate_cast: str | None = None
    whole_row: bool = False

    @property
    def name(self) -> str | None:
        """The name it has in the answer, when it differs from the column's."""
        if self.alias is not None or self.aggregate is not None or not self.field.path:
            return self.alias
        keys = [step.key for step in self.field.path if not step.is_index]
        last = self.field.path[-1]
        return last.key if not last.is_index else keys[-1] if keys else self.field.name


class Spread(NamedTuple):
    """A column lifted from a spread level into its parent, perhaps aggregated there."""

    name: str
    alias: str | None = None
    aggregate: str | None = None
    cast: str | None = None


class Compare(NamedTuple):
    """A filter with what is known of its column."""

    filter: Filter
    column: Column | None


class HasRows(NamedTuple):
    """`embed=not.is.null`: whether the embedded level has rows; `child` is its place among the children."""

    child: int
    wanted: bool


class Tree(NamedTuple):
    """`and`/`or` over conditions."""

    negated: bool
    kind: Literal["and", "or"]
    items: tuple[Compare | HasRows | Tree | After, ...]


class Ordered(NamedTuple):
    """One order term; `child` when it orders by a column of that embedded level."""

    field: Field
    column: Column | None
    descending: bool | None
    nulls: Literal["first", "last"] | None
    child: int = -1


class Mark(NamedTuple):
    """Where a page ended, in one order term: the slot of the value there, -1 for null."""

    term: Ordered
    slot: int


class After(NamedTuple):
    """Rows that come after a mark in the order of all its terms."""

    marks: tuple[Mark, ...]


Condition = Compare | HasRows | Tree | After


@dataclass(slots=True)
class Level:
    """One level of the answer: a relation, what is read of it, and the levels embedded in it."""

    relation: Name
    table: Table | None  # None when its columns are not known (results of some functions)
    name: str
    alias: str | None = None
    depth: int = 0
    select: list[Selected] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    order: list[Ordered] = field(default_factory=list)
    window: Window = WHOLE
    children: list[Level] = field(default_factory=list)
    relationship: Relationship | None = None
    inner: bool = False
    spread: bool = False
    spreads: list[Spread] = field(default_factory=list)
    hidden: list[tuple[str, Ordered]] = field(default_factory=list)  # columns only an order above needs
    junction: Table | None = None
    with_deleted: bool = False
    source: bool = False  # reads what was just written or returned, not the relation
    probed: bool = False  # stops where an answer becomes a large one

    @property
    def key(self) -> str:
        return self.alias or self.name

    @property
    def to_one(self) -> bool:
        return self.relationship is not None and self.relationship.to_one

    @property
    def shown(self) -> bool:
        """Whether it is part of the answer; levels with nothing selected at all only filter."""
        return bool(self.select) or any(child.shown for child in self.children)

    @property
    def aggregates(self) -> bool:
        return any(s.aggregate for s in self.select) or any(
            s.aggregate for child in self.children if child.spread for s in child.spreads
        )


@dataclass(slots=True)
class Mutation:
    """What is written, before its rows are read back."""

    action: Action
    table: Table
    columns: list[Column] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    with_deleted: bool = False
    conflict: tuple[str, ...] | None = None
    conflict_where: str | None = None
    merge: bool = False
    defaults: bool = False
    single: bool = False
    returning: list[str] = field(default_factory=list)
    returning_all: bool = False


@dataclass(slots=True)
class Call:
    """A function call, before its result is read."""

    function: Function
    arguments: list[Argument]
    positional: bool = False  # one unnamed argument takes the whole body
    direct: tuple[tuple[str, bool], ...] | None = None  # names in the query string or form, whether they repeat
    single: bool = True


@dataclass(slots=True)
class Plan:
    """A checked request. Everything in it depends on the request's shape only, so it is cached by that."""

    action: Action
    level: Level
    media: Media
    mutation: Mutation | None = None
    call: Call | None = None
    handler: Handler | None = None  # makes the media type instead of us
    body: bool = True  # whether rows come back
    count: str | None = None
    read_only: bool = False

    @property
    def probes(self) -> bool:
        """Whether the answer may have very many rows."""
        readable = self.action is Action.READ and self.media.name in (media.JSON, media.ARRAY, media.CSV)
        return self.body and readable and self.handler is None and self.level.window.limit is None
