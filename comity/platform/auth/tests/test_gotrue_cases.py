"""Requests as GoTrue's own tests send them (internal/api/*_test.go), and the codes they expect (wire.md 2.1, 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from comity.platform.auth.identity import Identity
from comity.platform.auth.keys import KeyRing
from comity.platform.auth.tests.conftest import VERSION, Notebook, Signup, claims_of, serving, with_policy
from comity.platform.auth.tests.test_admin import admin  # noqa: F401  (a fixture)

CHALLENGE = "testtesttesttesttesttesttestteststeststesttesttesttest"
Call = Callable[..., Any]


async def code_of(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> tuple[int, str]:
    said = await client.post(f"/auth/v1/{path}", json=body, headers=VERSION)
    return said.status_code, said.json().get("code", "")


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("otp", {"email": "a@a.example", "phone": "123456789"}, 400, "validation_failed"),
        ("otp", {"email": "a@a.example", "channel": "sms"}, 400, "validation_failed"),
        ("otp", {"email": "a@a.example", "code_challenge_method": "s256"}, 400, "validation_failed"),
        ("otp", {"email": "a@a.example", "code_challenge": CHALLENGE}, 400, "validation_failed"),
        ("otp", {"email": "unknown@a.example", "create_user": False}, 422, "otp_disabled"),
        ("otp", {"phone": "123456789"}, 400, "phone_provider_disabled"),
        ("otp", {}, 400, "validation_failed"),
        ("magiclink", {}, 422, "validation_failed"),
        ("recover", {}, 400, "validation_failed"),
        ("recover", {"email": "no address"}, 400, "validation_failed"),
        ("resend", {}, 400, "validation_failed"),
        ("resend", {"type": "signup"}, 400, "validation_failed"),
        ("resend", {"type": "signup", "phone": "123456789"}, 400, "validation_failed"),
        ("resend", {"type": "sms", "email": "a@a.example"}, 400, "validation_failed"),
        ("resend", {"type": "signup", "email": "a@a.example", "phone": "1"}, 400, "validation_failed"),
        ("resend", {"type": "sms", "phone": "123456789"}, 400, "phone_provider_disabled"),
        ("resend", {"type": "recovery", "email": "a@a.example"}, 400, "validation_failed"),
        ("signup", {"email": "a@a.example", "phone": "1", "password": "correct horse"}, 400, "validation_failed"),
        ("signup", {"email": "a@a.example"}, 400, "validation_failed"),
        ("signup", {"phone": "123456789", "password": "correct horse"}, 400, "phone_provider_disabled"),
        ("signup", {"phone": "123456789", "channel": "pigeon"}, 400, "validation_failed"),
        ("signup", {"phone": "123456789", "code_challenge": CHALLENGE}, 400, "validation_failed"),
        ("signup", {"password": "correct horse"}, 422, "anonymous_provider_disabled"),
        ("token?grant_type=password", {"email": "a@a.example", "phone": "1"}, 400, "validation_failed"),
        ("token?grant_type=password", {"password": "x"}, 400, "validation_failed"),
        ("token?grant_type=password", {"phone": "123456789", "password": "x"}, 422, "phone_provider_disabled"),
        ("token?grant_type=password", {"email": "no@a.example", "password": "x"}, 400, "invalid_credentials"),
        ("token?grant_type=refresh_token", {}, 400, "validation_failed"),
        ("token?grant_type=refresh_token", {"refresh_token": "nope"}, 400, "refresh_token_not_found"),
        ("token?grant_type=pkce", {}, 400, "validation_failed"),
        ("token?grant_type=pkce", {"auth_code": "1", "code_verifier": "2"}, 404, "flow_state_not_found"),
        ("token?grant_type=nope", {}, 400, "invalid_credentials"),
        ("token", {}, 400, "invalid_credentials"),
        ("verify", {}, 400, "validation_failed"),
        ("verify", {"type": "signup"}, 400, "validation_failed"),
        ("verify", {"type": "signup", "token": "1", "token_hash": "2"}, 400, "validation_failed"),
        ("verify", {"type": "signup", "token_hash": "2", "email": "a@a.example"}, 400, "validation_failed"),
        ("verify", {"type": "signup", "token": "123456", "email": "a@a.example"}, 403, "otp_expired"),
        ("verify", {"type": "sms", "token": "123456", "phone": "123456789"}, 403, "otp_expired"),
        ("verify", {"type": "email", "token_hash": "nope"}, 403, "otp_expired"),
    ],
)
async def test_what_is_asked_for_wrongly(
    client: httpx.AsyncClient, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    assert await code_of(client, path, body) == (status, code)


@pytest.mark.parametrize("query", ["", "type=signup", "type=signup&token=", "token=abc"])
async def test_a_link_that_lost_a_part_leads_nowhere(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/auth/v1/verify?{query}")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_failed")


async def test_phones_that_may_sign_up_are_sent_nothing(identity: Identity) -> None:
    async with serving(with_policy(identity, phone=True)) as client:
        assert await code_of(client, "resend", {"type": "sms", "phone": "123456789"}) == (200, "")
        assert await code_of(client, "otp", {"phone": "123456789"}) == (400, "phone_provider_disabled")


@pytest.mark.parametrize(
    ("body", "email", "phone", "providers"),
    [
        ({"phone": "123456701", "password": "test123"}, "", "123456701", ["phone"]),
        ({"email": "t1@g.example", "phone": "123456702", "password": "test123"}, "t1@g.example", "123456702",
         ["email", "phone"]),
        ({"email": "t2@g.example", "phone": ""}, "t2@g.example", "", ["email"]),
        ({"email": "t3@g.example", "phone": "", "password": ""}, "t3@g.example", "", ["email"]),
    ],
)  # fmt: skip
async def test_administrators_make_users(
    admin: Call,  # noqa: F811
    body: dict[str, Any],
    email: str,
    phone: str,
    providers: list[str],
) -> None:
    made = await admin("POST", "admin/users", body)
    assert made.status_code == 200, made.text
    user = made.json()
    assert (user["email"], user["phone"], user["role"]) == (email, phone, "authenticated")
    assert sorted(user["app_metadata"]["providers"]) == providers
    assert user["app_metadata"]["provider"] == providers[0]
    shown = (await admin("GET", f"admin/users/{user['id']}")).json()
    assert sorted(way["provider"] for way in shown["identities"]) == providers


async def test_administrators_choose_ids_and_roles(client: httpx.AsyncClient, admin: Call) -> None:  # noqa: F811
    wanted = "fc56ab41-2010-4870-a9b9-767c1dc573fb"
    body = {"id": wanted, "email": "t6@g.example", "password": "test123", "email_confirm": True, "role": "testing"}
    made = (await admin("POST", "admin/users", body)).json()
    assert (made["id"], made["role"]) == (wanted, "testing")
    roles = ({"role": "service_role"}, {"role": "supabase_admin"})
    for wrong in ({"id": "x"}, {"id": "00000000-0000-0000-0000-000000000000"}, *roles):
        said = await admin("POST", "admin/users", {"email": "t7@g.example", **wrong})
        assert (said.status_code, said.json()["code"]) == (400, "validation_failed"), wrong
    session = (await client.post("/auth/v1/token?grant_type=password", json=body)).json()
    assert claims_of(session["access_token"])["role"] == "testing"
    bearer = {"authorization": f"Bearer {session['access_token']}", **VERSION}
    assert (await client.get("/auth/v1/user", headers=bearer)).json()["role"] == "testing"
    refused = await client.get("/rest/v1/whoami", headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (401, "22023"), "a role of nobody's opens no table"
    assert (await client.get("/auth/v1/admin/users", headers=bearer)).json()["code"] == "not_admin"
    assert (await client.post("/auth/v1/logout", headers=bearer)).status_code == 204
    gone = await client.get("/auth/v1/user", headers=bearer)
    assert (gone.status_code, gone.json()["code"]) == (403, "session_not_found")


async def test_a_forged_token_of_an_unknown_role_is_nobody_s(client: httpx.AsyncClient, sign_up: Signup) -> None:
    user = (await sign_up("real@g.example"))["user"]
    forged = KeyRing.of("another secret, and just as long as the one that signs here").sign(
        {"sub": user["id"], "role": "testing", "aud": "authenticated"}
    )
    said = await client.get("/auth/v1/user", headers={"authorization": f"Bearer {forged}", **VERSION})
    assert (said.status_code, said.json()["code"]) == (403, "bad_jwt")


async def test_administrators_change_users(admin: Call, sign_up: Signup) -> None:  # noqa: F811
    person = (await sign_up("change@g.example"))["user"]["id"]
    changes = {
        "role": "testing", "app_metadata": {"roles": ["writer", "editor"]}, "user_metadata": {"name": "David"},
        "ban_duration": "24h", "email": "changed@g.example", "phone": "123456799",
    }  # fmt: skip
    user = (await admin("PUT", f"admin/users/{person}", changes)).json()
    assert (user["role"], user["email"], user["phone"]) == ("testing", "changed@g.example", "123456799")
    assert user["app_metadata"]["roles"] == ["writer", "editor"] and user["user_metadata"]["name"] == "David"
    assert user["banned_until"]
    for wrong, status, code in (
        ({"password": ""}, 422, "weak_password"),
        ({"ban_duration": "24"}, 400, "validation_failed"),
        ({"role": "service_role"}, 400, "validation_failed"),
    ):
        said = await admin("PUT", f"admin/users/{person}", wrong)
        assert (said.status_code, said.json()["code"]) == (status, code), wrong


async def test_lists_of_users_are_sorted_and_searched(admin: Call) -> None:  # noqa: F811
    for n in (1, 2):
        body = {"email": f"sorted{n}@g.example", "user_metadata": {"full_name": f"Found By Name {n}"}}
        await admin("POST", "admin/users", body)

    async def found(query: str) -> list[str]:
        return [user["email"] for user in (await admin("GET", f"admin/users?{query}")).json()["users"]]

    assert await found("filter=sorted&sort=created_at%20asc") == ["sorted1@g.example", "sorted2@g.example"]
    assert await found("filter=sorted&sort=created_at%20desc") == ["sorted2@g.example", "sorted1@g.example"]
    assert await found("filter=found%20by%20name%202") == ["sorted2@g.example"]
    for wrong in ("sort=email", "sort=created_at%20up"):
        said = await admin("GET", f"admin/users?{wrong}")
        assert (said.status_code, said.json()["code"]) == (400, "validation_failed")
    none = await admin("GET", "admin/users?filter=nobody-has-this")
    assert none.headers["x-total-count"] == "0" and 'page=0&filter=nobody-has-this>; rel="last"' in none.headers["link"]


async def test_links_are_made_of_every_type(admin: Call, sign_up: Signup, house: Notebook) -> None:  # noqa: F811
    await admin("POST", "admin/users", {"email": "test@g.example", "password": "test123"})
    letters = len(house.letters)
    for kind, more in (
        ("signup", {"email": "new@g.example", "password": "secret123"}),
        ("signup", {"email": "test@g.example", "password": "secret123"}),
        ("magiclink", {"email": "test@g.example"}),
        ("recovery", {"email": "test@g.example"}),
        ("email_change_current", {"email": "test@g.example", "new_email": "other@g.example"}),
        ("email_change_new", {"email": "test@g.example", "new_email": "other@g.example"}),
    ):
        said = await admin("POST", "admin/generate_link", {"type": kind, **more})
        assert said.status_code == 200, said.text
        made = said.json()
        assert made["verification_type"] == kind and made["redirect_to"] == "http://app.example"
        assert made["action_link"].startswith("http://app.example/") and made["email_otp"] and made["hashed_token"]
    assert len(house.letters) == letters, "making is not sending"
    said = await admin("POST", "admin/generate_link", {"type": "nope", "email": "test@g.example"})
    assert (said.status_code, said.json()["code"]) == (400, "validation_failed")


async def test_the_same_address_is_no_change(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("same@g.example")
    bearer = {"authorization": f"Bearer {session['access_token']}", **VERSION}
    said = await client.put("/auth/v1/user", json={"email": "same@g.example"}, headers=bearer)
    assert said.status_code == 200 and "new_email" not in said.json()
    for body, status, code in (
        ({"password": ""}, 422, "weak_password"),
        ({"password": "correct horse"}, 422, "same_password"),
        ({"app_metadata": {"a": 1}}, 403, "not_admin"),
        ({"email": "no address"}, 400, "validation_failed"),
    ):
        said = await client.put("/auth/v1/user", json=body, headers=bearer)
        assert (said.status_code, said.json()["code"]) == (status, code), body
    said = await client.post("/auth/v1/logout?scope=everything", headers=bearer)
    assert (said.status_code, said.json()["code"]) == (400, "validation_failed")


async def test_a_body_over_a_mebibyte_is_too_large(client: httpx.AsyncClient) -> None:
    said = await client.post("/auth/v1/signup", content=b"x" * (2**20 + 1), headers=VERSION)
    assert (said.status_code, said.json()["code"]) == (413, "request_entity_too_large")
