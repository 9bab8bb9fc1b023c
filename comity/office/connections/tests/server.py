"""An OAuth server on this machine: code with PKCE, rotating refresh tokens, revocation; as unkind as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.listening import listening
from tests.oauth import Codes

SECRET = "our-secret-with-the-provider-0123456789"


@dataclass
class OAuth:
    """The server. `mood` may be "", "hang", "broken" or "nonsense"; `life` is what a token lives, in seconds."""

    url: str = ""
    calls_itself: str = ""
    """The issuer that its description names, where it is not its address."""
    life: Any = 3600
    mood: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    codes: Codes = field(default_factory=Codes)
    good: set[str] = field(default_factory=set)
    """The refresh tokens it takes; each once."""
    made: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def renewals(self) -> int:
        return sum(one["grant_type"] == "refresh_token" for one in self.asked)

    async def _about(self, request: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "revocation_endpoint": "revoke"}
        return JSONResponse(
            {"issuer": self.calls_itself or self.url, **{name: f"{self.url}/{path}" for name, path in places.items()}}
        )

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        self.asked.append(form)
        if self.mood == "hang":
            await self.waiting.wait()
            return Response(status_code=503)
        if self.mood == "broken":
            return Response(status_code=503)
        if self.mood == "nonsense":
            return Response('{"access_token": ', media_type="application/json")
        if form.get("client_secret") != SECRET or not self._grants(form):
            return JSONResponse({"error": "invalid_grant", "error_description": "no <b>secrets</b> here"}, 400)
        await asyncio.sleep(0.05)
        self.made += 1
        refresh = f"refresh-token-{self.made}"
        self.good.add(refresh)
        said = {"access_token": f"access-token-{self.made}", "refresh_token": refresh, "token_type": "Bearer"}
        return JSONResponse({**said, "expires_in": self.life, "scope": "read write", **self.more})

    def _grants(self, form: dict[str, str]) -> bool:
        if form["grant_type"] == "refresh_token":
            fits = form["refresh_token"] in self.good
            self.good.discard(form["refresh_token"])
            return fits
        return self.codes.redeem(form) is not None

    async def _revoke(self, request: Request) -> Response:
        self.revoked.append(str((await request.form())["token"]))
        return Response(status_code=500 if self.mood == "broken" else 200)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/token", self._token, methods=["POST"]),
                Route("/revoke", self._revoke, methods=["POST"]),
            ]
        )


@asynccontextmanager
async def oauth() -> AsyncIterator[OAuth]:
    """The server, reachable."""
    made = OAuth()
    async with listening(made.app()) as url:
        made.url = url
        yield made
        made.waiting.set()
