"""The functions at their two addresses: /functions/v1/{name}[/path] and /api/{name}.  seed: R08-R12"""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from comity.platform.functions.function import Function
from comity.platform.functions.openapi import document
from comity.platform.functions.serve import serve

ROOTS = ("/functions/v1", "/api")
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes(functions: Mapping[str, Function]) -> list[BaseRoute]:
    """The document first, then every name; /api/health and its like stand before these."""

    async def endpoint(request: Request) -> Response:
        return await serve(functions, request)

    async def described(request: Request) -> Response:
        found = document(functions, request.state.settings.site_url)
        return Response(orjson.dumps(found), media_type="application/openapi+json")

    found: list[BaseRoute] = [Route("/functions/v1", described), Route("/api/openapi.json", described)]
    for root in ROOTS:
        found.append(Route(root + "/{name}", endpoint, methods=_METHODS, include_in_schema=False))
        found.append(Route(root + "/{name}/{path:path}", endpoint, methods=_METHODS, include_in_schema=False))
    return found
