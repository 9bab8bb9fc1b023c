"""Who a request acts as, and whether another site may send it."""

from __future__ import annotations

import httpx
import pytest

from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth import sessions
from comity.platform.auth.gateway import COOKIE
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import Signup

HERE = "/rest/v1/whoami"


async def who(client: httpx.AsyncClient, **headers: str) -> dict[str, str]:
    answer = await client.get(HERE, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_nobody_is_anon(client: httpx.AsyncClient) -> None:
    found = await who(client, **{"user-agent": "tests"})
    assert (found["role"], found["user_id"], found["address"], found["user_agent"]) == (
        "anon", "None", "203.0.113.7", "tests",
    )  # fmt: skip


async def test_all_four_project_keys(client: httpx.AsyncClient, identity: Identity) -> None:
    keys = identity.keys
    for key, role in (
        (keys.anon, "anon"), (keys.publishable, "anon"),
        (keys.service_role, "service_role"), (keys.secret, "service_role"),
    ):  # fmt: skip
        assert (await who(client, apikey=key))["role"] == role
        assert (await who(client, apikey=keys.anon, authorization=f"Bearer {key}"))["role"] == role
        assert (await client.get(f"{HERE}?apikey={key}")).json()["role"] == role


async def test_a_user_wins_over_the_key(client: httpx.AsyncClient, identity: Identity, sign_up: Signup) -> None:
    session = await sign_up("wins@a.example")
    found = await who(client, apikey=identity.keys.anon, authorization=f"bearer {session['access_token']}")
    assert (found["role"], found["user_id"]) == ("authenticated", session["user"]["id"])


@pytest.mark.parametrize("key", ["sb_secret_guess", "sb_publishable_", "ck_guess", "a.b.c", "eyJ.eyJ.x"])
async def test_keys_that_are_none(client: httpx.AsyncClient, key: str) -> None:
    for headers in ({"apikey": key}, {"authorization": f"Bearer {key}"}):
        answer = await client.get(HERE, headers=headers)
        assert answer.status_code == 401
        assert set(answer.json()) == {"code", "message", "details", "hint"}
        assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')


async def test_roles_that_are_none(client: httpx.AsyncClient, identity: Identity) -> None:
    token = identity.ring.sign({"role": "postgres"})
    answer = await client.get(HERE, headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "22023")


async def test_a_signed_out_token_opens_nothing(client: httpx.AsyncClient, identity: Identity, sign_up: Signup) -> None:
    session = await sign_up("gone@a.example")
    bearer = {"authorization": f"Bearer {session['access_token']}"}
    assert (await client.get(HERE, headers=bearer)).status_code == 200
    assert (await client.post("/auth/v1/logout", headers=bearer)).status_code == 204
    assert (await client.get(HERE, headers=bearer)).status_code == 401


async def test_a_cookie_counts_only_from_our_own_pages(
    client: httpx.AsyncClient, identity: Identity, sign_up: Signup
) -> None:
    session = await sign_up("cookie@a.example")
    async with identity.db.acting(Who.service()) as tx:
        user = {"id": session["user"]["id"]}
        cookie = await sessions.open_cookie(identity, tx, user, "password", Who.service())
    said = {"cookie": f"theme=dark; {COOKIE}={cookie}"}
    ours = await who(client, **said, **{"sec-fetch-site": "same-origin"})
    assert ours["user_id"] == session["user"]["id"]
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
    ):
        assert (await who(client, **said, **headers))["role"] == "anon"
    assert (await who(client, cookie=f"{COOKIE}=guess"))["role"] == "anon"


async def test_other_sites_may_ask(client: httpx.AsyncClient) -> None:
    asked = {"origin": "http://x.example", "access-control-request-method": "PATCH"}
    answer = await client.options(HERE, headers={**asked, "access-control-request-headers": "apikey,x-thing"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "apikey,x-thing"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    got = await client.get(HERE, headers={"origin": "http://x.example"})
    assert "content-range" in got.headers["access-control-expose-headers"] and got.headers["sb-request-id"] == "r-1"
    assert "access-control-allow-credentials" not in got.headers


async def test_a_stale_token_does_not_keep_anybody_from_signing_in(client: httpx.AsyncClient, sign_up: Signup) -> None:
    await sign_up("stale@a.example")
    answer = await client.post(
        "/auth/v1/token?grant_type=password",
        json={"email": "stale@a.example", "password": "correct horse"},
        headers={"authorization": "Bearer a.b.c"},
    )
    assert answer.status_code == 200


async def test_a_token_costs_the_database_nothing_for_a_while(
    client: httpx.AsyncClient, identity: Identity, sign_up: Signup, db: Database
) -> None:
    session = await sign_up("cheap@a.example")
    headers = {"authorization": f"Bearer {session['access_token']}"}
    await client.get(HERE, headers=headers)
    before = len(identity.callers)
    for _ in range(5):
        await client.get(HERE, headers=headers)
    assert len(identity.callers) == before
