"""The select of a level, with what is embedded in it.

To-many embeds are sub-selects of the answer's columns: Postgres evaluates them after sorting and limiting, so only for
the rows of the page. To-one embeds are left joins the planner may turn into any join. Whether a parent has rows of an
embed (`!inner`, `embed=not.is.null`) is a semi-join, but where no order is asked for: then it is asked row by row, as
PostgREST does, so that parents come as they lie in their table and not as a join happens to meet them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.platform.rest.plan.types import HasRows, Level, Ordered, Selected, Spread
from comity.platform.rest.query import rows_text
from comity.platform.rest.query.compiler import ORG, Compiler
from comity.platform.rest.query.conditions import condition_sql, field_sql, order_sql
from comity.platform.rest.query.text import alias, ident, qualified, type_name
from comity.platform.rest.schema.model import DELETED, TENANT, Table

SOURCE = "pgrst_source"
PROBE = 2000  # rows an answer is made of in one piece


@dataclass(slots=True)
class Scope:
    """A level while it is compiled: its name in the statement and those above it."""

    level: Level
    name: str
    taken: frozenset[str]

    @property
    def table(self) -> str:
        return ident(self.name)

    def below(self, child: Level) -> Scope:
        return self.named(child, alias(child.relation.name, child.depth, self.taken))

    def named(self, child: Level, name: str) -> Scope:
        return Scope(child, name, self.taken | {name})


@dataclass(slots=True)
class Parts:
    """The select being put together."""

    items: list[str] = field(default_factory=list)
    grouped: list[int] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    rows: dict[int, str] = field(default_factory=dict)  # children that are joined, by place

    def add(self, item: str, *, aggregate: bool = False) -> None:
        self.items.append(item)
        if not aggregate:
            self.grouped.append(len(self.items))


def root_scope(level: Level) -> Scope:
    return Scope(level, alias(level.relation.name, 0, frozenset()), frozenset((level.relation.name,)))


def select_sql(c: Compiler, scope: Scope, parent: Scope | None = None, *, page: bool = True) -> str:
    """The rows of a level as the client wants them."""
    level = scope.level
    c.groups = c.groups or level.aggregates
    parts = Parts()
    for item in level.select:
        parts.add(selected_sql(scope.table, item), aggregate=item.aggregate is not None)
    for place, child in enumerate(level.children):
        _embed(c, scope, parts, place, child)
    if not parts.items:
        parts.add(f"{scope.table}.*")
    order = _order(scope, parts)
    for name, term in level.hidden:
        parts.add(f"{_term(scope, parts, term)} as {ident(name)}")
    sql = f"select {', '.join(parts.items)} from {from_sql(scope, parent)}{''.join(parts.joins)}"
    where = [*link_sql(c, scope, parent), *own_sql(c, scope, as_they_lie=_as_they_lie(level)), *parts.where]
    if where:
        sql += " where " + " and ".join(where)
    if level.aggregates and parts.grouped:
        sql += " group by " + ", ".join(map(str, parts.grouped))
    return sql + order + (window_sql(c, level) if page else "")


def rows_sql(c: Compiler, scope: Scope, parent: Scope | None = None, *, page: bool = False) -> str:
    """As many rows as the level has, with nothing in them: for counting and for existence."""
    if scope.level.aggregates:
        return select_sql(c, scope, parent, page=page)
    where = [*link_sql(c, scope, parent), *own_sql(c, scope)]
    where += [exists_sql(c, scope, child) for child in scope.level.children if child.inner]
    sql = f"select 1 from {from_sql(scope, parent)}"
    if where:
        sql += " where " + " and ".join(where)
    return sql + (window_sql(c, scope.level) if page else "")


def exists_sql(c: Compiler, scope: Scope, child: Level, *, as_they_lie: bool = False) -> str:
    """Whether a row has rows of an embed; under names of its own, for the embed itself may stand beside it."""
    apart = " offset 0" if as_they_lie else ""  # the planner makes no join of what has an offset
    return f"exists ({rows_sql(c, scope.named(child, c.fresh('x')), scope)}{apart})"


def _as_they_lie(level: Level) -> bool:
    return not (level.order or level.aggregates)


def selected_sql(table: str, item: Selected) -> str:
    """One column of a select list."""
    expression = table if item.whole_row else field_sql(table, item.field, item.column)
    name = item.name
    shown = item.column.represented.shown if item.column is not None and item.column.represented else None
    if shown is not None and not item.field.path and not item.aggregate and not item.whole_row:
        expression, name = f"{qualified(shown)}({expression})", name or item.field.name
    if item.cast:
        expression = f"cast({expression} as {type_name(item.cast)})"
    if item.aggregate:
        expression = f"{item.aggregate}({'*' if item.field.name == '*' else expression})"
    if item.aggregate_cast:
        expression = f"cast({expression} as {type_name(item.aggregate_cast)})"
    return f"{expression} as {ident(name)}" if name else expression


def from_sql(scope: Scope, parent: Scope | None) -> str:
    """The relation of a level, and the junction on the way to it."""
    level, rel = scope.level, scope.level.relationship
    if level.source:
        return f"{SOURCE} as {scope.table}"
    if rel is None or parent is None:
        return f"{qualified(level.relation)} as {scope.table}"
    if rel.function is not None:
        row = f"{parent.table}::{qualified(rel.table)}"
        return f"{qualified(rel.function)}({row}) as {scope.table}"
    own = f"{qualified(level.relation)} as {scope.table}"
    if rel.junction is None:
        return own
    return f"{own}, {qualified(rel.junction.table)} as {_junction(scope)}"


def _junction(scope: Scope) -> str:
    return ident(f"pgrst_junction_{scope.level.depth}")


def link_sql(c: Compiler, scope: Scope, parent: Scope | None) -> list[str]:
    """How rows of a level belong to a row of its parent."""
    rel = scope.level.relationship
    if rel is None or parent is None or rel.function is not None:
        return []
    if rel.junction is None:
        return [f"{scope.table}.{ident(b)} = {parent.table}.{ident(a)}" for a, b in rel.columns]
    junction = _junction(scope)
    links = [f"{junction}.{ident(j)} = {parent.table}.{ident(s)}" for j, s in rel.junction.source]
    links += [f"{junction}.{ident(j)} = {scope.table}.{ident(t)}" for j, t in rel.junction.target]
    return links + keeping_sql(c, junction, scope.level.junction, with_deleted=False)


def own_sql(c: Compiler, scope: Scope, *, as_they_lie: bool = False) -> list[str]:
    """The level's own conditions: organisation, deletion mark, filters."""
    level = scope.level

    def exists(condition: HasRows) -> str:
        found = exists_sql(c, scope, level.children[condition.child], as_they_lie=as_they_lie)
        return found if condition.wanted else f"not {found}"

    keeping = [] if level.source else keeping_sql(c, scope.table, level.table, with_deleted=level.with_deleted)
    return keeping + [condition_sql(c, scope.table, condition, exists) for condition in level.where]


def keeping_sql(c: Compiler, table: str, of: Table | None, *, with_deleted: bool) -> list[str]:
    """Inside the caller's organisation, and without what lies in the trash."""
    if of is None:
        return []
    conditions = [f"{table}.{ident(TENANT)} = {c.param(ORG)}"] if of.tenant and c.tenant else []
    return conditions + ([f"{table}.{ident(DELETED)} is null"] if of.soft and not with_deleted else [])


def window_sql(c: Compiler, level: Level) -> str:
    window = level.window
    sql = ""
    if window.limit is not None:
        sql += f" limit {window.limit}"
    elif window.limit_slot >= 0:
        limit = c.param(window.limit_slot)
        sql += f" limit least({limit}::bigint, {PROBE + 1})" if level.probed else f" limit {limit}"
    elif level.probed:
        sql += f" limit {PROBE + 1}"
    if window.offset_slot >= 0:
        sql += f" offset {c.param(window.offset_slot)}"
    return sql


def _order(scope: Scope, parts: Parts) -> str:
    terms = [order_sql(_term(scope, parts, term), term) for term in scope.level.order]
    return " order by " + ", ".join(terms) if terms else ""


def _term(scope: Scope, parts: Parts, term: Ordered) -> str:
    """What a level is ordered by: its own column, or one of a joined row."""
    if term.child < 0:
        return field_sql(scope.table, term.field, term.column)
    child, row = scope.level.children[term.child], parts.rows[term.child]
    hidden = next((name for name, of in child.hidden if of.field == term.field), None)
    return f"{row}.{ident(hidden)}" if hidden else field_sql(row, term.field, term.column)


# -- embedding --------------------------------------------------------------------------------------------------------


def _embed(c: Compiler, scope: Scope, parts: Parts, place: int, child: Level) -> None:
    ordered = any(term.child == place for term in scope.level.order)
    if child.spread and child.to_one:
        _join(c, scope, parts, place, child)
        for lifted in child.spreads:
            parts.add(_spread_item(parts.rows[place], lifted), aggregate=lifted.aggregate is not None)
    elif child.spread:
        _join_spread_many(c, scope, parts, child)
    elif child.to_one:
        if child.shown or ordered or child.inner:
            _join(c, scope, parts, place, child)
        if child.shown:
            parts.add(f"{_object(child, parts.rows[place])} as {ident(child.key)}")
    else:
        if child.inner:
            parts.where.append(exists_sql(c, scope, child, as_they_lie=_as_they_lie(scope.level)))
        if child.shown:
            parts.add(f"({_array(c, scope, child)}) as {ident(child.key)}")


def _array(c: Compiler, scope: Scope, child: Level) -> str:
    rows = c.fresh("r")
    made = None if c.groups else rows_text.array_sql(child, rows)
    made = made or f"select coalesce(jsonb_agg({rows}.*), '[]')"
    return f"{made} from ({select_sql(c, scope.below(child), scope)}) as {rows}"


def _object(child: Level, row: str) -> str:
    hidden = ",".join(name for name, _ in child.hidden)
    return f"to_jsonb({row}.*)" + (f" - '{{{hidden}}}'::text[]" if hidden else "")


def _join(c: Compiler, scope: Scope, parts: Parts, place: int, child: Level) -> None:
    """Joins the row of a to-one level."""
    row = ident(c.fresh("r"))
    parts.rows[place] = row
    kind = "inner" if child.inner else "left"
    parts.joins.append(f" {kind} join lateral ({select_sql(c, scope.below(child), scope)}) as {row} on true")


def _spread_item(row: str, lifted: Spread) -> str:
    expression = f"{row}.*" if lifted.name == "*" else f"{row}.{ident(lifted.name)}"
    if lifted.aggregate:
        expression = f"{lifted.aggregate}({expression})"
    if lifted.cast:
        expression = f"cast({expression} as {type_name(lifted.cast)})"
    return f"{expression} as {ident(lifted.alias)}" if lifted.alias else expression


def _join_spread_many(c: Compiler, scope: Scope, parts: Parts, child: Level) -> None:
    """Columns of many rows become arrays, all in the order asked for."""
    if child.inner:
        parts.where.append(exists_sql(c, scope, child, as_they_lie=_as_they_lie(scope.level)))
    if not child.spreads:
        return
    inside, outside = ident(c.fresh("r")), ident(c.fresh("r"))
    order = ", ".join(order_sql(f"{inside}.{ident(name)}", term) for name, term in child.hidden)
    ordered = f" order by {order}" if order else ""
    arrays = []
    for lifted in child.spreads:
        name = ident(lifted.alias or lifted.name)
        arrays.append(f"coalesce(jsonb_agg({inside}.{ident(lifted.name)}{ordered}), '[]') as {name}")
        parts.add(f"{outside}.{name}")
    rows = select_sql(c, scope.below(child), scope)
    select = f"select {', '.join(arrays)} from ({rows}) as {inside}"
    parts.joins.append(f" left join lateral ({select}) as {outside} on true")
