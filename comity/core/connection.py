"""One connection to Postgres on libpq's pipeline mode, driven by the event loop.

A call to `exchange` sends any number of statements and one Sync, and reads all answers: one network round trip.
psycopg gives the C-level connection and the conversion of values; the waiting is ours (stack.md, "driver, hot path").
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from hashlib import blake2b

from psycopg import pq
from psycopg.types.json import Jsonb

from comity.core.errors import DatabaseDown, DatabaseError, DatabaseLost
from comity.core.talk import Result, Statement, dump, error_of, load, raw_rows

__all__ = ["Connection", "Json", "Result", "Statement", "open_pgconn"]

Json = Jsonb
_PREPARED_AT_MOST = 1000
_BAD = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


class Connection:
    """A pipelined connection. Used by one task at a time: the pool sees to that."""

    def __init__(self, pgconn: pq.abc.PGconn, prepare: bool = True, pooled: bool = False) -> None:
        """`pooled`: a transaction pooler stands between, so that each transaction may meet another server process."""
        self._pgconn = pgconn
        self._loop = asyncio.get_running_loop()
        self._fd = pgconn.socket
        self._waiter: asyncio.Future[None] | None = None
        self._prepared: OrderedDict[str, bytes] = OrderedDict()
        self._prepare = prepare
        self.pooled = pooled
        self._version = 0
        self._fresh: dict[bytes, str] = {}
        self._evicted: list[bytes] = []
        self._serial = 0
        self.broken = False
        pgconn.nonblocking = 1
        pgconn.enter_pipeline_mode()
        self._loop.add_reader(self._fd, self._on_readable)

    @classmethod
    async def open(
        cls, conninfo: str, *, prepare: bool = True, pooled: bool = False, patience: float = 10.0
    ) -> Connection:
        """Connects; raises DatabaseDown when that fails or takes longer than `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                return cls(await open_pgconn(conninfo), prepare, pooled)
        except TimeoutError:
            raise DatabaseDown(f"The database did not answer within {patience:g} seconds.") from None

    # -- one round trip ---------------------------------------------------------------------------------------------

    async def exchange(self, statements: Iterable[Statement]) -> list[Result]:
        """Sends the statements and a Sync, reads every answer.

        Raises DatabaseError for the first statement the database refused (those after it did not run), DatabaseDown
        when the connection broke. Cancelled in the middle, it cancels the query and closes the connection.
        """
        if self.broken:
            raise DatabaseLost("The connection to the database was lost.")
        try:
            kinds = self._send(statements)
            if self._pgconn.flush():
                await self._flush()
            return await self._receive(kinds)
        except asyncio.CancelledError:
            self._abandon()
            raise
        except pq_errors() as error:
            self.close()
            raise DatabaseLost(f"The connection to the database was lost: {error}") from error

    async def stream(
        self, statements: Sequence[Statement], rows: int
    ) -> AsyncGenerator[list[tuple[bytes | None, ...]], None]:
        """`exchange`, but the rows of the last statement come a few at a time, no faster than they are taken.

        They are values as Postgres writes them. Whoever stops before the end stops the query, and this connection.
        """
        if self.broken:
            raise DatabaseLost("The connection to the database was lost.")
        finished = False
        try:
            queued = self._send(statements)
            await self._flush()
            failure = None
            for command in queued[:-1]:
                failure = await self._pass(command, failure)
            if failure is None:
                self._pgconn.set_chunked_rows_mode(rows)
            while (answer := await self._next()) is not None:
                if answer.status in _BAD:
                    failure = failure or error_of(answer)
                elif answer.ntuples:
                    self._loop.remove_reader(self._fd)
                    yield raw_rows(answer)
                    self._loop.add_reader(self._fd, self._on_readable)
            sync = await self._next()
            finished = sync is not None and sync.status == pq.ExecStatus.PIPELINE_SYNC
            if failure:
                raise failure
        except pq_errors() as error:
            raise DatabaseLost(f"The connection to the database was lost: {error}") from error
        finally:
            if not finished:
                self._abandon()

    async def _pass(self, command: Statement | bytes, failure: DatabaseError | None) -> DatabaseError | None:
        """Reads over an answer nobody wants to see; the first failure so far."""
        answer = await self._next()
        if answer is None:
            raise DatabaseLost("The database closed the connection.")
        if answer.status in _BAD:
            failure = failure or error_of(answer)
        elif answer.status != pq.ExecStatus.PIPELINE_ABORTED and isinstance(command, bytes) and command:
            self._remember(self._fresh[command], command)
        while await self._next() is not None:
            pass
        return failure

    def _send(self, statements: Iterable[Statement]) -> list[Statement | bytes]:
        """Queues the statements. The list names each queued command: a statement, or the name being prepared."""
        pgconn = self._pgconn
        queued: list[Statement | bytes] = []
        fresh: dict[str, bytes] = {}
        while self._evicted:
            pgconn.send_close_prepared(self._evicted.pop())  # not DEALLOCATE: poolers follow the protocol, not SQL
            queued.append(b"")
        prepared = self._prepared
        crowded = len(prepared) > _PREPARED_AT_MOST // 2
        # values first: one that cannot be sent must not leave half a conversation behind
        for statement, values in [(statement, dump(statement)) for statement in statements]:
            sql = statement.sql
            if not (self._prepare and statement.prepare):
                pgconn.send_query_params(sql.encode(), values)
                queued.append(statement)
                continue
            name = prepared.get(sql)
            if name is None:
                name = fresh.get(sql)
                if name is None:
                    name = fresh[sql] = self._name(sql)
                    pgconn.send_prepare(name, sql.encode())
                    queued.append(name)
            elif crowded:
                prepared.move_to_end(sql)
            pgconn.send_query_prepared(name, values)
            queued.append(statement)
        pgconn.pipeline_sync()
        self._fresh = {name: sql for sql, name in fresh.items()} if fresh else {}
        return queued

    def _name(self, sql: str) -> bytes:
        """Behind a pooler a name says which text it stands for, since many clients share a server process."""
        if self.pooled:
            return b"c%d_%b" % (self._version, blake2b(sql.encode(), digest_size=12).hexdigest().encode())
        self._serial += 1
        return b"c%d" % self._serial

    async def _receive(self, queued: Sequence[Statement | bytes]) -> list[Result]:
        results: list[Result] = []
        failure: DatabaseError | None = None
        pgconn = self._pgconn
        for command in queued:
            while pgconn.is_busy():  # as `_next` does, which would cost a coroutine for each answer
                await self._wait()
            answer = pgconn.get_result()
            if answer is None:
                raise DatabaseLost("The database closed the connection.")
            if answer.status in _BAD:
                if failure is None:
                    failure = error_of(answer)
                    self._learn(command, failure)
            elif answer.status != pq.ExecStatus.PIPELINE_ABORTED:
                if isinstance(command, Statement):
                    results.append(load(answer, command.raw))
                elif command:
                    self._remember(self._fresh[command], command)  # only once its result arrived
            while True:
                while pgconn.is_busy():
                    await self._wait()
                if pgconn.get_result() is None:
                    break
        sync = await self._next()
        if sync is None or sync.status != pq.ExecStatus.PIPELINE_SYNC:
            self.close()
            if failure is None or failure.sqlstate == "XX000":  # no word of the server's: the client noticed
                raise DatabaseLost("The database closed the connection." if failure else "It answered out of step.")
            raise failure
        if failure:
            raise failure
        return results

    def _learn(self, command: Statement | bytes, failure: DatabaseError) -> None:
        """What a refusal says of prepared statements; the same may be asked again."""
        if failure.sqlstate == "42P05" and isinstance(command, bytes):  # the process behind the pooler has it already
            self._remember(self._fresh[command], command)
        elif failure.sqlstate == "26000" and isinstance(command, Statement) and self.pooled:
            self._prepared.pop(command.sql, None)
        elif failure.sqlstate in ("26000", "0A000"):  # lost, or a table changed under it
            self.forget_prepared()

    def _remember(self, sql: str, name: bytes) -> None:
        self._prepared[sql] = name
        if len(self._prepared) > _PREPARED_AT_MOST:
            _, oldest = self._prepared.popitem(last=False)
            if not self.pooled:  # others may use it
                self._evicted.append(oldest)

    def forget_prepared(self) -> None:
        """Prepares everything anew, under new names."""
        self._prepared.clear()
        self._version += 1

    # -- copy -------------------------------------------------------------------------------------------------------

    async def copy_in(self, sql: str, chunks: AsyncIterator[bytes]) -> int:
        """Runs `copy ... from stdin`. Pipeline mode knows no COPY, so it is left for the length of it."""
        pgconn = self._pgconn
        await self._leave_pipeline(sql, pq.ExecStatus.COPY_IN)
        try:
            async for chunk in chunks:
                while pgconn.put_copy_data(chunk) == 0:
                    await self._flush()
                await self._flush()
        except BaseException as error:
            pgconn.put_copy_end(f"stopped: {type(error).__name__}".encode())
            await self._flush()
            await self._drain()
            pgconn.enter_pipeline_mode()
            raise
        pgconn.put_copy_end()
        await self._flush()
        answers = await self._drain()
        pgconn.enter_pipeline_mode()
        for answer in answers:
            if answer.status in _BAD:
                raise error_of(answer)
        return answers[0].command_tuples or 0 if answers else 0

    async def copy_out(self, sql: str) -> AsyncIterator[bytes]:
        """Runs `copy ... to stdout`, yielding its data in the pieces the server sends."""
        pgconn = self._pgconn
        await self._leave_pipeline(sql, pq.ExecStatus.COPY_OUT)
        finished = False
        try:
            while True:
                size, data = pgconn.get_copy_data(1)
                if size > 0:
                    yield bytes(data)
                elif size == 0:
                    await self._wait()
                else:
                    break
            answers = await self._drain()
            finished = True
            pgconn.enter_pipeline_mode()
            for answer in answers:
                if answer.status in _BAD:
                    raise error_of(answer)
        finally:
            if not finished:
                self._abandon()

    async def _leave_pipeline(self, sql: str, expected: pq.ExecStatus) -> None:
        pgconn = self._pgconn
        pgconn.exit_pipeline_mode()
        pgconn.send_query(sql.encode())
        await self._flush()
        answer = await self._next()
        if answer is None or answer.status != expected:
            await self._drain()
            pgconn.enter_pipeline_mode()
            raise error_of(answer) if answer else DatabaseLost("The database closed the connection.")

    async def _drain(self) -> list[pq.abc.PGresult]:
        answers = []
        while (answer := await self._next()) is not None:
            answers.append(answer)
        return answers

    # -- waiting ----------------------------------------------------------------------------------------------------

    async def _next(self) -> pq.abc.PGresult | None:
        while self._pgconn.is_busy():
            await self._wait()
        return self._pgconn.get_result()

    async def _wait(self) -> None:
        if self.broken:
            raise DatabaseLost("The connection to the database was lost.")
        self._waiter = self._loop.create_future()
        await self._waiter

    def _on_readable(self) -> None:
        try:
            self._pgconn.consume_input()
            if self._pgconn.is_busy():  # a part of an answer: nobody can go on yet
                return
        except pq_errors():
            self.broken = True
            self._loop.remove_reader(self._fd)
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def _flush(self) -> None:
        while self._pgconn.flush():
            writable = self._loop.create_future()
            self._loop.add_writer(self._fd, _resolve, writable)
            try:
                await writable
            finally:
                self._loop.remove_writer(self._fd)

    # -- the end ----------------------------------------------------------------------------------------------------

    def _abandon(self) -> None:
        """Whoever waited has gone: stop the query on the server, and this connection with it."""
        if not self.broken and self._pgconn.status == pq.ConnStatus.OK:
            cancel = self._pgconn.get_cancel()
            self._loop.run_in_executor(None, cancel.cancel)
        self.close()

    def close(self) -> None:
        self.broken = True
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._fd = -1
        self._pgconn.finish()


def pq_errors() -> tuple[type[BaseException], ...]:
    """What libpq's wrapper raises when a connection fails under it."""
    from psycopg import OperationalError

    return (OperationalError, OSError)


async def open_pgconn(conninfo: str) -> pq.abc.PGconn:
    """A connected libpq connection, still blocking. Raises DatabaseDown."""
    loop = asyncio.get_running_loop()
    pgconn = pq.PGconn.connect_start(conninfo.encode())
    while True:
        status = pgconn.connect_poll() if pgconn.status != pq.ConnStatus.BAD else pq.PollingStatus.FAILED
        if status == pq.PollingStatus.OK:
            return pgconn
        if status == pq.PollingStatus.FAILED:
            message = pgconn.get_error_message().strip()
            pgconn.finish()
            raise DatabaseDown(f"Cannot reach the database: {message}")
        ready = loop.create_future()
        fd = pgconn.socket
        reading = status == pq.PollingStatus.READING
        (loop.add_reader if reading else loop.add_writer)(fd, _resolve, ready)
        try:
            await ready
        finally:
            (loop.remove_reader if reading else loop.remove_writer)(fd)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
