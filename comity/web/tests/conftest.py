"""The paper alone: its routes on a free port, with somebody signed in and nothing behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.core.pack import NavItem, Pack
from comity.core.who import Who
from comity.web import i18n, problems, routes
from comity.web.middleware import content_security_policy
from tests.app import free_port

NAV = (
    NavItem("Home", "/", "house", "h", order=0),
    NavItem("Gallery", "/dev/gallery", "gem", "y", order=1),
    NavItem("Secrets", "/secrets", "lock", "s", ("owner",), order=2),
)


class SignedIn:
    """Says who asks, in which language, and sends the same policy as the real middleware."""

    def __init__(self, app: ASGIApp, who: Who) -> None:
        self.app, self.who = app, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["who"] = self.who
        cookies = dict(scope["headers"]).get(b"cookie", b"").decode()
        i18n.use("de" if "language=de" in cookies else "en", "Europe/Paris")

        async def sending(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                policy = content_security_policy("n0nce").encode()
                message["headers"] = [*message["headers"], (b"content-security-policy", policy)]  # type: ignore[misc]
            await send(message)

        await self.app(scope, receive, sending)  # type: ignore[arg-type]


def make_app(role: str = "rep") -> Starlette:
    who = Who(
        role="authenticated",
        org_id=uuid4(),
        user_id=uuid4(),
        org_role=role,
        email="bea@maison.example",
        name="Beatrice Fontana",
        claims={"org_name": "Maison Laurent"},
    )
    app = Starlette(
        routes=routes.routes(dev=True),
        exception_handlers=problems.handlers,
        middleware=[Middleware(SignedIn, who=who)],
    )
    app.state.plates = (Pack(name="sample", title="Sample", nav=NAV),)
    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(make_app())


@pytest.fixture(scope="module")
def gallery_url() -> Iterator[str]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(make_app(), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(60)
