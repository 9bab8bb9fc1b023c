"""The query dialect inside the house: lists, saved views, exports, bulk actions (house.md, "one query dialect").

A query is the string a Supabase client would send, `select=id,name,company:companies(name)&stage=eq.won&order=name`.
It is checked against the schema and runs under the asker's own row security; the organisation and the trash are kept
out of every level by the compiler. Nobody here writes SQL.

    page = await rest.select(tx, None, "contacts", request.url.query, limit=50, after=cursor, count=True)
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import BAD_CONDITION, BAD_VALUE, DatabaseError, Problem
from comity.core.sql import Query
from comity.core.who import Who
from comity.platform.rest import describing, matching, paging
from comity.platform.rest.describing import Relation
from comity.platform.rest.engine import Engine
from comity.platform.rest.errors import RestError
from comity.platform.rest.house import any_engine, engine_of, only_engine
from comity.platform.rest.matching import Sql
from comity.platform.rest.paging import Page, Paged
from comity.platform.rest.plan.make import find_table
from comity.platform.rest.totals import Count, seen_by

__all__ = [
    "Page",
    "QueryProblem",
    "Relation",
    "RestError",
    "Where",
    "change",
    "check",
    "compile_where",
    "copy",
    "cursor_before",
    "cursor_of",
    "delete",
    "describe",
    "keys",
    "one",
    "only",
    "ready",
    "relations",
    "remembered",
    "select",
    "stream",
]

q = sql.load(__file__)
Row = dict[str, Any]
# no such operator or language, no yes or no, no search words, no regular expression: of words that somebody typed
_UNFIT = frozenset({"42883", "42704", "42804", "42601", "2201B", "22025"})
_cursors = itertools.count(1)


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """Why a query cannot run, in words a person can act on."""

    code: str
    message: str
    details: Any = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions over a relation under its own name, parameters numbered from the place asked for."""

    sql: str
    params: list[str | None]


async def ready(db: Database) -> None:
    """Loads the schema cache of this database: once at start, and again after definitions changed."""
    engine = engine_of(db)
    await engine.schema.reload()
    engine.countable = frozenset(row["name"] for row in await db.once(Who.service(), q.countable))


async def select(
    tx_or_db: Tx | Database,
    who: Who | None,
    relation: str,
    query: str,
    *,
    limit: int = 50,
    after: str | None = None,
    count: bool = False,
) -> Page:
    """One page of a list, by cursor, with the total if wanted; one round trip.

    With a Tx the page is read in it, as whoever it acts as; with a Database in a transaction of its own, as `who`.
    A cursor of another order is ignored. Values of columns are Python's, those of embeds JSON's.
    """
    engine, asker = _engine(tx_or_db), _asker(tx_or_db, who)
    paged = paging.prepare(engine, asker, relation, query, limit, after, count)
    while paged.unknown is not None and await engine.totals.others(paged.unknown):
        paged = paging.prepare(engine, asker, relation, query, limit, after, count)
    if paged.unknown is None or not isinstance(tx_or_db, Tx):
        return paging.read(engine, paged, await _rows(tx_or_db, asker, paged))
    with engine.totals.counting(paged.unknown):
        return paging.read(engine, paged, await _rows(tx_or_db, asker, paged))


async def remembered(tx: Tx, relations: Sequence[str], query: Query, /, **params: Any) -> list[Row]:
    """What a query sums up of these tables, remembered until one of them changes; alike for all who see the same."""
    engine = any_engine()
    if engine is None or engine.schema.loaded is None:  # nobody here serves: a script, a test of a room alone
        return await tx.rows(query, **params)
    tables = [find_table(engine.schema.loaded, engine.settings.schemas[0], name) for name in relations]
    if not all(table.published for table in tables):
        return await tx.rows(query, **params)
    named = tuple(sorted((name, str(value)) for name, value in params.items()))
    wanted = Count(query.text, named, seen_by(tx.who, tables), str(tx.who.org_id or ""), tuple(relations))
    while (answer := engine.totals.get(wanted)) is None and await engine.totals.others(wanted):
        pass
    if answer is None:
        with engine.totals.counting(wanted):
            stamp = engine.totals.stamp(wanted)
            answer = await tx.rows(query, **params)
            engine.totals.keep(wanted, stamp, answer)
    return [dict(row) for row in answer]


async def one(tx_or_db: Tx | Database, who: Who | None, relation: str, query: str) -> Row | None:
    """The first row that matches, or None."""
    page = await select(tx_or_db, who, relation, query, limit=1)
    return page.rows[0] if page.rows else None


def check(relation: str, query: str) -> list[QueryProblem]:
    """What is wrong with a query; nothing when it can run. Does not touch the database."""
    try:
        matching.plan(only_engine(), relation, query)
    except RestError as error:
        return [QueryProblem(error.code, error.sentence, error.details, error.hint)]
    return []


def cursor_of(relation: str, query: str, row: Row) -> str:
    """The cursor behind a row of a list, for "next" and "previous" on the page of that record.

    The row has the columns the list is ordered by, and the primary key.
    """
    return paging.cursor_of(only_engine(), relation, query, row)


def cursor_before(relation: str, query: str, row: Row) -> str:
    """The cursor before a row: the page it gives ends just above the row."""
    return paging.cursor_of(only_engine(), relation, query, row, backward=True)


def describe(relation: str) -> Relation:
    """Columns, their operators and the relationships of a relation: what a filter or column chooser offers."""
    return describing.describe(matching.cache_of(only_engine()), only_engine().settings.schemas[0], relation)


def relations() -> list[str]:
    """Every relation that can be asked for."""
    cache, schema = matching.cache_of(only_engine()), only_engine().settings.schemas[0]
    return sorted(name.name for name in cache.tables if name.schema == schema)


def only(query: str, drop: Iterable[str] = ("after",)) -> str:
    """A page's query string without the page's own parameters."""
    dropped = set(drop)
    return urlencode([(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k not in dropped])


async def keys(tx: Tx, relation: str, query: str) -> list[Any]:
    """The ids of everything that matches, in the order asked for."""
    found = matching.plan(_engine(tx), relation, query)
    sql = matching.keys(found, tx.who)
    with _judged():
        result = await tx.execute(sql.text, sql.params)
    return [row[0] for row in result.rows]


async def change(tx: Tx, relation: str, query: str, values: Mapping[str, Any]) -> int:
    """Sets columns of everything that matches and the caller may change; how many rows that was."""
    found = matching.plan(_engine(tx), relation, query, order=False)
    return await _number(tx, matching.update(found, tx.who, dict(values)))


async def delete(tx: Tx, relation: str, query: str) -> int:
    """Deletes everything that matches and the caller may delete; where there is a trash it moves there."""
    found = matching.plan(_engine(tx), relation, query, order=False)
    return await _number(tx, matching.delete(found, tx.who))


def compile_where(relation: str, query: str, who: Who, *, first: int = 1) -> Where:
    """The conditions of a query as a fragment, for a statement that names the relation by its own name."""
    found = matching.plan(only_engine(), relation, query, order=False)
    sql = matching.where(found, who, first)
    return Where(sql.text, sql.params)


async def stream(tx: Tx, relation: str, query: str, *, batch: int = 2000) -> AsyncIterator[list[Row]]:
    """Everything that matches, in batches, through a cursor in the database: memory stays flat."""
    found = matching.plan(_engine(tx), relation, query)
    rows = matching.rows_inline(found, tx.who)
    cursor = f"pgrst_stream_{next(_cursors)}"
    await tx.execute(f"declare {cursor} no scroll cursor for {rows}", prepare=False)
    try:
        while True:
            result = await tx.execute(f"fetch {int(batch)} from {cursor}", prepare=False)
            if result.rows:
                yield result.dicts()
            if len(result.rows) < batch:
                return
    finally:
        await tx.execute(f"close {cursor}", prepare=False)


async def copy(
    tx: Tx,
    relation: str,
    query: str,
    *,
    format: Literal["csv", "json"] = "csv",  # noqa: A002
) -> AsyncIterator[bytes]:
    """Everything that matches as Postgres itself writes it: CSV with a header, or one JSON object a line."""
    found = matching.plan(_engine(tx), relation, query)
    rows = matching.rows_inline(found, tx.who)
    if format == "json":
        rows = f"select row_to_json(r) from ({rows}) as r"
    async for chunk in tx.copy_out(f"copy ({rows}) to stdout {matching.copy_options(format)}"):
        yield chunk


def _engine(tx_or_db: Tx | Database) -> Engine:
    return engine_of(tx_or_db) if isinstance(tx_or_db, Database) else only_engine()


def _asker(tx_or_db: Tx | Database, who: Who | None) -> Who:
    if isinstance(tx_or_db, Tx):
        return tx_or_db.who
    if who is None:
        raise TypeError("a list read from a Database needs to know who asks")
    return who


@contextmanager
def _judged() -> Iterator[None]:
    """What the database cannot make sense of is the asker's query, not our mistake."""
    try:
        yield
    except DatabaseError as error:
        if error.sqlstate in _UNFIT:
            raise _refused(BAD_CONDITION) from error
        raise
    except Problem as problem:
        if problem.code == BAD_VALUE.code:
            raise _refused(problem) from problem
        raise


def _refused(problem: Problem) -> RestError:
    return RestError(problem.code, problem.status, problem.sentence, problem.details)


async def _rows(tx: Tx | Database, who: Who, paged: Paged) -> list[Row]:
    """Conditions are planned for the very values: a plan for any country would walk all contacts for a rare one."""
    sql = paged.sql
    with _judged():
        if isinstance(tx, Tx):
            return (await tx.execute(sql.text, sql.params, prepare=paged.plain)).dicts()
        return (await tx.once_sql(who, sql.text, sql.params, prepare=paged.plain)).dicts()


async def _number(tx: Tx, sql: Sql) -> int:
    with _judged():
        return int((await tx.execute(sql.text, sql.params)).rows[0][0])
