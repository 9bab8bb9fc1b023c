"""Anonymous users and what becomes of them, numbers, new passwords, and linked ways to sign in."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, Signup, bearer, claims_of, serving, with_policy
from comity.platform.auth.tests.openid import OpenId, fragment, open_id
from tests.listening import listening

PASSWORD = "correct horse"
OLD = sql.compile_named(
    "old", "A session of the day before yesterday.",
    "update auth.sessions set created_at = now() - interval '2 days' where user_id = :id",
)  # fmt: skip


@pytest.fixture
async def anonymous(identity: Identity) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(with_policy(identity, anonymous=True)) as client:
        yield client


async def somebody(client: httpx.AsyncClient) -> dict[str, Any]:
    return dict((await client.post("/auth/v1/signup", json={"data": {"colour": "red"}})).json())


async def test_an_anonymous_user_becomes_somebody(anonymous: httpx.AsyncClient, house: Notebook) -> None:
    session = await somebody(anonymous)
    assert session["user"]["is_anonymous"] and claims_of(session["access_token"])["is_anonymous"] is True
    weak = await anonymous.put("/auth/v1/user", json={"password": PASSWORD}, headers=bearer(session))
    assert (weak.status_code, weak.json()["code"]) == (422, "validation_failed")
    body = {"email": "now@a.example", "password": PASSWORD}
    user = (await anonymous.put("/auth/v1/user", json=body, headers=bearer(session))).json()
    assert (user["id"], user["email"], user["is_anonymous"]) == (session["user"]["id"], "now@a.example", False)
    assert user["identities"][0]["provider"] == "email" and user["app_metadata"]["provider"] == "email"
    assert user["user_metadata"]["colour"] == "red"
    assert [one.email for one in house.welcomed] == ["now@a.example"]
    assert (await anonymous.post("/auth/v1/token?grant_type=password", json=body)).status_code == 200


async def test_or_after_the_address_was_proven(identity: Identity, house: Notebook) -> None:
    async with serving(with_policy(identity, anonymous=True, autoconfirm=False)) as client:
        session = await somebody(client)
        asked = await client.put("/auth/v1/user", json={"email": "later@a.example"}, headers=bearer(session))
        assert asked.json()["new_email"] == "later@a.example" and asked.json()["is_anonymous"] is True
        assert [letter.to for letter in house.letters] == ["later@a.example"] and not house.welcomed
        token = parse_qs(urlsplit(house.letters[-1].link or "").query)["token"][0]
        proven = await client.post("/auth/v1/verify", json={"type": "email_change", "token_hash": token})
        user = proven.json()["user"]
        assert (user["id"], user["email"], user["is_anonymous"]) == (session["user"]["id"], "later@a.example", False)
        assert [one.email for one in house.welcomed] == ["later@a.example"]


async def test_an_anonymous_user_cannot_take_an_address(anonymous: httpx.AsyncClient, sign_up: Signup) -> None:
    await sign_up("taken@a.example")
    session = await somebody(anonymous)
    answer = await anonymous.put("/auth/v1/user", json={"email": "Taken@a.example"}, headers=bearer(session))
    assert (answer.status_code, answer.json()["code"]) == (422, "email_exists")


async def test_linking_and_unlinking(identity: Identity) -> None:
    async with open_id() as elsewhere, serving(with_policy(identity, providers=(elsewhere.provider(),))) as client:
        body = {"email": "link@a.example", "password": PASSWORD}
        session = (await client.post("/auth/v1/signup", json=body)).json()
        elsewhere.subject, elsewhere.email = "link", "quite.other@b.example"
        only = session["user"]["identities"][0]["identity_id"]
        last = await client.delete(f"/auth/v1/user/identities/{only}", headers=bearer(session))
        assert (last.status_code, last.json()["code"]) == (422, "single_identity_not_deletable")
        linked = await _link(client, elsewhere, session)
        claims = claims_of(fragment(linked)["access_token"])
        assert claims["sub"] == session["user"]["id"] and claims["email"] == "link@a.example"
        again = await _link(client, elsewhere, session)
        assert fragment(again)["error_code"] == "identity_already_exists"
        stranger = (await client.post("/auth/v1/signup", json={**body, "email": "s@b.example"})).json()
        assert fragment(await _link(client, elsewhere, stranger))["error_code"] == "identity_already_exists"
        user = (await client.get("/auth/v1/user", headers=bearer(session))).json()
        theirs = next(one["identity_id"] for one in user["identities"] if one["provider"] == "oidc")
        refused = await client.delete(f"/auth/v1/user/identities/{theirs}", headers=bearer(stranger))
        assert refused.json()["code"] in ("identity_not_found", "single_identity_not_deletable")
        assert (await client.delete(f"/auth/v1/user/identities/{uuid4()}", headers=bearer(session))).status_code == 422
        assert (await client.delete("/auth/v1/user/identities/x", headers=bearer(session))).status_code == 404
        assert (await client.delete(f"/auth/v1/user/identities/{theirs}", headers=bearer(session))).status_code == 200
        user = (await client.get("/auth/v1/user", headers=bearer(session))).json()
        assert user["app_metadata"]["providers"] == ["email"] and len(user["identities"]) == 1


async def _link(client: httpx.AsyncClient, elsewhere: OpenId, session: dict[str, Any]) -> httpx.Response:
    query = {"provider": "oidc", "skip_http_redirect": "true"}
    answer = await client.get("/auth/v1/user/identities/authorize", params=query, headers=bearer(session))
    return await client.get("/auth/v1/callback", params=elsewhere.codes.consent(answer.json()["url"]))


async def test_linking_may_be_closed_and_needs_somebody(identity: Identity, sign_up: Signup) -> None:
    session = await sign_up("nolink@a.example")
    async with serving(with_policy(identity, manual_linking=False)) as client:
        path = "/auth/v1/user/identities/authorize?provider=oidc"
        assert (await client.get(path, headers=bearer(session))).json()["code"] == "manual_linking_disabled"
        assert (await client.get(path, headers=VERSION)).json()["code"] == "no_authorization"


async def test_an_id_token_of_the_application_s_own(identity: Identity) -> None:
    async with open_id() as elsewhere, serving(with_policy(identity, providers=(elsewhere.provider(),))) as client:
        elsewhere.subject, elsewhere.email = "native", "native@new.example"
        path, nonce = "/auth/v1/token?grant_type=id_token", "only the phone knows"
        hashed = hashlib.sha256(nonce.encode()).hexdigest()
        body = {"provider": "oidc", "id_token": elsewhere.token(hashed), "nonce": nonce}
        session = await client.post(path, json=body)
        assert session.json()["user"]["email"] == "native@new.example"
        by_issuer = {**body, "provider": "", "issuer": elsewhere.url, "client_id": "our client"}
        assert (await client.post(path, json=by_issuer)).status_code == 200
        refusals = (
            {**body, "nonce": "another"},
            {**body, "nonce": ""},
            {**body, "id_token": elsewhere.token()},
            {**body, "id_token": elsewhere.token(hashed, aud="another")},
            {**body, "id_token": ""},
            {**body, "provider": "google"},
            {**by_issuer, "issuer": "https://evil.example"},
        )
        for refused in refusals:
            answer = await client.post(path, json=refused, headers=VERSION)
            assert answer.status_code == 400, answer.text
        link = {**body, "id_token": elsewhere.token(hashed, sub="second"), "link_identity": True}
        assert (await client.post(path, json=link, headers=VERSION)).status_code == 401
        linked = await client.post(path, json=link, headers=bearer(session.json()))
        assert len(linked.json()["user"]["identities"]) == 2


async def test_numbers(identity: Identity, client: httpx.AsyncClient) -> None:
    body = {"phone": "+49 170 1234567", "password": PASSWORD}
    closed = await client.post("/auth/v1/signup", json=body, headers=VERSION)
    assert (closed.status_code, closed.json()["code"]) == (400, "phone_provider_disabled")
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    made = await client.post("/auth/v1/admin/users", json={**body, "phone_confirm": True}, headers=service)
    assert made.json()["phone"] == "491701234567" and made.json()["phone_confirmed_at"]
    again = await client.post("/auth/v1/admin/users", json=body, headers=service)
    assert (again.status_code, again.json()["code"]) == (422, "phone_exists")
    for number in ("0170 1234567", "+49 170 CALL ME", "9", "+" + "1" * 16):
        wrong = await client.post("/auth/v1/admin/users", json={**body, "phone": number}, headers=service)
        assert (wrong.status_code, wrong.json()["code"]) == (400, "validation_failed"), number
    async with serving(with_policy(identity, phone=True)) as open_to_phones:
        signed_in = await open_to_phones.post("/auth/v1/token?grant_type=password", json=body)
        assert signed_in.json()["user"]["identities"][0]["provider"] == "phone"
        taken = await open_to_phones.post("/auth/v1/signup", json=body, headers=VERSION)
        assert (taken.status_code, taken.json()["code"]) == (422, "user_already_exists")
        fresh = (await open_to_phones.post("/auth/v1/signup", json={**body, "phone": "491709999999"})).json()
        steal = await open_to_phones.put("/auth/v1/user", json={"phone": "491701234567"}, headers=bearer(fresh))
        assert (steal.status_code, steal.json()["code"]) == (422, "phone_exists")


async def test_a_nonce_for_a_new_password_of_an_old_session(identity: Identity, house: Notebook, db: Database) -> None:
    async with serving(with_policy(identity, reauthentication=True)) as client:
        body = {"email": "nonce@a.example", "password": PASSWORD}
        session = (await client.post("/auth/v1/signup", json=body)).json()
        fresh = await client.put("/auth/v1/user", json={"password": "second horse"}, headers=bearer(session))
        assert fresh.status_code == 200
        await db.once(Who.service(), OLD, id=session["user"]["id"])
        needed = await client.put("/auth/v1/user", json={"password": "third horse"}, headers=bearer(session))
        assert (needed.status_code, needed.json()["code"]) == (400, "reauthentication_needed")
        await client.get("/auth/v1/reauthenticate", headers=bearer(session))
        code = house.letters[-1].code
        wrong = {"password": "third horse", "nonce": "000000" if code != "000000" else "111111"}
        answer = await client.put("/auth/v1/user", json=wrong, headers=bearer(session))
        assert (answer.status_code, answer.json()["code"]) == (422, "reauthentication_not_valid")
        sign_in = {"type": "reauthentication", "email": "nonce@a.example", "token": code}
        assert (await client.post("/auth/v1/verify", json=sign_in)).status_code == 400, "the code signs nobody in"
        right = {"password": "third horse", "nonce": code}
        assert (await client.put("/auth/v1/user", json=right, headers=bearer(session))).status_code == 200
        again = {"password": "fourth horse", "nonce": code}
        assert (await client.put("/auth/v1/user", json=again, headers=bearer(session))).status_code == 422


async def test_every_reason_a_password_is_weak_for(identity: Identity) -> None:
    seen = hashlib.sha1(b"Password1").hexdigest().upper()
    asked: list[str] = []

    async def leaked(request: Request) -> Response:
        asked.append(request.url.path)
        return PlainTextResponse(f"{'0' * 35}:0\r\n{seen[5:]}:37\r\n")

    async with listening(Starlette(routes=[Route("/range/{prefix}", leaked)])) as url:
        rules = {"password_groups": ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")}
        strict = with_policy(identity, shortest_password=8, pwned_url=f"{url}/range/", **rules)
        async with serving(strict) as client:
            for password, reasons in (
                ("abc", ["length", "characters"]), ("abcdefgh", ["characters"]), ("Password1", ["pwned"]),
            ):  # fmt: skip
                body = {"email": "weak2@a.example", "password": password}
                answer = await client.post("/auth/v1/signup", json=body, headers=VERSION)
                assert (answer.status_code, answer.json()["weak_password"]) == (422, {"reasons": reasons})
            body = {"email": "weak2@a.example", "password": "Correct horse 1"}
            assert (await client.post("/auth/v1/signup", json=body)).status_code == 200
    assert asked[0] == f"/range/{seen[:5]}", "only the beginning of the hash leaves the house"
