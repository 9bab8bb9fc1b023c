"""How the endpoints read requests and say no: GoTrue's two error shapes (wire.md 2.3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem, away
from comity.core.who import Who
from comity.platform.auth import callers, pkce, sessions, users
from comity.platform.auth.identity import Identity
from comity.platform.auth.letters import Asked

API_VERSION = "2024-01-01"
MOST_BYTES = 1024 * 1024
Handler = Callable[[Request], Awaitable[Response]]

NO_TOKEN = Problem("no_authorization", 401, "This endpoint requires a valid Bearer token")
NO_SUBJECT = Problem("bad_jwt", 403, "invalid claim: missing sub claim")
BAD_SUBJECT = Problem("bad_jwt", 400, "invalid claim: sub claim must be a UUID")
NO_SESSION = Problem("session_not_found", 403, "Session from session_id claim in JWT does not exist")
NO_USER = Problem("user_not_found", 403, "User from sub claim in JWT does not exist")
USER_BANNED = Problem("user_banned", 403, "User is banned")
NOT_A_PROGRAM_S = Problem("insufficient_scope", 403, "A program does not change the account that let it in")
BAD_JSON = Problem("bad_json", 400, "Could not parse request body as JSON")
TOO_LARGE = Problem("request_entity_too_large", 413, f"Request body too large (max {MOST_BYTES} bytes)")

UNREACHABLE = Problem(
    "unexpected_failure", 503, "The database cannot be reached. Try again.", details={"retry_after": 1}
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """The signed-in user of a request: checked against the database now, not against a memory."""

    user: users.Row
    session_id: UUID | None
    who: Who
    aal: str = "aal1"


def endpoint(handler: Handler) -> Handler:
    """Turns problems into answers of the dialect."""

    async def answering(request: Request) -> Response:
        try:
            return await handler(request)
        except Problem as problem:
            return refusal(request, problem)
        except Exception as error:
            if away(error):
                return refusal(request, UNREACHABLE)
            log.exception("auth endpoint failed", path=request.url.path)
            sentence = "Unexpected failure, please check server logs for more information"
            return refusal(request, Problem("unexpected_failure", 500, sentence))

    return answering


def refusal(request: Request, problem: Problem) -> Response:
    """The problem in the shape the client asked for."""
    reasons = problem.details.get("reasons") if isinstance(problem.details, dict) else None
    weak = {"weak_password": {"reasons": reasons}} if reasons else {}
    headers = {"x-sb-error-code": problem.code}
    if request.headers.get("x-supabase-api-version", "") >= API_VERSION:
        headers["x-supabase-api-version"] = API_VERSION
        body: dict[str, Any] = {"code": problem.code, "message": problem.sentence, **weak}
    else:
        body = {"code": problem.status, "error_code": problem.code, "msg": problem.sentence, **weak}
    if isinstance(problem.details, dict) and "retry_after" in problem.details:
        headers["retry-after"] = str(problem.details["retry_after"])
    return answer(body, problem.status, headers)


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    kept = {"cache-control": "no-store", **(headers or {})}
    return Response(orjson.dumps(body), status, headers=kept, media_type="application/json")


async def body(request: Request) -> dict[str, Any]:
    """The request's JSON object; an empty body is an empty object."""
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise TOO_LARGE()
    pieces = bytearray()
    async for piece in request.stream():
        pieces += piece
        if len(pieces) > MOST_BYTES:
            raise TOO_LARGE()
    if not pieces:
        return {}
    try:
        found = orjson.loads(pieces)
    except orjson.JSONDecodeError as error:
        raise BAD_JSON() from error
    if not isinstance(found, dict):
        raise BAD_JSON()
    return found


def text(body: dict[str, Any], name: str) -> str:
    """A string of the body, empty when it is not there; NUL cannot be kept by Postgres."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise Problem("bad_json", 400, f"Could not parse request body as JSON: {name} must be a string")
    return value


def mapping(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object of the body, empty when it is not there."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict) or "\\u0000" in orjson.dumps(value).decode():
        raise Problem("bad_json", 400, f"Could not parse request body as JSON: {name} must be an object")
    return value


def asked(request: Request, body: dict[str, Any]) -> Asked:
    """How a letter is asked for by this request."""
    return Asked("wire", request.query_params.get("redirect_to"), pkce.of_body(body))


def identity(request: Request) -> Identity:
    """The identity service."""
    found: Identity = request.state.identity
    return found


def asker(request: Request) -> Who:
    """Whoever asks, with address and browser."""
    found: Who = request.state.who
    return found


async def caller(request: Request, *, programs: bool = False) -> Caller:
    """The signed-in user, or a Problem. A program they have let in does not act on the account itself."""
    header = request.headers.get("authorization")
    token = callers.bearer_of(header) if header else None
    if token is None:
        raise NO_TOKEN()
    who = _verified(request)
    claims = who.claims
    if not claims.get("sub"):
        raise NO_SUBJECT()
    person = callers.uuid_or_none(claims["sub"])
    if person is None:
        raise BAD_SUBJECT()
    if claims.get("client_id") and not programs:
        raise NOT_A_PROGRAM_S()
    session_id = callers.uuid_or_none(claims.get("session_id"))
    service = identity(request)
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        user = await users.find(tx, person)
        standing = await tx.row(sessions.q.standing, id=session_id, org=None) if session_id else None
    if user is None:
        raise NO_USER()
    if session_id is not None and standing is None:
        raise NO_SESSION()
    if users.is_banned(user):
        raise USER_BANNED()
    aal = standing["aal"] if standing else claims.get("aal")
    return Caller(user, session_id, who, str(aal or "aal1"))


def _verified(request: Request) -> Who:
    """The caller, where the gateway knew the token; in GoTrue's words where it did not."""
    refused: Problem | None = getattr(request.state, "refused", None)
    if refused is None:
        return asker(request)
    if refused.code == callers.UNKNOWN_ROLE:  # a name that an administrator gave: it opens nothing but the account
        token = callers.bearer_of(request.headers["authorization"])
        return replace(asker(request), claims=identity(request).tokens.claims(token or ""))
    if refused == callers.SESSION_ENDED:
        raise NO_SESSION()
    if refused.code == "user_banned":
        raise USER_BANNED()
    if refused.status >= 500:  # nobody could look: that says nothing of the token
        raise UNREACHABLE()
    raise Problem("bad_jwt", 403, f"invalid JWT: unable to parse or verify signature, {refused.sentence}")
