"""Large bodies straight off the socket: whole, in order, and the connection goes on behind them whatever happened."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from comity.platform.gateway import straight
from comity.platform.gateway.tests.server import listening
from tests.network import PATIENCE

pytestmark = pytest.mark.anyio
SIZE = 5 * straight.PIECE + 12_345
CONTENT = secrets.token_bytes(SIZE)
left: asyncio.Queue[int] = asyncio.Queue()
"""What came of clients that went away."""


async def _hashed(request: Request) -> PlainTextResponse:
    """The hash of a body, or of its first bytes when only those are wanted."""
    most = int(request.query_params.get("most", 2 * SIZE))
    way = straight.of(request.scope)
    large = way.body() if way else None
    if large is None:
        return PlainTextResponse("ordinary " + hashlib.sha256(await request.body()).hexdigest())
    digest, count = hashlib.sha256(), 0
    try:
        async with aclosing(large) as pieces:
            async for piece in pieces:
                digest.update(piece)
                count += len(piece)
                if count >= most:
                    return PlainTextResponse("enough")
    except ClientDisconnect:
        left.put_nowait(count)
        raise
    return PlainTextResponse("straight " + digest.hexdigest())


class _Sent(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = straight.of(scope)
        assert way is not None
        head = [(b"content-length", b"%d" % SIZE)]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        sent = 0
        async with way.sending() as line:
            for at in range(0, SIZE, straight.PIECE):
                await line.send(CONTENT[at : at + straight.PIECE])
                sent += 1
        if sent <= SIZE // straight.PIECE:
            left.put_nowait(sent)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _sent(_: Request) -> Response:
    return _Sent()


class _Pumped(Response):
    """The same out of threads, or what happens when a piece cannot be made."""

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = straight.of(scope)
        assert way is not None

        def make(number: int, worker: int) -> memoryview:
            if self._broken and number == 3:
                raise ValueError("a piece is damaged")
            return memoryview(CONTENT)[number * 300_000 : (number + 1) * 300_000]

        head = [(b"content-length", b"%d" % SIZE)]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        async with way.sending() as line:
            await line.pump(-(-SIZE // 300_000), make)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pumped(request: Request) -> Response:
    return _Pumped(broken="broken" in request.query_params)


@pytest.fixture(scope="module")
async def address(anyio_backend: str) -> AsyncIterator[tuple[str, int]]:
    app = Starlette(
        routes=[Route("/sent", _sent), Route("/pumped", _pumped), Route("/hashed", _hashed, methods=["POST"])]
    )
    async with listening(app) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


@asynccontextmanager
async def _line(address: tuple[str, int]) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*address)
    try:
        yield reader, writer
    finally:
        writer.close()


def _head(path: str, size: int, more: str = "") -> bytes:
    return f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {size}\r\n{more}\r\n".encode()


async def _answer(reader: asyncio.StreamReader) -> str:
    lines = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).lower().split(b"\r\n")
    size = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    return (await reader.readexactly(size)).decode()


async def test_bodies_come_whole_and_the_next_request_is_read(address: tuple[str, int]) -> None:
    wanted = hashlib.sha256(CONTENT).hexdigest()
    async with _line(address) as (reader, writer):
        for _ in range(2):
            writer.write(_head("/hashed", SIZE) + CONTENT + _head("/hashed", 2) + b"hi")  # both at once
            assert await _answer(reader) in (f"straight {wanted}", f"ordinary {wanted}")
            assert await _answer(reader) == "ordinary " + hashlib.sha256(b"hi").hexdigest()


async def test_a_slow_body_comes_whole(address: tuple[str, int]) -> None:
    async with _line(address) as (reader, writer):
        writer.write(_head("/hashed", SIZE, "expect: 100-continue\r\n"))
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        for at in range(0, SIZE, SIZE // 7):
            writer.write(CONTENT[at : at + SIZE // 7])
            await writer.drain()
            await asyncio.sleep(0.15)
        assert await _answer(reader) == "straight " + hashlib.sha256(CONTENT).hexdigest()


async def test_what_is_not_wanted_is_passed_over(address: tuple[str, int]) -> None:
    async with _line(address) as (reader, writer):
        for most in (1, straight.PIECE + 1, 4 * straight.PIECE):
            writer.write(_head(f"/hashed?most={most}", SIZE, "expect: 100-continue\r\n"))
            await reader.readuntil(b"\r\n\r\n")
            writer.write(CONTENT)
            assert await _answer(reader) == "enough"
            writer.write(_head("/hashed", 5) + b"hello")
            assert await _answer(reader) == "ordinary " + hashlib.sha256(b"hello").hexdigest()


async def test_who_goes_away_leaves_what_came(address: tuple[str, int]) -> None:
    async with _line(address) as (reader, writer):
        writer.write(_head("/hashed", SIZE, "expect: 100-continue\r\n"))
        await reader.readuntil(b"\r\n\r\n")
        writer.write(CONTENT[: SIZE // 2])
        await writer.drain()
    assert await asyncio.wait_for(left.get(), PATIENCE) == SIZE // 2


@pytest.mark.parametrize("path", [b"/sent", b"/pumped"])
async def test_answers_go_whole_to_slow_readers_and_keep_the_connection(address: tuple[str, int], path: bytes) -> None:
    async with _line(address) as (reader, writer):
        for pause in (0.0, 0.01):
            writer.write(b"GET " + path + b" HTTP/1.1\r\nhost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            got = bytearray()
            while len(got) < SIZE:
                got += await reader.read(200_000)
                await asyncio.sleep(pause)
            assert bytes(got) == CONTENT


async def test_readers_that_go_away_end_the_answer(address: tuple[str, int]) -> None:
    async with _line(address) as (reader, writer):
        writer.write(b"GET /sent HTTP/1.1\r\nhost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()
    assert await asyncio.wait_for(left.get(), PATIENCE) < SIZE // straight.PIECE + 1


async def test_many_answers_at_once_share_the_threads(address: tuple[str, int]) -> None:
    async def one() -> bytes:
        async with _line(address) as (reader, writer):
            writer.write(b"GET /pumped HTTP/1.1\r\nhost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            return await asyncio.wait_for(reader.readexactly(SIZE), PATIENCE)

    assert all(got == CONTENT for got in await asyncio.gather(*(one() for _ in range(9))))


async def test_whoever_reads_nothing_is_let_go(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straight, "PATIENCE", 0.3)
    async with _line(address) as (reader, writer):
        writer.write(b"GET /pumped HTTP/1.1\r\nhost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(1.0)
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await asyncio.wait_for(reader.readexactly(SIZE), PATIENCE)


async def test_a_piece_that_cannot_be_made_ends_the_connection(address: tuple[str, int]) -> None:
    async with _line(address) as (reader, writer):
        writer.write(b"GET /pumped?broken HTTP/1.1\r\nhost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        with pytest.raises(asyncio.IncompleteReadError) as short:
            await asyncio.wait_for(reader.readexactly(SIZE), PATIENCE)
        assert short.value.partial == CONTENT[:900_000]
