"""What a client sends as a file: the raw body, or the file part of a form (upstream's storage/uploader)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import orjson
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from comity.platform.gateway import straight
from comity.platform.storage import errors, wire

MOST_FIELD = 1024 * 1024


@dataclass
class Incoming:
    """A file on its way: its bytes, and what is said about it. Fields after the file count once it was read."""

    pieces: AsyncIterator[bytes | memoryview]
    mime: str
    cache_control: str
    user_metadata: dict[str, Any] | None
    length: int | None


async def read(request: Request) -> Incoming:
    """The file of a request, not yet read."""
    declared = request.headers.get("content-type", "")
    if declared.lower().startswith("multipart/form-data"):
        return await Form.of(request, declared)
    length = request.headers.get("content-length", "")
    return Incoming(
        pieces=body(request),
        mime=declared or "application/octet-stream",
        cache_control=_line(request.headers.get("cache-control")) or "no-cache",
        user_metadata=wire.user_metadata(request.headers.get("x-metadata")),
        length=int(length) if length.isascii() and length.isdecimal() else None,
    )


async def body(request: Request) -> AsyncIterator[bytes | memoryview]:
    """The body as it is, straight from the socket where it is large; `Straight.body` says how long a piece is good."""
    way = straight.of(request.scope)
    large = way.body() if way is not None else None
    if large is not None:
        async with aclosing(large):
            async for some in large:
                yield some
        return
    async for piece in request.stream():
        if piece:
            yield piece


def _line(value: str | None) -> str:
    """A header value that can be sent again."""
    return "".join(letter for letter in (value or "") if 32 <= ord(letter) < 127)[:500]


@dataclass
class _Part:
    name: str = ""
    is_file: bool = False
    mime: str = ""
    header: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)


class Form(Incoming):
    """A multipart form, parsed as it comes: fields in memory, its first file piece by piece."""

    @classmethod
    async def of(cls, request: Request, declared: str) -> Form:
        """The form, read up to its file."""
        boundary = parse_options_header(declared)[1].get(b"boundary")
        if not boundary or len(boundary) > 256:
            raise errors.NO_CONTENT()
        form = cls(pieces=_none(), mime="", cache_control="no-cache", user_metadata=None, length=None)
        form._start(request, boundary)
        while form._file is None:
            if not await form._more():
                raise errors.NO_CONTENT()
        form.pieces = form._bytes()
        form._describe()
        return form

    def _start(self, request: Request, boundary: bytes) -> None:
        self._stream = request.stream()
        self._fields: dict[str, bytes] = {}
        self._part = _Part()
        self._file: _Part | None = None
        self._ready: list[bytes] = []
        self._done = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end_part,
            },
        )

    async def _more(self) -> bool:
        """Reads a piece of the request; False at its end."""
        try:
            piece = await anext(self._stream)
            self._parser.write(piece)
        except StopAsyncIteration:
            self._done = True
            return False
        except FormParserError as error:
            raise errors.NO_CONTENT() from error
        return True

    async def _bytes(self) -> AsyncIterator[bytes]:
        while True:
            ready, self._ready = self._ready, []
            for piece in ready:
                yield piece
            if self._done or (not ready and not await self._more()):
                break
            if ready:
                await self._more()
        for piece in self._ready:
            yield piece
        self._describe()

    def _begin_part(self) -> None:
        self._part = _Part()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._part.header = bytearray(data[start:end].lower())

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        value = data[start:end]
        if self._part.header == b"content-disposition":
            options = parse_options_header(value)[1]
            self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
            self._part.is_file = b"filename" in options or not self._part.name
        elif self._part.header == b"content-type":
            self._part.mime = value.decode("latin-1")
            self._part.is_file = self._part.is_file or self._part.name in ("", "file")

    def _headers_finished(self) -> None:
        if self._part.is_file and self._file is None:
            self._file = self._part

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part is self._file:
            self._ready.append(data[start:end])
        elif not self._part.is_file:
            self._part.value += data[start:end]
            if len(self._part.value) > MOST_FIELD:
                raise errors.METADATA_LARGE()

    def _end_part(self) -> None:
        if not self._part.is_file:
            self._fields[self._part.name] = bytes(self._part.value)

    def _describe(self) -> None:
        said = self._fields
        mime = said.get("contentType", b"").decode("latin-1") or (self._file.mime if self._file else "")
        self.mime = mime or "application/octet-stream"
        age = _line(said.get("cacheControl", b"").decode("latin-1"))
        self.cache_control = f"max-age={age}" if age else "no-cache"
        metadata = said.get("metadata", said.get("userMetadata"))
        if metadata:
            try:
                self.user_metadata = wire.object_or_none(orjson.loads(metadata))
            except orjson.JSONDecodeError:
                self.user_metadata = None


async def _none() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for piece in nothing:
        yield piece
