"""How the endpoints read requests, act as the caller and say no (wire.md 4, errors)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from comity.core import sql
from comity.core.db import DatabaseDown, DatabaseError, Tx
from comity.core.errors import Problem, on_constraint
from comity.core.who import Who
from comity.platform.storage import errors
from comity.platform.storage.errors import Refusal
from comity.platform.storage.store import Store, store

Handler = Callable[[Request], Awaitable[Response]]
MOST_JSON = 1024 * 1024

log = structlog.get_logger(__name__)
q = sql.load(__file__)

on_constraint("storage_quota", Problem("QuotaExceeded", 413, ""))
on_constraint("objects_house_name", Problem("InvalidKey", 400, ""))
on_constraint("objects_record_known", Problem("AccessDenied", 403, ""))
_BY_STATE = {
    "23505": errors.KEY_EXISTS,
    "23503": Refusal("InvalidRequest", 404, "The related resource does not exist"),
    "23514": Refusal("InvalidRequest", 400, "One of these values is not allowed"),
}
_BY_CODE = {
    "not_allowed": errors.DENIED,
    "disk_full": errors.DISK_FULL,
    "too_slow": errors.TOO_SLOW,
    "busy": errors.TOO_SLOW,
}


def endpoint(handler: Handler) -> Handler:
    """Turns problems into answers of the dialect."""

    async def answering(request: Request) -> Response:
        try:
            return await handler(request)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:
            refusal = as_refusal(error)
            if refusal == errors.INTERNAL:
                log.exception("storage endpoint failed", path=request.url.path)
            return refuse(refusal)

    return answering


def named(handler: Handler) -> Handler:
    """An endpoint for whoever says who they are, be it by the public key."""

    async def asking(request: Request) -> Response:
        said = request.headers.get("authorization") or request.headers.get("apikey") or "apikey" in request.query_params
        if not said and caller(request).role == "anon":
            raise errors.NAMELESS()
        return await handler(request)

    return endpoint(asking)


def as_refusal(error: Exception) -> Refusal:
    """What the service says of whatever went wrong."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Problem):
        known = _BY_CODE.get(error.code)
        return known or Refusal(error.code, error.status, error.sentence)
    if isinstance(error, DatabaseDown):
        return errors.DATABASE_DOWN
    if isinstance(error, DatabaseError):
        return _BY_STATE.get(error.sqlstate) or _raised(error)
    return errors.INTERNAL


def _raised(error: DatabaseError) -> Refusal:
    """A policy or trigger of somebody's own raised something: they are told what."""
    if error.sqlstate[:2] in ("P0", "22", "42"):
        return Refusal("DatabaseError", 500, error.message, http=400)
    return errors.INTERNAL


def refuse(refusal: Refusal) -> Response:
    """The answer of a Refusal."""
    body = {
        "statusCode": str(refusal.status),
        "error": refusal.error,
        "message": refusal.sentence,
        "code": refusal.code,
    }
    return answer(body, refusal.http)


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    return Response(content, status, headers=headers, media_type="application/json; charset=utf-8")


async def body(request: Request) -> dict[str, Any]:
    """The request's JSON object; an empty body is an empty object."""
    pieces = bytearray()
    async for piece in request.stream():
        pieces += piece
        if len(pieces) > MOST_JSON:
            raise errors.TOO_LARGE()
    if not pieces:
        return {}
    try:
        found = orjson.loads(pieces)
    except orjson.JSONDecodeError as error:
        raise errors.bad_request("Body cannot be read as JSON") from error
    if not isinstance(found, dict):
        raise errors.bad_request("body must be object")
    return found


def text(body: dict[str, Any], name: str) -> str:
    """A string the body must have."""
    value = body.get(name)
    if not isinstance(value, str) or "\0" in value:
        raise errors.bad_request(f"body must have required property '{name}'")
    return value


def user_metadata(value: str | None) -> dict[str, Any] | None:
    """The caller's own metadata as it is sent in headers: base64 of JSON."""
    if not value:
        return None
    if len(value) > MOST_JSON * 2:
        raise errors.METADATA_LARGE()
    try:
        found = orjson.loads(base64.b64decode(value))
    except (binascii.Error, orjson.JSONDecodeError):
        return None
    return object_or_none(found)


def object_or_none(value: Any) -> dict[str, Any] | None:
    """A JSON object that Postgres can keep."""
    if not isinstance(value, dict) or b"\\u0000" in orjson.dumps(value):
        return None
    return value


def caller(request: Request) -> Who:
    """Whoever asks."""
    found: Who = request.state.who
    return found


def owner(who: Who) -> str | None:
    """The owner of what the caller brings: the subject of the token, whatever it looks like."""
    said = who.claims.get("sub") or who.user_id
    return str(said)[:200] if said else None


def files(request: Request) -> Store:
    """The store of this process."""
    return store()


@asynccontextmanager
async def acting(request: Request, operation: str, who: Who | None = None) -> AsyncIterator[Tx]:
    """A transaction as the caller, or as `who`, whose policies can see what is being done."""
    async with request.state.db.acting(who or caller(request)) as tx:
        await begin(tx, operation, request)
        yield tx


async def begin(tx: Tx, operation: str, request: Request | None = None) -> None:
    """Says in the transaction what is being done, and which limits hold."""
    limits = store()
    await tx.run(
        q.begin,
        operation=f"storage.{operation}",
        method=request.method if request else "",
        path=request.url.path if request else "",
        headers=_headers(request) if request else "{}",
        most_bytes=str(limits.org_bytes or ""),
        most_files=str(limits.org_files or ""),
    )


def _headers(request: Request) -> str:
    return orjson.dumps({name: value for name, value in request.headers.items() if "\0" not in value}).decode()


def house(request: Request, who: Who | None = None) -> Who:
    """The service itself, on the caller's behalf: to look up what the caller's rights do not decide."""
    asker = who or caller(request)
    return Who(
        role="service_role",
        org_id=asker.org_id,
        user_id=asker.user_id,
        agent="storage",
        address=asker.address,
        request_id=asker.request_id,
    )
