"""Pages that follow each other by cursor: fast however far down, and steady while rows come and go.

A cursor holds what the last row of a page (or the first, to go back) was ordered by; the next page is what comes after.
Ties are broken by the primary key. Where the order is by an embedded row's column, a cursor is an offset.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from comity.core.who import Who
from comity.platform.rest.engine import Engine
from comity.platform.rest.matching import Matching, Sql, params_of, plan, text_of
from comity.platform.rest.parse.syntax import Field
from comity.platform.rest.plan.types import After, Level, Mark, Ordered
from comity.platform.rest.query.call import named_columns
from comity.platform.rest.query.compiler import Compiler
from comity.platform.rest.query.conditions import nulls_last
from comity.platform.rest.query.levels import Scope, root_scope, rows_sql, select_sql
from comity.platform.rest.query.text import ident
from comity.platform.rest.request import Window
from comity.platform.rest.schema.model import Name, Table
from comity.platform.rest.totals import Count, Stamp, seen_by, sees_all

TOTAL, ROW, KEY = "pgrst_total", "pgrst_row", "pgrst_key_"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list; `next` and `previous` are cursors, None where there is nothing."""

    rows: list[Row]
    total: int | None = None
    next: str | None = None
    previous: str | None = None


@dataclass(slots=True)
class Paged:
    """A statement for one page, and how to read what it answers."""

    sql: Sql
    limit: int
    keys: list[str]
    backward: bool
    first: bool
    fingerprint: str
    offset: int | None = None
    total: int | None = None  # known without counting
    count: Count | None = None  # counted by the statement, to be remembered
    stamp: Stamp = ()
    plain: bool = True  # one plan serves all who ask: no values to be reckoned with

    @property
    def unknown(self) -> Count | None:
        """What the statement counts, if it is worth remembering."""
        return self.count if self.total is None else None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: behind these values, or before them; or at an offset."""

    order: str
    values: list[str | None]
    backward: bool = False
    offset: int = 0

    def encode(self) -> str:
        said = [self.order, self.values, int(self.backward), self.offset]
        return base64.urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")


def decode_cursor(text: str | None, order: str) -> Cursor | None:
    """The cursor, if it is one of this order; a page with another order starts at its beginning."""
    if not text:
        return None
    try:
        said = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(str(said[0]), [None if v is None else str(v) for v in said[1]], bool(said[2]), int(said[3]))
    except (ValueError, TypeError, IndexError, KeyError):
        return None
    return cursor if cursor.order == order and not any(v and "\0" in v for v in cursor.values) else None


def prepare(engine: Engine, who: Who, relation: str, query: str, limit: int, after: str | None, count: bool) -> Paged:
    """The statement of a page: one row more than wanted, to know whether there are more."""
    matching = plan(engine, relation, query)
    order = _complete(matching)
    name = _fingerprint(order)
    by_key = all(term.child < 0 for term in order) and not matching.level.aggregates
    cursor = decode_cursor(after, name)
    plain = not matching.level.where
    view = _counting_view(engine, matching, who)
    wanted = _count(matching, who, view) if count else None
    total = engine.totals.get(wanted) if wanted is not None else None
    c = Compiler(who.org_id is not None)
    counted = _counted(c, matching, view) if count and total is None else ""
    backward = cursor is not None and cursor.backward and by_key
    if backward:
        order = [_reversed(term) for term in order]
    offset = None if by_key else (cursor.offset if cursor else 0)
    if by_key and cursor is not None and len(cursor.values) == len(order):
        _go_on(matching, order, cursor)
    matching.level.order = order
    keys = [f"{KEY}{place}" for place in range(len(order))] if by_key else []
    matching.level.hidden = list(zip(keys, order, strict=False))
    matching.level.window = _window(matching, limit + 1, offset)
    rows = select_sql(c, root_scope(matching.level))
    marked = f"select true as {ROW}, r.* from ({rows}) as r"
    text = f"select {counted}t.* from (values (1)) as one left join ({marked}) as t on true"
    sql = Sql(text, params_of(c, matching.query.values, who))
    stamp = engine.totals.stamp(wanted) if wanted is not None else ()
    return Paged(sql, limit, keys, backward, cursor is None, name, offset, total, wanted, stamp, plain)


def read(engine: Engine, paged: Paged, found: list[Row]) -> Page:
    """The page from the statement's rows."""
    total = paged.total
    if found and TOTAL in found[0]:
        total = int(found[0][TOTAL])
        if paged.count is not None:
            engine.totals.keep(paged.count, paged.stamp, total)
    rows = [row for row in found if row.pop(ROW, None)]
    more = len(rows) > paged.limit
    rows = rows[: paged.limit]
    if paged.backward:
        rows.reverse()
    marks = [[text_of(row.pop(key)) for key in paged.keys] for row in rows]
    for row in rows:
        row.pop(TOTAL, None)
    if paged.offset is not None:
        return _by_offset(paged, rows, total, more)
    forward = more if not paged.backward else True
    back = (more if paged.backward else not paged.first) and bool(rows)
    return Page(
        rows,
        total,
        Cursor(paged.fingerprint, marks[-1]).encode() if rows and forward else None,
        Cursor(paged.fingerprint, marks[0], True).encode() if back else None,
    )


def _by_offset(paged: Paged, rows: list[Row], total: int | None, more: bool) -> Page:
    offset = paged.offset or 0
    return Page(
        rows,
        total,
        Cursor(paged.fingerprint, [], offset=offset + paged.limit).encode() if more else None,
        Cursor(paged.fingerprint, [], offset=max(0, offset - paged.limit)).encode() if offset else None,
    )


def _complete(matching: Matching) -> list[Ordered]:
    """The order asked for, made total by the primary key, which runs the way the last term does."""
    order = list(matching.level.order)
    if matching.level.aggregates:  # groups have no key
        return order
    named = {term.field for term in order if term.child < 0}
    descending = order[-1].descending if order else None
    missing = [name for name in matching.table.visible_key if Field(name) not in named]
    return order + [Ordered(Field(name), matching.table.columns[name], descending, None) for name in missing]


def cursor_of(engine: Engine, relation: str, query: str, row: Row, *, backward: bool = False) -> str:
    """The cursor behind (or before) a row that has the columns the query orders by, and the primary key."""
    order = _complete(plan(engine, relation, query))
    return Cursor(_fingerprint(order), [text_of(_held(row, term.field)) for term in order], backward).encode()


def _held(row: Row, field: Field) -> object:
    """What a row holds in a column, or at a place inside it."""
    found = row[field.name]
    for step in field.path:
        found = found.get(step.key) if isinstance(found, dict) else None
    return found


def _fingerprint(order: list[Ordered]) -> str:
    """What tells cursors of one order from those of another."""
    return ",".join(
        f"{term.child}.{term.field.name}{''.join('>' + s.key for s in term.field.path)}"
        f".{'d' if term.descending else 'a'}{'l' if nulls_last(term) else 'f'}"
        for term in order
    )


def _reversed(term: Ordered) -> Ordered:
    return term._replace(descending=not term.descending, nulls="first" if nulls_last(term) else "last")


def _go_on(matching: Matching, order: list[Ordered], cursor: Cursor) -> None:
    marks = []
    for term, value in zip(order, cursor.values, strict=True):
        slot = -1
        if value is not None:
            slot = len(matching.query.values)
            matching.query.values.append(value)
        marks.append(Mark(term, slot))
    matching.level.where.append(After(tuple(marks)))


def _window(matching: Matching, limit: int, offset: int | None) -> Window:
    if not offset:
        return Window(limit=limit)
    matching.query.values.append(str(offset))
    return Window(limit=limit, offset_slot=len(matching.query.values) - 1)


def _count(matching: Matching, who: Who, view: Name | None) -> Count | None:
    """What names the total among the remembered ones; None when the change feed would not tell that it changed."""
    if not _told(matching.level):
        return None
    c = Compiler(who.org_id is not None)
    sql = _counted(c, matching, view)
    tables = list(_tables(matching.level))
    names = tuple(dict.fromkeys(table.name.name for table in tables))
    params = tuple(params_of(c, matching.query.values, who))
    return Count(sql, params, seen_by(who, tables), str(who.org_id or ""), names)


def _told(level: Level) -> bool:
    """Whether everything a level counts by is in tables the feed follows: no views, no functions."""
    if level.table is None or (level.relationship is not None and level.relationship.function is not None):
        return False
    computed = level.table.computed
    if any(name in computed for condition in level.where for name in named_columns(condition)):
        return False
    return all(table.published for table in _tables(level)) and all(_told(child) for child in level.children)


def _tables(level: Level) -> Iterator[Table]:
    if level.table is not None:
        yield level.table
    if level.junction is not None:
        yield level.junction
    for child in level.children:
        yield from _tables(child)


def _counting_view(engine: Engine, matching: Matching, who: Who) -> Name | None:
    """Where the rows this person sees are counted more cheaply than under row security (migration 0066)."""
    table = matching.table
    if table.name.name not in engine.countable or who.role != "authenticated" or who.org_id is None:
        return None
    if not matching.simple or matching.level.aggregates or not _own_columns(matching.level, table):
        return None
    return Name("app", f"{'seen' if sees_all(who) else 'own'}_{table.name.name}")


def _own_columns(level: Level, table: Table) -> bool:
    return not any(name in table.computed for condition in level.where for name in named_columns(condition))


def _counted(c: Compiler, matching: Matching, view: Name | None) -> str:
    scope = root_scope(matching.level)
    whole = replace(matching.level, window=Window(), relation=view or matching.level.relation)
    rows = rows_sql(c, Scope(whole, scope.name, scope.taken))
    return f"(select count(*) from ({rows}) as c) as {ident(TOTAL)}, "
