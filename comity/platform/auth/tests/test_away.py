"""A database that is away: every service says so, with 503 and when to come again, and nobody is taken for a forger."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from comity.core.db import Database
from comity.platform.auth.identity import Identity
from comity.platform.auth.policy import Policy
from comity.platform.auth.tests.conftest import SECRET, VERSION, Notebook, serving
from comity.platform.gateway.tests.between import Between

PERSON = {"email": "away@a.example", "password": "correct horse"}


@pytest.fixture
async def between(db: Database) -> AsyncIterator[Between]:
    way = Between(db.url)
    await way.open()
    yield way
    await way.close()


async def test_nobody_can_be_known(between: Between) -> None:
    database = await Database.open(between.url, size=2)
    identity = Identity.of(database, SECRET, Policy(site_url="http://app.example"), Notebook())
    async with serving(identity) as client:
        session = (await client.post("/auth/v1/signup", json=PERSON)).json()
        await between.close()
        identity.callers.forget(session["access_token"])
        bearer = {"authorization": f"Bearer {session['access_token']}", **VERSION}
        for path in ("/rest/v1/whoami", "/storage/v1/bucket", "/functions/v1/anything", "/api/functions"):
            said = await client.get(path, headers=bearer)
            assert (said.status_code, said.headers["retry-after"]) == (503, "1"), path
            assert "127.0.0.1" not in said.text and "JWT" not in said.text, said.text
        assert said.json()["code"] in ("PGRST000", "PGRST001")
        await _auth_says_so(client, bearer)
        await between.open()
        shown = await client.get("/auth/v1/user", headers=bearer)
        assert shown.status_code == 200 and shown.json()["email"] == PERSON["email"], "the session stands"
    await database.close()


async def _auth_says_so(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    """In its own words: a client tries again, and keeps its session."""
    for asked in (
        client.get("/auth/v1/user", headers=bearer),
        client.post("/auth/v1/token?grant_type=password", json=PERSON, headers=VERSION),
        client.post("/auth/v1/token?grant_type=refresh_token", json={"refresh_token": "x"}, headers=VERSION),
    ):
        said = await asked
        assert (said.status_code, said.json()["code"]) == (503, "unexpected_failure"), said.text
        assert said.headers["retry-after"] == "1" and "127.0.0.1" not in said.text
