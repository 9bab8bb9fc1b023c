"""Programs ask for access (OAuth 2.1): registered, agreed to, redeemed once; and what must not be."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from comity.platform.auth.identity import Identity
from comity.platform.auth.keys import KeyRing
from comity.platform.auth.tests.conftest import SECRET, VERSION, Signup, bearer, claims_of, serving, with_policy

BACK = "https://program.example/callback?kept=1"
VERIFIER = "a verifier of the program, which is quite long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
async def program(client: httpx.AsyncClient, identity: Identity) -> dict[str, Any]:
    """A public client, as MCP programs register."""
    body = {
        "client_name": "Helper",
        "redirect_uris": [BACK, "http://localhost/cb"],
        "token_endpoint_auth_method": "none",
    }
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    made = await client.post("/auth/v1/admin/oauth/clients", json=body, headers=service)
    assert made.status_code == 201 and "client_secret" not in made.json(), made.text
    return dict(made.json())


async def ask(client: httpx.AsyncClient, program: dict[str, Any], **more: str) -> httpx.Response:
    query = {
        "client_id": program["client_id"], "redirect_uri": BACK, "response_type": "code", "scope": "openid email",
        "state": "s-1", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    } | more  # fmt: skip
    return await client.get("/auth/v1/oauth/authorize", params=query, headers=VERSION)


async def agree(
    client: httpx.AsyncClient, program: dict[str, Any], session: dict[str, Any], action: str = "approve"
) -> dict[str, str]:
    asked = await ask(client, program)
    assert asked.status_code == 302 and asked.headers["location"].startswith("http://app.example/oauth/consent?")
    wanted = parse_qs(urlsplit(asked.headers["location"]).query)["authorization_id"][0]
    path = f"/auth/v1/oauth/authorizations/{wanted}"
    shown = (await client.get(path, headers=bearer(session))).json()
    assert (shown["client"]["name"], shown["scope"], shown["redirect_uri"]) == ("Helper", "openid email", BACK)
    said = await client.post(f"{path}/consent", json={"action": action}, headers=bearer(session))
    url = said.json()["redirect_url"]
    assert url.startswith(f"{BACK}&")
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def redeem(client: httpx.AsyncClient, program: dict[str, Any], used: str, **more: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code", "code": used, "redirect_uri": BACK, "client_id": program["client_id"],
        "code_verifier": VERIFIER,
    } | more  # fmt: skip
    return await client.post("/auth/v1/oauth/token", data=form)


async def test_from_asking_to_working(client: httpx.AsyncClient, sign_up: Signup, program: dict[str, Any]) -> None:
    session = await sign_up("mcp@a.example", full_name="Ann Lee")
    said = await agree(client, program, session)
    assert said["state"] == "s-1"
    tokens = (await redeem(client, program, said["code"])).json()
    assert "id_token" not in tokens, "a shared secret proves nothing to a program"
    assert (tokens["token_type"], tokens["scope"]) == ("bearer", "openid email")
    claims = claims_of(tokens["access_token"])
    assert (claims["client_id"], claims["scope"]) == (program["client_id"], "openid email")
    assert (
        claims["sub"] == session["user"]["id"]
        and claims["session_id"] != claims_of(session["access_token"])["session_id"]
    )
    assert (await client.get("/rest/v1/whoami", headers=bearer(tokens))).json()["user_id"] == session["user"]["id"]
    info = (await client.get("/auth/v1/oauth/userinfo", headers=bearer(tokens))).json()
    assert info == {"sub": session["user"]["id"], "email": "mcp@a.example", "email_verified": False}, "nobody proved it"
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": program["client_id"]}
    fresh = (await client.post("/auth/v1/oauth/token", data=form)).json()
    assert fresh["scope"] == "openid email" and claims_of(fresh["access_token"])["client_id"] == program["client_id"]
    [grant] = (await client.get("/auth/v1/user/oauth/grants", headers=bearer(session))).json()
    assert (grant["client"]["name"], grant["scopes"]) == ("Helper", ["openid", "email"])
    path = f"/auth/v1/user/oauth/grants?client_id={program['client_id']}"
    assert (await client.delete(path, headers=bearer(session))).status_code == 204
    assert (await client.get("/rest/v1/whoami", headers=bearer(fresh))).status_code == 401, "closed at once"
    assert (await client.delete(path, headers=bearer(session))).json()["code"] == "oauth_consent_not_found"


async def test_who_signed_in_is_said_and_signed(identity: Identity) -> None:
    """OpenID Connect: with a key whose public half programs can see; the token is for the program, not for us."""
    key = ECKey.generate_key("P-256").as_dict(private=True) | {"kid": "own", "key_ops": ["sign", "verify"]}
    signing = Identity.of(identity.db, SECRET, identity.policy, identity.house, KeyRing.of(SECRET, [key]))
    async with serving(signing) as client:
        service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
        body = {"client_name": "Helper", "redirect_uris": [BACK], "token_endpoint_auth_method": "none"}
        program = (await client.post("/auth/v1/admin/oauth/clients", json=body, headers=service)).json()
        user = {"email": "openid@a.example", "password": "correct horse", "email_confirm": True}
        user["user_metadata"] = {"full_name": "Ann Lee", "avatar_url": "https://a.example/ann.png"}
        made = (await client.post("/auth/v1/admin/users", json=user, headers=service)).json()
        session = (await client.post("/auth/v1/token?grant_type=password", json=user)).json()
        asked = await ask(client, program, scope="openid email profile", nonce="n-1")
        wanted = parse_qs(urlsplit(asked.headers["location"]).query)["authorization_id"][0]
        path = f"/auth/v1/oauth/authorizations/{wanted}/consent"
        said = (await client.post(path, json={"action": "approve"}, headers=bearer(session))).json()
        code = parse_qs(urlsplit(said["redirect_url"]).query)["code"][0]
        tokens = (await redeem(client, program, code)).json()
        keys = KeySet.import_key_set((await client.get("/auth/v1/.well-known/jwks.json")).json())
        claims = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims
        assert (claims["iss"], claims["aud"], claims["sub"]) == (
            "http://app.example/auth/v1", program["client_id"], made["id"],
        )  # fmt: skip
        assert (claims["nonce"], claims["email"], claims["email_verified"]) == ("n-1", "openid@a.example", True)
        assert (claims["name"], claims["picture"]) == ("Ann Lee", "https://a.example/ann.png")
        assert claims["exp"] - claims["iat"] == 3600 and "role" not in claims
        opened = await client.get("/rest/v1/whoami", headers={"authorization": f"Bearer {tokens['id_token']}"})
        assert opened.status_code == 401, "no key to anything"
        discovery = (await client.get("/auth/v1/.well-known/openid-configuration")).json()
        assert (
            discovery["id_token_signing_alg_values_supported"] == ["ES256"] and "nonce" in discovery["claims_supported"]
        )


async def test_a_program_does_not_act_on_the_account(
    client: httpx.AsyncClient, sign_up: Signup, program: dict[str, Any]
) -> None:
    session = await sign_up("own@a.example")
    tokens = (await redeem(client, program, (await agree(client, program, session))["code"])).json()
    for method, path in (
        ("PUT", "/user"), ("POST", "/factors"), ("POST", "/logout"), ("DELETE", f"/user/identities/{uuid4()}"),
        ("GET", "/user/identities/authorize?provider=x"), ("GET", "/user/oauth/grants"),
        ("POST", f"/oauth/authorizations/{uuid4()}/consent"),
    ):  # fmt: skip
        body = {"json": {"password": "of the program's", "action": "approve"}} if method != "GET" else {}
        answer = await client.request(method, f"/auth/v1{path}", headers=bearer(tokens), **body)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), path


async def test_a_code_works_once_and_its_second_use_closes_what_it_opened(
    client: httpx.AsyncClient, sign_up: Signup, program: dict[str, Any]
) -> None:
    code = (await agree(client, program, await sign_up("stolen@a.example")))["code"]
    tokens = (await redeem(client, program, code)).json()
    again = await redeem(client, program, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await client.get("/rest/v1/whoami", headers=bearer(tokens))).status_code == 401


async def test_codes_that_open_nothing(
    client: httpx.AsyncClient, sign_up: Signup, program: dict[str, Any], identity: Identity
) -> None:
    session = await sign_up("codes2@a.example")
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    body = {"client_name": "Other", "redirect_uris": [BACK]}
    other = (await client.post("/auth/v1/admin/oauth/clients", json=body, headers=service)).json()
    for more, error in (
        ({"code_verifier": "x" * 50}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_grant"),
        ({"client_id": other["client_id"], "client_secret": other["client_secret"]}, "invalid_grant"),
        ({"client_id": other["client_id"], "client_secret": "wrong"}, "invalid_client"),
        ({"client_id": str(uuid4())}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": "made up"}, "invalid_grant"),
    ):
        code = (await agree(client, program, session))["code"]
        answer = await redeem(client, program, code, **more)
        assert answer.json()["error"] == error, more
    denied = await agree(client, program, session, "deny")
    assert denied["error"] == "access_denied" and "code" not in denied
    tokens = (await redeem(client, program, (await agree(client, program, session))["code"])).json()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    basic = httpx.BasicAuth(other["client_id"], other["client_secret"])
    stolen = await client.post("/auth/v1/oauth/token", data=form, auth=basic)
    assert stolen.json()["error"] == "invalid_grant", "another program's"
    own = form | {"client_id": program["client_id"], "refresh_token": session["refresh_token"]}
    assert (await client.post("/auth/v1/oauth/token", data=own)).json()["error"] == "invalid_grant", "nor a person's"


async def test_a_request_belongs_to_who_looked_first(
    client: httpx.AsyncClient, sign_up: Signup, program: dict[str, Any]
) -> None:
    ours, stranger = await sign_up("first@a.example"), await sign_up("second@b.example")
    wanted = parse_qs(urlsplit((await ask(client, program)).headers["location"]).query)["authorization_id"][0]
    path = f"/auth/v1/oauth/authorizations/{wanted}"
    assert (await client.get(path, headers=bearer(ours))).status_code == 200
    for answer in (
        await client.get(path, headers=bearer(stranger)),
        await client.post(f"{path}/consent", json={"action": "approve"}, headers=bearer(stranger)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "oauth_authorization_not_found")
    assert (await client.get(path, headers=VERSION)).status_code == 401


@pytest.mark.parametrize(
    "uri", ["https://evil.example/", "https://program.example/callback", BACK + "#x", "javascript:1"]
)
async def test_answers_go_to_registered_addresses_only(
    client: httpx.AsyncClient, program: dict[str, Any], uri: str
) -> None:
    answer = await ask(client, program, redirect_uri=uri)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")


async def test_a_local_port_may_vary(client: httpx.AsyncClient, program: dict[str, Any]) -> None:
    assert (await ask(client, program, redirect_uri="http://localhost:53211/cb")).status_code == 302
    assert (await ask(client, program, redirect_uri="http://localhost:53211/other")).status_code == 400


async def test_what_is_asked_wrongly_is_said_to_the_program(client: httpx.AsyncClient, program: dict[str, Any]) -> None:
    for more in (
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"scope": "all"},
    ):
        answer = await ask(client, program, **more)
        assert answer.headers["location"].startswith(f"{BACK}&error=invalid_request"), more
    assert (await ask(client, program, client_id=str(uuid4()))).json()["code"] == "oauth_client_not_found"
    for left_out in ("client_id", "redirect_uri"):
        assert (await ask(client, program, **{left_out: ""})).json()["message"] == f"{left_out} is required"


async def test_registering_oneself(identity: Identity, client: httpx.AsyncClient) -> None:
    path = "/auth/v1/oauth/clients/register"
    made = await client.post(path, json={"client_name": "Self", "redirect_uris": ["https://self.example/cb"]})
    assert made.status_code == 201 and made.json()["registration_type"] == "dynamic" and made.json()["client_secret"]
    bad: list[Any] = [
        [],
        ["http://evil.example/"],
        ["javascript:alert(1)"],
        ["https://a.example/#f"],
        ["https://u@a.example/"],
    ]
    async with serving(with_policy(identity, attempts=100)) as patient:
        for uris in bad:
            answer = await patient.post(path, json={"redirect_uris": uris}, headers=VERSION)
            assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed"), uris
    async with serving(with_policy(identity, oauth_registration=False)) as closed:
        answer = await closed.post(path, json={"redirect_uris": [BACK]}, headers=VERSION)
        assert (answer.status_code, answer.json()["code"]) == (403, "oauth_dynamic_client_registration_disabled")
    said = (await client.get("/auth/v1/.well-known/oauth-authorization-server")).json()
    assert said["issuer"] == "http://app.example/auth/v1" and said["code_challenge_methods_supported"] == ["S256"]
    assert said["registration_endpoint"] == "http://app.example/auth/v1/oauth/clients/register"


async def test_the_administrator(client: httpx.AsyncClient, identity: Identity, sign_up: Signup) -> None:
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    path = "/auth/v1/admin/oauth/clients"
    made = (await client.post(path, json={"client_name": "A", "redirect_uris": [BACK]}, headers=service)).json()
    one = f"{path}/{made['client_id']}"
    assert "client_secret" not in (await client.get(one, headers=service)).json()
    assert (await client.put(one, json={"client_name": "B"}, headers=service)).json()["client_name"] == "B"
    nothing = await client.put(one, json={}, headers=service)
    assert (nothing.status_code, nothing.json()["code"]) == (400, "validation_failed")
    renewed = (await client.post(f"{one}/regenerate_secret", headers=service)).json()
    assert renewed["client_secret"] != made["client_secret"]
    listed = (await client.get(path, headers=service)).json()["clients"]
    assert made["client_id"] in {one["client_id"] for one in listed}
    for page in ("page=0", "per_page=-1", "per_page=1001", "page=x"):
        refused = await client.get(f"{path}?{page}", headers=service)
        assert (refused.status_code, refused.json()["code"]) == (400, "validation_failed"), page
    assert (await client.get(path, headers=bearer(await sign_up("noadmin@a.example")))).json()["code"] == "not_admin"
    assert (await client.delete(one, headers=service)).status_code == 204
    assert (await client.get(one, headers=service)).json()["code"] == "oauth_client_not_found"
