"""Codes of GoTrue's table that no other test meets (wire.md 2.3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.tests.conftest import VERSION, Signup, bearer
from comity.platform.auth.tests.idp import Idp
from comity.platform.auth.tests.openid import fragment
from comity.platform.auth.tests.test_factors import challenge, code_of, enrol, verify
from comity.platform.auth.tests.test_saml import begin, post

ELSEWHERE = sql.compile_named(
    "elsewhere", "A challenge asked for at another address.",
    "update auth.mfa_challenges set ip_address = '198.51.100.9' where id = :id",
)  # fmt: skip
LONG_AGO = sql.compile_named(
    "long_ago", "A request of yesterday.",
    "update auth.saml_relay_states set created_at = now() - interval '1 day' where id = :id",
)  # fmt: skip


@pytest.fixture(scope="module")
def idp() -> Idp:
    return Idp()


async def connect(client: httpx.AsyncClient, identity: Identity, idp: Idp, domain: str) -> httpx.Response:
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    body = {"type": "saml", "metadata_xml": idp.metadata(), "domains": [domain]}
    return await client.post("/auth/v1/admin/sso/providers", json=body, headers=service)


async def test_answers_that_lead_nowhere(client: httpx.AsyncClient, identity: Identity, idp: Idp, db: Database) -> None:
    unknown = fragment(await post(client, idp.answer(subject="x")))
    assert unknown["error_code"] == "saml_idp_not_found"
    assert (await connect(client, identity, idp, "firm.example")).status_code == 201
    other = Idp()
    other.entity = "https://another.example/metadata"
    taken = await connect(client, identity, other, "firm.example")
    assert (taken.status_code, taken.json()["code"]) == (422, "sso_domain_already_exists")
    request_id, relay = await begin(client)
    await db.once(Who.service(), LONG_AGO, id=relay)
    late = fragment(await post(client, idp.answer(request_id), relay))
    assert late["error_code"] == "saml_relay_state_expired"
    for changes, code in (
        ({"email": "ann@elsewhere.example"}, "sso_domain_mismatch"),
        ({"email": ""}, "saml_assertion_no_email"),
    ):
        request_id, relay = await begin(client)
        refused = fragment(await post(client, idp.answer(request_id, subject="y", **changes), relay))
        assert refused["error_code"] == code and "access_token" not in refused


async def test_a_challenge_is_answered_where_it_was_asked(
    client: httpx.AsyncClient, sign_up: Signup, db: Database
) -> None:
    session: dict[str, Any] = await sign_up("moved@a.example")
    factor = await enrol(client, session)
    asked = await challenge(client, session, factor)
    await db.once(Who.service(), ELSEWHERE, id=asked)
    said = await verify(client, session, factor, code_of(factor), asked)
    assert (said.status_code, said.json()["code"]) == (422, "mfa_ip_address_mismatch")


async def test_a_wrong_present_password_changes_nothing(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("present@a.example")
    body = {"password": "another one of mine", "current_password": "not this"}
    said = await client.put("/auth/v1/user", json=body, headers=bearer(session))
    assert (said.status_code, said.json()["code"]) == (400, "current_password_invalid")
    again = {"email": "present@a.example", "password": "correct horse"}
    assert (await client.post("/auth/v1/token?grant_type=password", json=again)).status_code == 200
