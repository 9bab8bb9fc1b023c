"""Somebody's browser without scripts: signed in, or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from comity.core.who import Who
from tests.app import App
from tests.world import World


@contextmanager
def visit(app: App, who: Who | None = None) -> Iterator[httpx.Client]:
    """Pages as they are sent; forms as a browser sends them."""
    with httpx.Client(base_url=app.url, timeout=60, headers={"accept": "text/html", "origin": app.url}) as browser:
        if who is not None:
            answer = browser.post("/sign-in", data={"email": who.email, "password": app.world.password})
            assert answer.status_code in (302, 303), answer.text[:500]
        yield browser


def browser_of(who: Callable[[World], Who]) -> Any:
    """A fixture: the browser of one of the cast, for all tests of a file."""

    @pytest.fixture(scope="module")
    def browser(app_server: App) -> Iterator[httpx.Client]:
        with visit(app_server, who(app_server.world)) as visiting:
            yield visiting

    return browser
