"""Every endpoint of the auth service. Mounted at /auth/v1."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from comity.config import Settings
from comity.core.errors import Problem
from comity.platform.auth import health, jwks, logout, otp, recover, resend, settings, signup, token, user, verify
from comity.platform.auth.wire import endpoint

NOT_HERE = Problem("feature_disabled", 404, "This part of the auth service is not here yet")


@endpoint
async def nowhere(request: Request) -> Response:
    """Answers in the dialect where there is no endpoint."""
    raise NOT_HERE


ENDPOINTS = [
    Route("/health", health.health),
    Route("/settings", settings.settings),
    Route("/.well-known/jwks.json", jwks.jwks),
    Route("/signup", signup.signup, methods=["POST"]),
    Route("/token", token.token, methods=["POST"]),
    Route("/user", user.show, methods=["GET"]),
    Route("/user", user.update, methods=["PUT"]),
    Route("/logout", logout.logout, methods=["POST"]),
    Route("/recover", recover.recover, methods=["POST"]),
    Route("/otp", otp.otp, methods=["POST"]),
    Route("/magiclink", otp.otp, methods=["POST"]),
    Route("/resend", resend.resend, methods=["POST"]),
    Route("/verify", verify.follow, methods=["GET"]),
    Route("/verify", verify.exchange, methods=["POST"]),
    Route("/{rest:path}", nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
]


def routes(settings: Settings) -> list[BaseRoute]:
    """The service at its place."""
    return [Mount("/auth/v1", routes=ENDPOINTS)]
