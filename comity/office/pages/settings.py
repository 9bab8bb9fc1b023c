"""/settings: on to the first page one may open."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.web import http


async def first(request: Request) -> Response:
    """Everybody has a profile."""
    return http.go(request, "/settings/profile")


ROUTES = [Route("/settings", first, methods=["GET"])]
