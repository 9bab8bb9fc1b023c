"""What the caller sent, as the model a function takes: JSON, a form, text, or the query of a GET."""

from __future__ import annotations

from typing import Any, Final

import orjson
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from comity.platform.functions.function import Function
from comity.platform.functions.refusals import BAD_BODY, BAD_INPUT, TOO_LARGE

MOST_BYTES: Final = 50 * 1024 * 1024


async def body_of(request: Request) -> bytes:
    """The whole body, but never more than a function takes; afterwards the request can be read again."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > MOST_BYTES:
        raise TOO_LARGE()
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                raise TOO_LARGE()
            chunks.append(chunk)
    except ClientDisconnect:
        raise BAD_BODY() from None
    request._body = b"".join(chunks)
    return request._body


async def given(function: Function, request: Request, body: bytes) -> Any:
    """The checked input; a Problem with every place that does not fit."""
    assert function.takes is not None
    raw = await _raw(request, body)
    try:
        return function.takes.validate_python(raw)
    except ValidationError as wrong:
        details = [
            {"at": ".".join(str(part) for part in error["loc"]), "message": error["msg"]}
            for error in wrong.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise BAD_INPUT.with_details(details) from None


async def _raw(request: Request, body: bytes) -> Any:
    if request.method in ("GET", "HEAD") or not body:
        return {**request.query_params}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = await request.form()
        request.scope.setdefault("state", {}).setdefault("forms", []).append(form)  # closed with the request
        return {name: form.getlist(name) if len(form.getlist(name)) > 1 else form[name] for name in form}
    try:
        return orjson.loads(body)
    except ValueError:
        raise BAD_BODY() from None
