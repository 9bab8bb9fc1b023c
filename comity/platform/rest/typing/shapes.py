"""What a client may read and write of each relation, before it is written down in a language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from comity.platform.rest.schema.model import TENANT, Column, Function, Name, SchemaCache, Table

_KINDS = {
    "int": ("int2", "int4", "int8", "smallint", "integer", "bigint", "oid"),
    "float": ("float4", "float8", "numeric", "real", "double precision"),
    "bool": ("bool", "boolean"),
    "json": ("json", "jsonb"),
    "uuid": ("uuid",),
    "date": ("date",),
    "time": ("time", "timetz", "time without time zone", "time with time zone"),
    "moment": ("timestamp", "timestamptz", "timestamp without time zone", "timestamp with time zone"),
    "text": ("text", "varchar", "bpchar", "character varying", "character", "name", "citext", "bytea", "xml", "inet",
             "cidr", "macaddr", "interval", "money", "bit", "varbit"),
    "nothing": ("void",),
}  # fmt: skip
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_SIZE = re.compile(r"\([^)]*\)")


class Shape(NamedTuple):
    """A type: a kind of ours, an enum's or relation's name, or the columns of a function's rows; perhaps many."""

    kind: str
    many: bool = False
    name: str = ""
    fields: tuple[tuple[str, Shape], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One column."""

    name: str
    shape: Shape
    nullable: bool
    writable: bool
    required: bool  # to make a row
    description: str | None = None


class Link(NamedTuple):
    """One foreign key, as embedding knows it."""

    constraint: str
    columns: tuple[str, ...]
    one_to_one: bool
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view."""

    name: str
    members: tuple[Member, ...]
    links: tuple[Link, ...]
    description: str | None
    is_view: bool
    insertable: bool
    updatable: bool


class Call(NamedTuple):
    """One way to call a function: its arguments (name, type, required) and what it returns."""

    name: str
    arguments: tuple[tuple[str, Shape, bool], ...]
    returns: Shape
    description: str | None


@dataclass
class Described:
    """One schema."""

    name: str
    relations: list[Relation] = field(default_factory=list)
    calls: dict[str, list[Call]] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)


def describe(cache: SchemaCache, schema: str) -> Described:
    """Everything a client can name in the schema, in alphabetical order."""
    said = Described(schema)
    tables = [table for name, table in sorted(cache.tables.items()) if name.schema == schema]
    for table in tables:
        for column in table.columns.values():
            if column.labels:
                said.enums[_enum(column)] = column.labels
    for table in tables:
        said.relations.append(_relation(table, cache))
    for name, overloads in sorted(cache.functions.items()):
        if name.schema == schema and not _of_rows(overloads, cache):
            said.calls[name.name] = [_call(overload, cache, said) for overload in overloads]
    return said


def _relation(table: Table, cache: SchemaCache) -> Relation:
    members = [_member(table, column) for column in table.columns.values()]
    members += [Member(name, of_type(kind), True, False, False) for name, kind in table.computed.items()]
    return Relation(
        table.name.name,
        tuple(sorted(members, key=lambda member: member.name)),
        tuple(sorted(set(_links(table, cache)))),
        table.description,
        table.is_view,
        table.insertable,
        table.updatable,
    )


def _member(table: Table, column: Column) -> Member:
    many = column.base.startswith("_")
    if column.labels:
        shape = Shape("enum", name=_enum(column))
    else:
        shape = Shape(_KIND_OF.get(column.base.removeprefix("_"), "unknown"), many)
    filled = column.nullable or column.default is not None or (table.tenant and column.name == TENANT)
    return Member(
        column.name, shape, column.nullable, not column.generated, not filled and not column.generated,
        column.description,
    )  # fmt: skip


def _enum(column: Column) -> str:
    return column.nominal.rpartition(".")[2].strip('"')


def _links(table: Table, cache: SchemaCache) -> list[Link]:
    found = []
    for relationship in cache.relationships.get(table.name, ()):
        if relationship.kind in ("m2o", "o2o") and not relationship.is_parent and relationship.constraint:
            columns, targets = zip(*relationship.visible, strict=True)
            one = relationship.kind == "o2o"
            found.append(Link(relationship.constraint, columns, one, relationship.target.name, targets))
    return found


def of_type(text: str) -> Shape:
    """The shape of a type as Postgres writes it."""
    many = text.endswith("[]")
    return Shape(_KIND_OF.get(_SIZE.sub("", text.removesuffix("[]")).strip(), "unknown"), many)


def _of_rows(overloads: tuple[Function, ...], cache: SchemaCache) -> bool:
    """Whether these are computed columns and relationships, which are not called but selected."""
    names = {name.name for name in cache.tables}
    return all(len(f.arguments) == 1 and f.arguments[0].type.strip('"') in names for f in overloads)


def _call(function: Function, cache: SchemaCache, said: Described) -> Call:
    arguments = tuple((a.name, _shape_of(a.type, said), a.required) for a in function.arguments)
    return Call(function.name.name, arguments, _returned(function, cache, said), function.description)


def _returned(function: Function, cache: SchemaCache, said: Described) -> Shape:
    if function.outputs:
        return Shape("record", function.returns_set, "", tuple((n, _shape_of(t, said)) for n, t in function.outputs))
    if function.result in cache.tables and function.result.schema == said.name:
        return Shape("row", function.returns_set, function.result.name)
    shape = _shape_of(_name(function.result), said)
    return shape._replace(many=shape.many or function.returns_set)


def _shape_of(text: str, said: Described) -> Shape:
    bare = text.removesuffix("[]").rpartition(".")[2].strip('"')
    return Shape("enum", text.endswith("[]"), bare) if bare in said.enums else of_type(text)


def _name(name: Name) -> str:
    return f"{name.name.removeprefix('_')}[]" if name.name.startswith("_") else name.name
