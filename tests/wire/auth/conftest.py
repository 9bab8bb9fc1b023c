"""The running program and its keys, as an operator hands them to a client."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from supabase import Client, create_client
from supabase.lib.client_options import SyncClientOptions

from tests.app import App


@dataclass(frozen=True)
class Server:
    """Where the wire is, and what opens it."""

    app: App
    url: str
    anon: str
    service: str
    publishable: str
    secret: str
    jwt_secret: str
    http: httpx.Client

    def client(self, key: str | None = None, **options: Any) -> Client:
        """A new client of its own, as an application makes it."""
        chosen = SyncClientOptions(auto_refresh_token=False, persist_session=False, httpx_client=self.http, **options)
        return create_client(self.url, key or self.anon, chosen)


@pytest.fixture(scope="session")
def server(app_server: App) -> Iterator[Server]:
    said = json.loads(app_server.comity("status", "--json").stdout)
    keys = ("app_url", "anon_key", "service_role_key", "publishable_key", "secret_key", "jwt_secret")
    with httpx.Client() as http:  # the clients never close their own
        yield Server(app_server, *(said[key] for key in keys), http=http)


@pytest.fixture
def fresh() -> Callable[[], dict[str, str]]:
    """An address nobody has yet, and a password."""
    return lambda: {"email": f"{secrets.token_hex(6)}@wire.example", "password": "correct horse"}
