"""The types of the schema cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

TENANT = "org_id"
DELETED = "deleted_at"

Kind = Literal["m2o", "o2m", "o2o", "m2m", "computed"]


class Name(NamedTuple):
    """A name in a schema; no schema means the search path decides."""

    schema: str
    name: str


class Represented(NamedTuple):
    """The functions through which values of a domain are shown and read (data representations)."""

    shown: Name | None = None  # domain -> json
    sent: Name | None = None  # json -> domain
    typed: Name | None = None  # text -> domain


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is what a request sees of it, `nominal` what a record definition needs, `base` the name below domains."""

    name: str
    type: str
    nominal: str
    base: str
    nullable: bool = True
    default: str | None = None
    generated: bool = False
    description: str | None = None
    labels: tuple[str, ...] = ()
    max_length: int | None = None
    represented: Represented | None = None


@dataclass(slots=True, eq=False)
class Table:
    """A table or view of an exposed schema."""

    name: Name
    is_view: bool
    insertable: bool
    updatable: bool
    deletable: bool
    description: str | None
    primary_key: tuple[str, ...]
    columns: dict[str, Column]
    unique_keys: tuple[frozenset[str], ...] = ()
    partial_keys: dict[frozenset[str], str] = field(default_factory=dict)  # unique among the rows of a predicate
    computed: dict[str, str] = field(default_factory=dict)
    represented: dict[str, Represented] = field(default_factory=dict)  # columns and computed ones of such domains
    tenant: bool = False  # has the organisation's key, and the compiler keeps to it
    soft: bool = False  # rows are marked deleted, not removed
    published: bool = False  # the change feed tells of its rows

    @property
    def visible_key(self) -> tuple[str, ...]:
        """The primary key as clients know it: the organisation's part is implied."""
        if not self.tenant:
            return self.primary_key
        return tuple(c for c in self.primary_key if c != TENANT) or self.primary_key

    def knows(self, column: str) -> bool:
        return column in self.columns or column in self.computed


class Junction(NamedTuple):
    """The table in the middle of a many-to-many relationship; pairs are (junction column, column of the side)."""

    table: Name
    constraint1: str
    constraint2: str
    source: tuple[tuple[str, str], ...]
    target: tuple[tuple[str, str], ...]


class Relationship(NamedTuple):
    """How rows of `table` find rows of `target`; `columns` are pairs (column of table, column of target)."""

    table: Name
    target: Name
    kind: Kind
    constraint: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    junction: Junction | None = None
    function: Name | None = None
    to_one_row: bool = False
    table_is_view: bool = False
    target_is_view: bool = False
    is_parent: bool = False

    @property
    def to_one(self) -> bool:
        return self.kind in ("m2o", "o2o") or self.to_one_row

    @property
    def is_self(self) -> bool:
        return self.table == self.target

    @property
    def visible(self) -> tuple[tuple[str, str], ...]:
        """The column pairs a client knows: one of the organisation's key on both sides says nothing."""
        return tuple(pair for pair in self.columns if pair != (TENANT, TENANT)) or self.columns


class Argument(NamedTuple):
    """An input argument of a function. `loose` is its type without a length."""

    name: str
    type: str
    loose: str
    required: bool
    variadic: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that can be called over REST."""

    name: Name
    description: str | None
    arguments: tuple[Argument, ...]
    result: Name
    returns_set: bool
    returns_composite: bool
    volatility: str
    is_variadic: bool
    settings: tuple[tuple[str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    oid: int = 0

    @property
    def returns_scalar(self) -> bool:
        return not self.returns_set and not self.returns_composite

    @property
    def returns_set_of_scalars(self) -> bool:
        return self.returns_set and not self.returns_composite

    @property
    def returns_void(self) -> bool:
        return self.returns_scalar and self.result == Name("pg_catalog", "void")

    @property
    def writes(self) -> bool:
        return self.volatility == "v"


class Handler(NamedTuple):
    """What makes a media type of rows or of a function's result; without a target, of any rows."""

    function: Name
    media: str
    target: Name | None
    is_bytes: bool


@dataclass(slots=True, eq=False)
class SchemaCache:
    """Everything a plan is checked against; replaced as a whole when definitions change."""

    tables: dict[Name, Table]
    relationships: dict[Name, tuple[Relationship, ...]]
    functions: dict[Name, tuple[Function, ...]]
    comments: dict[str, str | None]
    handlers: dict[tuple[Name | None, str], Handler] = field(default_factory=dict)
    version: str = ""
