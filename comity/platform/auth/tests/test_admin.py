"""The admin endpoints: for the service's key alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bcrypt
import httpx
import pytest

from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, Signup

Call = Callable[..., Any]


@pytest.fixture
def admin(client: httpx.AsyncClient, identity: Identity) -> Call:
    """`admin("POST", "users", {...})` with the service's key."""

    async def call(method: str, path: str, body: object = None, key: str | None = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {key or identity.keys.service_role}", **VERSION}
        return await client.request(method, f"/auth/v1/{path}", json=body, headers=headers)

    return call


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> int:
    body = {"email": email, "password": password}
    return (await client.post("/auth/v1/token?grant_type=password", json=body)).status_code


async def test_nobody_else_may(client: httpx.AsyncClient, identity: Identity, admin: Call, sign_up: Signup) -> None:
    user = await sign_up("mortal@a.example")
    wanted = user["user"]["id"]
    calls = [
        ("GET", "admin/users"), ("POST", "admin/users"), ("GET", f"admin/users/{wanted}"),
        ("PUT", f"admin/users/{wanted}"), ("DELETE", f"admin/users/{wanted}"), ("POST", "invite"),
        ("POST", "admin/generate_link"),
    ]  # fmt: skip
    for method, path in calls:
        for key in (user["access_token"], identity.keys.anon, identity.keys.publishable):
            answer = await admin(method, path, {}, key)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_admin"), (path, key[:12])
        assert (await admin(method, path, {}, "a.b.c")).json()["code"] == "bad_jwt"
        assert (await client.request(method, f"/auth/v1/{path}", headers=VERSION)).json()["code"] == "no_authorization"


async def test_a_user_is_made_changed_and_taken_away(
    client: httpx.AsyncClient, identity: Identity, admin: Call, house: Notebook
) -> None:
    body = {
        "email": "Made@a.example", "password": "correct horse", "email_confirm": True,
        "user_metadata": {"color": "red"}, "app_metadata": {"plan": "pro"},
    }  # fmt: skip
    made = (await admin("POST", "admin/users", body)).json()
    assert made["email"] == "made@a.example" and made["user_metadata"] == {"color": "red"}
    assert made["app_metadata"] == {"provider": "email", "providers": ["email"], "plan": "pro"}
    assert house.welcomed[-1].app_data == {"plan": "pro"}
    assert await sign_in(client, "made@a.example", "correct horse") == 200
    again = await admin("POST", "admin/users", body, identity.keys.secret)
    assert (again.status_code, again.json()["code"]) == (422, "email_exists")

    path = f"admin/users/{made['id']}"
    change = {"email": "new@a.example", "password": "another horse", "user_metadata": {"color": None, "size": 1}}
    changed = (await admin("PUT", path, change)).json()
    assert changed["email"] == "new@a.example" and changed["user_metadata"] == {"size": 1}
    assert changed["identities"][0]["identity_data"]["email"] == "new@a.example"
    assert await sign_in(client, "new@a.example", "another horse") == 200

    other = (await admin("POST", "admin/users", {"email": "other@a.example"})).json()
    taken = await admin("PUT", path, {"email": " Other@a.example"})
    assert (taken.status_code, taken.json()["code"]) == (422, "email_exists")
    assert (await admin("PUT", f"admin/users/{other['id']}", {"email": "other@a.example"})).status_code == 200

    assert (await admin("PUT", path, {"ban_duration": "1h30m"})).json()["banned_until"]
    assert await sign_in(client, "new@a.example", "another horse") == 400
    assert "banned_until" not in (await admin("PUT", path, {"ban_duration": "none"})).json()
    assert (await admin("PUT", path, {"ban_duration": "a while"})).status_code == 400

    assert (await admin("DELETE", path)).json() == {}
    assert house.left[-1].hex == made["id"].replace("-", "")
    assert (await admin("GET", path)).json()["code"] == "user_not_found"


async def test_a_ban_holds_for_tokens_too(client: httpx.AsyncClient, admin: Call, sign_up: Signup) -> None:
    session = await sign_up("banned@a.example")
    bearer = {"authorization": f"Bearer {session['access_token']}"}
    assert (await client.get("/rest/v1/whoami", headers=bearer)).status_code == 200
    await admin("PUT", f"admin/users/{session['user']['id']}", {"ban_duration": "24h"})
    assert (await client.get("/rest/v1/whoami", headers=bearer)).status_code == 403
    assert (await client.get("/auth/v1/user", headers=bearer)).json()["error_code"] == "user_banned"
    refresh = {"refresh_token": session["refresh_token"]}
    assert (await client.post("/auth/v1/token?grant_type=refresh_token", json=refresh)).status_code == 400


async def test_ready_hashes(client: httpx.AsyncClient, admin: Call) -> None:
    ready = bcrypt.hashpw(b"from elsewhere", bcrypt.gensalt(4)).decode()
    body = {"email": "ready@a.example", "password_hash": ready, "email_confirm": True}
    assert (await admin("POST", "admin/users", body)).status_code == 200
    assert await sign_in(client, "ready@a.example", "from elsewhere") == 200
    for wrong in ({"password_hash": "plain"}, {"password_hash": ready, "password": "correct horse"}):
        assert (await admin("POST", "admin/users", {"email": "w@a.example", **wrong})).status_code == 400


async def test_soft_deletion_frees_the_address(admin: Call, sign_up: Signup) -> None:
    session = await sign_up("soft@a.example")
    await admin("DELETE", f"admin/users/{session['user']['id']}", {"should_soft_delete": True})
    assert (await sign_up("soft@a.example"))["user"]["id"] != session["user"]["id"]


async def test_users_are_listed_in_pages(admin: Call) -> None:
    for n in range(3):
        await admin("POST", "admin/users", {"email": f"page{n}@page.example"})
    listed = await admin("GET", "admin/users?per_page=2&filter=page.example")
    assert [user["email"] for user in listed.json()["users"]] == ["page2@page.example", "page1@page.example"]
    again = "</auth/v1/admin/users?page=2&per_page=2&filter=page.example>"
    assert listed.headers["x-total-count"] == "3"
    assert listed.headers["link"] == f'{again}; rel="next", {again}; rel="last"'
    assert listed.json()["aud"] == "authenticated"
    for bad in ("page=0", "per_page=x", "per_page=100000"):
        assert (await admin("GET", f"admin/users?{bad}")).status_code == 400


async def test_an_invitation_and_a_link(client: httpx.AsyncClient, admin: Call, house: Notebook) -> None:
    invited = await admin("POST", "invite", {"email": "guest@a.example", "data": {"full_name": "Guest"}})
    assert invited.json()["invited_at"] and house.letters[-1].kind == "invitation"
    body = {"type": "magiclink", "email": "guest@a.example", "redirect_to": "http://evil.example"}
    made = (await admin("POST", "admin/generate_link", body)).json()
    assert made["redirect_to"] == "http://app.example" and made["email"] == "guest@a.example"
    verified = await client.post("/auth/v1/verify", json={"type": "magiclink", "token_hash": made["hashed_token"]})
    assert verified.json()["user"]["email_confirmed_at"]
    again = await admin("POST", "invite", {"email": "guest@a.example"})
    assert (again.status_code, again.json()["code"]) == (422, "email_exists")
    unknown = await admin("POST", "admin/generate_link", {"type": "recovery", "email": "no@a.example"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "user_not_found")


@pytest.mark.parametrize(
    ("path", "status"),
    [("admin/users/x", 404), ("admin/users/019aa000-0000-7000-8000-000000000404", 404), ("admin/users/%00", 404)],
)
async def test_users_that_are_not_there(admin: Call, path: str, status: int) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert (await admin(method, path, {})).status_code == status
