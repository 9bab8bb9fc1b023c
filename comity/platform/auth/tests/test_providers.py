"""Signing in with an account elsewhere, against a provider with real signatures; and all that must not get in."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from comity.core.errors import Problem
from comity.platform.auth.identity import Identity
from comity.platform.auth.provider import azure
from comity.platform.auth.providers import oidc
from comity.platform.auth.tests.conftest import VERSION, Notebook, claims_of, serving, with_policy
from comity.platform.auth.tests.openid import OpenId, away, fragment, open_id, query_of

PASSWORD = "correct horse"
VERIFIER = "a verifier of the application, which is quite long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "s256"}


@pytest.fixture
async def elsewhere() -> AsyncIterator[OpenId]:
    async with open_id() as provider:
        yield provider


@pytest.fixture
async def web(identity: Identity, elsewhere: OpenId) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(configured(identity, elsewhere)) as client:
        yield client


def configured(identity: Identity, elsewhere: OpenId, **more: Any) -> Identity:
    return with_policy(identity, providers=(elsewhere.provider(), elsewhere.github()), **more)


async def back(client: httpx.AsyncClient, said: dict[str, str]) -> httpx.Response:
    answer = await client.get("/auth/v1/callback", params=said)
    assert answer.status_code == 303
    return answer


async def come(client: httpx.AsyncClient, elsewhere: OpenId, **query: str) -> httpx.Response:
    return await back(client, elsewhere.codes.consent(await away(client, **query)))


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_a_newcomer_by_the_implicit_flow(
    web: httpx.AsyncClient, elsewhere: OpenId, house: Notebook, algorithm: str
) -> None:
    elsewhere.algorithm, elsewhere.subject, elsewhere.email = algorithm, algorithm, f"{algorithm.lower()}@new.example"
    answer = await come(web, elsewhere)
    assert answer.headers["location"].startswith("http://app.example#")
    said = fragment(answer)
    assert (said["provider_token"], said["provider_refresh_token"], said["token_type"]) == (
        "theirs",
        "theirs too",
        "bearer",
    )
    claims = claims_of(said["access_token"])
    assert claims["amr"][0]["method"] == "oauth"
    assert claims["app_metadata"]["provider"] == "oidc" and claims["user_metadata"]["full_name"] == "Ann Elsewhere"
    assert [one.email for one in house.welcomed] == [elsewhere.email]
    again = await come(web, elsewhere)
    assert claims_of(fragment(again)["access_token"])["sub"] == claims["sub"], "the same person"
    assert len(house.welcomed) == 1


async def test_by_pkce(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    elsewhere.subject, elsewhere.email = "pkce", "pkce@new.example"
    answer = await come(web, elsewhere, **PKCE)
    code = query_of(answer)["code"]
    body = {"auth_code": code, "code_verifier": VERIFIER}
    wrong = await web.post("/auth/v1/token?grant_type=pkce", json={**body, "code_verifier": "x" * 50})
    assert wrong.json()["error_code"] == "bad_code_verifier"
    session = (await web.post("/auth/v1/token?grant_type=pkce", json={**body, "auth_code": code})).json()
    assert session["user"]["email"] == "pkce@new.example" and session["provider_token"] == "theirs"
    assert (await web.post("/auth/v1/token?grant_type=pkce", json={**body, "auth_code": code})).status_code == 404


async def test_what_the_provider_is_asked(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    answer = await web.get(
        "/auth/v1/authorize",
        params={
            "provider": "oidc",
            "scopes": "calendar",
            "prompt": "consent",
            "client_id": "evil",
            "skip_http_redirect": "true",
        },
    )
    url = answer.json()["url"]
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{elsewhere.url}/authorize?")
    assert asked["client_id"] == ["our client"] and asked["redirect_uri"] == ["http://app.example/auth/v1/callback"]
    assert asked["scope"] == ["openid email profile calendar"] and asked["prompt"] == ["consent"]
    assert asked["code_challenge_method"] == ["S256"] and len(asked["nonce"][0]) > 15


async def test_a_proven_address_links_to_the_user_who_has_it(
    identity: Identity, elsewhere: OpenId, house: Notebook
) -> None:
    async with serving(configured(identity, elsewhere, autoconfirm=False)) as web:
        body = {"email": "both@a.example", "password": PASSWORD}
        user = (await web.post("/auth/v1/signup", json=body)).json()
        code = {"type": "signup", "email": "both@a.example", "token": house.letters[-1].code}
        assert (await web.post("/auth/v1/verify", json=code)).status_code == 200
        elsewhere.subject, elsewhere.email = "both", "Both@a.example"
        claims = claims_of(fragment(await come(web, elsewhere))["access_token"])
        assert claims["sub"] == user["id"] and sorted(claims["app_metadata"]["providers"]) == ["email", "oidc"]
        assert (await web.post("/auth/v1/token?grant_type=password", json=body)).status_code == 200


async def test_who_typed_an_address_without_proof_keeps_nothing(identity: Identity, elsewhere: OpenId) -> None:
    """Somebody signs up with another's address and waits for the owner to come by a provider."""
    async with serving(configured(identity, elsewhere, autoconfirm=False)) as web:
        body = {"email": "victim@a.example", "password": "the attacker's"}
        await web.post("/auth/v1/signup", json=body)
        elsewhere.subject, elsewhere.email = "victim", "victim@a.example"
        claims = claims_of(fragment(await come(web, elsewhere))["access_token"])
        assert claims["app_metadata"]["providers"] == ["oidc"]
        answer = await web.post("/auth/v1/token?grant_type=password", json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_credentials")


@pytest.mark.parametrize("verified", [False, None, "no"])
async def test_an_address_nobody_vouches_for_opens_nothing(
    web: httpx.AsyncClient, elsewhere: OpenId, verified: Any
) -> None:
    await web.post("/auth/v1/signup", json={"email": "target@a.example", "password": PASSWORD})
    elsewhere.subject, elsewhere.email, elsewhere.verified = f"evil {verified}", "target@a.example", verified
    assert fragment(await come(web, elsewhere))["error_code"] == "provider_email_needs_verification"


async def test_microsoft_s_everybody_may_claim_any_address(elsewhere: OpenId) -> None:
    claims = {"sub": "1", "iss": "x", "email": "boss@a.example"}
    assert not oidc.external(azure("id", "secret"), claims).email_verified
    assert oidc.external(azure("id", "secret"), {**claims, "xms_edov": True}).email_verified
    assert oidc.external(azure("id", "secret", "11111111-aaaa"), claims).email_verified


async def test_states_that_are_none(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    said = elsewhere.codes.consent(await away(web, redirect_to="http://app.example/welcome"))
    plain, _, mac = said["state"].partition(".")
    for state in ("", "x", plain, f"{plain}.{'0' * 32}", f"other.{mac}"):
        answer = await back(web, {**said, "state": state})
        assert answer.headers["location"].startswith("http://app.example?error="), "never where the request says"
        assert fragment(answer)["error_code"] in ("bad_oauth_state", "bad_oauth_callback")
    assert "access_token" in fragment(await back(web, said))
    replayed = await back(web, said)
    assert fragment(replayed)["error_code"] == "bad_oauth_state", "a state works once"


async def test_providers_that_post_their_answer(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    elsewhere.subject, elsewhere.email = "posted", "posted@new.example"
    answer = await web.post("/auth/v1/callback", data=elsewhere.codes.consent(await away(web)))
    assert answer.status_code == 303 and "access_token" in fragment(answer)


async def test_a_code_works_once(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    first = elsewhere.codes.consent(await away(web))
    assert "access_token" in fragment(await back(web, first))
    second = elsewhere.codes.consent(await away(web))
    answer = await back(web, {"code": first["code"], "state": second["state"]})
    assert "access_token" not in answer.headers["location"]


def _changed(**claims: Any) -> Callable[[OpenId], None]:
    return lambda provider: provider.claims.update(claims)


@pytest.mark.parametrize(
    "change",
    [
        _changed(aud="somebody else's"),
        _changed(aud=["our client", "another"]),
        _changed(aud=["our client", "another"], azp="another"),
        _changed(azp="another"),
        _changed(iss="https://evil.example"),
        _changed(nonce="another"),
        _changed(nonce=None),
        _changed(exp=int(time.time()) - 3600),
        _changed(exp=None),
        _changed(iat=int(time.time()) + 3600),
        _changed(nbf=int(time.time()) + 3600),
        _changed(sub=None),
        _changed(sub=""),
    ],
)
async def test_id_tokens_that_prove_nothing(
    web: httpx.AsyncClient, elsewhere: OpenId, change: Callable[[OpenId], None]
) -> None:
    change(elsewhere)
    answer = await come(web, elsewhere)
    assert "access_token" not in answer.headers["location"]
    assert fragment(answer)["error_code"] == "bad_oauth_callback"


async def test_signatures_that_are_not_the_issuer_s(identity: Identity, elsewhere: OpenId) -> None:
    service = configured(identity, elsewhere)
    provider = elsewhere.provider()
    now = int(time.time())
    claims = {"iss": elsewhere.url, "aud": "our client", "sub": "1", "iat": now, "exp": now + 60}
    stranger = RSAKey.generate_key(2048)
    public = elsewhere.keys["RS256"].as_pem(private=False)
    tokens = {
        "another key": elsewhere.forged(claims, {"alg": "RS256", "kid": "RS256"}, stranger),
        "an unknown key": elsewhere.forged(claims, {"alg": "RS256", "kid": "unknown"}, stranger),
        "the public key as a secret": elsewhere.forged(claims, {"alg": "HS256", "kid": "RS256"}, public),
        "our secret": elsewhere.forged(claims, {"alg": "HS256", "kid": "RS256"}, elsewhere.secret.encode()),
        "none": ".".join(
            (base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("="), elsewhere.sign(claims).split(".")[1], "")
        ),
        "nothing": "x",
    }
    for name, token in tokens.items():
        with pytest.raises(Exception, match="Bad ID token"):
            print(name, await oidc.verify(service, provider, token, nonce=None))
    assert (await oidc.verify(service, provider, elsewhere.sign(claims), nonce=None))["sub"] == "1"


async def test_an_issuer_that_calls_itself_otherwise_is_none(identity: Identity, elsewhere: OpenId) -> None:
    service, provider = configured(identity, elsewhere), elsewhere.provider()
    for name in ("https://accounts.google.com", f"{elsewhere.url}.evil.example"):
        elsewhere.calls_itself = name
        with pytest.raises(Problem, match="did not answer as expected"):
            await oidc.endpoints(service, provider)
    elsewhere.calls_itself = f"{elsewhere.url}/"
    assert (await oidc.endpoints(service, provider)).token.startswith(elsewhere.url)


async def test_redirects_lead_nowhere_else(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    elsewhere.subject, elsewhere.email = "open", "open@new.example"
    for there in ("https://evil.example", "//evil.example", "http://app.example@evil.example", "javascript:alert(1)"):
        answer = await come(web, elsewhere, redirect_to=there)
        assert answer.headers["location"].startswith("http://app.example#access_token="), there
    answer = await come(web, elsewhere, redirect_to="http://app.example/inside?a=1")
    assert answer.headers["location"].startswith("http://app.example/inside?a=1#access_token=")


async def test_who_says_no_there_is_told_so_here(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    state = elsewhere.codes.consent(await away(web, **PKCE))["state"]
    answer = await back(web, {"error": "access_denied", "error_description": "<b>No</b>\r\nX: y", "state": state})
    assert query_of(answer)["error_code"] == "access_denied" and "\n" not in answer.headers["location"]


async def test_github(web: httpx.AsyncClient, elsewhere: OpenId) -> None:
    elsewhere.emails = [
        {"email": "unproven@hub.example", "primary": True, "verified": False},
        {"email": "other@hub.example", "primary": False, "verified": True},
    ]
    url = await away(web, provider="github")
    assert url.startswith(f"{elsewhere.url}/login/oauth/authorize?")
    answer = await back(web, elsewhere.codes.consent(url))
    assert fragment(answer)["error_code"] == "provider_email_needs_verification"
    elsewhere.emails[0]["verified"] = True
    claims = claims_of(
        fragment(await back(web, elsewhere.codes.consent(await away(web, provider="github"))))["access_token"]
    )
    assert (claims["email"], claims["user_metadata"]["user_name"]) == ("unproven@hub.example", "ann")


async def test_providers_that_are_not_configured(web: httpx.AsyncClient) -> None:
    for name in ("google", "", "evil"):
        answer = await web.get("/auth/v1/authorize", params={"provider": name}, headers=VERSION)
        assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")
    external = (await web.get("/auth/v1/settings")).json()["external"]
    assert (external["oidc"], external["github"], external["google"]) == (True, True, False)


async def test_sign_up_may_be_closed(identity: Identity, elsewhere: OpenId) -> None:
    elsewhere.subject, elsewhere.email = "closed", "closed@new.example"
    async with serving(configured(identity, elsewhere, signup=False)) as web:
        assert fragment(await come(web, elsewhere))["error_code"] == "signup_disabled"


async def test_a_banned_user_stays_out(web: httpx.AsyncClient, elsewhere: OpenId, identity: Identity) -> None:
    elsewhere.subject, elsewhere.email = "banned", "banned@new.example"
    person = claims_of(fragment(await come(web, elsewhere))["access_token"])["sub"]
    service = {"authorization": f"Bearer {identity.keys.service_role}"}
    await web.put(f"/auth/v1/admin/users/{person}", json={"ban_duration": "1h"}, headers=service)
    assert fragment(await come(web, elsewhere))["error_code"] == "user_banned"
