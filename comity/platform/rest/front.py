"""How the engine meets HTTP: requests off the socket become `Raw`, answers become bytes (platform/gateway/http.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from urllib.parse import unquote_to_bytes

from comity.platform.gateway.http import Exchange
from comity.platform.rest import errors, response
from comity.platform.rest.request import Raw
from comity.platform.rest.response import Answer

_BREAKS = re.compile(r"[\0\r\n]")
_TAKES_BODY = (b"POST", b"PATCH", b"PUT")


def headers_of(exchange: Exchange) -> dict[str, str]:
    """The headers as text; repeated ones are one, joined by commas."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.headers}
    if len(headers) < len(exchange.headers):
        headers = {}
        for name, value in exchange.headers:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def raw_of(exchange: Exchange, root: int, headers: dict[str, str] | None = None) -> Raw:
    """The parts of a request the engine looks at. Raises RestError."""
    path, _, query = exchange.target[root:].partition(b"?")
    if headers is None:
        headers = headers_of(exchange)
    try:
        said = query.decode()
        where = (unquote_to_bytes(path) if b"%" in path else path).decode()
    except UnicodeDecodeError:
        raise errors.not_utf8() from None
    parts = [part for part in where.split("/") if part]
    body = bytes(exchange.body) if exchange.method in _TAKES_BODY else b""
    return Raw(exchange.method.decode("ascii"), parts, said.partition("#")[0], headers, body)


def head_of(answer: Answer) -> bytes:
    """The header lines of an answer, none of which can smuggle in another."""
    pairs: Iterable[tuple[str, str]] = answer.headers.items()
    if answer.more:
        pairs = [*pairs, *answer.more]
    text = "".join([f"{name}: {value}\r\n" for name, value in pairs])
    if (
        text.count("\n") != len(answer.headers) + len(answer.more)
        or "\0" in text
        or text.count("\r") != text.count("\n")
    ):
        text = "".join([f"{_BREAKS.sub(' ', name)}: {_BREAKS.sub(' ', value)}\r\n" for name, value in pairs])
    return text.encode("latin-1", "replace")


def refusal(error: errors.RestError, *more: bytes) -> tuple[int, bytes, bytes]:
    """A refusal before there is a request to answer."""
    answer = response.refused(error)
    return answer.status, head_of(answer) + b"".join(more), answer.body


async def send(exchange: Exchange, answer: Answer, head: bytes) -> None:
    """The answer, in one piece or as it comes."""
    if answer.stream is None or exchange.method == b"HEAD":
        exchange.reply(answer.status, head, answer.body)
        return
    async with aclosing(answer.stream) as chunks:
        exchange.begin(answer.status, head)
        async for chunk in chunks:
            await exchange.more(chunk)
    exchange.end()
