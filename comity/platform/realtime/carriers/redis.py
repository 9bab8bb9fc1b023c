"""Redis (or Valkey) as carrier: PUBLISH and SUBSCRIBE of one channel.

Redis documentation, "Redis serialization protocol specification" (RESP2) and "Redis Pub/Sub".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Final

from comity.platform.realtime.carriers.line import Address, Line, for_ever, opened

_PING: Final = 10.0


class Redis:
    """Two lines: whoever subscribes may say nothing else."""

    piece = 1024 * 1024

    def __init__(self, url: str, name: str) -> None:
        self._address = Address(url, 6379)
        self._channel = name.encode()
        self._line: Line | None = None
        self._open = AsyncExitStack()
        self._turn = asyncio.Lock()

    async def say(self, pieces: Sequence[bytes]) -> None:
        """One PUBLISH for each piece, all sent at once; a line that broke while nobody spoke is opened anew."""
        async with self._turn:
            if self._line is not None:
                try:
                    await self._publish(self._line, pieces)
                    return
                except (OSError, TimeoutError):
                    await self._close()
            self._line = await self._open.enter_async_context(opened(self._address, tls=self._tls))
            try:
                await self._greet(self._line)
                await self._publish(self._line, pieces)
            except BaseException:
                await self._close()
                raise

    def hear(self) -> AsyncIterator[bytes | None]:
        return for_ever(self._hear)

    @property
    def _tls(self) -> bool:
        return self._address.scheme == "rediss"

    async def _close(self) -> None:
        self._line = None
        await self._open.aclose()

    async def _greet(self, line: Line) -> None:
        user, password = self._address.user, self._address.password
        if password:
            await line.send(_command(b"AUTH", *([user.encode()] if user else []), password.encode()))
            await _answer(line)

    async def _publish(self, line: Line, pieces: Sequence[bytes]) -> None:
        await line.send(*(_command(b"PUBLISH", self._channel, piece) for piece in pieces))
        for _ in pieces:
            await _answer(line)

    async def _hear(self) -> AsyncIterator[bytes | None]:
        async with opened(self._address, tls=self._tls) as line:
            await self._greet(line)
            await line.send(_command(b"SUBSCRIBE", self._channel))
            asking = asyncio.create_task(_ask(line))
            try:
                while True:
                    said = await _answer(line)
                    if not isinstance(said, list) or len(said) < 3:
                        continue  # the answer to a question
                    if said[0] == b"subscribe":
                        yield None
                    elif said[0] == b"message" and isinstance(said[2], bytes):
                        yield said[2]
            finally:
                asking.cancel()


async def _ask(line: Line) -> None:
    """Asks now and then whether the server is still there: its answer breaks the silence."""
    while True:
        await asyncio.sleep(_PING)
        await line.send(_command(b"PING"))


def _command(*words: bytes) -> bytes:
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


async def _answer(line: Line) -> object:
    """One answer; a refusal is raised."""
    head = await line.text()
    kind, rest = head[:1], head[1:]
    if kind == b"-":
        raise ConnectionError(rest.decode(errors="replace"))
    if kind == b"$":
        return await line.block(int(rest)) if int(rest) >= 0 else None
    if kind == b"*":
        return [await _answer(line) for _ in range(int(rest))]
    if kind in (b"+", b":"):
        return rest
    raise ConnectionError("the answer is not Redis's")
