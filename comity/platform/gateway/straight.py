"""Large bodies straight between a thread and the socket: bytes that no parser, event loop or copy needs to look at.

A body of a gigabyte is sixteen thousand pieces to the loop, each copied four times. Here the loop steps aside: reading
is paused, a thread receives right into memory that is used again, and the parser goes on behind the body's end. The
other way a thread sends what another prepared. Slow clients hold no thread: it waits two milliseconds, then the loop
waits for it (decision 0154).
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast

import httptools
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from comity.platform.gateway.pump import WORKERS, Make, Pump

if TYPE_CHECKING:
    from uvicorn.protocols.http.flow_control import FlowControl
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

EXTENSION: Final = "comity.straight"
PIECE: Final = 2 << 20
LEAST: Final = 1 << 20
"""What is smaller goes the ordinary way."""
PATIENCE: Final = 60.0
"""Seconds in which a client must read something of what it asked for."""
_MOMENT: Final = 2  # milliseconds a thread waits
_PAUSE: Final = 0.1  # seconds after which what has come so far is handed on
_threads = ThreadPoolExecutor(4, "straight")
T = TypeVar("T")


class Holder(Protocol):
    """The protocol of a connection, as far as it is needed here."""

    transport: asyncio.Transport
    flow: FlowControl
    cycle: RequestResponseCycle
    parser: Any
    came: int
    """How much of the newest request's body was parsed."""


class Straight:
    """One request's way around the parser."""

    __slots__ = ("_cycle", "_holder")

    def __init__(self, holder: Holder, cycle: RequestResponseCycle) -> None:
        self._holder, self._cycle = holder, cycle

    # -- in ---------------------------------------------------------------------------------------------------------

    def body(self) -> AsyncGenerator[bytes | memoryview] | None:
        """The rest of the body; None when the ordinary way is as good. To be closed before the request is answered.

        Two pieces of memory are handed out by turns: what is in one is good until the one after the next is asked for.
        """
        holder, cycle = self._holder, self._cycle
        is_ours = holder.cycle is cycle and cycle.more_body and not cycle.disconnected
        return self._body() if is_ours and _length(cycle) - holder.came >= LEAST else None

    async def _body(self) -> AsyncGenerator[bytes | memoryview]:
        holder, cycle = self._holder, self._cycle
        line = Line(holder.transport)
        try:
            if cycle.waiting_for_100_continue:
                holder.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                cycle.waiting_for_100_continue = False
            holder.flow.pause_reading()
            left = _length(cycle) - holder.came
            first, cycle.body = bytes(cycle.body), bytearray()
            async with aclosing(_gathered(line, first, left)) as pieces:
                async for piece in pieces:
                    yield piece
            if line.count < left:
                raise ClientDisconnect
        finally:
            await line.close()
            if line.count and not cycle.disconnected:
                holder.parser = _parser_within(holder, left - line.count)
                cycle.more_body = left > line.count

    # -- out --------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Line]:
        """For the length of the block, the body of an answer whose head was sent; it must be as long as was said."""
        transport = self._holder.transport
        while transport.get_write_buffer_size() and not transport.is_closing():
            await asyncio.sleep(0.001)
        line = Line(transport)
        try:
            yield line
            self._cycle.expected_content_length = 0
        except OSError:
            self._cycle.disconnected = True
            transport.abort()
        finally:
            await line.close()


def of(scope: Scope) -> Straight | None:
    """The straight way of a request, where there is one."""
    return cast("Straight | None", scope.get("extensions", {}).get(EXTENSION))


def offer(holder: Holder, scheme: str | None) -> None:
    """Says in the newest request's scope that it can be had."""
    if scheme == "http" and hasattr(select, "poll"):
        cast(dict[str, Any], holder.cycle.scope).setdefault("extensions", {})[EXTENSION] = Straight(
            holder, holder.cycle
        )


class Line:
    """The socket of a connection, a second time: for threads that never wait long."""

    def __init__(self, transport: asyncio.Transport) -> None:
        known = transport.get_extra_info("socket")
        number = known.fileno() if known is not None and not transport.is_closing() else -1
        if number < 0:
            raise ClientDisconnect
        self._socket = socket.socket(fileno=os.dup(number))
        self._loop = asyncio.get_running_loop()
        self._work: asyncio.Future[Any] | None = None
        self.count = 0
        """Bytes received."""
        self.ended = False

    async def receive(self, into: memoryview) -> int:
        """What comes without waiting for long, perhaps nothing."""
        got = await self._run(lambda: self._receive(into))
        self.count += got
        return got

    async def send(self, data: bytes | memoryview) -> None:
        """All of it, no faster than the client reads; OSError when it is gone."""
        rest = memoryview(data)
        while rest:
            sent = await self._run(lambda rest=rest: self._send(rest))  # type: ignore[misc]
            rest = rest[sent:]
            if rest:
                await self._writable()

    async def pump(self, count: int, make: Make) -> None:
        """As many pieces, made and sent in threads by turns; OSError when the client is gone."""
        pump = Pump(count, make, self._send)
        try:
            while not pump.done:
                pump.begin()
                spells = [self._loop.run_in_executor(_threads, pump.work, worker) for worker in range(WORKERS)]
                self._work = work = asyncio.gather(*spells, return_exceptions=True)
                for failed in await asyncio.shield(work):
                    if failed is not None:
                        raise failed
                if pump.waits:
                    await self._writable()
        finally:
            pump.stopped = True

    async def readable(self, seconds: float | None) -> bool:
        """Waits for more; whether there is any."""
        return await self._ready(self._loop.add_reader, self._loop.remove_reader, seconds)

    async def _writable(self) -> None:
        """Waits until the client has read something; for so long and no longer."""
        if not await self._ready(self._loop.add_writer, self._loop.remove_writer, PATIENCE):
            raise TimeoutError("the client does not read")

    async def close(self) -> None:
        """Waits for a thread nobody waits for any more: its descriptor must not become another one's."""
        if self._work is not None and not self._work.done():
            await asyncio.wait([self._work])
        self._socket.close()

    async def _run(self, act: Callable[[], T]) -> T:
        self._work = work = self._loop.run_in_executor(_threads, act)
        return await asyncio.shield(work)

    async def _ready(self, add: Callable[..., None], remove: Callable[[Any], Any], seconds: float | None) -> bool:
        waiting = self._loop.create_future()
        add(self._socket.fileno(), lambda: None if waiting.done() else waiting.set_result(None))
        try:
            done, _ = await asyncio.wait([waiting], timeout=seconds)
            return bool(done)
        finally:
            remove(self._socket.fileno())

    def _receive(self, into: memoryview) -> int:
        got = 0
        while got < len(into):
            try:
                count = self._socket.recv_into(into[got:])
            except BlockingIOError:
                if not self._soon(select.POLLIN):
                    break
                continue
            except OSError:
                count = 0
            if not count:
                self.ended = True
                break
            got += count
        return got

    def _send(self, data: memoryview) -> int:
        sent = 0
        while sent < len(data):
            try:
                sent += self._socket.send(data[sent:])
            except BlockingIOError:
                if not self._soon(select.POLLOUT):
                    break
        return sent

    def _soon(self, event: int) -> bool:
        poll = select.poll()
        poll.register(self._socket, event)
        return bool(poll.poll(_MOMENT))


async def _gathered(line: Line, first: bytes, left: int) -> AsyncGenerator[bytes | memoryview]:
    """Pieces of one size; smaller ones, of their own memory, where the client pauses or ends."""
    buffers = [memoryview(bytearray(min(PIECE, len(first) + left))) for _ in range(2)]
    filled = len(first)
    buffers[0][:filled] = first
    while True:
        buffer = buffers[0]
        wanted = min(len(buffer), filled + left - line.count)
        if filled < wanted and not line.ended:
            got = await line.receive(buffer[filled:wanted])
            filled += got
            if got or line.ended or await line.readable(_PAUSE if filled else None):
                continue
        if filled == len(buffer):
            yield buffer
            buffers.reverse()
        elif filled:
            yield bytes(buffer[:filled])
        filled = 0
        if line.ended or line.count >= left:
            return


def _length(cycle: RequestResponseCycle) -> int:
    """What the request says of its length; nothing when it comes in chunks."""
    said = [value for name, value in cycle.scope["headers"] if name == b"content-length"]
    chunked = any(name == b"transfer-encoding" for name, _ in cycle.scope["headers"])
    return int(said[0]) if len(said) == 1 and said[0].isdigit() and not chunked else 0


class _Behind:
    """What a parser tells once it is where the body ends: nothing of the head it was given to get there."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self.tells = False

    def __getattr__(self, name: str) -> Callable[..., None]:
        act = getattr(self._holder, name)  # none of that name: none is called

        def tell(*said: bytes) -> None:
            if self.tells:
                act(*said)

        return tell


def _parser_within(holder: Holder, left: int) -> Any:
    """A parser for what comes next: so many bytes of this body, then requests."""
    behind = _Behind(holder)
    parser = httptools.HttpRequestParser(behind)
    with suppress(AttributeError):  # as uvicorn sets it, where the parser knows it
        parser.set_dangerous_leniencies(lenient_data_after_close=True)
    parser.feed_data(b"POST / HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % left)
    behind.tells = True
    return parser
