"""What a function gave back, as an HTTP answer: checked JSON, text, bytes, a stream, or the Response it made itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson
import structlog
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from comity.core.errors import Problem
from comity.platform.functions.function import Function, Stream

STREAM_SECONDS: Final = 300.0
log = structlog.get_logger(__name__)


async def answer(function: Function, result: Any) -> Response:
    """The answer; an output that does not fit its own type is a failure of ours and raises."""
    if isinstance(result, Response):
        return result
    if isinstance(result, Stream):
        return await _stream(result)
    if function.gives is not None:
        fitting = function.gives.validate_python(result)
        if not isinstance(fitting, (str, bytes)):
            return Response(function.gives.dump_json(fitting), media_type="application/json")
    if result is None:
        return Response(status_code=204)
    if isinstance(result, str):
        return Response(result, media_type="text/plain; charset=utf-8")
    if isinstance(result, bytes):
        return Response(result, media_type="application/octet-stream")
    return Response(json_of(result), media_type="application/json")


async def _stream(stream: Stream) -> Response:
    """Asks for the first item before answering: what fails at once still fails with a status."""
    items = stream.items.__aiter__()
    try:
        first = [await anext(items)]
    except StopAsyncIteration:
        first = []
    chunks = _chunks(first, items, events=stream.content_type == "text/event-stream")
    return StreamingResponse(chunks, media_type=stream.content_type, headers={"Cache-Control": "no-store"})


async def _chunks(first: list[Any], items: AsyncIterator[Any], *, events: bool) -> AsyncIterator[bytes]:
    try:
        async with asyncio.timeout(STREAM_SECONDS):
            for item in first:
                yield _chunk(item, events)
            async for item in items:
                yield _chunk(item, events)
    except Exception as error:
        log.exception("a function failed in the middle of its stream")
        if events:
            sentence = error.sentence if isinstance(error, Problem) else "The function failed."
            yield b"event: error\ndata: " + json_of({"message": sentence}) + b"\n\n"
        else:
            raise


def _chunk(item: Any, events: bool) -> bytes:
    if isinstance(item, bytes):
        return item
    if isinstance(item, str):
        return item.encode()
    return b"data: " + json_of(item) + b"\n\n" if events else json_of(item) + b"\n"


def json_of(value: Any) -> bytes:
    """A result as JSON, whatever a function gave."""
    if isinstance(value, BaseModel):
        return value.model_dump_json().encode()
    return orjson.dumps(value, default=str)
