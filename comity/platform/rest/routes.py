"""`/rest/v1` as an ordinary route: for servers, and requests, that the short way (service.py) does not take."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from comity.config import Settings
from comity.platform.rest import errors, response
from comity.platform.rest.house import caller_of, engine_of
from comity.platform.rest.request import Raw
from comity.platform.rest.response import Answer

ROOT = "/rest/v1"
_METHODS = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]


def routes(settings: Settings) -> list[BaseRoute]:
    """One endpoint; what it means is the dialect's business (wire.md 1.1)."""

    async def endpoint(request: Request) -> Response:
        engine = engine_of(request.state.db, settings)
        try:
            most = engine.view(request.state.who.role).settings.max_body
            caller = caller_of(engine, request.state.who)
            raw = await read_raw(request, request.path_params.get("path", ""), most)
        except errors.RestError as error:
            return to_response(response.refused(error))
        return to_response(await engine.answer(raw, caller))

    return [
        Route(ROOT, endpoint, methods=_METHODS, include_in_schema=False),
        Route(ROOT + "/{path:path}", endpoint, methods=_METHODS, include_in_schema=False),
    ]


async def read_raw(request: Request, path: str, max_body: int) -> Raw:
    """The parts of an HTTP request the engine looks at; repeated headers are one, joined by commas."""
    headers: dict[str, str] = {}
    for name, value in request.scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    parts = [part for part in path.split("/") if part]
    try:
        query = request.scope["query_string"].decode()
    except UnicodeDecodeError:
        raise errors.not_utf8() from None
    body = await _body(request, headers, max_body) if request.method in ("POST", "PATCH", "PUT") else b""
    return Raw(request.method, parts, query, headers, body)


async def _body(request: Request, headers: dict[str, str], most: int) -> bytes:
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise errors.body_too_large(most)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise errors.body_too_large(most)
            chunks.append(chunk)
    except ClientDisconnect:
        raise errors.bad_body("The request was not sent whole") from None
    return b"".join(chunks)


def to_response(answer: Answer) -> Response:
    """The answer as Starlette sends it: its own headers, exactly."""
    made = Response(status_code=answer.status) if answer.stream is None else StreamingResponse(answer.stream)
    if answer.stream is None:
        made.body = answer.body
    made.status_code = answer.status
    made.raw_headers = [
        (name.lower().encode("latin-1"), _latin(value)) for name, value in (*answer.headers.items(), *answer.more)
    ]
    return made


def _latin(value: str) -> bytes:
    return value.encode("latin-1", "replace").replace(b"\r", b" ").replace(b"\n", b" ")
