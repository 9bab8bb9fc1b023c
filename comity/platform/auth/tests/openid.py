"""An OpenID provider on this machine, with real keys and signatures, that tells whatever a test wants it to tell."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity.platform.auth.provider import Provider
from tests.listening import listening
from tests.oauth import Codes


@dataclass
class OpenId:
    """The provider. `claims` are laid over what it would say; `changed` may do anything to the finished token."""

    url: str = ""
    calls_itself: str = ""
    """The issuer that its description names, where it is not its address."""
    subject: str = "elsewhere-1"
    email: str = "ann@elsewhere.example"
    verified: Any = True
    algorithm: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    secret: str = "a secret between us and the provider"
    codes: Codes = field(default_factory=Codes)
    asked: list[dict[str, str]] = field(default_factory=list)
    emails: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = {"RS256": RSAKey.generate_key(2048), "ES256": ECKey.generate_key("P-256")}

    def provider(self, **more: Any) -> Provider:
        """How Comity is configured for it."""
        return Provider("oidc", "Elsewhere", "our client", self.secret, self.url, **more)

    def github(self) -> Provider:
        """The same machine, speaking as GitHub does."""
        return Provider("github", "GitHub", "our client", self.secret, url=self.url, api_url=f"{self.url}/api")

    def token(self, nonce: str | None = None, **more: Any) -> str:
        """A signed id_token."""
        now = int(time.time())
        said: dict[str, Any] = {
            "iss": self.url, "aud": "our client", "sub": self.subject, "iat": now, "exp": now + 600,
            "email": self.email, "email_verified": self.verified, "name": "Ann Elsewhere", "picture": "https://e.example/a.png",
        }  # fmt: skip
        if nonce is not None:
            said["nonce"] = nonce
        said = {name: value for name, value in {**said, **self.claims, **more}.items() if value is not None}
        return self.sign(said)

    def sign(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": self.algorithm}
        return jwt.encode(header, claims, self.keys[self.algorithm], algorithms=[self.algorithm])

    def forged(self, claims: dict[str, Any], header: dict[str, Any], key: Key | bytes) -> str:
        """Signed with a key of somebody else's."""
        if not isinstance(key, bytes):
            return jwt.encode(header, claims, key, algorithms=[header["alg"]])
        parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (header, claims)]
        made = hmac.digest(key, b".".join(parts), "sha256")
        return b".".join((*parts, base64.urlsafe_b64encode(made).rstrip(b"="))).decode()

    async def _configuration(self, request: Request) -> Response:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return JSONResponse(
            {"issuer": self.calls_itself or self.url, **{name: f"{self.url}/{path}" for name, path in names.items()}}
        )

    async def _jwks(self, request: Request) -> Response:
        shown = [{**key.as_dict(private=False), "kid": name, "use": "sig"} for name, key in self.keys.items()]
        return JSONResponse({"keys": shown})

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        self.asked.append(form)
        flow = self.codes.redeem(form)
        if flow is None or form["client_secret"] != self.secret:
            return JSONResponse({"error": "invalid_grant"}, 400)
        tokens = {"access_token": "theirs", "refresh_token": "theirs too", "token_type": "bearer"}
        return JSONResponse({**tokens, "id_token": self.token(flow.get("nonce"))})

    async def _user(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer theirs":
            return JSONResponse({}, 401)
        if request.url.path.endswith("emails"):
            return JSONResponse(self.emails)
        return JSONResponse({"id": 4711, "login": "ann", "name": "Ann Hub", "avatar_url": "https://e.example/h.png"})

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/jwks", self._jwks),
                Route("/token", self._token, methods=["POST"]),
                Route("/login/oauth/access_token", self._token, methods=["POST"]),
                Route("/api/user", self._user),
                Route("/api/user/emails", self._user),
            ]
        )


@asynccontextmanager
async def open_id() -> AsyncIterator[OpenId]:
    """The provider, reachable."""
    made = OpenId()
    async with listening(made.app()) as url:
        made.url = url
        yield made


async def away(client: httpx.AsyncClient, **query: str) -> str:
    """Where /authorize sends the browser."""
    answer = await client.get("/auth/v1/authorize", params={"provider": "oidc", **query})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def fragment(answer: httpx.Response) -> dict[str, str]:
    """What an address says behind its #."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).fragment).items()}


def query_of(answer: httpx.Response) -> dict[str, str]:
    """What an address says behind its ?."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
