"""Our organisation with something in every room, so that the stranger has something to steal."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from comity.core.who import Who
from tests.app import App
from tests.network import PATIENCE


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


Fetch = Callable[..., Answer]


def ask(url: str, method: str = "GET", body: object = None, headers: dict[str, str] | None = None) -> Answer:
    """One request; redirects are answers too."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read().decode(errors="replace"))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.fixture(scope="session")
def tokens(app_server: App) -> Callable[[Who], str]:
    """The access token of anybody in the cast, by signing in over the wire."""
    known: dict[str, str] = {}

    def token(who: Who) -> str:
        assert who.email
        if who.email not in known:
            url = f"{app_server.url}/auth/v1/token?grant_type=password"
            answer = ask(url, "POST", {"email": who.email, "password": app_server.world.password})
            assert answer.status == 200, answer.body
            known[who.email] = answer.json["access_token"]
        return known[who.email]

    return token


@pytest.fixture(scope="session")
def rest(app_server: App, tokens: Callable[[Who], str]) -> Fetch:
    """`rest(who, "contacts?select=*", method, body)`: a wire request of somebody, or of nobody."""

    def fetch(who: Who | None, path: str, method: str = "GET", body: object = None, prefer: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {tokens(who)}"} if who else {}
        if prefer:
            headers["Prefer"] = prefer
        return ask(f"{app_server.url}/rest/v1/{path}", method, body, headers)

    return fetch
