"""In front of the five services (wire.md 0): who is asking, and may another site ask at all."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import orjson
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.core.errors import DatabaseBusy, DatabaseError, DatabaseLost, Problem, away
from comity.core.who import Who
from comity.platform.auth import callers, cors
from comity.platform.auth.identity import Identity
from comity.platform.gateway.limits import ApiLimits, Taken

COOKIE = "comity_session"
DOWN = Problem("PGRST000", 503, "Database connection error.")
LOST = Problem("PGRST001", 503, "Database client error. Retrying the connection.")
CROWDED = Problem("PGRST003", 504, "Timed out acquiring connection from connection pool.")
TOO_OFTEN = Problem("over_request_rate_limit", 429, "Too many requests", hint="Wait as long as Retry-After says.")
SERVICES = ("/rest/v1", "/auth/v1", "/realtime/v1", "/storage/v1", "/functions/v1", "/api", "/mcp")
LENIENT = ("/auth/v1", "/functions/v1", "/api")
"""Who says for themselves what a token that does not hold means: sign-in, and functions that anyone may call."""


class Gateway:
    """Sets `state.who` for requests of the wire; leaves every other request alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service = service_of(scope["path"]) if scope["type"] in ("http", "websocket") else None
        if service is None:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["type"] == "http":
            if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
                await cors.preflight(headers.get(b"access-control-request-headers"), send)
                return
            send = cors.answering(send, scope["state"].get("request_id"))
        try:
            scope["state"]["who"] = await identify(scope, headers, so_far=service == "/auth/v1")
        except Problem as problem:
            unknown = problem.status >= 500 and service != "/auth/v1"  # which says that in words of its own
            if (unknown or service not in LENIENT) and scope["type"] == "http":
                await refuse(service, problem, send)
                return
            scope["state"]["who"] = with_origin(Who.anonymous(), scope, headers)
            scope["state"]["refused"] = problem  # sign-in works with a stale token; what needs a token says so itself
        if scope["type"] == "http" and service != "/auth/v1":  # sign-in counts its own way
            taken = _take(scope)
            if taken is not None:
                send = cors.with_headers(send, taken.headers())
                if not taken.allowed:
                    await refuse(service, TOO_OFTEN, send)
                    return
        await self.app(scope, receive, send)


def _take(scope: Scope) -> Taken | None:
    """One request of the caller's, where anybody counts."""
    limits: ApiLimits | None = scope["state"].get("limits")
    return limits.take(scope["state"]["who"]) if limits is not None else None


def service_of(path: str) -> str | None:
    """The service a path belongs to, None for pages."""
    for service in SERVICES:
        if path.startswith(service) and (len(path) == len(service) or path[len(service)] == "/"):
            return service
    return None


async def identify(scope: Scope, headers: dict[bytes, bytes], *, so_far: bool = False) -> Who:
    """Whoever this request acts as: the bearer's token first, then the key, then the cookie, else nobody.

    A session that still owes a proof is refused, but `so_far`: where it can give that proof.
    """
    identity: Identity = scope["state"]["identity"]
    who = await _credentials(identity, scope, headers)
    if not so_far:
        callers.proven(who, service_of(scope.get("path", "")) or "")
    return with_origin(who, scope, headers)


async def _credentials(identity: Identity, scope: Scope, headers: dict[bytes, bytes]) -> Who:
    authorization = headers.get(b"authorization")
    token = callers.bearer_of(authorization.decode("latin-1")) if authorization is not None else None
    if token is None:
        key = headers.get(b"apikey")
        token = key.decode("latin-1").strip() if key else _key_of_query(scope)
    try:
        if token:
            return await callers.of_token_so_far(identity, token)
        if b"cookie" in headers and _same_origin(headers):
            cookie = session_cookie(headers[b"cookie"].decode("latin-1"))
            found = await callers.of_cookie(identity, cookie) if cookie else None
            if found is not None:
                return found
    except DatabaseError as error:
        if not away(error):
            raise
        raise _unanswered(error) from error
    return Who.anonymous()


def _unanswered(error: DatabaseError) -> Problem:
    """Who asks could not be found out, for the same reasons for which a query is not answered."""
    if isinstance(error, DatabaseBusy):
        return CROWDED
    return LOST if isinstance(error, DatabaseLost) or error.sqlstate.startswith("57P") else DOWN


def with_origin(who: Who, scope: Scope, headers: dict[bytes, bytes]) -> Who:
    """The same caller with where this request came from, for the audit log."""
    client = scope.get("client")
    agent = headers.get(b"user-agent")
    here = replace(
        who,
        address=client[0] if client else None,
        user_agent=agent.decode("latin-1")[:400] if agent else None,
        request_id=scope["state"].get("request_id"),
    )
    here.__dict__["claims_json"] = who.claims_json  # the claims are the same: they are written once per token
    return here


def _key_of_query(scope: Scope) -> str | None:
    query: bytes = scope["query_string"]
    if b"apikey=" not in query:
        return None
    found = parse_qs(query.decode("latin-1")).get("apikey")
    return found[0] if found else None


def _same_origin(headers: dict[bytes, bytes]) -> bool:
    """Whether a browser says the request comes from our own pages: only then does a cookie count on the wire."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin = headers.get(b"origin")
    return origin is None or origin.split(b"//", 1)[-1] == headers.get(b"host")


def session_cookie(header: str) -> str | None:
    """The session's cookie among all cookies."""
    return cookie_parser(header).get(COOKIE)


async def refuse(service: str, problem: Problem, send: Send) -> None:
    """Says no in the service's own words."""
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    if problem.status >= 500:
        body: dict[str, object] = {"code": problem.code, "message": problem.sentence, "details": None, "hint": None}
        if service == "/storage/v1":
            body = {"statusCode": str(problem.status), "error": "DatabaseError", "message": problem.sentence}
        headers.append((b"retry-after", b"1"))
    elif service == "/functions/v1":
        body = {"code": problem.status, "message": "Invalid JWT"}
    elif service == "/storage/v1":
        body = {"statusCode": "403", "error": "Unauthorized", "message": problem.sentence, "code": "AccessDenied"}
        problem = Problem(problem.code, 400, problem.sentence)
    else:
        body = {"code": problem.code, "message": problem.sentence, "details": problem.details, "hint": problem.hint}
        if problem.status == 401:
            challenge = f'Bearer error="invalid_token", error_description="{problem.sentence}"'
            headers.append((b"www-authenticate", challenge.encode("latin-1", "replace")))
            headers.append((b"proxy-status", f"PostgREST; error={problem.code}".encode("latin-1")))
    content = orjson.dumps(body)
    headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
