"""One call from the request to the answer: may they, how often, what did they send, how long may it take.

Failures of the function's own making are its answers; failures of ours carry `x-relay-error` (wire.md 5).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog
from starlette.requests import Request
from starlette.responses import Response

from comity.core import rates
from comity.core.db import DatabaseDown
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.functions import refusals
from comity.platform.functions.answer import answer
from comity.platform.functions.answers import Once, caller
from comity.platform.functions.function import Call, Function
from comity.platform.functions.given import body_of, given
from comity.platform.functions.refusals import refusal

log = structlog.get_logger(__name__)


async def serve(functions: Mapping[str, Function], request: Request) -> Response:
    """Answers a call of `name`, whatever happens in it."""
    name = request.path_params["name"]
    function = functions.get(name)
    if request.method == "OPTIONS" and (function is None or "OPTIONS" not in function.methods):
        return Response(status_code=204, headers={"Allow": _allowed(function)})
    if function is None:
        return refusal(refusals.NO_FUNCTION)
    if function.broken:
        return refusal(refusals.NOT_LOADED, relay=True)
    try:
        who = admitted(function, request)
        if function.methods and request.method not in function.methods:
            wrong = Problem("method_not_allowed", 405, f"This function answers {_allowed(function)}.")
            return refusal(wrong, headers={"Allow": _allowed(function)})
        if function.per_minute:
            wait = await rates.take(request.state.db, f"fn:{name}:{caller(who)}", function.per_minute)
            if wait:
                return refusal(refusals.TOO_MANY, headers={"Retry-After": str(int(wait) + 1)})
        return await _once(function, who, request)
    except Problem as problem:
        return refusal(problem)
    except DatabaseDown:
        return refusal(refusals.DOWN, relay=True)
    except Exception:
        log.exception("a function failed", function=name)
        return refusal(refusals.FAILED, relay=True)


def admitted(function: Function, request: Request) -> Who:
    """Whoever calls, if they may; a Problem otherwise."""
    who: Who = request.state.who
    if function.access == "anyone":
        return who
    if getattr(request.state, "refused", None) is not None:
        raise refusals.BAD_TOKEN()
    if not _has_credentials(request, who):
        raise refusals.NO_TOKEN()
    if function.access == "member":
        if who.role == "anon":
            raise refusals.NO_TOKEN()
        if who.org_id is None:
            raise refusals.NO_ORGANISATION()
        if function.roles and who.org_role not in function.roles:
            raise refusals.NOT_YOURS()
    return who


def _has_credentials(request: Request, who: Who) -> bool:
    return who.role != "anon" or "authorization" in request.headers or "apikey" in request.headers


async def _once(function: Function, who: Who, request: Request) -> Response:
    """Carries the call out, or answers as before where it was carried out under the same key."""
    body = await body_of(request)
    key = request.headers.get("idempotency-key")
    if not key:
        return await _carried_out(function, who, request, body)
    asked = b"\0".join((request.method.encode(), request.url.path.encode(), request.url.query.encode(), body))
    once = Once(request.state.db, who, function.name, key, asked)
    known = await once.known()
    if known is not None:
        return known
    try:
        response = await _carried_out(function, who, request, body)
    except Problem as problem:
        response = refusal(problem)
    except BaseException:
        await asyncio.shield(once.forget())
        raise
    await once.keep(response)
    return response


async def _carried_out(function: Function, who: Who, request: Request, body: bytes) -> Response:
    call = Call(who, request, request.path_params.get("path", ""))
    arguments = [call] if function.takes is None else [call, await given(function, request, body)]
    try:
        async with asyncio.timeout(function.seconds):
            return await answer(function, await function.run(*arguments))
    except TimeoutError:
        log.warning("a function took too long", function=function.name, seconds=function.seconds)
        return refusal(refusals.TOO_SLOW, relay=True)


def _allowed(function: Function | None) -> str:
    methods = (function and function.methods) or ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    return ", ".join(dict.fromkeys((*methods, "OPTIONS")))
