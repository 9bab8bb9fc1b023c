"""Signing in by mail: PKCE, magic links, letters sent again, and users without an address."""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, Signup, serving, with_policy

AGED = sql.compile_named(
    "aged",
    "A code issued ten minutes ago.",
    "update auth.flow_state set auth_code_issued_at = now() - interval '10 minutes' where auth_code = :code",
)
THERE = {"redirect_to": "http://app.example/callback?kept=1"}


def pair() -> tuple[str, dict[str, str]]:
    """A verifier, and the challenge a client sends ahead of it."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return verifier, {"code_challenge": challenge, "code_challenge_method": "s256"}


async def followed(client: httpx.AsyncClient, house: Notebook) -> dict[str, str]:
    """What the last letter's link says to the application, in its query."""
    link = house.letters[-1].link or ""
    answer = await client.get(link)
    assert answer.status_code == 303 and answer.headers["location"].startswith("http://app.example/callback?kept=1")
    return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def exchanged(client: httpx.AsyncClient, code: str, verifier: str) -> httpx.Response:
    body = {"auth_code": code, "code_verifier": verifier}
    return await client.post("/auth/v1/token?grant_type=pkce", json=body, headers=VERSION)


@pytest.mark.parametrize("door", ["recover", "otp", "magiclink"])
async def test_only_who_asked_can_use_the_link(
    client: httpx.AsyncClient, sign_up: Signup, house: Notebook, door: str
) -> None:
    email = f"pkce-{door}@a.example"
    await sign_up(email)
    verifier, challenge = pair()
    asked = await client.post(f"/auth/v1/{door}", params=THERE, json={"email": email, **challenge})
    assert (asked.status_code, asked.json()) == (200, {})
    said = await followed(client, house)
    assert set(said) == {"kept", "code"}  # no token ever stands in the URL
    wrong = await exchanged(client, said["code"], pair()[0])
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_code_verifier")
    right = await exchanged(client, said["code"], verifier)
    assert right.status_code == 200 and right.json()["user"]["email"] == email
    again = await exchanged(client, said["code"], verifier)
    assert (again.status_code, again.json()["code"]) == (404, "flow_state_not_found")


async def test_a_code_that_lay_too_long(
    client: httpx.AsyncClient, sign_up: Signup, house: Notebook, db: Database
) -> None:
    await sign_up("slow@a.example")
    verifier, challenge = pair()
    await client.post("/auth/v1/recover", params=THERE, json={"email": "slow@a.example", **challenge})
    said = await followed(client, house)
    await db.once(Who.service(), AGED, code=said["code"])
    late = await exchanged(client, said["code"], verifier)
    assert (late.status_code, late.json()["code"]) == (422, "flow_state_expired")


async def test_a_confirmation_by_pkce(identity: Identity, house: Notebook) -> None:
    async with serving(with_policy(identity, autoconfirm=False)) as client:
        verifier, challenge = pair()
        body = {"email": "confirm@a.example", "password": "correct horse", **challenge}
        assert (await client.post("/auth/v1/signup", params=THERE, json=body)).json()["id"]
        said = await followed(client, house)
        session = await exchanged(client, said["code"], verifier)
        assert session.json()["user"]["email_confirmed_at"]
        assert (await followed(client, house))["error_code"] == "otp_expired"


@pytest.mark.parametrize(
    "challenge",
    [
        {"code_challenge": "x" * 43}, {"code_challenge_method": "s256"},
        {"code_challenge": "short", "code_challenge_method": "s256"},
        {"code_challenge": "x" * 129, "code_challenge_method": "s256"},
        {"code_challenge": "é" * 50, "code_challenge_method": "s256"},
        {"code_challenge": "x" * 43, "code_challenge_method": "md5"},
        {"code_challenge": 7, "code_challenge_method": "s256"},
    ],
)  # fmt: skip
async def test_challenges_that_are_none(client: httpx.AsyncClient, challenge: dict[str, object]) -> None:
    answer = await client.post("/auth/v1/recover", json={"email": "x@a.example", **challenge}, headers=VERSION)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")


async def test_a_magic_link_makes_an_account(client: httpx.AsyncClient, house: Notebook) -> None:
    body = {"email": "magic@a.example", "data": {"full_name": "Magic"}}
    assert (await client.post("/auth/v1/otp", json=body)).json() == {}
    assert house.welcomed[-1].name == "Magic"
    code = {"type": "email", "email": "magic@a.example", "token": house.letters[-1].code}
    session = (await client.post("/auth/v1/verify", json=code)).json()
    assert session["user"]["email_confirmed_at"] and session["user"]["user_metadata"]["full_name"] == "Magic"
    closed = await client.post("/auth/v1/otp", json={"email": "no@a.example", "create_user": False}, headers=VERSION)
    assert (closed.status_code, closed.json()["code"]) == (422, "otp_disabled")


async def test_letters_are_not_sent_without_end(client: httpx.AsyncClient, sign_up: Signup, house: Notebook) -> None:
    await sign_up("flood@a.example")
    answers = [await client.post("/auth/v1/recover", json={"email": "flood@a.example"}) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert len(house.letters) == 5


@pytest.mark.parametrize("door", ["recover", "otp", "magiclink", "resend", "reauthenticate"])
async def test_letters_without_end_are_refused_by_their_own_code(
    client: httpx.AsyncClient, sign_up: Signup, door: str
) -> None:
    session = await sign_up(f"many-{door}@a.example")
    bearer = {**VERSION, "authorization": f"Bearer {session['access_token']}"}

    async def ask(email: str) -> httpx.Response:
        if door == "reauthenticate":
            return await client.get("/auth/v1/reauthenticate", headers=bearer)
        return await client.post(f"/auth/v1/{door}", json={"type": "signup", "email": email}, headers=VERSION)

    for email in (f"many-{door}@a.example", f"nobody-{door}@a.example")[: 1 if door == "reauthenticate" else 2]:
        for _ in range(5):
            assert (await ask(email)).status_code == 200
        sixth = await ask(email)  # the same for an address nobody has
        assert (sixth.status_code, sixth.json()["code"]) == (429, "over_email_send_rate_limit")
        assert 0 < int(sixth.headers["retry-after"]) <= 900


async def test_a_confirmation_is_sent_again(identity: Identity, house: Notebook) -> None:
    async with serving(with_policy(identity, autoconfirm=False)) as client:
        await client.post("/auth/v1/signup", json={"email": "again@a.example", "password": "correct horse"})
        for email in ("again@a.example", "nobody@a.example"):
            answer = await client.post("/auth/v1/resend", json={"type": "signup", "email": email})
            assert (answer.status_code, answer.json()) == (200, {})
        assert [letter.kind for letter in house.letters] == ["confirmation", "confirmation"]
        first, second = (parse_qs(urlsplit(letter.link or "").query)["token"][0] for letter in house.letters)
        old = await client.post("/auth/v1/verify", json={"type": "signup", "token_hash": first})
        new = await client.post("/auth/v1/verify", json={"type": "signup", "token_hash": second})
        assert (old.status_code, new.status_code) == (403, 200)


@pytest.mark.parametrize("body", [{}, {"type": "recovery", "email": "x@a.example"}, {"type": "signup"}])
async def test_what_cannot_be_sent_again(client: httpx.AsyncClient, body: dict[str, str]) -> None:
    answer = await client.post("/auth/v1/resend", json=body, headers=VERSION)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")


async def test_users_without_an_address(identity: Identity, house: Notebook) -> None:
    async with serving(with_policy(identity, anonymous=True)) as client:
        session = (await client.post("/auth/v1/signup", json={"data": {"theme": "dark"}})).json()
        assert session["user"]["is_anonymous"] and session["user"]["email"] == ""
        claims = identity.tokens.claims(session["access_token"])
        assert claims["is_anonymous"] and "org_id" not in claims and house.welcomed == []
        bearer = {"authorization": f"Bearer {session['access_token']}"}
        assert (await client.get("/rest/v1/whoami", headers=bearer)).json()["org_id"] == "None"
