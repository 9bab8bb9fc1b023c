"""The WebSocket protocol of our server: uvicorn's, from which a socket is taken over once its handshake is done.

A request's task, its scope and all middleware end with the handshake: an idle socket is one small object. What is sent
are finished frames, written as they are; a reader that does not keep up is dropped when its buffer is full.
"""

from __future__ import annotations

import logging
from typing import Any, Final, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

EXTENSION: Final = "comity.socket"
MESSAGE_BYTES: Final = 4 * 1024 * 1024
BUFFER_BYTES: Final = 1024 * 1024  # beyond this a reader is too slow
PATIENCE: Final = 5.0  # seconds a client has to answer our close
_quiet = logging.getLogger("comity.sockets")  # uvicorn writes addresses into its log, and ours hold keys
_quiet.setLevel(logging.ERROR)


class Handler(Protocol):
    """Who takes a socket over."""

    def received(self, data: str | bytes) -> None:
        """A whole message came."""

    def gone(self, clean: bool) -> None:
        """The socket is closed: `clean` when the client said so."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, with `take_over`."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.logger = _quiet
        self.conn.logger = _quiet
        self.handler: Handler | None = None
        self._clean = False

    def take_over(self, handler: Handler) -> None:
        """From now on the handler hears what comes; the request that opened the socket may end."""
        self.handler = handler
        while not self.queue.empty():  # what came while the request was still being answered
            event = self.queue.get_nowait()
            if event["type"] == "websocket.receive":
                text = event.get("text")
                handler.received(text if text is not None else event.get("bytes") or b"")
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        if self.disconnected:
            handler.gone(self._clean)

    async def run_asgi(self) -> None:
        self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment]
        try:
            await self.app(self.scope, self.receive, self.send)
        except BaseException:
            self.logger.exception("a handshake failed")
            self.send_500_response()
            self.transport.close()
            return
        if self.handler is None:
            if not self.handshake_complete:
                self.send_500_response()
            if self.close_timer is None:
                self.transport.close()
            return
        del self.scope, self.request, self.response  # nobody asks any more

    def send_receive_event_to_app(self) -> None:
        if self.handler is None:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.close_sent:
            return
        if self.curr_msg_data_type != "text":
            self.handler.received(bytes(data))
            return
        try:
            self.handler.received(data.decode())
        except UnicodeDecodeError:
            self.end(1007, "text is not UTF-8")

    def handle_close(self, event: Frame) -> None:
        self._clean = True
        super().handle_close(event)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.handler is not None:
            self.handler.gone(self._clean)

    # -- sending ----------------------------------------------------------------------------------------------------

    def full(self) -> bool:
        """Whether the reader lags so far behind that it is given up."""
        return bool(self.transport.get_write_buffer_size() > BUFFER_BYTES)

    def put(self, frames: bytes) -> None:
        """Writes finished frames."""
        if not self.close_sent and not self.disconnected:
            self.transport.write(frames)

    def end(self, code: int, reason: str) -> None:
        """Closes with a reason; a client that does not answer is cut off."""
        if self.close_sent or self.disconnected:
            return
        self.conn.send_close(code, reason[:120])
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        self.close_timer = self.loop.call_later(PATIENCE, self.transport.abort)
