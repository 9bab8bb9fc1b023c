"""How the service says no: in the function's words, or with `x-relay-error` where the failure is ours (wire.md 5)."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.responses import Response

from comity.core.errors import Problem

NO_TOKEN = Problem("no_authorization", 401, "Missing authorization header")
BAD_TOKEN = Problem("bad_jwt", 401, "Invalid JWT")
NO_FUNCTION = Problem("NOT_FOUND", 404, "Requested function was not found")
NO_ORGANISATION = Problem("no_organisation", 403, "Sign in as a member of an organisation to call this function.")
NOT_YOURS = Problem("not_allowed", 403, "Your role may not call this function. Ask an admin of your organisation.")
BAD_BODY = Problem("bad_json", 400, "The body is not the JSON this function takes.")
BAD_INPUT = Problem("invalid_input", 422, "The input does not fit. `details` says where.")
TOO_LARGE = Problem("too_large", 413, "The body is larger than a function takes.")
TOO_MANY = Problem("over_request_rate_limit", 429, "Too many calls of this function. Wait a moment and try again.")
TOO_SLOW = Problem("function_timeout", 504, "The function took too long and was stopped.")
FAILED = Problem("function_failed", 500, "The function failed. The log says why, under the request's id.")
NOT_LOADED = Problem("function_not_loaded", 503, "This function could not be loaded. The log of the server says why.")
AT_WORK = Problem("idempotency_in_progress", 409, "A call with this idempotency key is still at work. Ask again soon.")
OTHER_INPUT = Problem("idempotency_reused", 422, "This idempotency key was used with another input. Use a new one.")
DOWN = Problem("database_down", 503, "The database is away. Try again in a moment.")


def refusal(problem: Problem, *, relay: bool = False, headers: dict[str, str] | None = None) -> Response:
    """A problem as an answer; 401s have the shape the gateway of Edge Functions gives them."""
    body: dict[str, Any] = {"code": problem.code, "message": problem.sentence}
    if problem in (NO_TOKEN, BAD_TOKEN):  # the relay says so, before the function is asked
        body["code"], relay = 401, True
    else:
        body["error"] = problem.sentence  # what functions-py shows
    if problem.details is not None:
        body["details"] = problem.details
    if problem.hint:
        body["hint"] = problem.hint
    if problem.field:
        body["field"] = problem.field
    sent = {**(headers or {}), **({"x-relay-error": "true"} if relay else {})}
    return Response(orjson.dumps(body, default=str), problem.status, sent, "application/json")
