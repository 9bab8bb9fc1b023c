"""Back to the application: with what there is to say in the fragment, which never reaches a server's log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import RedirectResponse, Response

from comity.core.errors import Problem

_OAUTH_ERRORS = {400: "invalid_request", 401: "unauthorized_client", 403: "access_denied", 500: "server_error"}
_SESSION = ("access_token", "token_type", "expires_in", "expires_at", "refresh_token")


def go(there: str, said: Mapping[str, Any], query: Mapping[str, Any] | None = None) -> Response:
    """To the application, with a fragment, and a query where it asked for a code."""
    return RedirectResponse(address(there, said, query), 303, {"cache-control": "no-store"})


def address(there: str, said: Mapping[str, Any], query: Mapping[str, Any] | None = None) -> str:
    """The same as an address."""
    parts = urlsplit(there)
    asked = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *(query or {}).items()])
    fragment = urlencode({**said, "sb": ""}) if said else ""
    return urlunsplit((*parts[:3], asked, fragment))


def refuse(there: str, problem: Problem, *, pkce: bool = False) -> Response:
    """To the application with an error, in OAuth's and GoTrue's words."""
    said = {"error_code": problem.code, "error_description": problem.sentence}
    said = {"error": _OAUTH_ERRORS.get(problem.status, "server_error"), **said}
    return go(there, said, query=said if pkce else {})


def session(there: str, session: Mapping[str, Any], **more: Any) -> Response:
    """To the application, signed in (implicit flow)."""
    return go(there, {**{name: session[name] for name in _SESSION}, **more})
