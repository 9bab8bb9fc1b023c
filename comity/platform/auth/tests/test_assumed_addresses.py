"""Where no mail proves addresses, somebody may type another's and wait: what the owner finds, and what stays."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, claims_of, serving, with_policy
from comity.platform.auth.tests.openid import OpenId, fragment, open_id
from comity.platform.auth.tests.test_providers import back, come, configured

PASSWORD = "whoever typed it"


@pytest.fixture
async def elsewhere() -> AsyncIterator[OpenId]:
    async with open_id() as provider:
        yield provider


async def typed(web: httpx.AsyncClient, email: str) -> dict[str, str]:
    """Somebody signs up with this address; nobody asks whether it is theirs."""
    session = (await web.post("/auth/v1/signup", json={"email": email, "password": PASSWORD})).json()
    return {"id": session["user"]["id"], "refresh": session["refresh_token"], "access": session["access_token"]}


async def gets_in(web: httpx.AsyncClient, email: str, session: dict[str, str]) -> list[str]:
    """By which of the ways made before somebody still comes in."""
    password = await web.post("/auth/v1/token?grant_type=password", json={"email": email, "password": PASSWORD})
    refreshed = await web.post("/auth/v1/token?grant_type=refresh_token", json={"refresh_token": session["refresh"]})
    bearer = {"authorization": f"Bearer {session['access']}"}
    user = await web.get("/auth/v1/user", headers=bearer)
    tried = {"password": password, "refresh": refreshed, "token": user}
    return [name for name, answer in tried.items() if answer.status_code == 200]


async def test_the_owner_comes_by_a_provider(identity: Identity, elsewhere: OpenId, house: Notebook) -> None:
    async with serving(configured(identity, elsewhere)) as web:
        before = await typed(web, "owner@a.example")
        bearer = {"authorization": f"Bearer {before['access']}"}
        factor = {"factor_type": "totp", "friendly_name": "theirs"}
        assert (await web.post("/auth/v1/factors", json=factor, headers=bearer)).status_code == 200
        assert await gets_in(web, "owner@a.example", before) == ["password", "refresh", "token"]
        elsewhere.subject, elsewhere.email = "owner", "owner@a.example"
        said = fragment(await come(web, elsewhere))
        claims = claims_of(said["access_token"])
        assert claims["sub"] == before["id"] and claims["app_metadata"]["providers"] == ["oidc"]
        assert await gets_in(web, "owner@a.example", before) == []
        assert [str(person) for person in house.disowned] == [before["id"]], "keys of programs too"
        user = (await web.get("/auth/v1/user", headers={"authorization": f"Bearer {said['access_token']}"})).json()
        assert "factors" not in user and [one["provider"] for one in user["identities"]] == ["oidc"]
        # From now on the address is proven: a second provider is only another way.
        elsewhere.subject = "owner's second"
        await web.put(
            "/auth/v1/user",
            json={"password": "the owner's own"},
            headers={"authorization": f"Bearer {said['access_token']}"},
        )
        await come(web, elsewhere)
        own = {"email": "owner@a.example", "password": "the owner's own"}
        assert (await web.post("/auth/v1/token?grant_type=password", json=own)).status_code == 200


async def test_an_account_of_theirs_elsewhere_goes_too(identity: Identity, elsewhere: OpenId) -> None:
    """The one who waits has linked a proven account elsewhere, under another address."""
    async with serving(configured(identity, elsewhere)) as web:
        before = await typed(web, "waited@a.example")
        elsewhere.subject, elsewhere.email = "attacker", "attacker@b.example"
        await _link(web, elsewhere, before["access"])
        elsewhere.subject, elsewhere.email = "waited", "waited@a.example"
        claims = claims_of(fragment(await come(web, elsewhere))["access_token"])
        assert claims["sub"] == before["id"]
        elsewhere.subject, elsewhere.email = "attacker", "attacker@b.example"
        assert claims_of(fragment(await come(web, elsewhere))["access_token"])["sub"] != before["id"]


@pytest.mark.parametrize("own", [True, False])
async def test_who_links_while_signed_in_keeps_everything(identity: Identity, elsewhere: OpenId, own: bool) -> None:
    email = f"local-{own}@a.example".lower()
    async with serving(configured(identity, elsewhere)) as web:
        before = await typed(web, email)
        elsewhere.subject, elsewhere.email = f"linked {own}", email.title() if own else "other@a.example"
        await _link(web, elsewhere, before["access"])
        assert claims_of(fragment(await come(web, elsewhere))["access_token"])["sub"] == before["id"]
        assert await gets_in(web, email, before) == ["password", "refresh", "token"]
        if own:  # that was the proof: another provider takes nothing either
            elsewhere.subject = "a second one"
            await come(web, elsewhere)
            assert "password" in await gets_in(web, email, before)


@pytest.mark.parametrize("door", ["otp", "recover"])
async def test_the_owner_comes_by_a_letter_once_mail_leaves(identity: Identity, house: Notebook, door: str) -> None:
    email = f"{door}@typed.example"
    async with serving(identity) as web:
        before = await typed(web, email)
    async with serving(with_policy(identity, autoconfirm=False)) as web:
        assert "password" in await gets_in(web, email, before)
        await web.post(f"/auth/v1/{door}", json={"email": email})
        kind = "recovery" if door == "recover" else "email"
        code = {"type": kind, "email": email, "token": house.letters[-1].code}
        assert (await web.post("/auth/v1/verify", json=code)).json()["user"]["id"] == before["id"]
        assert await gets_in(web, email, before) == []


async def test_who_never_confirmed_leaves_no_password(identity: Identity, house: Notebook) -> None:
    """The letter of the sign-up lies unanswered; the owner of the address asks for a link later."""
    async with serving(with_policy(identity, autoconfirm=False)) as web:
        body = {"email": "later@a.example", "password": PASSWORD}
        await web.post("/auth/v1/signup", json=body)
        await web.post("/auth/v1/otp", json={"email": "later@a.example"})
        code = {"type": "email", "email": "later@a.example", "token": house.letters[-1].code}
        assert (await web.post("/auth/v1/verify", json=code)).status_code == 200
        answer = await web.post("/auth/v1/token?grant_type=password", json=body, headers=VERSION)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_credentials")


async def test_a_letter_that_never_left_proves_nothing(identity: Identity, elsewhere: OpenId, house: Notebook) -> None:
    """Without mail, whoever signed up may read the outbox: its links clear no suspicion."""
    async with serving(configured(identity, elsewhere)) as web:
        before = await typed(web, "outbox@a.example")
        await web.post("/auth/v1/otp", json={"email": "outbox@a.example"})
        code = {"type": "email", "email": "outbox@a.example", "token": house.letters[-1].code}
        assert (await web.post("/auth/v1/verify", json=code)).status_code == 200
        elsewhere.subject, elsewhere.email = "outbox", "outbox@a.example"
        await come(web, elsewhere)
        assert await gets_in(web, "outbox@a.example", before) == []


async def _link(web: httpx.AsyncClient, elsewhere: OpenId, token: str) -> None:
    asked = await web.get(
        "/auth/v1/user/identities/authorize",
        params={"provider": "oidc", "skip_http_redirect": "true"},
        headers={"authorization": f"Bearer {token}"},
    )
    answer = await back(web, elsewhere.codes.consent(asked.json()["url"]))
    assert "error" not in fragment(answer), answer.headers["location"]
