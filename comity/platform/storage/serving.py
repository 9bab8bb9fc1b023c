"""Objects on their way out: whole or a range, only if changed, and never as something a browser would run."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, aclosing
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from comity.platform.gateway import straight
from comity.platform.storage import errors, sniff
from comity.platform.storage.store import Opened, store

Row = dict[str, Any]
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_QUIET = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox"
_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


async def serve(request: Request, row: Row, *, expires: datetime | None = None, private: bool = False) -> Response:
    """The answer of a download: 200, 206, 304 or 416."""
    headers = headers_of(request, row, expires=expires, private=private)
    if not_modified(request, row):
        return Response(status_code=304, headers={k: v for k, v in headers.items() if k.lower() in _UNCHANGED})
    size = row["size"]
    window = range_of(request, row)
    if window is None:
        start, end, status = 0, size, 200
    else:
        start, end = window
        if start >= size:
            return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
        status = 206
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    headers["content-length"] = str(end - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    stack = AsyncExitStack()
    opened = await stack.enter_async_context(store().open(row["blob"]))
    return Bytes(stack, opened, start, end, status, headers)


_UNCHANGED = {"etag", "last-modified", "cache-control", "expires", "vary"}


def headers_of(request: Request, row: Row, *, expires: datetime | None, private: bool) -> dict[str, str]:
    """What is said of an object, whatever part of it is sent."""
    about = row["metadata"] or {}
    mime = str(about.get("mimetype") or "application/octet-stream")
    active = sniff.is_active(mime)
    headers = {
        "accept-ranges": "bytes",
        "content-type": _line("text/plain" if "html" in mime.lower() else mime),
        "etag": _line(str(about.get("eTag") or "")),
        "last-modified": format_datetime(row["stored_at"], usegmt=True),
        "x-robots-tag": _line(str(about.get("xRobotsTag") or "none")),
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "content-security-policy": _PDF if mime.startswith("application/pdf") else _QUIET,
        "cross-origin-resource-policy": "cross-origin",
    }
    if expires is not None:
        headers["expires"] = format_datetime(expires, usegmt=True)
    else:
        said = _line(str(about.get("cacheControl") or "no-cache"))
        headers["cache-control"] = f"private, {said}" if private else said
    disposition = disposition_of(request.query_params.get("download"), row["name"], active)
    if disposition:
        headers["content-disposition"] = disposition
    return headers


def disposition_of(download: str | None, name: str, active: bool) -> str | None:
    """`?download` as upstream answers it; what a browser could run is always a download."""
    if download is None and not active:
        return None
    if download == "":
        return "attachment;"
    said = quote(download or name.rpartition("/")[2], safe="!'()*-._~")
    return f"attachment; filename={said}; filename*=UTF-8''{said}"


def not_modified(request: Request, row: Row) -> bool:
    """RFC 9110, 13.1: If-None-Match first, else If-Modified-Since."""
    etag = str((row["metadata"] or {}).get("eTag") or "")
    wanted = request.headers.get("if-none-match")
    if wanted is not None:
        return wanted.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in wanted.split(",")}
    since = _date(request.headers.get("if-modified-since"))
    return since is not None and row["stored_at"].replace(microsecond=0) <= since


def range_of(request: Request, row: Row) -> tuple[int, int] | None:
    """The one range asked for, None for the whole; several at once are answered with the whole."""
    said = request.headers.get("range")
    condition = request.headers.get("if-range")
    if said is None or (condition is not None and not _same(condition, row)):
        return None
    found = _RANGE.fullmatch(said.strip())
    if found is None:
        if said.strip().startswith("bytes=") and "," in said:
            return None
        raise errors.BAD_RANGE()
    first, last, size = found[1], found[2], int(row["size"])
    if not first:
        if not last or int(last) == 0:
            return (size, size)
        return (max(0, size - int(last)), size)
    if last and int(last) < int(first):
        raise errors.BAD_RANGE()
    return (int(first), min(size, int(last) + 1) if last else size)


def _same(condition: str, row: Row) -> bool:
    if condition.startswith(('"', "W/")):
        return condition == str((row["metadata"] or {}).get("eTag"))
    since = _date(condition)
    return since is not None and row["stored_at"].replace(microsecond=0) == since


def _date(value: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError):
        return None


def _line(value: str) -> str:
    return "".join(letter for letter in value if 32 <= ord(letter) < 127)[:500]


class Bytes(Response):
    """The body of a download, as fast as the client takes it; it stops when the client is gone."""

    def __init__(
        self, stack: AsyncExitStack, opened: Opened, start: int, end: int, status: int, headers: dict[str, str]
    ) -> None:
        super().__init__(status_code=status, headers=headers)
        self._stack, self._opened, self._start, self._end = stack, opened, start, end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = straight.of(scope) if self._end - self._start >= straight.LEAST else None
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await (self._straight(way) if way is not None else self._send(receive, send))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            return  # the client went away
        finally:
            await self._stack.aclose()

    async def _straight(self, way: straight.Straight) -> None:
        made = self._opened.maker(self._start, self._end)
        if made is not None:
            async with way.sending() as line:
                await line.pump(*made)
            return
        async with way.sending() as line, aclosing(self._opened.views(self._start, self._end)) as views:
            async for view in views:
                await line.send(view)

    async def _send(self, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_gone(receive))
        try:
            async with aclosing(self._opened.read(self._start, self._end)) as pieces:
                async for piece in pieces:
                    if gone.done():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
