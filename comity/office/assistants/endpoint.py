"""/mcp, and where it says how to be let in.

MCP specification, "Authorization": without a token 401 with `WWW-Authenticate: Bearer resource_metadata=...`, whose
document (RFC 9728) names our OAuth 2.1 server. A person's token or API key opens it; a cookie does not.
"""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from comity.ai import means
from comity.core import rates
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.assistants import server
from comity.office.assistants.tools import Asker
from comity.platform.auth import callers
from comity.platform.auth.gateway import with_origin
from comity.platform.auth.identity import Identity

HERE = "/mcp"
METADATA = "/.well-known/oauth-protected-resource"
PER_MINUTE = 240.0
NO_TOKEN = Problem("no_token", 401, "Sign in: assistants need a person's token or API key.")
NO_PERSON = Problem("no_person", 403, "This key does not belong to a person in an organisation.")
CLOSED = Problem("assistants_off", 403, "Your organisation does not let assistants in. An admin can change that.")


class Mcp:
    """The address assistants speak to."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            asker = await _asker(request)
        except Problem as problem:
            await _refused(request, problem)(scope, receive, send)
            return
        wait = await rates.take(asker.db, f"mcp:{asker.who.user_id}", PER_MINUTE)
        if wait:
            slow = Problem("too_many", 429, "Too many requests. Try again in a moment.")
            await _refused(request, slow, {"Retry-After": str(int(wait) + 1)})(scope, receive, send)
            return
        await server.serve(scope, receive, send, asker)


async def metadata(request: Request) -> Response:
    """RFC 9728: who may let an assistant in here."""
    policy = request.state.identity.policy
    said = {
        "resource": f"{policy.site_url}{HERE}",
        "authorization_servers": [policy.auth_url],
        "bearer_methods_supported": ["header"],
        "scopes_supported": ["openid", "profile", "email"],
        "resource_name": "Comity",
    }
    return Response(orjson.dumps(said), media_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


async def _asker(request: Request) -> Asker:
    identity: Identity = request.state.identity
    token = callers.bearer_of(request.headers.get("authorization")) or request.headers.get("apikey")
    if not token:
        raise NO_TOKEN()
    who = await callers.of_token(identity, token, HERE)
    if who.role != "authenticated" or who.user_id is None or who.org_id is None:
        raise NO_PERSON()
    mode = await means.assistants(request.state.db, who)
    if mode == "off":
        raise CLOSED()
    who = with_origin(who, request.scope, dict(request.scope["headers"]))
    return Asker(request.state.db, who.below(_name(who)), mode, tuple(request.app.state.plates))


def _name(who: Who) -> str:
    """Who acts below the person, for the audit log."""
    return f"assistant ({who.agent})" if who.agent else "assistant"


def _refused(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    said = {"error": "invalid_token" if problem.status == 401 else problem.code, "error_description": problem.sentence}
    extra = dict(headers or {})
    if problem.status == 401:
        where = f"{request.state.identity.policy.site_url}{METADATA}{HERE}"
        extra["WWW-Authenticate"] = f'Bearer resource_metadata="{where}"'
    return Response(orjson.dumps(said), problem.status, extra, "application/json")


ROUTES = [
    Route(HERE, Mcp(), name="public:mcp"),
    Route(METADATA, metadata, name="public:mcp metadata"),
    Route(METADATA + HERE, metadata, name="public:mcp metadata of the address"),
]
