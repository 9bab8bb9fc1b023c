"""NATS as carrier: PUB and SUB of one subject.  NATS documentation, "Client Protocol"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import orjson

from comity.platform.realtime.carriers.line import Address, Line, for_ever, opened

_PING: Final = 10.0


class Nats:
    """One line, spoken and heard."""

    piece = 512 * 1024  # a server takes a mebibyte unless it is told otherwise

    def __init__(self, url: str, name: str) -> None:
        self._address = Address(url, 4222)
        self._subject = name.replace(":", ".").encode()
        self._line: Line | None = None

    async def say(self, pieces: Sequence[bytes]) -> None:
        """One PUB for each piece."""
        if self._line is None:
            raise ConnectionError("NATS is not connected")
        await self._line.send(*(b"PUB %b %d\r\n%b\r\n" % (self._subject, len(piece), piece) for piece in pieces))

    def hear(self) -> AsyncIterator[bytes | None]:
        return for_ever(self._hear)

    async def _hear(self) -> AsyncIterator[bytes | None]:
        async with opened(self._address, tls=False) as line:
            await self._greet(line)
            asking = asyncio.create_task(_ask(line))
            try:
                while True:
                    head = await line.text()
                    if head.startswith(b"MSG "):
                        yield await line.block(int(head.rpartition(b" ")[2]))
                    elif head == b"PING":
                        await line.send(b"PONG\r\n")
                    elif head == b"PONG" and self._line is None:
                        self._line = line
                        yield None
                    elif head.startswith(b"-ERR"):
                        raise ConnectionError(head.decode(errors="replace"))
            finally:
                self._line = None
                asking.cancel()

    async def _greet(self, line: Line) -> None:
        """The server says who it is, we say who we are; the answer to our PING says that it agreed."""
        told = await line.text()
        if not told.startswith(b"INFO "):
            raise ConnectionError("the answer is not a NATS server's")
        about: dict[str, Any] = orjson.loads(told[5:])
        address = self._address
        if address.scheme == "tls" or about.get("tls_required"):
            await line.encrypt(address.host)
        hello: dict[str, Any] = {
            "verbose": False, "pedantic": False, "echo": False, "lang": "python", "version": "1", "name": "comity",
        }  # fmt: skip
        if address.password:
            hello |= {"user": address.user, "pass": address.password}
        elif address.user:
            hello["auth_token"] = address.user
        await line.send(b"CONNECT ", orjson.dumps(hello), b"\r\nSUB ", self._subject, b" 1\r\nPING\r\n")


async def _ask(line: Line) -> None:
    while True:
        await asyncio.sleep(_PING)
        await line.send(b"PING\r\n")
