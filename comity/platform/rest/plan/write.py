"""Plans inserts, updates, upserts and deletes, and which columns must come back for the answer."""

from __future__ import annotations

from comity.platform.rest import errors
from comity.platform.rest.parse.syntax import Filter
from comity.platform.rest.plan.read import resolve_for_table
from comity.platform.rest.plan.types import Level, Mutation
from comity.platform.rest.request import Action, Request
from comity.platform.rest.schema.model import TENANT, Column, Table


def plan_mutation(request: Request, table: Table, level: Level) -> Mutation:
    """What is written; refuses columns the table does not have."""
    mutation = Mutation(request.action, table)
    if request.action is Action.REPLACE:
        _plan_replace(request, mutation)
    for path, condition in request.query.where:
        if not path:
            resolved, with_deleted = resolve_for_table(table, condition)
            mutation.where.append(resolved)
            mutation.with_deleted = mutation.with_deleted or with_deleted
    if request.payload is not None:
        mutation.columns = [column_of(table, name) for name in request.payload.keys]
        mutation.single = request.payload.single
    if request.action in (Action.CREATE, Action.UPDATE):
        mutation.defaults = request.prefer.missing == "default"
    if request.action is Action.CREATE:
        _plan_conflict(request, mutation)
    _plan_returning(request, mutation, level)
    return mutation


def column_of(table: Table, name: str) -> Column:
    """The column a body names."""
    column = table.columns.get(name)
    if column is None:
        raise errors.no_body_column(table.name.name, name)
    return column


def _plan_conflict(request: Request, mutation: Mutation) -> None:
    """`resolution=` with the primary key or `on_conflict`; the organisation's key is implied."""
    if request.prefer.resolution is None:
        return
    table = mutation.table
    wanted = request.query.on_conflict or table.primary_key
    mutation.conflict = with_tenant(table, wanted)
    if frozenset(mutation.conflict) not in table.unique_keys:
        mutation.conflict_where = table.partial_keys.get(frozenset(mutation.conflict))
    mutation.merge = request.prefer.resolution == "merge-duplicates"


def with_tenant(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns, with the organisation's when only together they are unique."""
    known = (*table.unique_keys, *table.partial_keys)
    if not table.tenant or TENANT in columns or frozenset(columns) in known:
        return columns
    return (TENANT, *columns) if frozenset((TENANT, *columns)) in known else columns


def _plan_replace(request: Request, mutation: Mutation) -> None:
    """PUT: the filters are all primary key columns with `eq`, and nothing else (wire.md 1.1)."""
    table, query = mutation.table, request.query
    keys = (set(table.primary_key), set(table.visible_key))
    plain = all(
        isinstance(condition, Filter) and condition.op == ("eq", False, "", "") and not path
        for path, condition in query.where
    )
    if not table.primary_key or query.filter_keys not in keys or not plain:
        raise errors.put_filters()
    mutation.conflict = table.primary_key
    mutation.merge = True


def _plan_returning(request: Request, mutation: Mutation, level: Level) -> None:
    """The columns the answer, its embeds, its order and the Location header need."""
    wanted = request.prefer.returning
    if wanted == "headers-only":
        mutation.returning = list(mutation.table.primary_key)
    elif wanted == "representation":
        needed = needed_columns(level)
        mutation.returning_all = "*" in needed
        table = mutation.table
        if mutation.returning_all:
            mutation.returning = [c for c in needed if c in table.computed and c not in table.columns]
        else:
            mutation.returning = list(dict.fromkeys([*needed, *table.primary_key]))


def needed_columns(level: Level) -> list[str]:
    """What a level must find in its source: selected, ordered by, and joined on."""
    needed = [s.field.name for s in level.select if s.field.name != "*" or s.aggregate is None]
    if not level.select and not any(child.shown for child in level.children):
        needed.append("*")
    needed += [term.field.name for term in level.order if term.child < 0]
    for child in level.children:
        rel = child.relationship
        if rel is None or rel.function is not None:
            needed.append("*")  # a computed relationship may read any column
        elif rel.junction is not None:
            needed += [column for _, column in rel.junction.source]
        else:
            needed += [column for column, _ in rel.columns]
    return list(dict.fromkeys(needed))
