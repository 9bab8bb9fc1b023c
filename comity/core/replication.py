"""Streams the write-ahead log of the database as logical replication messages (pgoutput).

PostgreSQL documentation, "Streaming Replication Protocol" and "Logical Streaming Replication Protocol".
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import AsyncIterator

from psycopg import conninfo, pq

from comity.core.connection import open_pgconn
from comity.core.errors import DatabaseDown

_ACKNOWLEDGE_SECONDS = 5.0
_EPOCH_2000 = 946_684_800
_XLOG_DATA = struct.Struct("!cQQq")  # 'w', start, end, clock
_STATUS = struct.Struct("!cQQQqB")  # 'r', written, flushed, applied, clock, reply


class NotAvailable(Exception):
    """This server grants no logical replication; the message says why."""


async def stream(url: str, publication: str, slot: str) -> AsyncIterator[bytes]:
    """Yields every message of the publication from now on, from a temporary slot that dies with the connection.

    Raises NotAvailable where the server or the role cannot do it, DatabaseDown when the connection breaks.
    """
    pgconn = await open_pgconn(conninfo.make_conninfo(url, replication="database", application_name="comity changes"))
    try:
        await _command(pgconn, f"CREATE_REPLICATION_SLOT \"{slot}\" TEMPORARY LOGICAL pgoutput (SNAPSHOT 'nothing')")
        await _command(
            pgconn,
            # origin: what bulk work writes (app.quietly) is told of once, at its end, and not row by row
            f'START_REPLICATION SLOT "{slot}" LOGICAL 0/0'
            f" (proto_version '1', publication_names '{publication}', origin 'none')",
        )
        async for message in _messages(pgconn):
            yield message
    finally:
        pgconn.finish()


async def _command(pgconn: pq.abc.PGconn, text: str) -> None:
    pgconn.send_query(text.encode())
    while pgconn.is_busy():
        await _readable(pgconn, 30.0)
        pgconn.consume_input()
    while (answer := pgconn.get_result()) is not None:
        if answer.status == pq.ExecStatus.FATAL_ERROR:
            raise NotAvailable(answer.get_error_message().strip())
        if answer.status == pq.ExecStatus.COPY_BOTH:
            return


async def _messages(pgconn: pq.abc.PGconn) -> AsyncIterator[bytes]:
    seen = 0
    acknowledged = time.monotonic()
    while True:
        size, view = pgconn.get_copy_data(1)
        if size > 0:
            data = bytes(view)
            if data[:1] == b"w":
                _, _, end, _ = _XLOG_DATA.unpack_from(data)
                seen = max(seen, end)
                yield data[_XLOG_DATA.size :]
            elif data[:1] == b"k":
                end, _, wants_reply = struct.unpack_from("!QqB", data, 1)
                seen = max(seen, end)
                acknowledged = 0.0 if wants_reply else acknowledged
        elif size == 0:
            await _readable(pgconn, _ACKNOWLEDGE_SECONDS)
            pgconn.consume_input()
        else:
            raise DatabaseDown("The stream of changes ended.")
        if time.monotonic() - acknowledged > _ACKNOWLEDGE_SECONDS:
            clock = int((time.time() - _EPOCH_2000) * 1_000_000)
            pgconn.put_copy_data(_STATUS.pack(b"r", seen, seen, seen, clock, 0))
            pgconn.flush()
            acknowledged = time.monotonic()


async def _readable(pgconn: pq.abc.PGconn, at_most: float) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    fd = pgconn.socket
    loop.add_reader(fd, ready.set)
    try:
        async with asyncio.timeout(at_most):
            await ready.wait()
    except TimeoutError:
        pass
    finally:
        loop.remove_reader(fd)
