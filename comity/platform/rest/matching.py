"""Query strings over one relation, compiled for use inside the house: pages, bulk actions, exports.

The same stages as on the wire (request, plan, query); only the answer is rows instead of a JSON text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from comity.core.who import Who
from comity.platform.rest.engine import Engine
from comity.platform.rest.errors import RestError, no_schema_cache
from comity.platform.rest.parse.params import Query, decode, read_query
from comity.platform.rest.parse.syntax import Field, Range
from comity.platform.rest.plan.make import find_table
from comity.platform.rest.plan.read import plan_levels, root_level
from comity.platform.rest.plan.types import HasRows, Level, Mutation, Selected, Tree
from comity.platform.rest.plan.write import column_of
from comity.platform.rest.query.compiler import BODY, ORG, Compiler, InlineCompiler
from comity.platform.rest.query.levels import keeping_sql, own_sql, root_scope, rows_sql, select_sql
from comity.platform.rest.query.text import ident, literal, qualified
from comity.platform.rest.query.write import body_sql
from comity.platform.rest.request import Action, Window
from comity.platform.rest.schema.model import DELETED, SchemaCache, Table


@dataclass(slots=True)
class Matching:
    """A planned query over one relation."""

    table: Table
    level: Level
    query: Query

    @property
    def simple(self) -> bool:
        """Whether its conditions stand on their own, without the joins of embeds."""
        return not any(child.inner for child in self.level.children) and not any(
            _asks_embeds(condition) for condition in self.level.where
        )


def _asks_embeds(condition: object) -> bool:
    if isinstance(condition, Tree):
        return any(_asks_embeds(item) for item in condition.items)
    return isinstance(condition, HasRows)


def plan(engine: Engine, relation: str, text: str, *, order: bool = True) -> Matching:
    """The planned query; raises RestError when it does not parse or names what is not there."""
    cache = cache_of(engine)
    table = find_table(cache, engine.settings.schemas[0], relation)
    query = read_query(decode(text.removeprefix("?")))
    level = root_level(table.name, table)
    if not order:
        query.orders = [(path, terms) for path, terms in query.orders if path]
    windows = {path: _window(wanted) for path, wanted in query.ranges.items()}
    plan_levels(level, query, windows, cache, engine.inside)
    return Matching(table, level, query)


def _window(wanted: Range) -> Window:
    if wanted.lower:
        raise RestError("PGRST103", 416, "An offset is not possible here", "Pages follow each other by cursor.")
    return Window(limit=wanted.limit)


def cache_of(engine: Engine) -> SchemaCache:
    cache = engine.schema.loaded
    if cache is None:
        raise no_schema_cache()
    return cache


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement or a fragment, and its parameters."""

    text: str
    params: list[str | None]


def params_of(c: Compiler, values: Sequence[str], who: Who, body: str | None = None) -> list[str | None]:
    known = {ORG: str(who.org_id) if who.org_id else None, BODY: body}
    return [known[source] if source < 0 else values[source] for source in c.sources]


def rows(matching: Matching, who: Who) -> Sql:
    """All matching rows, as selected and ordered."""
    c = Compiler(who.org_id is not None)
    text = select_sql(c, root_scope(matching.level))
    return Sql(text, params_of(c, matching.query.values, who))


def rows_inline(matching: Matching, who: Who) -> str:
    """The same without parameters, for COPY and cursors."""
    org = str(who.org_id) if who.org_id else None
    c = InlineCompiler(org is not None, values=matching.query.values, org=org)
    return select_sql(c, root_scope(matching.level))


def count(matching: Matching, who: Who) -> Sql:
    """How many rows match, limits aside."""
    c = Compiler(who.org_id is not None)
    matching.level.window = Window()
    return Sql(
        f"select count(*) from ({rows_sql(c, root_scope(matching.level))}) as t",
        params_of(c, matching.query.values, who),
    )


def keys(matching: Matching, who: Who) -> Sql:
    """The primary keys (without the organisation's part) of all matching rows."""
    level = matching.level
    level.select = [Selected(Field(name), matching.table.columns[name]) for name in matching.table.visible_key]
    for child in level.children:
        child.select, child.children = [], [c for c in child.children if c.inner]
    return rows(matching, who)


def where(matching: Matching, who: Who, first: int = 1) -> Sql:
    """The conditions as a fragment over the relation under its own name, parameters numbered from `first`."""
    c = Compiler(who.org_id is not None, first)
    return Sql(_where(c, matching), params_of(c, matching.query.values, who))


def _where(c: Compiler, matching: Matching) -> str:
    scope = root_scope(matching.level)
    if matching.simple and matching.level.window.whole:
        return " and ".join(own_sql(c, scope)) or "true"
    key = matching.table.visible_key
    matching.level.select = [Selected(Field(name), matching.table.columns[name]) for name in key]
    inside = select_sql(c, scope)
    outer = ident(matching.table.name.name)
    listed = ", ".join(f"{outer}.{ident(name)}" for name in key)
    keeping = keeping_sql(c, outer, matching.table, with_deleted=True)
    return " and ".join([*keeping, f"({listed}) in ({inside})"])


def update(matching: Matching, who: Who, values: dict[str, object]) -> Sql:
    """Sets columns of everything that matches; answers with how many."""
    table = matching.table
    mutation = Mutation(Action.UPDATE, table, [column_of(table, name) for name in values], single=True)
    c = Compiler(who.org_id is not None)
    name = ident(table.name.name)
    sets = ", ".join(f"{ident(column.name)} = pgrst_body.{ident(column.name)}" for column in mutation.columns)
    body = orjson.dumps(values, default=_plain).decode()
    text = (
        f"with changed as (update {qualified(table.name)} as {name} set {sets}"
        f" from {body_sql(c, mutation.columns, single=True)} where {_where(c, matching)} returning 1)"
        " select count(*) from changed"
    )
    return Sql(text, params_of(c, matching.query.values, who, body))


def delete(matching: Matching, who: Who) -> Sql:
    """Deletes everything that matches, into the trash where there is one; answers with how many."""
    table, c = matching.table, Compiler(who.org_id is not None)
    name = ident(table.name.name)
    verb = f"update {qualified(table.name)} as {name} set {ident(DELETED)} = now()"
    if not table.soft:
        verb = f"delete from {qualified(table.name)} as {name}"
    text = f"with changed as ({verb} where {_where(c, matching)} returning 1) select count(*) from changed"
    return Sql(text, params_of(c, matching.query.values, who))


def _plain(value: object) -> str:
    return str(value)


def text_of(value: object) -> str | None:
    """A value as Postgres reads it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict | list):
        return orjson.dumps(value, default=str).decode()
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat is not None else str(value)


def copy_options(kind: str) -> str:
    """How COPY writes: CSV with a header, or one JSON text a line."""
    if kind == "csv":
        return "with (format csv, header)"
    return f"with (format csv, quote {literal(chr(1))}, delimiter {literal(chr(2))})"
