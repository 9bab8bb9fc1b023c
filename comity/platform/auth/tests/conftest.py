"""The identity service on this module's database, and a client of its endpoints."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from comity.core.db import Database, Tx
from comity.platform.auth.gateway import Gateway
from comity.platform.auth.house import Letter, Newcomer
from comity.platform.auth.identity import Identity
from comity.platform.auth.policy import Policy
from comity.platform.auth.routes import ENDPOINTS

VERSION = {"x-supabase-api-version": "2024-01-01"}
"""Asks for errors in the newer of both shapes."""
SECRET = "a secret of the tests that is long enough to sign with"


@dataclass
class Notebook:
    """A house that writes down what it is asked: a real implementation of `House`, without organisations."""

    welcomed: list[Newcomer] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    admitted: list[tuple[str, UUID, str]] = field(default_factory=list)
    left: list[UUID] = field(default_factory=list)
    disowned: list[UUID] = field(default_factory=list)

    async def welcome(self, tx: Tx, newcomer: Newcomer) -> None:
        self.welcomed.append(newcomer)

    async def admit(self, tx: Tx, newcomer: Newcomer, place: UUID, role: str) -> None:
        self.admitted.append((newcomer.email, place, role))

    async def farewell(self, tx: Tx, user_id: UUID) -> None:
        self.left.append(user_id)

    async def disown(self, tx: Tx, user_id: UUID) -> None:
        self.disowned.append(user_id)

    async def post(self, tx: Tx, letter: Letter) -> None:
        self.letters.append(letter)


Served = Callable[[Identity], Any]


@pytest.fixture
def house() -> Notebook:
    return Notebook()


@pytest.fixture
def identity(db: Database, house: Notebook) -> Identity:
    return Identity.of(db, SECRET, Policy(site_url="http://app.example"), house)


async def _whoami(request: Request) -> Response:
    who = request.state.who
    keys = ("role", "org_id", "user_id", "org_role", "agent", "address", "user_agent")
    return JSONResponse({key: str(getattr(who, key)) for key in keys})


@asynccontextmanager
async def serving(identity: Identity) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the endpoints, as if over the network."""
    routes = [Mount("/auth/v1", routes=ENDPOINTS), Route("/rest/v1/whoami", _whoami, methods=["GET", "POST"])]
    app = Starlette(routes=routes, middleware=[Middleware(Gateway)])

    async def with_state(scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {"identity": identity, "db": identity.db, "request_id": "r-1"}
        await app(scope, receive, send)

    transport = httpx.ASGITransport(with_state, client=("203.0.113.7", 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.example") as client:
        yield client


@pytest.fixture
async def client(identity: Identity) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(identity) as made:
        yield made


def with_policy(identity: Identity, **changes: Any) -> Identity:
    """The same service under other rules."""
    return Identity.of(identity.db, SECRET, replace(identity.policy, **changes), identity.house)


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, without asking whether it may."""
    payload = token.split(".")[1]
    return dict(orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


Signup = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def sign_up(client: httpx.AsyncClient) -> Signup:
    """Signs somebody up over the wire and answers the session."""

    async def made(email: str, password: str = "correct horse", **data: Any) -> dict[str, Any]:
        answer = await client.post("/auth/v1/signup", json={"email": email, "password": password, "data": data})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return made


def bearer(session: Mapping[str, Any]) -> dict[str, str]:
    """What somebody sends who has this session."""
    return {"authorization": f"Bearer {session['access_token']}", **VERSION}
