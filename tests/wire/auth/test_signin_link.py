"""`comity signin-link`: the operator's way in, on the server that runs."""

from __future__ import annotations

import httpx

from tests.wire.auth.conftest import Server
from tests.world import WORLD


def test_the_link_signs_in_once(server: Server) -> None:
    said = server.app.comity("signin-link", str(WORLD.theirs.admin.email))
    link = said.stdout.strip()
    assert said.returncode == 0 and link.startswith(f"{server.url}/verify?"), said.stderr
    with httpx.Client(headers={"accept": "text/html"}) as browser:
        followed = browser.get(link)
        assert followed.status_code == 303 and "comity_session" in browser.cookies
        assert str(WORLD.theirs.admin.email) in browser.get(f"{server.url}/settings/account").text
    assert httpx.get(link).status_code == 403


def test_nobody_has_that_address(server: Server) -> None:
    said = server.app.comity("signin-link", "nobody@nowhere.example")
    assert said.returncode == 1 and "nobody@nowhere.example" in said.stderr
