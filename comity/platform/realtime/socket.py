"""One client's socket: what it says is read and answered in order; what it is told goes out through its buffer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable
from typing import Final

import structlog

from comity.core.who import Who
from comity.platform.realtime import limits
from comity.platform.realtime.frames import Malformed, Message, Said, Version, read_binary, read_text, write
from comity.platform.realtime.house import House
from comity.platform.realtime.limits import Rate
from comity.platform.realtime.outbox import Outbox
from comity.platform.realtime.protocol import SocketProtocol
from comity.platform.realtime.rooms import Channel

HEARTBEAT: Final = "phoenix"
TOO_SLOW: Final = "too slow: what you were told did not fit into your buffer any more"
log = structlog.get_logger(__name__)


class Socket:
    """A connected client."""

    __slots__ = (
        "_dirty", "_inbox", "_joins", "_messages", "_out", "_outbox", "_presence", "_task", "_waiting", "_wire",
        "channels", "closed", "house", "key", "version", "who",
    )  # fmt: skip

    def __init__(self, house: House, wire: SocketProtocol, version: Version, who: Who, key: str) -> None:
        self.house = house
        self.version: Version = version
        self.who = who
        self.key = key
        self.channels: dict[str, Channel] = {}
        self.closed = False
        self._wire = wire
        self._outbox: Outbox = house.outbox
        self._out: list[bytes] = []
        self._dirty = False
        self._inbox: deque[str | bytes] | None = None
        self._waiting = 0
        self._task: asyncio.Task[None] | None = None
        self._joins: Rate | None = None
        self._messages: Rate | None = None
        self._presence: Rate | None = None

    # -- out --------------------------------------------------------------------------------------------------------

    def put(self, frame: bytes) -> None:
        """Sends a finished frame, soon."""
        self._out.append(frame)
        if not self._dirty:
            self._dirty = True
            self._outbox.add(self)

    def flush(self) -> None:
        """Writes what has gathered; a reader that lags too far behind is dropped."""
        self._dirty = False
        out, self._out = self._out, []
        if self.closed:
            return
        if self._wire.full():
            self.house.dropped += 1
            log.info("a slow reader was dropped", who=str(self.who.user_id), channels=len(self.channels))
            self.end(1013, TOO_SLOW)
            return
        self._wire.put(out[0] if len(out) == 1 else b"".join(out))

    def reply(self, message: Message, status: str, response: object) -> None:
        """Answers a message that asked for an answer."""
        payload = {"status": status, "response": response}
        self.put(write(self.version, message.topic, "phx_reply", payload, message.ref, message.join_ref))

    def end(self, code: int, reason: str) -> None:
        """Closes the socket from our side."""
        if not self.closed:
            self._wire.end(code, reason)
            self.gone(clean=False)

    # -- in ---------------------------------------------------------------------------------------------------------

    def received(self, data: str | bytes) -> None:
        """One message; those after one that must wait wait with it."""
        if self.closed:
            return
        if self._inbox is not None:
            self._inbox.append(data)
            self._waiting += len(data)
            if len(self._inbox) > limits.WAITING or self._waiting > limits.WAITING_BYTES:
                self._wire.transport.pause_reading()
            return
        waiting = self._handle(data)
        if waiting is not None:
            self._inbox = deque()
            self._task = asyncio.ensure_future(self._go_on(waiting))

    async def _go_on(self, waiting: Awaitable[None]) -> None:
        try:
            await self._finish(waiting)
            while self._inbox:
                data = self._inbox.popleft()
                self._waiting -= len(data)
                if len(self._inbox) == limits.WAITING // 2 and self._waiting <= limits.WAITING_BYTES:
                    self._wire.transport.resume_reading()
                more = self._handle(data) if not self.closed else None
                if more is not None:
                    await self._finish(more)
        finally:
            self._inbox, self._waiting = None, 0
            self._task = None
            if not self.closed:
                self._wire.transport.resume_reading()

    async def _finish(self, waiting: Awaitable[None]) -> None:
        try:
            await waiting
        except Exception:  # one message that fails must not end the others
            log.exception("UnknownErrorOnWebSocketMessage")

    def _handle(self, data: str | bytes) -> Awaitable[None] | None:
        try:
            message = read_binary(data) if isinstance(data, bytes) else read_text(self.version, data)
        except Malformed as error:
            log.info("MalformedWebSocketMessage", reason=str(error))
            return None
        if message.topic == HEARTBEAT:
            if message.event == "heartbeat":
                self.reply(message, "ok", {})
            return None
        if message.event == "phx_join":
            return self._join(message)
        channel = self.channels.get(message.topic)
        if channel is None or (message.join_ref is not None and message.join_ref != channel.join_ref):
            if message.event == "phx_leave":
                self.reply(message, "ok", {})
            elif message.ref is not None:
                self.reply(message, "error", {"reason": "unmatched topic"})
            return None
        return self._in_channel(channel, message)

    def _join(self, message: Message) -> Awaitable[None] | None:
        self._joins = self._joins or Rate(limits.JOINS_PER_SECOND)
        if not self._joins.take():
            self.reply(message, "error", {"reason": "ClientJoinRateLimitReached: Too many joins per second"})
            self.flush()
            self.end(1008, "ClientJoinRateLimitReached")
            return None
        return self.house.join(self, message)

    def _in_channel(self, channel: Channel, message: Message) -> Awaitable[None] | None:
        house = self.house
        match message.event:
            case "broadcast":
                self._messages = self._messages or Rate(limits.MESSAGES_PER_SECOND)
                if not self._messages.take():
                    house.shut(channel, "Too many messages per second")
                    return None
                return house.broadcast(channel, message)
            case "presence" if not isinstance(message.payload, Said):
                self._presence = self._presence or Rate(limits.PRESENCE_EVENTS, limits.PRESENCE_SECONDS)
                if not self._presence.take():
                    house.shut(channel, "Client presence rate limit exceeded")
                    return None
                return house.presence(channel, message)
            case "access_token" if not isinstance(message.payload, Said):
                return house.refresh(channel, message)
            case "phx_leave":
                house.leave(channel, clean=True)
                self.reply(message, "ok", {})
                self.put(write(self.version, channel.topic, "phx_close", {}, channel.join_ref, channel.join_ref))
        return None

    def gone(self, clean: bool) -> None:
        """The line is closed."""
        if self.closed:
            return
        self.closed = True
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        for channel in list(self.channels.values()):
            self.house.leave(channel, clean=clean)
        self.house.sockets.pop(self, None)
