"""What a relation offers, for people and models that compose queries: columns, operators, relationships."""

from __future__ import annotations

from dataclasses import dataclass

from comity.platform.rest.plan.make import find_table
from comity.platform.rest.schema.model import DELETED, TENANT, Column, Relationship, SchemaCache, Table

_ANY = ("eq", "neq", "in", "is")
_ORDERED = ("gt", "gte", "lt", "lte")
_TEXT = ("ilike", "like", "match", "imatch")
_OPERATORS = {
    "text": (*_ANY, *_TEXT, *_ORDERED),
    "varchar": (*_ANY, *_TEXT, *_ORDERED),
    "bpchar": (*_ANY, *_TEXT, *_ORDERED),
    "bool": ("is", "eq"),
    "uuid": _ANY,
    "jsonb": ("cs", "cd", "is"),
    "json": ("is",),
    "tsvector": ("wfts", "plfts", "fts", "phfts"),
}
_RANGES = ("cs", "cd", "ov", "sl", "sr", "adj", "eq", "is")


@dataclass(frozen=True, slots=True)
class ColumnOffer:
    """One column: its type, whether it may be empty or is filled by itself, and the filters that suit it."""

    name: str
    type: str
    nullable: bool
    default: str | None
    enum: tuple[str, ...]
    primary_key: bool
    generated: bool
    computed: bool
    description: str | None
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationshipOffer:
    """One way to embed: `name` (or `name!hint` when there are several) in a select."""

    name: str
    target: str
    cardinality: str
    to_one: bool
    columns: tuple[str, ...]
    hint: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view."""

    name: str
    description: str | None
    is_view: bool
    primary_key: tuple[str, ...]
    columns: tuple[ColumnOffer, ...]
    relationships: tuple[RelationshipOffer, ...]

    def column(self, name: str) -> ColumnOffer | None:
        return next((column for column in self.columns if column.name == name), None)


def describe(cache: SchemaCache, schema: str, name: str) -> Relation:
    """What can be asked of a relation; the machinery's own columns are left out."""
    table = find_table(cache, schema, name)
    hidden = {TENANT, DELETED} if table.tenant else set()
    columns = [_column(table, column) for column in table.columns.values() if column.name not in hidden]
    computed = [_column(table, Column(name, kind, kind, kind)) for name, kind in table.computed.items()]
    rels = cache.relationships.get(table.name, ())
    return Relation(
        name,
        table.description,
        table.is_view,
        table.visible_key,
        (*columns, *computed),
        tuple(_relationship(rel, rels) for rel in rels),
    )


def _column(table: Table, column: Column) -> ColumnOffer:
    return ColumnOffer(
        column.name,
        column.type,
        column.nullable,
        column.default,
        column.labels,
        column.name in table.primary_key,
        column.generated,
        column.name in table.computed,
        column.description,
        operators(column),
    )


def operators(column: Column) -> tuple[str, ...]:
    """The filters that make sense for a column of this type."""
    if column.base.startswith("_") or column.type.endswith("[]"):
        return ("cs", "cd", "ov", "eq", "is")
    if column.base.endswith("range"):
        return _RANGES
    return _OPERATORS.get(column.base, (*_ANY, *_ORDERED))


def _relationship(rel: Relationship, siblings: tuple[Relationship, ...]) -> RelationshipOffer:
    words = {"m2o": "many-to-one", "o2m": "one-to-many", "o2o": "one-to-one", "m2m": "many-to-many"}
    several = sum(other.target == rel.target for other in siblings) > 1
    via = rel.junction.table.name if rel.junction is not None else rel.constraint
    return RelationshipOffer(
        rel.function.name if rel.function is not None else rel.target.name,
        rel.target.name,
        words.get(rel.kind, "computed"),
        rel.to_one,
        tuple(column for column, _ in rel.visible),
        via if several and rel.function is None else None,
    )
