"""The virus scanner: clamd over its socket, INSTREAM (clamd(8)). Where it is configured, nothing is kept unscanned."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from comity.platform.storage.errors import SCANNER_DOWN, infected

PIECE = 128 * 1024
SECONDS = 300.0


async def scan(address: str, pieces: Iterator[bytes]) -> None:
    """Nothing when the file is clean; a Refusal when it is not, or when the scanner cannot be asked."""
    try:
        answer = await asyncio.wait_for(_ask(address, pieces), SECONDS)
    except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
        raise SCANNER_DOWN() from error
    if answer.endswith("FOUND"):
        raise infected(answer.removesuffix("FOUND").partition(":")[2].strip())
    if not answer.endswith("OK"):
        raise SCANNER_DOWN()


async def _ask(address: str, pieces: Iterator[bytes]) -> str:
    reader, writer = await _connect(address)
    try:
        writer.write(b"zINSTREAM\0")
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            for at in range(0, len(piece), PIECE):
                part = piece[at : at + PIECE]
                writer.write(struct.pack(">I", len(part)) + part)
            await writer.drain()
        writer.write(struct.pack(">I", 0))
        await writer.drain()
        return (await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace").strip()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return await asyncio.open_unix_connection(parts.path)
    return await asyncio.open_connection(parts.hostname or "127.0.0.1", parts.port or 3310)
