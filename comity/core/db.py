"""The only door to Postgres.

    async with db.acting(who) as tx:            one connection, one transaction, claims first; committed at the door
        rows = await tx.rows(q.find, id=id)

    rows = await db.once(who, q.find, id=id)    the same for a single statement, in one network round trip

The transaction is the only handle anyone is given; it knows who acts, and nobody below the door commits.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar

from psycopg import AsyncConnection, OperationalError, conninfo
from psycopg.sql import SQL, Identifier

from comity.core.connection import Connection, Json, Result, Statement
from comity.core.errors import NOT_FOUND, DatabaseDown, DatabaseError, from_database
from comity.core.pool import Pool
from comity.core.sql import Query
from comity.core.who import Who

__all__ = ["Database", "DatabaseDown", "DatabaseError", "Json", "Result", "Statement", "Tx"]

T = TypeVar("T")
Row = dict[str, Any]

_BEGIN = Statement("begin")
_COMMIT = Statement("commit")
_ROLLBACK = Statement("rollback")
_CLAIMS = "select auth.set_claims($1, $2, $3)"
_FORGET = Statement("deallocate boot_check", (), False)
_CHECKED_AT_ONCE = 50
_ATTEMPTS, _ATTEMPTS_POOLED = 2, 6
"""How often a refused transaction is asked: behind a pooler each attempt may meet another server process."""
_RETRY = {"26000", "0A000", "42P05"}  # the statement was prepared before the schema changed, or on another backend


class Tx:
    """An open transaction, acting as somebody."""

    def __init__(self, connection: Connection, who: Who) -> None:
        self.who = who
        self._connection = connection
        self._begun = False
        self._after: list[Callable[[], Awaitable[None] | None]] = []
        self._savepoints = 0

    async def rows(self, query: Query, /, **params: Any) -> list[Row]:
        """All rows, as dicts."""
        return (await self._run(query, params)).dicts()

    async def row(self, query: Query, /, **params: Any) -> Row | None:
        """The first row, or None."""
        rows = (await self._run(query, params)).dicts()
        return rows[0] if rows else None

    async def found(self, query: Query, /, **params: Any) -> Row:
        """The row there must be; NOT_FOUND where there is none, or none the caller may see."""
        row = await self.row(query, **params)
        if row is None:
            raise NOT_FOUND()
        return row

    async def value(self, query: Query, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        rows = (await self._run(query, params)).rows
        return rows[0][0] if rows else None

    async def values(self, query: Query, /, **params: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in (await self._run(query, params)).rows]

    async def run(self, query: Query, /, **params: Any) -> int:
        """How many rows the statement touched."""
        return (await self._run(query, params)).count

    async def touch(self, query: Query, /, **params: Any) -> None:
        """Changes what there must be; NOT_FOUND where the statement touched no row."""
        if not await self.run(query, **params):
            raise NOT_FOUND()

    async def into(self, kind: type[T], query: Query, /, **params: Any) -> list[T]:
        """All rows, as instances of a dataclass whose fields are the columns."""
        return [kind(**row) for row in (await self._run(query, params)).dicts()]

    async def many(self, calls: Iterable[tuple[Query, Mapping[str, Any]]]) -> list[list[Row]]:
        """Several statements in one round trip."""
        statements = [Statement(query.text, _bind(query, params, self.who)) for query, params in calls]
        return [result.dicts() for result in await self._exchange(statements)]

    async def execute(self, sql: str, params: Sequence[Any] = (), *, prepare: bool = True) -> Result:
        """A composed statement: for platform/rest, whose compiler is the only composer of SQL."""
        return (await self._exchange([Statement(sql, params, prepare)]))[0]

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside is undone alone."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        await self._exchange([Statement(f"savepoint {name}")])
        try:
            yield
        except BaseException:
            if not self._connection.broken:
                await self._connection.exchange([Statement(f"rollback to savepoint {name}")])
            raise
        await self._exchange([Statement(f"release savepoint {name}")])

    async def copy_in(self, sql: str, chunks: AsyncIterator[bytes]) -> int:
        """`copy ... from stdin` of the chunks; how many rows."""
        await self._exchange([])
        try:
            return await self._connection.copy_in(sql, chunks)
        except DatabaseError as error:
            raise from_database(error) from error

    async def copy_out(self, sql: str) -> AsyncIterator[bytes]:
        """`copy ... to stdout`, as it comes."""
        await self._exchange([])
        async for chunk in self._connection.copy_out(sql):
            yield chunk

    def after_commit(self, action: Callable[[], Awaitable[None] | None]) -> None:
        """Runs once this has been committed; never when it was not."""
        self._after.append(action)

    async def _run(self, query: Query, params: Mapping[str, Any]) -> Result:
        return (await self._exchange([Statement(query.text, _bind(query, params, self.who))]))[0]

    async def _exchange(self, statements: list[Statement]) -> list[Result]:
        head = [] if self._begun else [_BEGIN, _claims(self.who, None)]
        if not (head or statements):
            return []
        self._begun = True
        try:
            asked = [*head, *statements]
            if self._connection.pooled:  # a transaction is not asked again: nothing in it may rely on what was prepared
                asked = [statement._replace(prepare=False) for statement in asked]
            return (await self._connection.exchange(asked))[len(head) :]
        except DatabaseError as error:
            raise from_database(error) from error

    async def _end(self, commit: bool) -> None:
        if self._begun and not self._connection.broken:
            try:
                await self._connection.exchange([_COMMIT if commit else _ROLLBACK])
            except DatabaseError as error:
                raise from_database(error) from error
        elif self._begun and commit:
            raise DatabaseDown("The connection to the database was lost before the change was saved.")
        if commit:
            for action in self._after:
                pending = action()
                if pending is not None:
                    await pending


class Database:
    """A pool of connections to one database."""

    def __init__(self, url: str, size: int, prepare: bool, pooled: bool, statement_timeout: float) -> None:
        self.url = url
        self._pooled = pooled
        options = f"-c statement_timeout={int(statement_timeout * 1000)} -c timezone=UTC -c jit=off"
        options += " -c max_parallel_workers_per_gather=0"
        if pooled:  # poolers refuse options; the time zone has a startup parameter of its own
            os.environ["PGTZ"] = "UTC"
        address = conninfo.make_conninfo(
            url, application_name="comity", client_encoding="utf8", **({} if pooled else {"options": options})
        )
        self._prepare = prepare
        self._pool = Pool(address, size, prepare=prepare, pooled=pooled)

    @classmethod
    async def open(
        cls,
        url: str,
        size: int = 10,
        *,
        prepare: bool = True,
        pooled: bool = False,
        statement_timeout: float = 30.0,
    ) -> Database:
        """Opens the first connection, so that a wrong address is known at once (DatabaseDown)."""
        database = cls(url, size, prepare, pooled, statement_timeout)
        database._pool.give(await database._pool.take())
        return database

    async def apart(self, size: int) -> Database:
        """Connections of one's own to the same database, for bulk work whose sessions are not like others'."""
        return await Database.open(self.url, size, prepare=self._prepare, pooled=self._pooled, statement_timeout=0)

    async def close(self) -> None:
        """Closes every idle connection; busy ones close as they come back."""
        self._pool.close()

    @asynccontextmanager
    async def acting(self, who: Who) -> AsyncIterator[Tx]:
        """One transaction as `who`; committed when the block ends well, rolled back when it does not."""
        connection = await self._pool.take()
        try:
            tx = Tx(connection, who)
            try:
                yield tx
            except BaseException:
                await asyncio.shield(tx._end(commit=False))
                raise
            await tx._end(commit=True)
        finally:
            self._pool.give(connection)

    @asynccontextmanager
    async def rehearsing(self, who: Who) -> AsyncIterator[Tx]:
        """One transaction as `who` that leaves nothing behind: rolled back, however the block ends."""
        connection = await self._pool.take()
        try:
            tx = Tx(connection, who)
            try:
                yield tx
            finally:
                await asyncio.shield(tx._end(commit=False))
        finally:
            self._pool.give(connection)

    async def once(self, who: Who, query: Query, /, **params: Any) -> list[Row]:
        """One statement, one transaction, one round trip; its rows."""
        return (await self.once_sql(who, query.text, _bind(query, params, who))).dicts()

    async def once_sql(
        self, who: Who, sql: str, params: Sequence[Any] = (), *, request: str | None = None, prepare: bool = True
    ) -> Result:
        """`once` for a composed statement. `request` is the third argument of auth.set_claims, as JSON."""
        try:
            return (await self._at_once([_claims(who, request), Statement(sql, params, prepare)]))[1]
        except DatabaseError as error:
            raise from_database(error) from error

    async def once_raw(
        self,
        who: Who | None,
        statements: Sequence[tuple[str, Sequence[str | bytes | None]]],
        *,
        request: str | None = None,
        rollback: bool = False,
        prepare: bool = True,
    ) -> list[Result]:
        """For the wire: several statements in one transaction and one round trip, values as Postgres writes them.

        Without `who` no claims are set (a database that is not ours). `rollback` undoes everything once it was read.
        Raises DatabaseError as the database said it, never a Problem.
        """
        head = [_BEGIN] if rollback else []
        head += [_claims(who, request)] if who else []
        body = [Statement(sql, params, prepare, raw=True) for sql, params in statements]
        results = await self._at_once([*head, *body, *([_ROLLBACK] if rollback else [])])
        return results[len(head) : len(head) + len(body)]

    async def stream_raw(
        self,
        who: Who | None,
        statements: Sequence[tuple[str, Sequence[str | bytes | None]]],
        *,
        request: str | None = None,
        rows: int = 100,
    ) -> AsyncGenerator[list[tuple[bytes | None, ...]], None]:
        """`once_raw` for one large answer: the rows of the last statement, a few at a time. It is never retried."""
        head = [_claims(who, request)] if who else []
        connection = await self._pool.take()
        try:
            body = [Statement(sql, params, not self._pooled, raw=True) for sql, params in statements]
            async with aclosing(connection.stream([*head, *body], rows)) as coming:
                async for some in coming:
                    yield some
        finally:
            self._pool.give(connection)

    async def listen(self, *channels: str) -> AsyncIterator[str]:
        """Notifications of channels, for ever; an empty one first and after every reconnection (one may be missed)."""
        while True:
            try:
                async with await AsyncConnection.connect(self.url, autocommit=True) as connection:
                    for channel in channels:
                        await connection.execute(SQL("listen {}").format(Identifier(channel)))
                    yield ""
                    async for notification in connection.notifies():
                        yield notification.payload
            except OperationalError:
                await asyncio.sleep(1.0)

    async def _at_once(self, statements: Sequence[Statement]) -> list[Result]:
        attempts = _ATTEMPTS_POOLED if self._pooled else _ATTEMPTS
        for attempt in range(1, attempts + 1):
            if attempt == _ATTEMPTS_POOLED:  # whatever was prepared, each process knew another part of it
                statements = [statement._replace(prepare=False) for statement in statements]
            connection = await self._pool.take()
            try:
                return await connection.exchange(statements)
            except DatabaseError as error:
                if statements[0].sql == "begin" and not connection.broken:
                    await connection.exchange([_ROLLBACK])
                # Nothing ran: the whole transaction was refused. Once more, prepared anew.
                if attempt < attempts and error.sqlstate in _RETRY:
                    continue
                raise
            finally:
                self._pool.give(connection)
        raise AssertionError("unreachable")

    async def prepare(self, queries: Iterable[Query]) -> None:
        """Prepares every query on one connection: a typo stops the start, not a customer."""
        wanted = list(queries)
        connection = await self._pool.take()
        try:
            for start in range(0, len(wanted), _CHECKED_AT_ONCE):
                await _check(connection, wanted[start : start + _CHECKED_AT_ONCE])
        finally:
            self._pool.give(connection)


async def _check(connection: Connection, queries: Sequence[Query]) -> None:
    """Prepares queries in one round trip; where one is refused, each by itself, to say which."""
    statements = [(Statement(f"prepare boot_check as {query.text}", (), False), _FORGET) for query in queries]
    try:
        await connection.exchange([part for pair in statements for part in pair])
    except DatabaseError as error:
        if len(queries) == 1:
            raise RuntimeError(f"query {queries[0].name} does not prepare: {error}") from error
        for query in queries:
            await _check(connection, [query])


def _claims(who: Who, request: str | None) -> Statement:
    return Statement(_CLAIMS, (who.claims_json, who.actor_json, request), raw=True)


def _bind(query: Query, params: Mapping[str, Any], who: Who) -> list[Any]:
    """Values in the query's order; `org_id` and `user_id` are the caller's unless said."""
    known = {"org_id": who.org_id, "user_id": who.user_id, **params}
    try:
        values = [known[name] for name in query.params]
    except KeyError as missing:
        raise TypeError(f"query {query.name} needs {missing}") from None
    unknown = params.keys() - set(query.params)
    if unknown:
        raise TypeError(f"query {query.name} does not take {', '.join(sorted(unknown))}")
    return [_written(value) for value in values]


def _written(value: Any) -> Any:
    """Objects as JSON; bytes in hexadecimal, because without a connection psycopg writes them for a quoted literal."""
    if isinstance(value, dict):
        return Json(value)
    if isinstance(value, list) and value and isinstance(value[0], bytes):
        return [_written(one) for one in value]
    return "\\x" + value.hex() if isinstance(value, bytes) else value
