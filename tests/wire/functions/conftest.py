"""The running program with an operator's own functions in its home."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from supabase import Client, create_client
from supabase.lib.client_options import SyncClientOptions

from comity.core.who import Who
from tests.app import App, end, serve
from tests.server import Postgres
from tests.world import WORLD, enter

OWN = Path(__file__).parent / "own"


@dataclass(frozen=True)
class Served:
    """Where the functions are, and what opens them."""

    app: App
    url: str
    anon: str
    publishable: str
    service: str
    http: httpx.Client

    def client(self, who: Who | None = None, key: str | None = None) -> Client:
        """A client, signed in as somebody of the cast or not."""
        options = SyncClientOptions(auto_refresh_token=False, persist_session=False, httpx_client=self.http)
        made = create_client(self.url, key or self.anon, options)
        if who is not None:
            made.auth.sign_in_with_password({"email": who.email, "password": self.app.world.password})  # type: ignore[typeddict-item]
        return made

    def token(self, who: Who) -> str:
        """An access token of somebody."""
        session = self.client(who).auth.get_session()
        assert session
        return session.access_token


@pytest.fixture(scope="session")
def served(postgres: Postgres) -> Iterator[Served]:
    home = Path(tempfile.mkdtemp(prefix="comity-fn-"))
    (home / "functions").mkdir()
    shutil.copy(OWN / "mirror.py", home / "functions" / "mirror.py")
    shutil.copy(OWN / "broken_one.py.txt", home / "functions" / "broken_one.py")
    url = postgres.create()
    enter(url, WORLD)
    app = serve(home, url)
    said = json.loads(app.comity("status", "--json").stdout)
    with httpx.Client() as http:
        keys = (said["app_url"], said["anon_key"], said["publishable_key"], said["service_role_key"])
        yield Served(app, *keys, http=http)
    end(app)
    postgres.drop(url)
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def tokens(served: Served) -> dict[str, str]:
    """Tokens of our owner and rep, and of the stranger."""
    world = served.app.world
    return {name: served.token(who) for name, who in
            (("owner", world.owner), ("rep", world.rep), ("stranger", world.stranger))}  # fmt: skip
