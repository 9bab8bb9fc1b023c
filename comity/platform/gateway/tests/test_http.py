"""The short way through uvicorn: kept connections, pipelines, bodies in pieces, and what goes the ordinary way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from comity.platform.gateway.http import STATE, Exchange
from comity.platform.gateway.tests.server import listening
from tests.network import PATIENCE

pytestmark = pytest.mark.anyio
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Echo:
    """Answers with what it was asked."""

    max_body = 1000
    cancelled = 0

    def takes(self, method: bytes, target: bytes) -> bool:
        return target.startswith(b"/echo")

    async def serve(self, exchange: Exchange) -> None:
        if exchange.target == b"/echo/broken":
            raise KeyError("secret")
        if exchange.target == b"/echo/slow":
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                Echo.cancelled += 1
                raise
        body = b"%b %b %b" % (exchange.method, exchange.target, exchange.body)
        exchange.reply(200, b"content-length: %d\r\n" % len(body), body)

    def too_large(self) -> tuple[int, bytes, bytes]:
        return 413, b"content-length: 0\r\n", b""

    def broken(self) -> tuple[int, bytes, bytes]:
        return 500, b"content-length: 0\r\n", b""


async def _page(request: Request) -> PlainTextResponse:
    return PlainTextResponse(b"page " + await request.body())


@asynccontextmanager
async def _with_echo(_: Starlette) -> AsyncIterator[dict[str, Echo]]:
    yield {STATE: Echo()}


@pytest.fixture(scope="module")
async def address(anyio_backend: str) -> AsyncIterator[tuple[str, int]]:
    app = Starlette(routes=[Route("/{path:path}", _page, methods=["GET", "POST"])], lifespan=_with_echo)
    async with listening(app) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


async def _answer(reader: asyncio.StreamReader, *, head: bool = False) -> tuple[int, bytes]:
    lines = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).lower().split(b"\r\n")
    size = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    return int(lines[0].split()[1]), b"" if head else await reader.readexactly(size)


_opened: list[asyncio.StreamWriter] = []


@pytest.fixture(autouse=True)
async def closed() -> AsyncIterator[None]:
    yield
    while _opened:
        writer = _opened.pop()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _send(address: tuple[str, int], *parts: bytes) -> Streams:
    reader, writer = await asyncio.open_connection(*address)
    _opened.append(writer)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.01)
    return reader, writer


async def test_one_connection_for_many_requests_of_both_kinds(address: tuple[str, int]) -> None:
    reader, writer = await _send(address)
    for target, expected in ((b"/echo", b"GET /echo "), (b"/page", b"page "), (b"/echo?x=%20", b"GET /echo?x=%20 ")):
        writer.write(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % target)
        assert await _answer(reader) == (200, expected)


async def test_a_kept_connection_ends_when_it_lies_idle_and_never_before() -> None:
    app = Starlette(routes=[Route("/{path:path}", _page, methods=["GET", "POST"])], lifespan=_with_echo)
    async with listening(app, idle=3) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await _send((host, int(port)))
        for turn in range(65):  # in use for longer than it may be idle
            writer.write(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"/page" if turn % 2 else b"/echo"))
            assert (await _answer(reader))[0] == 200
            await asyncio.sleep(0.05)
        writer.write(b"GET /echo HTTP/1.1\r\nHo")
        await asyncio.sleep(3.3)  # a request that has begun is waited for
        writer.write(b"st: x\r\n\r\n")
        assert await _answer(reader) == (200, b"GET /echo ")
        assert await asyncio.wait_for(reader.read(), PATIENCE) == b""


async def test_pipelined_requests_are_answered_in_order(address: tuple[str, int]) -> None:
    post = b"POST /echo/%d HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    page = b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n"
    reader, _ = await _send(address, post % 1 + post % 2 + page + post % 3)
    said = [await _answer(reader) for _ in range(4)]
    assert said == [(200, b"POST /echo/1 abc"), (200, b"POST /echo/2 abc"), (200, b"page "), (200, b"POST /echo/3 abc")]


async def test_a_body_in_pieces_and_one_that_is_too_large(address: tuple[str, int]) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"
    reader, writer = await _send(address, head[:20], head[20:], b"ab", b"cd", b"ef")
    assert await _answer(reader) == (200, b"POST /echo abcdef")
    writer.write(
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    assert await _answer(reader) == (200, b"POST /echo abcde")
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + b"x" * 1500)
    assert (await _answer(reader))[0] == 413
    assert await reader.read() == b""  # and the connection is closed: nobody reads the rest


async def test_a_head_request_and_a_last_request(address: tuple[str, int]) -> None:
    reader, writer = await _send(address, b"HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await _answer(reader, head=True) == (200, b"")
    writer.write(b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert await _answer(reader) == (200, b"GET /echo ")
    assert await reader.read() == b""
    reader, writer = await _send(address, b"GET /echo HTTP/1.0\r\n\r\n")
    assert await _answer(reader) == (200, b"GET /echo ")
    assert await reader.read() == b""


async def test_a_client_that_waits_to_be_told_to_go_on(address: tuple[str, int]) -> None:
    asking = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    reader, writer = await _send(address, asking)
    assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).startswith(b"HTTP/1.1 100")
    writer.write(b"ab")
    assert await _answer(reader) == (200, b"page ab")


async def test_a_mistake_is_500_and_says_nothing(address: tuple[str, int]) -> None:
    reader, writer = await _send(address, b"GET /echo/broken HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await _answer(reader) == (500, b"")
    writer.write(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await _answer(reader))[0] == 200


async def test_nonsense_is_400(address: tuple[str, int]) -> None:
    reader, _ = await _send(address, b"what is this\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), PATIENCE)).startswith(b"HTTP/1.1 400")


async def test_whoever_hangs_up_is_not_worked_for(address: tuple[str, int]) -> None:
    _, writer = await _send(address, b"GET /echo/slow HTTP/1.1\r\nHost: x\r\n\r\n")
    before = Echo.cancelled
    writer.transport.abort()
    async with asyncio.timeout(PATIENCE):
        while Echo.cancelled == before:
            await asyncio.sleep(0.01)
