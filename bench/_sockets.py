"""Sockets for benches: they read frames and do little else, so that the reader costs little."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Awaitable, Callable
from typing import cast

Heard = Callable[[bytes], None]


class Line(asyncio.Protocol):
    """A socket that reads frames and nothing else, so that the reader costs little."""

    def __init__(self, port: int, path: str, heard: Heard) -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._heard = heard
        self._buffer = bytearray()
        self.ready = asyncio.get_running_loop().create_future()
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request.encode())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the socket closed"))

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not buffer.startswith(b"HTTP/1.1 101"):
                self.ready.set_exception(ConnectionError(bytes(buffer[:200]).decode()))
                return
            del buffer[: end + 4]
            self._open = True
            self.ready.set_result(None)
        at = 0
        while len(buffer) - at >= 2:
            size, head = buffer[at + 1] & 127, 2
            if size == 126:
                if len(buffer) - at < 4:
                    break
                size, head = struct.unpack_from("!H", buffer, at + 2)[0], 4
            elif size == 127:
                if len(buffer) - at < 10:
                    break
                size, head = struct.unpack_from("!Q", buffer, at + 2)[0], 10
            if len(buffer) - at < head + size:
                break
            if buffer[at] & 15 == 9:  # a ping
                self.send(bytes(buffer[at + head : at + head + size]), 0x8A)
            else:
                self._heard(bytes(buffer[at + head : at + head + size]))
            at += head + size
        del buffer[:at]

    def send(self, payload: bytes, head: int = 0x81) -> None:
        size = len(payload)
        short = bytes([head, 128 | size]) if size < 126 else struct.pack("!BBH", head, 254, size)
        self.transport.write(short + b"\0\0\0\0" + payload)  # a mask of zeros


async def dial(port: int, path: str, heard: Heard) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(lambda: Line(port, path, heard), "127.0.0.1", port)
    await line.ready
    return line


async def dial_many(count: int, one: Callable[[int], Awaitable[Line]]) -> list[Line]:
    lines: list[Line] = []
    for start in range(0, count, 50):
        lines += await asyncio.gather(*(one(number) for number in range(start, min(start + 50, count))))
    return lines
