"""The virus scanner: a server that speaks INSTREAM hears every byte before anything is kept."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from comity.config import Settings
from comity.platform.storage import store as storage
from comity.platform.storage.errors import SCANNER_DOWN, Refusal

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@asynccontextmanager
async def clamd(heard: list[bytes]) -> AsyncIterator[str]:
    """clamd(8), as far as INSTREAM goes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        content = bytearray()
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(length)
        heard.append(bytes(content))
        writer.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def take(kept: storage.Store, content: bytes) -> storage.Whole:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    return await kept.take(pieces())


async def test_what_is_clean_is_kept_and_what_is_not_leaves_nothing(tmp_path: Path) -> None:
    heard: list[bytes] = []
    async with clamd(heard) as address:
        kept = replace(storage.setup(Settings(home=tmp_path)), scanner=address)
        clean = bytes(range(256)) * 2000
        whole = await take(kept, clean)
        assert whole.size == len(clean) and heard == [clean]
        await kept.forget(whole)
        with pytest.raises(Refusal, match="Eicar-Signature"):
            await take(kept, b"some words " + EICAR)
    assert list(kept.drafts.iterdir()) == []


async def test_without_its_scanner_nothing_is_kept(tmp_path: Path) -> None:
    kept = replace(storage.setup(Settings(home=tmp_path)), scanner="tcp://127.0.0.1:9")
    with pytest.raises(Refusal) as refused:
        await take(kept, b"anything")
    assert refused.value == SCANNER_DOWN
    assert list(kept.drafts.iterdir()) == []
