"""HTTP for the wire: a request goes from the parser straight to its service, its answer straight to the socket.

uvicorn's protocol with one more way through it: what a service takes never becomes an ASGI scope, a route or a
response object, which together cost more than the database does (decision 0023). Everything else goes the usual way.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol, TypeGuard

import structlog
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from comity.platform.gateway import straight

log = structlog.get_logger(__name__)

STATE = "wire"  # where an application's lifespan leaves the service
PATIENCE = 30.0  # seconds in which a client must read something of what it asked for
Headers = list[tuple[bytes, bytes]]


class Service(Protocol):
    """Answers requests of its own paths."""

    max_body: int

    def takes(self, method: bytes, target: bytes) -> bool:
        """Whether this request is for the service."""

    async def serve(self, exchange: Exchange) -> None:
        """Answers through the exchange; an exception is answered for it."""

    def too_large(self) -> tuple[int, bytes, bytes]:
        """Status, head and body for a request whose body exceeds `max_body`."""

    def broken(self) -> tuple[int, bytes, bytes]:
        """Status, head and body when `serve` failed."""


class Exchange:
    """One request and its answer; in uvicorn's eyes, a cycle."""

    __slots__ = (
        "body", "disconnected", "headers", "keep_alive", "message_event", "method", "protocol", "queued",
        "response_complete", "service", "started", "target", "task", "waiter", "whole",
    )  # fmt: skip

    def __init__(self, protocol: WireProtocol, service: Service, method: bytes, target: bytes, headers: Headers):
        self.protocol = protocol
        self.service = service
        self.method = method
        self.target = target
        self.headers = headers
        self.body = bytearray()
        self.keep_alive = True
        self.whole = self.queued = self.started = self.response_complete = self.disconnected = False
        self.message_event = self  # uvicorn sets it when the connection is lost
        self.task: asyncio.Task[None] | None = None
        self.waiter: asyncio.Future[None] | None = None

    @property
    def client(self) -> tuple[str, int] | None:
        """Who holds the other end of the socket."""
        return self.protocol.client

    @property
    def flow(self) -> FlowControl:
        return self.protocol.flow

    def set(self) -> None:
        """The connection was lost: whoever asked has gone, and what is done for them stops."""
        if self.disconnected and self.task is not None and not self.response_complete:
            self.task.add_done_callback(self.protocol.tasks.discard)  # it may never have begun
            self.task.cancel()

    def complete(self) -> None:
        """The whole request has arrived."""
        self.whole = True
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def run_asgi(self, app: Any) -> None:
        """What uvicorn starts when it is this request's turn."""
        self.task = asyncio.current_task()
        if not self.whole:
            self.waiter = self.protocol.loop.create_future()
            await self.waiter
        await self.run()

    async def run(self) -> None:
        """Serves the request; whatever goes wrong is answered, or the connection ends."""
        try:
            await self.service.serve(self)
        except asyncio.CancelledError:
            if not self.disconnected:
                raise
        except Exception:
            log.exception("a request of the wire failed", target=self.target.decode("latin-1"))
            if self.started:
                self.protocol.transport.close()
            else:
                self.reply(*self.service.broken())
        finally:
            if self.task is not None:
                self.protocol.tasks.discard(self.task)

    # -- the answer -------------------------------------------------------------------------------------------------

    def reply(self, status: int, head: bytes, body: bytes = b"") -> None:
        """The whole answer. `head` is header lines, each ended; a HEAD request is sent no body."""
        if self.disconnected or self.response_complete:
            return
        self._send(status, head, body if self.method != b"HEAD" else b"")
        self.end()

    def begin(self, status: int, head: bytes, body: bytes = b"") -> None:
        """The head of an answer whose body follows by `more`; the head says how long it is."""
        if not self.disconnected:
            self._send(status, head, body)

    async def more(self, data: bytes) -> None:
        """More of the body, no faster than the client reads it."""
        if self.disconnected:
            return
        if self.flow.write_paused:
            async with asyncio.timeout(PATIENCE):
                await self.flow.drain()
        self.protocol.transport.write(data)

    def end(self) -> None:
        """The answer is complete."""
        if self.disconnected:
            return
        self.response_complete = True
        if not self.keep_alive:
            self.protocol.transport.close()
        self.protocol.on_response_complete()

    def _send(self, status: int, head: bytes, body: bytes) -> None:
        self.started = True
        close = b"" if self.keep_alive else b"connection: close\r\n"
        common = self.protocol.common_head()
        self.protocol.transport.write(b"".join((STATUS_LINE[status], common, head, close, b"\r\n", body)))


class WireProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, with the short way for the wire and the straight way for large bodies.

    A kept connection is closed when it has been idle for too long. uvicorn sets and cancels a timer for every request;
    here one timer a connection looks, when it rings, how long nothing came.
    """

    _idle_since: float | None = None
    _said: tuple[Any, bytes] = (None, b"")

    came = 0
    """How much of the newest request's body has come, of those that go the ordinary way."""

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False

    def on_headers_complete(self) -> None:
        service: Service | None = self.app_state.get(STATE)
        method = self.parser.get_method()
        if service is None or not service.takes(method, self.url) or self._unusual():
            url, headers, expects = self.url, self.headers, self.expect_100_continue
            super().on_message_begin()
            self.url, self.expect_100_continue = url, expects
            self.headers.extend(headers)
            before = self.cycle
            super().on_headers_complete()
            if self.cycle is not before:
                self.came = 0
                straight.offer(self, self.scheme)
            return
        before = self.cycle
        exchange = Exchange(self, service, method, self.url, self.headers)
        exchange.keep_alive = self.parser.should_keep_alive() and self.parser.get_http_version() != "1.0"
        self.cycle = exchange  # type: ignore[assignment]
        if before is not None and not before.response_complete:
            exchange.queued = True
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, self.app))  # type: ignore[arg-type]

    def on_body(self, body: bytes) -> None:
        exchange: Any = self.cycle
        if not _ours(exchange):
            self.came += len(body)
            super().on_body(body)
        elif not exchange.response_complete:
            exchange.body += body
            if len(exchange.body) > exchange.service.max_body and (exchange.waiter or not exchange.queued):
                exchange.body.clear()
                exchange.keep_alive = False
                exchange.reply(*exchange.service.too_large())

    def on_message_complete(self) -> None:
        exchange: Any = self.cycle
        if not _ours(exchange):
            super().on_message_complete()
        elif not exchange.response_complete:
            exchange.complete()
            if not exchange.queued:
                task = exchange.task = self.loop.create_task(exchange.run())
                self.tasks.add(task)

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self._look)

    def _look(self) -> None:
        """Closes the connection when it was idle all the while; one in use arms the timer anew when it is done."""
        self.timeout_keep_alive_task = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0.001:
            self.timeout_keep_alive_task = self.loop.call_later(left, self._look)
        else:
            self.timeout_keep_alive_handler()

    def _unset_keepalive_if_required(self) -> None:
        self._idle_since = None

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None

    def common_head(self) -> bytes:
        """What every answer of this server says: its date, when the operator wants one."""
        known, said = WireProtocol._said
        headers = self.server_state.default_headers  # another list every second
        if known is not headers:
            said = b"".join([b"%b: %b\r\n" % pair for pair in headers])
            WireProtocol._said = headers, said
        return said

    def _unusual(self) -> bool:
        """Upgrades, and clients that wait to be told to go on."""
        return self.expect_100_continue or self.parser.should_upgrade()


def _ours(cycle: Any) -> TypeGuard[Exchange]:
    return isinstance(cycle, Exchange)
