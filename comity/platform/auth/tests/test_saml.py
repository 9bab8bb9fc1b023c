"""Single sign-on by SAML, begun by us and by the provider; and every way to forge an answer that we know of."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from signxml import DigestAlgorithm, SignatureMethod

from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Notebook, claims_of
from comity.platform.auth.tests.idp import Idp, asked, form
from comity.platform.auth.tests.openid import fragment, query_of

ORG = uuid4()
VERIFIER = "a verifier of the application, which is quite long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture(scope="module")
def idp() -> Idp:
    return Idp()


@pytest.fixture
def service(identity: Identity) -> dict[str, str]:
    return {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}


@pytest.fixture
async def connected(client: httpx.AsyncClient, idp: Idp, service: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
    """The provider, connected by the operator for one domain and one organisation."""
    idp.changes = {}
    body = {"type": "saml", "metadata_xml": idp.metadata(), "domains": ["firm.example"], "org_id": str(ORG)}
    made = await client.post("/auth/v1/admin/sso/providers", json=body, headers=service)
    assert made.status_code == 201, made.text
    yield made.json()
    await client.delete(f"/auth/v1/admin/sso/providers/{made.json()['id']}", headers=service)


async def begin(client: httpx.AsyncClient, **more: Any) -> tuple[str, str]:
    body = {"domain": "firm.example", "skip_http_redirect": True, **more}
    answer = await client.post("/auth/v1/sso", json=body, headers=VERSION)
    assert answer.json()["url"].startswith("https://idp.example/sso?"), answer.text
    return asked(answer.json()["url"])


async def post(client: httpx.AsyncClient, answer: str, relay: str = "") -> httpx.Response:
    posted = await client.post("/auth/v1/sso/saml/acs", data=form(answer, relay))
    assert posted.status_code == 303, posted.text
    return posted


def opened(answer: httpx.Response) -> bool:
    return "access_token" in answer.headers["location"] or "comity_session" in answer.headers.get("set-cookie", "")


@pytest.mark.usefixtures("connected")
async def test_begun_by_us(client: httpx.AsyncClient, idp: Idp, house: Notebook) -> None:
    request_id, relay = await begin(client, redirect_to="http://app.example/inside")
    entered = await post(client, idp.answer(request_id), relay)
    assert entered.headers["location"].startswith("http://app.example/inside#")
    claims = claims_of(fragment(entered)["access_token"])
    assert claims["email"] == "ann@firm.example" and claims["amr"][0]["method"] == "sso/saml"
    assert claims["app_metadata"]["provider"].startswith("sso:")
    assert [(email, place, role) for email, place, role in house.admitted] == [("ann@firm.example", ORG, "rep")]
    request_id, relay = await begin(client)
    again = claims_of(fragment(await post(client, idp.answer(request_id), relay))["access_token"])
    assert again["sub"] == claims["sub"], "the same person"
    bearer = {"authorization": f"Bearer {fragment(entered)['access_token']}", **VERSION}
    change = await client.put("/auth/v1/user", json={"password": "one of my own"}, headers=bearer)
    assert (change.status_code, change.json()["code"]) == (422, "user_sso_managed")


async def test_by_pkce_and_by_provider_id(client: httpx.AsyncClient, idp: Idp, connected: dict[str, Any]) -> None:
    body = {
        "provider_id": connected["id"], "skip_http_redirect": True,
        "code_challenge": CHALLENGE, "code_challenge_method": "s256",
    }  # fmt: skip
    request_id, relay = asked((await client.post("/auth/v1/sso", json=body)).json()["url"])
    code = query_of(await post(client, idp.answer(request_id, subject="p"), relay))["code"]
    sent = {"auth_code": code, "code_verifier": VERIFIER}
    session = (await client.post("/auth/v1/token?grant_type=pkce", json=sent)).json()
    assert claims_of(session["access_token"])["amr"][0]["method"] == "sso/saml"


@pytest.mark.usefixtures("connected")
async def test_begun_by_the_provider(client: httpx.AsyncClient, idp: Idp) -> None:
    entered = await post(client, idp.response(idp.signed(idp.assertion(subject="own"))))
    assert entered.headers["location"] == "http://app.example/" and "comity_session=" in entered.headers["set-cookie"]
    assert "HttpOnly" in entered.headers["set-cookie"]
    evil = await post(client, idp.answer(subject="own"), "https://evil.example/")
    assert evil.headers["location"] == "http://app.example/", "no open redirect"
    unasked = await post(client, idp.answer("_never_asked", subject="own"))
    assert not opened(unasked), "an answer to somebody else's request"


@pytest.mark.usefixtures("connected")
async def test_the_whole_answer_may_be_signed_instead(client: httpx.AsyncClient, idp: Idp) -> None:
    request_id, relay = await begin(client)
    whole = idp.signed(idp.response(idp.assertion(request_id, subject="whole")))
    assert opened(await post(client, whole, relay))


@pytest.mark.usefixtures("connected")
async def test_an_answer_works_once(client: httpx.AsyncClient, idp: Idp) -> None:
    request_id, relay = await begin(client)
    answer = idp.answer(request_id, subject="once")
    assert opened(await post(client, answer, relay))
    assert fragment(await post(client, answer, relay))["error_code"] == "saml_relay_state_not_found"
    begun_there = idp.answer(subject="once")
    assert opened(await post(client, begun_there))
    assert not opened(await post(client, begun_there)), "replayed"
    _, other = await begin(client)
    assert not opened(await post(client, idp.answer(request_id, subject="once"), other)), "another request's"


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    "changes",
    [
        {"audience": "https://another.example"},
        {"recipient": "https://another.example/acs"},
        {"until": "2020-01-01T00:00:00Z"},
        {"begins": "2099-01-01T00:00:00Z"},
        {"issuer": "https://evil.example"},
        {"answers": ' InResponseTo="_another"'},
        {"format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
        {"subject": ""},
        {"email": "boss@another.example"},
        {"email": "ann@firm.example<!-- -->.evil.example"},
        {"email": "ann@firm.example.evil.example"},
        {"email": "no address"},
        {"until": "never"},
    ],
)
async def test_assertions_that_open_nothing(client: httpx.AsyncClient, idp: Idp, changes: dict[str, str]) -> None:
    request_id, relay = await begin(client)
    answer = await post(client, idp.answer(request_id, **{"subject": "no", **changes}), relay)
    assert not opened(answer) and fragment(answer)["error_code"]


def _swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def _signature(element: str) -> str:
    found = re.search(r"<ds:Signature.*?</ds:Signature>", element, re.DOTALL)
    assert found
    return found[0]


def _forgeries(idp: Idp, request_id: str) -> dict[str, str]:
    """Signature wrapping as published (XSW1-8), and plainer lies."""
    good = idp.signed(idp.assertion(request_id, subject="ann-7"))
    evil = idp.assertion(request_id, subject="boss", email="boss@firm.example")
    signature, stripped = _signature(good), good.replace(_signature(good), "")
    whole = idp.signed(idp.response(idp.assertion(request_id)))
    evil_whole = idp.response(evil)
    close, issuer = "</saml:Assertion>", "</saml:Issuer>"
    stranger = Idp()
    inside = whole.replace("<samlp:Response", "<samlp:Response", 1)
    extensions = f"<samlp:Extensions>{good}</samlp:Extensions>"
    holder = f"<ds:Object xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>{stripped}</ds:Object>"
    return {
        "not signed": idp.response(evil),
        "changed after signing": idp.response(_swap(good, "ann@firm.example", "boss@firm.example")),
        "another's key": idp.response(stranger.signed(evil)),
        "another's key in the whole": stranger.signed(evil_whole),
        "two assertions, evil first": idp.response(evil, good),
        "two assertions, evil last": idp.response(good, evil),
        "evil outside, good in extensions": idp.response(evil, more=extensions),
        "good inside the evil one": idp.response(evil.replace(close, good + close)),
        "good inside the evil one's signature": idp.response(
            evil.replace(issuer, issuer + signature.replace("</ds:Signature>", holder + "</ds:Signature>"), 1)
        ),
        "the signature moved to the evil one": idp.response(evil.replace(issuer, issuer + signature, 1)),
        "the same identifier twice": idp.response(
            evil.replace(re.findall(r'ID="([^"]+)"', evil)[0], re.findall(r'ID="([^"]+)"', good)[0], 1).replace(
                issuer, issuer + signature, 1
            ),
            more=extensions,
        ),
        "the whole signed, wrapped by evil": evil_whole.replace("</samlp:Response>", inside + "</samlp:Response>"),
        "the whole's signature on evil": evil_whole.replace(issuer, issuer + _signature(whole), 1),
        "no status": idp.response(good, status="Requester"),
        "sent elsewhere": idp.response(good, destination="https://another.example/acs"),
        "a document type": "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + idp.response(good),
        "no response": good,
        "no XML": "x" * 100,
        "nothing": "",
    }


@pytest.mark.usefixtures("connected")
async def test_forged_answers(client: httpx.AsyncClient, idp: Idp, house: Notebook) -> None:
    for name in _forgeries(idp, "_"):
        request_id, relay = await begin(client)
        answer = await post(client, _forgeries(idp, request_id)[name], relay)
        assert not opened(answer), name
        assert "passwd" not in answer.headers["location"] and "Traceback" not in answer.headers["location"]
    assert not house.admitted
    request_id, relay = await begin(client)
    good = idp.response(idp.signed(idp.assertion(request_id)))
    assert opened(await post(client, good, relay)), "and one that is none"


@pytest.mark.usefixtures("connected")
async def test_weak_signatures(client: httpx.AsyncClient, idp: Idp) -> None:
    """An HMAC whose key would be the public certificate; SHA-1 is not signed by the library any more."""
    request_id, relay = await begin(client)
    from lxml import etree
    from signxml import XMLSigner, methods

    root = etree.fromstring(idp.assertion(request_id).encode())
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm=SignatureMethod.HMAC_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
    )
    forged = etree.tostring(signer.sign(root, key=idp.pem, reference_uri=root.get("ID"))).decode()
    assert not opened(await post(client, idp.response(forged), relay))


async def test_a_known_address_of_the_domain_keeps_its_account(
    client: httpx.AsyncClient, idp: Idp, connected: dict[str, Any]
) -> None:
    body = {"email": "old@firm.example", "password": "correct horse"}
    user = (await client.post("/auth/v1/signup", json=body)).json()["user"]
    request_id, relay = await begin(client)
    entered = await post(client, idp.answer(request_id, subject="old", email="old@firm.example"), relay)
    claims = claims_of(fragment(entered)["access_token"])
    assert claims["sub"] == user["id"] and f"sso:{connected['id']}" in claims["app_metadata"]["providers"]
    refused = await client.post("/auth/v1/token?grant_type=password", json=body)
    assert refused.status_code == 400, "whoever typed the address before had not proven it"


async def test_without_a_provider_there_is_no_saml(client: httpx.AsyncClient) -> None:
    answer = await client.post("/auth/v1/sso", json={"domain": "nobody.example"}, headers=VERSION)
    assert (answer.status_code, answer.json()["code"]) == (404, "saml_provider_disabled")


async def test_where_to_and_who_may(client: httpx.AsyncClient, idp: Idp, service: dict[str, str]) -> None:
    for body in ({"domain": "a", "provider_id": "b"}, {}):
        answer = await client.post("/auth/v1/sso", json=body, headers=VERSION)
        assert (answer.status_code, answer.json()["code"]) == (404, "saml_provider_disabled")
    shown = await client.get("/auth/v1/sso/saml/metadata")
    assert shown.headers["content-type"].startswith("application/xml") and "/auth/v1/sso/saml/acs" in shown.text
    path, body = "/auth/v1/admin/sso/providers", {"type": "saml", "metadata_xml": idp.metadata()}
    assert (await client.post(path, json=body, headers=VERSION)).status_code == 401
    for wrong in (
        {"type": "oidc"}, {"metadata_xml": ""}, {"metadata_xml": "<x/>"}, {"metadata_xml": idp.metadata("AAAA")},
        {"domains": ["not a domain"]}, {"default_role": "owner"}, {"metadata_xml": "", "metadata_url": "http://x.example"},
        {"metadata_xml": idp.metadata().replace("https://idp.example/sso", "javascript:alert(1)")},
    ):  # fmt: skip
        answer = await client.post(path, json={**body, **wrong}, headers=service)
        assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed"), wrong


async def test_the_administrator(
    client: httpx.AsyncClient, idp: Idp, connected: dict[str, Any], service: dict[str, str]
) -> None:
    for body in ({"domain": "a", "provider_id": "b"}, {}):
        answer = await client.post("/auth/v1/sso", json=body, headers=VERSION)
        assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")
    for body in ({"domain": "nobody.example"}, {"provider_id": str(uuid4())}):
        answer = await client.post("/auth/v1/sso", json=body, headers=VERSION)
        assert (answer.status_code, answer.json()["code"]) == (404, "sso_provider_not_found")
    path = f"/auth/v1/admin/sso/providers/{connected['id']}"
    assert connected["saml"]["entity_id"] == idp.entity and connected["domains"][0]["domain"] == "firm.example"
    assert (await client.get(path, headers=service)).json()["id"] == connected["id"]
    listed = (await client.get("/auth/v1/admin/sso/providers", headers=service)).json()["items"]
    assert [one["id"] for one in listed] == [connected["id"]]
    body = {"type": "saml", "metadata_xml": idp.metadata()}
    twice = await client.post("/auth/v1/admin/sso/providers", json=body, headers=service)
    assert (twice.status_code, twice.json()["code"]) == (422, "saml_idp_already_exists")
    off = await client.put(path, json={"disabled": True, "domains": ["other.example"]}, headers=service)
    assert off.json()["disabled"] and off.json()["domains"][0]["domain"] == "other.example"
    answer = await client.post("/auth/v1/sso", json={"domain": "other.example"}, headers=VERSION)
    assert answer.json()["code"] == "sso_provider_disabled"
    assert fragment(await post(client, idp.answer()))["error_code"] == "sso_provider_disabled"
    assert (await client.get(f"/auth/v1/admin/sso/providers/{uuid4()}", headers=service)).status_code == 404
