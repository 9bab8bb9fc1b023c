"""What the query string's languages parse to.

Tuples all the way down: they hash and compare at C speed, and so a parsed request is its own key in the plan cache.
Values are lifted out: a filter says in which slot its value travels, so that requests which differ in values only share
a plan.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Path = tuple[str, ...]  # the embeds leading to a level: ("clients", "projects")


class JsonStep(NamedTuple):
    """`->key`, `->>key`, `->0`."""

    key: str
    is_index: bool
    text: bool


class Field(NamedTuple):
    """A column, or a place inside a JSON column."""

    name: str
    path: tuple[JsonStep, ...] = ()


class Op(NamedTuple):
    """An operator with its modifiers; `name` of an `is` filter carries its keyword, as in `is.null`."""

    name: str
    negated: bool = False
    quantifier: Literal["", "any", "all"] = ""
    language: str = ""


class Filter(NamedTuple):
    """One condition. `slot` is the place of its value among the request's values, -1 when it has none."""

    field: Field
    op: Op
    slot: int


class Logic(NamedTuple):
    """`and(...)`, `or(...)`, possibly negated."""

    negated: bool
    kind: Literal["and", "or"]
    items: tuple[Filter | Logic, ...]


Condition = Filter | Logic


class SelectField(NamedTuple):
    """`alias:column->path::cast.agg()::cast`."""

    field: Field
    alias: str | None = None
    cast: str | None = None
    aggregate: str | None = None
    aggregate_cast: str | None = None


class SelectEmbed(NamedTuple):
    """`alias:relation!hint!inner(...)` or, spread, `...relation!hint(...)`."""

    name: str
    alias: str | None
    hint: str | None
    inner: bool
    spread: bool
    items: tuple[SelectItem, ...]


SelectItem = SelectField | SelectEmbed


class Order(NamedTuple):
    """`column.desc.nullslast`; `relation` when it orders by a column of an embedded row."""

    field: Field
    descending: bool | None = None
    nulls: Literal["first", "last"] | None = None
    relation: str | None = None


class Range(NamedTuple):
    """Rows `lower..upper`, both inclusive; no upper means all that follow."""

    lower: int = 0
    upper: int | None = None

    @property
    def limit(self) -> int | None:
        return None if self.upper is None else self.upper - self.lower + 1

    @property
    def empty(self) -> bool:
        return self.upper is not None and self.upper < self.lower

    def meet(self, other: Range) -> Range:
        """The rows in both."""
        upper = (
            self.upper if other.upper is None else other.upper if self.upper is None else min(self.upper, other.upper)
        )
        return Range(max(self.lower, other.lower), upper)

    def at_most(self, rows: int | None) -> Range:
        """The first rows of it."""
        return self if rows is None else self.meet(Range(self.lower, self.lower + rows - 1))


ALL = Range()
NONE = Range(0, -1)  # limit=0: a legal wish for no rows
