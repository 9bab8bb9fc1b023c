"""What no person types: every form and endpoint answers with a sentence, never with a crash."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from comity.office.organizations import Person
from comity.office.tests.conftest import House, sign_in

ODD = [
    "\0", "a\0b", "\u202e", "𝕏" * 100, "x" * 200_000, "'; drop table users; --", "<script>", "%00", "1e999", "-1", "{}",
]  # fmt: skip


def forms(odd: str) -> dict[str, dict[str, str]]:
    """Every form that identity has, with the same odd value in every field."""
    return {
        "/settings/profile": dict.fromkeys(("full_name", "title", "phone", "signature", "timezone"), odd),
        "/settings/organisation": dict.fromkeys(
            ("name", "base_currency", "country", "timezone", "language", "visibility"), odd
        ),
        "/settings/members": dict.fromkeys(("email", "role", "team_id"), odd),
        "/settings/teams": {"name": odd},
        "/settings/keys": {"name": odd, "role": "rep", "days": odd},
        "/settings/account/address": {"email": odd},
        "/organizations": {"name": odd},
        "/sign-in": {"email": odd, "password": odd},
        "/sign-up": dict.fromkeys(("name", "organization", "email", "password", "timezone"), odd),
        "/reset": {"email": odd},
    }


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd[:8]))
async def test_forms(house: House, owner: Person, odd: str) -> None:
    async with house.visitor() as browser:
        await sign_in(browser, owner.email)
        for path, form in forms(odd).items():
            assert (await browser.post(path, data=form)).status_code < 500, path
        query = dict.fromkeys(("table", "person", "since", "action", "record"), odd[:500])
        assert (await browser.get("/settings/audit", params=query)).status_code == 200
        assert (await browser.get("/verify", params={"type": odd[:100], "token": odd[:100]})).status_code < 500
        assert (await browser.get("/invitations/x%00y")).status_code == 404


def bodies(odd: Any) -> dict[str, dict[str, Any]]:
    """Every body that the auth service reads, with the same odd value in every key."""
    return {
        "signup": dict.fromkeys(("email", "password", "data"), odd),
        "token?grant_type=password": dict.fromkeys(("email", "password"), odd),
        "token?grant_type=refresh_token": {"refresh_token": odd},
        "token?grant_type=pkce": dict.fromkeys(("auth_code", "code_verifier"), odd),
        "recover": dict.fromkeys(("email", "code_challenge"), odd),
        "otp": {"email": odd},
        "resend": {"type": "signup", "email": odd},
        "verify": dict.fromkeys(("type", "token", "email"), odd),
    }


@pytest.mark.parametrize(
    "odd", [*ODD, None, 7, [], {}, True, 1.5, {"a": {"b": [None]}}], ids=lambda odd: ascii(odd)[:8]
)
async def test_bodies(house: House, odd: Any) -> None:
    async with house.visitor() as client:
        for path, body in bodies(odd).items():
            for sent in (body, odd):
                answer = await client.post(f"/auth/v1/{path}", json=sent)
                assert 400 <= answer.status_code < 500, (path, answer.text)
                assert set(answer.json()) >= {"code", "error_code", "msg"}


async def test_headers_and_cookies(house: House) -> None:
    async with house.visitor() as client:

        async def status(path: str, **headers: str) -> int:
            raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
            answer: httpx.Response = await client.get(path, headers=raw)
            return answer.status_code

        for value in ("Bearer \xff", "Bearer", "bearer  x", "Basic eDp4", "Bearer " + "a.b.c" * 1000):
            assert await status("/auth/v1/user", authorization=value) in (401, 403)
        for value in ("comity_session=%00", "comity_session=\xff", "comity_session=" + "x" * 9000, "a;b;c=;;"):
            assert await status("/settings/teams", cookie=value) == 200  # the sign-in page


async def test_deep_and_large_bodies(house: House) -> None:
    async with house.visitor() as client:
        deep = await client.post("/auth/v1/signup", content=b"[" * 100_000)
        assert deep.json()["error_code"] == "bad_json"
        large = await client.post("/auth/v1/signup", content=b'{"a":"' + b"x" * 2_000_000 + b'"}')
        assert large.json()["error_code"] == "request_entity_too_large"
