"""A TCP line to a server that carries words, opened by its address, in TLS if that says so."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

PATIENCE: Final = 10.0
SILENCE: Final = 30.0  # a server that says nothing for so long, not even to our questions, is gone
_LIMIT: Final = 64 * 1024 * 1024
log = structlog.get_logger(__name__)


class Line:
    """A line, read as lines and as so many bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def text(self) -> bytes:
        """The next line, without its end."""
        async with asyncio.timeout(SILENCE):
            read = await self.reader.readline()
        if not read.endswith(b"\r\n"):
            raise ConnectionError("the line broke")
        return read[:-2]

    async def block(self, size: int) -> bytes:
        """So many bytes, and the end of line after them."""
        try:
            async with asyncio.timeout(SILENCE):
                return (await self.reader.readexactly(size + 2))[:-2]
        except asyncio.IncompleteReadError:
            raise ConnectionError("the line broke") from None

    async def send(self, *parts: bytes) -> None:
        self.writer.writelines(parts)
        async with asyncio.timeout(PATIENCE):
            await self.writer.drain()

    async def encrypt(self, host: str) -> None:
        """From here on in TLS."""
        await self.writer.start_tls(ssl.create_default_context(), server_hostname=host)


class Address:
    """What an address says: where, and as whom."""

    def __init__(self, url: str, port: int) -> None:
        parts = urlsplit(url)
        self.scheme = parts.scheme
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or port
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")


@asynccontextmanager
async def opened(address: Address, *, tls: bool) -> AsyncIterator[Line]:
    """A line for the length of the block."""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(
            address.host, address.port, ssl=ssl.create_default_context() if tls else None, limit=_LIMIT
        )
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


async def for_ever(once: Callable[[], AsyncIterator[bytes | None]]) -> AsyncIterator[bytes | None]:
    """Hears, and begins anew whenever the line breaks."""
    wait = 0.2
    while True:
        try:
            async for said in once():
                wait = 0.2
                yield said
        except (OSError, TimeoutError, ValueError) as error:
            log.warning("the carrier between processes is not to be reached", error=str(error) or type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(5.0, wait * 2)
