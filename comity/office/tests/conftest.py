"""The identity service of this house on this module's database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.config import Settings
from comity.core.db import Database
from comity.core.who import Who
from comity.office import identity as office_identity
from comity.office import members, organizations
from comity.office.organizations import Person
from comity.office.pack import PACK
from comity.platform.auth.identity import Identity
from comity.platform.auth.routes import routes as auth_routes
from comity.platform.rest import inprocess as rest
from comity.web.middleware import shell_middleware
from comity.web.problems import handlers
from comity.web.routes import routes as web_routes

SECRET = "a secret of the tests that is long enough to sign with"
PASSWORD = "correct horse"


@dataclass
class House:
    """Pages and auth endpoints of this house, and a browser without a screen."""

    identity: Identity
    settings: Settings

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody's browser: keeps cookies, follows redirects."""
        app = Starlette(
            routes=[Route("/", _home), *auth_routes(self.settings), *web_routes(dev=False), *PACK.routes],
            middleware=shell_middleware(),
            exception_handlers=handlers,
        )
        app.state.plates = [PACK]

        async def with_state(scope: dict[str, object], receive: object, send: object) -> None:
            scope["state"] = {"identity": self.identity, "db": self.identity.db, "settings": self.settings}
            await app(scope, receive, send)  # type: ignore[arg-type]

        transport = httpx.ASGITransport(with_state, client=("203.0.113.7", 4242))  # type: ignore[arg-type]
        headers = {"accept": "text/html", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
        base = "http://app.example"
        async with httpx.AsyncClient(
            transport=transport, base_url=base, headers=headers, follow_redirects=True
        ) as client:
            yield client


async def bearer(browser: httpx.AsyncClient, email: str) -> dict[str, str]:
    """What a program of theirs sends with a request: a token that it asked for over the wire."""
    said = {"email": email, "password": PASSWORD}
    token = (await browser.post("/auth/v1/token?grant_type=password", json=said)).json()["access_token"]
    return {"authorization": f"Bearer {token}", "accept": "application/json"}


async def _home(request: Request) -> Response:
    who = request.state.who
    return PlainTextResponse(f"{who.email} {who.org_role} {who.claims.get('org_name')}")


@pytest.fixture(scope="module")
async def house(db: Database) -> House:
    settings = Settings(
        home=Path("/nowhere"), database_url=db.url, auth_site_url="http://app.example", jwt_secret=SECRET
    )
    await rest.ready(db)
    return House(await office_identity.build(db, settings), settings)


@pytest.fixture(scope="module")
def identity(house: House) -> Identity:
    return house.identity


_count = iter(range(10_000))


@pytest.fixture
async def owner(identity: Identity) -> Person:
    """The owner of a new organisation."""
    n = next(_count)
    return await organizations.sign_up(
        identity, email=f"owner{n}@o{n}.example", password=PASSWORD, name=f"Owner {n}", organization=f"House {n}"
    )


@pytest.fixture
async def stranger(identity: Identity) -> Person:
    """The owner of another organisation."""
    n = next(_count)
    return await organizations.sign_up(identity, email=f"stranger{n}@s{n}.example", password=PASSWORD, name="Stranger")


async def colleague(identity: Identity, boss: Person, role: str, name: str = "Remy") -> Who:
    """Another member of the same organisation."""
    n = next(_count)
    email = f"{role}{n}@{boss.email.partition('@')[2]}"
    made = await members.add(identity, boss.who, email=email, name=name, role=role, password=PASSWORD)
    return await members.who(identity.db, made.user["id"], boss.org_id)


async def sign_in(client: httpx.AsyncClient, email: str | None, password: str = PASSWORD) -> httpx.Response:
    """Signs this browser in."""
    return await client.post("/sign-in", data={"email": email or "", "password": password})
