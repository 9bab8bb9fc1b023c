"""Reads the schema cache from the catalogs, in one round trip and one snapshot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import orjson

from comity.core import sql
from comity.core.db import Database
from comity.platform.rest.parse.operators import array_literal
from comity.platform.rest.schema.model import (
    DELETED,
    TENANT,
    Argument,
    Column,
    Function,
    Handler,
    Name,
    Relationship,
    Represented,
    SchemaCache,
    Table,
)
from comity.platform.rest.schema.relate import ForeignKey, ViewColumns, exposed, relate
from comity.platform.rest.schema.views import origins, trace
from comity.platform.rest.settings import RestSettings

q = sql.load(__file__)

_READ = (
    "tables",
    "columns",
    "unique_keys",
    "foreign_keys",
    "view_rules",
    "attribute_names",
    "functions",
    "row_functions",
    "representations",
    "handlers",
    "schema_comments",
)
_UNQUALIFIED = "select set_config('search_path', '', true)"  # so that every type is written with its schema
_HOISTED = ("statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation")

Row = dict[str, Any]
Catalog = dict[str, list[Row]]


async def load(db: Database, settings: RestSettings) -> SchemaCache:
    """The cache of the database as it is now."""
    schemas = array_literal(list(settings.schemas))
    reachable = array_literal(list({*settings.schemas, *settings.extra_search_path}))
    statements: list[tuple[str, list[str]]] = [(_UNQUALIFIED, [])]
    for name in _READ:
        query = getattr(q, name)
        wide = name in ("view_rules", "row_functions")
        params = [reachable if wide else schemas] if query.params else []
        statements.append((f"select coalesce(json_agg(_), '[]') from ({query.text}) as _", params))
    statements.append((q.version.text, []))
    results = await db.once_raw(None, statements, prepare=False)
    texts = [result.rows[0][0] for result in results[1:]]
    catalog: Catalog = {name: orjson.loads(text) for name, text in zip(_READ, texts, strict=False)}
    cache = build(catalog, settings)
    cache.version = texts[-1].decode()
    return cache


async def current_version(db: Database) -> str:
    """What `SchemaCache.version` would be if it were loaded now."""
    results = await db.once_raw(None, [(q.version.text, [])])
    version: bytes = results[0].rows[0][0]
    return version.decode()


def build(catalog: Catalog, settings: RestSettings) -> SchemaCache:
    """The cache from the rows of the catalog queries."""
    names = {row["oid"]: Name(row["schema"], row["name"]) for row in catalog["tables"]}
    keys = {row["oid"]: tuple(row["primary_key"]) for row in catalog["tables"]}
    unique: dict[int, list[frozenset[str]]] = defaultdict(list)
    partial: dict[int, dict[frozenset[str], str]] = defaultdict(dict)
    for row in catalog["unique_keys"]:
        if row["predicate"] is None:
            unique[row["relation"]].append(frozenset(row["columns"]))
        else:
            partial[row["relation"]][frozenset(row["columns"])] = row["predicate"]
    shown, view_keys = _view_columns(catalog, names, keys)
    keys.update(view_keys)
    tables = _tables(catalog, names, keys, unique, settings)
    for oid, found in partial.items():
        if names.get(oid) in tables:
            tables[names[oid]].partial_keys = found
    computed = _row_functions(catalog["row_functions"], tables)
    _represent(tables, catalog["representations"])
    relationships = relate(
        _foreign_keys(catalog["foreign_keys"], names, unique),
        shown,
        {names[oid]: key for oid, key in keys.items()},
        computed,
    )
    return SchemaCache(
        tables,
        exposed(relationships, tables),
        _functions(catalog["functions"]),
        {row["schema"]: row["description"] for row in catalog["schema_comments"]},
        _handlers(catalog["handlers"]),
    )


def _tables(
    catalog: Catalog,
    names: dict[int, Name],
    keys: dict[int, tuple[str, ...]],
    unique: dict[int, list[frozenset[str]]],
    settings: RestSettings,
) -> dict[Name, Table]:
    columns: dict[int, dict[str, Column]] = defaultdict(dict)
    for row in catalog["columns"]:
        columns[row["relation"]][row["name"]] = _column(row)
    tables = {}
    for row in catalog["tables"]:
        if row["schema"] not in settings.schemas:
            continue
        oid, name = row["oid"], names[row["oid"]]
        table = Table(
            name,
            row["kind"] in ("v", "m"),
            row["insertable"],
            row["updatable"],
            row["deletable"],
            row["description"],
            keys[oid],
            columns[oid],
            tuple(unique[oid]),
            published=row["published"],
        )
        if settings.house:
            table.tenant = TENANT in table.columns and table.columns[TENANT].base == "uuid"
            table.soft = DELETED in table.columns and table.columns[DELETED].base == "timestamptz"
        tables[name] = table
    return tables


def _column(row: Row) -> Column:
    return Column(
        row["name"],
        row["type"],
        row["nominal"],
        row["base"],
        row["nullable"],
        row["fallback"],
        row["generated"],
        row["description"],
        tuple(row["labels"]),
        row["max_length"],
    )


def _handlers(rows: list[Row]) -> dict[tuple[Name | None, str], Handler]:
    """By what they are made of and the media type asked for; `*/*` answers whatever is asked for."""
    found: dict[tuple[Name | None, str], Handler] = {}
    for row in rows:
        target = Name(row["target_schema"], row["target_name"])
        of = None if target == Name("pg_catalog", "anyelement") else target
        said = "application/octet-stream" if row["media"] == "*/*" else row["media"]
        found[of, row["media"].lower()] = Handler(Name(row["schema"], row["name"]), said, of, row["is_bytes"])
    return found


def _represent(tables: dict[Name, Table], rows: list[Row]) -> None:
    """Notes at tables and columns whose values are shown and read through functions."""
    known: dict[str, Represented] = {}
    for row in rows:
        known[row["domain"]] = known.get(row["domain"], Represented())._replace(
            **{row["way"]: Name(row["schema"], row["name"])}
        )
    for table in tables.values() if known else ():
        types = {name: column.nominal for name, column in table.columns.items()} | table.computed
        table.represented = {name: known[kind] for name, kind in types.items() if kind in known}
        for name in table.represented.keys() & table.columns.keys():
            table.columns[name] = replace(table.columns[name], represented=table.represented[name])


def _foreign_keys(rows: list[Row], names: dict[int, Name], unique: dict[int, list[frozenset[str]]]) -> list[ForeignKey]:
    return [
        ForeignKey(
            row["name"],
            names[row["relation"]],
            names[row["target"]],
            tuple((a, b) for a, b in row["columns"]),
            frozenset(a for a, _ in row["columns"]) in unique[row["relation"]],
        )
        for row in rows
        if row["relation"] in names and row["target"] in names
    ]


def _view_columns(
    catalog: Catalog, names: dict[int, Name], keys: dict[int, tuple[str, ...]]
) -> tuple[dict[Name, list[ViewColumns]], dict[int, tuple[str, ...]]]:
    """What each relation shows through views, and the primary keys views inherit."""
    columns = {(row["relation"], row["position"]): row["name"] for row in catalog["attribute_names"]}
    views = trace({row["relation"]: origins(row["rule"]) for row in catalog["view_rules"]})
    shown: dict[Name, list[ViewColumns]] = defaultdict(list)
    inherited: dict[int, tuple[str, ...]] = {}
    for view, positions in views.items():
        per_table: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for position, path in sorted(positions.items()):
            for origin in path:
                column = columns.get((origin.relation, origin.position))
                if column is not None and (view, position) in columns:
                    per_table[origin.relation][column].append(columns[view, position])
        for relation, shows in per_table.items():
            if relation not in names or view not in names:
                continue
            shown[names[relation]].append(ViewColumns(names[view], dict(shows)))
            key = keys.get(relation, ())
            if key and all(column in shows for column in key):
                inherited[view] = inherited.get(view, ()) + tuple(shows[column][0] for column in key)
    return shown, inherited


def _row_functions(rows: list[Row], tables: dict[Name, Table]) -> list[Relationship]:
    """Files computed columns with their tables; returns computed relationships."""
    relationships = []
    for row in rows:
        table, target = Name(row["table_schema"], row["table_name"]), Name(row["target_schema"], row["target_name"])
        if row["is_relationship"]:
            function = Name(row["schema"], row["name"])
            relationships.append(Relationship(table, target, "computed", function=function, to_one_row=row["to_one"]))
        elif table in tables and not row["returns_set"]:
            tables[table].computed[row["name"]] = row["type"]
    return relationships


def _functions(rows: list[Row]) -> dict[Name, tuple[Function, ...]]:
    functions: dict[Name, tuple[Function, ...]] = {}
    for row in rows:
        arguments = tuple(Argument(*values) for values in row["arguments"])
        if not _callable(arguments):
            continue
        name = Name(row["schema"], row["name"])
        settings = tuple(
            (key, value) for key, _, value in (s.partition("=") for s in row["settings"]) if key in _HOISTED
        )
        function = Function(
            name,
            row["description"],
            arguments,
            Name(row["result_schema"], row["result_name"]),
            row["returns_set"],
            row["returns_composite"],
            row["volatility"],
            row["is_variadic"],
            settings,
            tuple((column, kind) for column, kind in row["outputs"]),
            row["oid"],
        )
        functions[name] = (*functions.get(name, ()), function)
    return {name: tuple(sorted(overloads, key=_rank)) for name, overloads in functions.items()}


def _rank(function: Function) -> tuple[int, tuple[Argument, ...]]:
    return len(function.arguments), function.arguments


def _callable(arguments: tuple[Argument, ...]) -> bool:
    """All arguments have names, or there is one without and it takes a whole body."""
    unnamed = [argument for argument in arguments if not argument.name]
    return not unnamed or (
        len(unnamed) == 1 and len(arguments) == 1 and unnamed[0].type in ("bytea", "json", "jsonb", "text", "xml")
    )
