"""What clients in other languages expect of the service: the Go client's integration tests, replayed (wire.md 2.1)."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx

from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Signup, serving, with_policy
from comity.platform.auth.tests.test_admin import Call, admin  # noqa: F401  (a fixture)


def administrator(identity: Identity, **more: Any) -> dict[str, str]:
    """A token as the operator makes it by hand: of a role, a subject and an audience of GoTrue's own."""
    claims = {"aud": "admin", "sub": "admin", "role": "supabase_admin", "exp": time.time() + 10**6, **more}
    return {"authorization": f"Bearer {identity.ring.sign(claims)}", **VERSION}


async def test_administrators_tokens_are_for_no_audience_of_ours(client: httpx.AsyncClient, identity: Identity) -> None:
    body = {"email": "made@go.example", "role": "admin", "password": "password"}
    made = await client.post("/auth/v1/admin/users", json=body, headers=administrator(identity))
    assert made.status_code == 200 and made.json()["role"] == "admin"
    for wrong in ({"exp": 1}, {"role": "authenticated"}):
        said = await client.get("/auth/v1/admin/users", headers=administrator(identity, **wrong))
        assert said.status_code == 403, wrong
    said = await client.get("/rest/v1/whoami", headers=administrator(identity))
    assert said.status_code == 401, "and it opens no table"


async def test_a_second_sign_up_before_the_proof_is_the_same_user(identity: Identity) -> None:
    async with serving(with_policy(identity, autoconfirm=False)) as client:
        first, again = [
            (
                await client.post(
                    "/auth/v1/signup", json={"email": "twice@go.example", "password": "password", "data": said}
                )
            ).json()
            for said in ({"name": "Ann's own name"}, {"name": "Bob"})
        ]
        assert first["id"] == again["id"] and set(first) == set(again)
        assert again["user_metadata"]["name"] == "Bob" and "Ann" not in str(again), "nothing of the first is told"
        assert again["created_at"] > first["created_at"], "nor when it was"
        assert [set(way) for way in first["identities"]] == [set(way) for way in again["identities"]]


async def test_a_second_sign_up_tells_nothing_of_whom_an_administrator_made(identity: Identity) -> None:
    async with serving(with_policy(identity, autoconfirm=False)) as client:
        body = {"email": "kept@go.example", "phone": "123456777", "app_metadata": {"plan": "secret"}, "role": "secret"}
        service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
        made = (await client.post("/auth/v1/admin/users", json=body, headers=service)).json()
        asked = {"email": "kept@go.example", "password": "correct horse"}
        said = (await client.post("/auth/v1/signup", json=asked)).json()
        assert said["id"] == made["id"] and said["phone"] == "" and said["role"] == "authenticated"
        assert "secret" not in str(said) and "123456777" not in str(said)


async def test_links_say_where_they_lead_plainly(client: httpx.AsyncClient, admin: Call, identity: Identity) -> None:  # noqa: F811
    body = {"type": "signup", "email": "link@go.example", "password": "password", "redirect_to": "http://app.example/a"}
    made = (await admin("POST", "admin/generate_link", body)).json()
    plain = r"http://app\.example/auth/v1/verify\?token=[A-Za-z0-9_-]+&type=signup&redirect_to=http://app\.example/a"
    assert re.fullmatch(plain, made["action_link"]) and made["hashed_token"] in made["action_link"]
    assert made["confirmation_sent_at"] and made["created_at"] and made["email"] == "link@go.example"
    body["redirect_to"] = "http://app.example/a?b=1&c=2#d"
    made = (await admin("POST", "admin/generate_link", body)).json()
    assert made["action_link"].endswith("redirect_to=http%3A%2F%2Fapp.example%2Fa%3Fb%3D1%26c%3D2%23d")
    followed = await client.get(made["action_link"])
    assert followed.headers["location"].startswith("http://app.example/a?b=1&c=2#")
    change = {"type": "email_change_current", "email": "link@go.example", "new_email": "new@go.example"}
    assert (await admin("POST", "admin/generate_link", change)).json()["new_email"] == "new@go.example"


async def test_a_factor_keeps_its_name_when_none_is_said(
    client: httpx.AsyncClient,
    admin: Call,  # noqa: F811
    sign_up: Signup,
) -> None:
    session, other = await sign_up("factor@go.example"), await sign_up("other@go.example")
    bearer = {"authorization": f"Bearer {session['access_token']}", **VERSION}
    body = {"factor_type": "totp", "friendly_name": "Test Factor", "issuer": "example.com"}
    factor = (await client.post("/auth/v1/factors", json=body, headers=bearer)).json()["id"]
    path = f"admin/users/{session['user']['id']}/factors/{factor}"
    assert (await admin("PUT", path, {"friendly_name": "Updated"})).json()["friendly_name"] == "Updated"
    assert (await admin("PUT", path, {})).json()["friendly_name"] == "Updated"
    strange = f"admin/users/{other['user']['id']}/factors/{factor}"
    for changes in ({"friendly_name": "Mine"}, {}):
        said = await admin("PUT", strange, changes)
        assert (said.status_code, said.json()["code"]) == (404, "mfa_factor_not_found")


async def test_administrators_read_the_log_in_pages(
    client: httpx.AsyncClient,
    admin: Call,  # noqa: F811
    identity: Identity,
    sign_up: Signup,
) -> None:
    for n in range(6):
        await admin("POST", "admin/users", {"email": f"logged{n}@go.example", "password": "password"})
    await admin("DELETE", f"admin/users/{(await sign_up('gone@go.example'))['user']['id']}")
    session = await sign_up("loud@go.example")
    pages = [await admin("GET", f"admin/audit?query=action:user_signedup&per_page=4&page={n}") for n in (1, 2)]
    entries = [entry for page in pages for entry in page.json()]
    assert len(entries) == 8 == len({entry["id"] for entry in entries})
    assert entries == sorted(entries, key=lambda entry: entry["created_at"], reverse=True)
    assert all(entry["payload"]["action"] == "user_signedup" for entry in entries)
    assert entries[0]["payload"]["actor_username"] == "loud@go.example"
    assert int(pages[0].headers["x-total-count"]) >= 8
    assert 'page=2&query=action%3Auser_signedup&per_page=4>; rel="next"' in pages[0].headers["link"]
    by_author = (await admin("GET", "admin/audit?query=author:loud")).json()
    assert {entry["payload"]["action"] for entry in by_author} == {"user_signedup", "login"}
    assert (await admin("GET", "admin/audit?query=type:account&per_page=1")).json()
    assert (await admin("GET", "admin/audit?query=action:not%20user_signedup")).json() == []
    for wrong in ("query=invalid:x", "query=action", "page=x", "per_page=0", "query=action:%00"):
        said = await admin("GET", f"admin/audit?{wrong}")
        assert (said.status_code, said.json()["code"]) == (400, "validation_failed"), wrong
    for key in (session["access_token"], identity.keys.anon):
        assert (await admin("GET", "admin/audit", None, key)).json()["code"] == "not_admin"
    assert (await client.get("/auth/v1/admin/audit", headers=VERSION)).json()["code"] == "no_authorization"
