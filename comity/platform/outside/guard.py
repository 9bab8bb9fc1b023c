"""No request that a person's URL asks for reaches this machine or its network.

Names are resolved here, every address is looked at, and the connection goes to the very address that was looked at, so
that a name cannot change its mind in between.
"""

from __future__ import annotations

import asyncio
import codecs
import socket
from collections.abc import AsyncIterator, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from comity.platform.outside.problems import Forbidden, OutsideFailure

Address = IPv4Address | IPv6Address


def check_url(url: str) -> None:
    """Refuses what is no web address at all, before anybody is asked for its name."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Forbidden("This is not a web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Forbidden("Only addresses that begin with http:// or https:// can be called.")
    if parts.username or parts.password:
        raise Forbidden("An address must not carry a name or password.")


def is_public(address: Address) -> bool:
    """Whether an address is out in the world. What is wrapped in IPv6 is looked at as what it is."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    inside = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (inside or address.is_multicast or address.is_reserved)


class _Nat64:
    def __contains__(self, address: IPv6Address) -> bool:
        return int(address) >> 32 == int(IPv6Address("64:ff9b::")) >> 32


_NAT64 = _Nat64()


async def public_addresses(host: str, port: int) -> list[str]:
    """Where a name leads; Forbidden when any of it is inside."""
    written = _written(host)
    if written is not None:
        addresses = [written]
    else:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise OutsideFailure(f"{host} has no address.") from None
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not all(is_public(ip_address(address)) for address in addresses):
        raise Forbidden(f"{host} is inside this network, where requests of yours may not go.")
    return list(dict.fromkeys(addresses))


def _written(host: str) -> str | None:
    """An address that stands in the URL itself, in any of the ways C programs have understood one."""
    try:
        return str(ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


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
                addresses = await public_addresses(host, port)
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


def transport() -> httpx.AsyncHTTPTransport:
    """A transport that goes out only; no proxy of the environment is asked, it would resolve names for itself."""
    made = httpx.AsyncHTTPTransport(retries=0, trust_env=False)
    made._pool._network_backend = _Guarded()
    return made


def bounded(most: int) -> httpx.AsyncBaseTransport:
    """`transport` for who reads answers whole: unpacked here by nobody, and no larger than this."""
    return _Bounded(transport(), most)


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
        if not plain_letters(response.charset_encoding):
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


def plain_letters(encoding: str | None) -> bool:
    """Whether an encoding only turns letters into bytes: some unpack archives, some take hours for a page."""
    if encoding is None:
        return True
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        return False
    return found._is_text_encoding and found.name not in ("idna", "punycode", "unicode_escape", "raw_unicode_escape")
