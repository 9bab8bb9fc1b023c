"""Every endpoint of the storage service. Mounted at /storage/v1."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from comity import __version__
from comity.config import Settings
from comity.platform.storage import (
    bucket_endpoints,
    change_endpoints,
    download_endpoints,
    errors,
    list_endpoints,
    resumable_endpoints,
    sign_endpoints,
    upload_endpoints,
)
from comity.platform.storage.wire import answer, endpoint


@endpoint
async def status(request: Request) -> Response:
    """GET /status"""
    return answer({"healthy": True})


@endpoint
async def version(request: Request) -> Response:
    """GET /version"""
    return Response(__version__, media_type="text/plain")


@endpoint
async def nowhere(request: Request) -> Response:
    """Answers in the dialect where there is no endpoint."""
    raise errors.NO_ROUTE()


ENDPOINTS = [
    Route("/status", status, methods=["GET"]),
    Route("/version", version, methods=["GET"]),
    *bucket_endpoints.ROUTES,
    *resumable_endpoints.ROUTES,
    *sign_endpoints.ROUTES,
    *list_endpoints.ROUTES,
    *change_endpoints.ROUTES,
    *download_endpoints.ROUTES,
    *upload_endpoints.ROUTES,
    Route("/{rest:path}", nowhere, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
]


def routes(settings: Settings) -> list[BaseRoute]:
    """The service at its place."""
    return [Mount("/storage/v1", routes=ENDPOINTS)]
