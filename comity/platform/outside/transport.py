"""How requests go out where a person named the address: to what `guard` looked at, and no further.

Loaded with the first such request, as every HTTP client is: at rest no process needs one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpcore
import httpx

from comity.platform.outside import guard
from comity.platform.outside.problems import Forbidden, OutsideFailure


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were looked at."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        problem: Exception | None = None
        try:
            async with asyncio.timeout(timeout):
                addresses = await guard.public_addresses(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"nobody says where {host} is") from None
        each = None if timeout is None else timeout / len(addresses)
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, each, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"{host} does not answer")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise Forbidden("Only web addresses can be called.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def guarded() -> httpx.AsyncHTTPTransport:
    """A transport that goes out only; no proxy of the environment is asked, it would resolve names for itself."""
    made = httpx.AsyncHTTPTransport(retries=0, trust_env=False)
    made._pool._network_backend = _Guarded()
    return made


def bounded(most: int) -> httpx.AsyncBaseTransport:
    """`guarded` for who reads answers whole: unpacked here by nobody, and no larger than this."""
    return _Bounded(guarded(), most)


class _Bounded(httpx.AsyncBaseTransport):
    """Asks for answers as they are, and breaks off those that are packed, endless or in letters that are no letters."""

    def __init__(self, inner: httpx.AsyncHTTPTransport, most: int) -> None:
        self._inner, self._most = inner, most

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            await response.aclose()
            raise OutsideFailure("The answer is packed, although it was asked for as it is.", permanent=True)
        if not guard.plain_letters(response.charset_encoding):
            response.headers["content-type"] = response.headers["content-type"].partition(";")[0]
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Stream(response.stream, self._most)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Stream(httpx.AsyncByteStream):
    """A body that ends where nobody would read on."""

    def __init__(self, inner: httpx.AsyncByteStream, most: int) -> None:
        self._inner, self._left = inner, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            self._left -= len(piece)
            if self._left < 0:
                raise OutsideFailure("The answer is larger than anybody needs.", permanent=True)
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
