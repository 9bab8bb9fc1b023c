"""Second factors over the wire: enrolment, challenge, AAL2, recovery codes, and everything that must not work."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.mfa import totp
from comity.platform.auth.tests.conftest import VERSION, Signup, bearer, claims_of, serving, with_policy

KEPT = sql.compile_named("kept", "What is kept of a factor.", "select secret from auth.mfa_factors where id = :id")
OLDER = sql.compile_named(
    "older", "A challenge of six minutes ago.",
    "update auth.mfa_challenges set created_at = now() - interval '6 minutes' where id = :id",
)  # fmt: skip


async def enrol(client: httpx.AsyncClient, session: dict[str, Any], name: str = "phone") -> dict[str, Any]:
    body = {"factor_type": "totp", "friendly_name": name, "issuer": "Acme"}
    answer = await client.post("/auth/v1/factors", json=body, headers=bearer(session))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def code_of(factor: dict[str, Any], drift: int = 0) -> str:
    """This half minute's, which the next one still takes; a second one is the next's, so that none comes too late."""
    return totp.code_at(factor["totp"]["secret"], int(time.time()) // 30 + drift)


async def challenge(client: httpx.AsyncClient, session: dict[str, Any], factor: dict[str, Any]) -> str:
    answer = await client.post(f"/auth/v1/factors/{factor['id']}/challenge", json={}, headers=bearer(session))
    assert answer.status_code == 200 and answer.json()["expires_at"] > time.time() + 200
    return str(answer.json()["id"])


async def verify(
    client: httpx.AsyncClient, session: dict[str, Any], factor: dict[str, Any], code: str, asked: str = ""
) -> httpx.Response:
    body = {"challenge_id": asked or await challenge(client, session, factor), "code": code}
    return await client.post(f"/auth/v1/factors/{factor['id']}/verify", json=body, headers=bearer(session))


async def proven(client: httpx.AsyncClient, session: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    factor = await enrol(client, session)
    answer = await verify(client, session, factor, code_of(factor))
    assert answer.status_code == 200, answer.text
    return factor, dict(answer.json())


async def test_the_picture_and_the_address(client: httpx.AsyncClient, sign_up: Signup, db: Database) -> None:
    factor = await enrol(client, await sign_up("qr@a.example"))
    assert (factor["type"], factor["friendly_name"]) == ("totp", "phone")
    assert factor["totp"]["qr_code"].startswith("<?xml") and "</svg>" in factor["totp"]["qr_code"]
    assert factor["totp"]["uri"].startswith("otpauth://totp/Acme:qr@a.example?")
    assert f"secret={factor['totp']['secret']}" in factor["totp"]["uri"]
    [row] = await db.once(Who.service(), KEPT, id=factor["id"])
    assert factor["totp"]["secret"] not in row["secret"], "a copy of the database opens nothing"


async def test_a_code_makes_the_session_aal2(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("aal2@a.example")
    assert claims_of(session["access_token"])["aal"] == "aal1"
    _, raised = await proven(client, session)
    claims = claims_of(raised["access_token"])
    assert claims["aal"] == "aal2" and claims["session_id"] == claims_of(session["access_token"])["session_id"]
    assert [one["method"] for one in claims["amr"]] == ["totp", "password"]
    assert raised["user"]["factors"][0]["status"] == "verified" and "secret" not in raised["user"]["factors"][0]
    refreshed = await client.post(
        "/auth/v1/token?grant_type=refresh_token", json={"refresh_token": raised["refresh_token"]}
    )
    assert claims_of(refreshed.json()["access_token"])["aal"] == "aal2"


async def test_places_with_only_a_password_are_signed_out(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("lower@a.example")
    body = {"email": "lower@a.example", "password": "correct horse"}
    other = (await client.post("/auth/v1/token?grant_type=password", json=body)).json()
    await proven(client, session)
    answer = await client.get("/auth/v1/user", headers=bearer(other))
    assert (answer.status_code, answer.json()["code"]) == (403, "session_not_found")
    swap = {"refresh_token": other["refresh_token"]}
    assert (await client.post("/auth/v1/token?grant_type=refresh_token", json=swap)).status_code == 400


async def test_a_code_works_once(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("replay@a.example")
    factor = await enrol(client, session)
    code = code_of(factor)
    first = await verify(client, session, factor, code)
    assert first.status_code == 200
    again = await verify(client, first.json(), factor, code)
    assert (again.status_code, again.json()["code"]) == (422, "mfa_verification_failed")
    earlier = await verify(client, first.json(), factor, code_of(factor, -1))
    assert earlier.status_code == 422, "nor does one of before"


async def test_a_challenge_works_once_and_for_five_minutes(
    client: httpx.AsyncClient, sign_up: Signup, db: Database
) -> None:
    session = await sign_up("challenge@a.example")
    factor = await enrol(client, session)
    asked = await challenge(client, session, factor)
    raised = (await verify(client, session, factor, code_of(factor), asked)).json()
    again = await verify(client, raised, factor, code_of(factor, 1), asked)
    assert (again.status_code, again.json()["code"]) == (422, "mfa_challenge_expired")
    old = await challenge(client, raised, factor)
    await db.once(Who.service(), OLDER, id=old)
    assert (await verify(client, raised, factor, code_of(factor, 1), old)).json()["code"] == "mfa_challenge_expired"
    unknown = await verify(client, raised, factor, code_of(factor), str(uuid4()))
    assert (unknown.status_code, unknown.json()["code"]) == (422, "mfa_factor_not_found")


async def test_guesses_are_limited(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("brute@a.example")
    factor = await enrol(client, session)
    wrong = f"{(int(code_of(factor)) + 500_000) % 1_000_000:06d}"
    statuses = [(await verify(client, session, factor, wrong)).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert (await verify(client, session, factor, code_of(factor))).status_code == 429, "the right one comes too late"


async def test_a_stranger_touches_nothing(client: httpx.AsyncClient, sign_up: Signup) -> None:
    factor, ours = await proven(client, await sign_up("ours@a.example"))
    stranger = await sign_up("stranger@b.example")
    path = f"/auth/v1/factors/{factor['id']}"
    for answer in (
        await client.post(f"{path}/challenge", json={}, headers=bearer(stranger)),
        await client.post(
            f"{path}/verify", json={"challenge_id": str(uuid4()), "code": code_of(factor, 1)}, headers=bearer(stranger)
        ),
        await client.delete(path, headers=bearer(stranger)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "mfa_factor_not_found")
    assert (await client.get("/auth/v1/user", headers=bearer(ours))).json()["factors"]


async def test_until_the_code_the_wire_is_closed(client: httpx.AsyncClient, sign_up: Signup) -> None:
    factor, raised = await proven(client, await sign_up("wall@a.example"))
    body = {"email": "wall@a.example", "password": "correct horse"}
    half = (await client.post("/auth/v1/token?grant_type=password", json=body)).json()
    closed = await client.get("/rest/v1/whoami", headers=bearer(half))
    assert (closed.status_code, closed.json()["code"]) == (403, "insufficient_aal")
    assert (await client.get("/rest/v1/whoami", headers=bearer(raised))).status_code == 200
    assert (await client.get("/auth/v1/user", headers=bearer(half))).status_code == 200, (
        "the code must be typed somewhere"
    )
    weak = await client.put("/auth/v1/user", json={"password": "taken over"}, headers=bearer(half))
    assert (weak.status_code, weak.json()["code"]) == (401, "insufficient_aal")
    more = await client.post("/auth/v1/factors", json={"factor_type": "totp"}, headers=bearer(half))
    assert (more.status_code, more.json()["code"]) == (403, "insufficient_aal")
    gone = await client.delete(f"/auth/v1/factors/{factor['id']}", headers=bearer(half))
    assert (gone.status_code, gone.json()["code"]) == (422, "insufficient_aal")
    again = await verify(client, half, factor, code_of(factor, 1))
    assert (await client.get("/rest/v1/whoami", headers=bearer(again.json()))).status_code == 200


async def test_an_operator_may_leave_the_wire_to_policies(identity: Identity) -> None:
    async with serving(with_policy(identity, factors_guard_wire=False)) as client:
        body = {"email": "open@a.example", "password": "correct horse"}
        await proven(client, (await client.post("/auth/v1/signup", json=body)).json())
        half = (await client.post("/auth/v1/token?grant_type=password", json=body)).json()
        assert (await client.get("/rest/v1/whoami", headers=bearer(half))).status_code == 200


async def test_recovery_codes(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("codes@a.example")
    refused = await client.post("/auth/v1/user/recovery_codes", headers=bearer(session))
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_aal")
    factor, raised = await proven(client, session)
    codes = (await client.post("/auth/v1/user/recovery_codes", headers=bearer(raised))).json()["recovery_codes"]
    assert len(set(codes)) == 10
    body = {"email": "codes@a.example", "password": "correct horse"}
    half = (await client.post("/auth/v1/token?grant_type=password", json=body)).json()
    entered = await verify(client, half, factor, codes[0].upper())
    assert entered.status_code == 200
    assert claims_of(entered.json()["access_token"])["amr"][0]["method"] == "mfa/recovery_code"
    assert (await verify(client, entered.json(), factor, codes[0])).status_code == 422, "each works once"
    gone = await client.delete(f"/auth/v1/factors/{factor['id']}", headers=bearer(entered.json()))
    assert gone.json() == {"id": factor["id"]}
    after = await client.post(
        "/auth/v1/token?grant_type=refresh_token", json={"refresh_token": entered.json()["refresh_token"]}
    )
    claims = claims_of(after.json()["access_token"])
    assert claims["aal"] == "aal1" and [one["method"] for one in claims["amr"]] == ["password"]
    assert "factors" not in after.json()["user"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"factor_type": "phone", "phone": "1"}, 422, "mfa_phone_enroll_not_enabled"),
        ({"factor_type": "webauthn"}, 422, "mfa_webauthn_enroll_not_enabled"),
        ({"factor_type": "smoke signals"}, 400, "validation_failed"),
        ({}, 400, "validation_failed"),
    ],
)
async def test_enrolments_that_are_refused(
    client: httpx.AsyncClient, sign_up: Signup, body: object, status: int, code: str
) -> None:
    session = await sign_up(f"{uuid4().hex}@a.example")
    answer = await client.post("/auth/v1/factors", json=body, headers=bearer(session))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_names_and_numbers_of_factors(client: httpx.AsyncClient, sign_up: Signup) -> None:
    session = await sign_up("many@a.example")
    await enrol(client, session, "one")
    body = {"factor_type": "totp", "friendly_name": "one"}
    again = await client.post("/auth/v1/factors", json=body, headers=bearer(session))
    assert (again.status_code, again.json()["code"]) == (422, "mfa_factor_name_conflict")
    for n in range(9):
        await enrol(client, session, f"number {n}")
    body["friendly_name"] = "too many"
    eleventh = await client.post("/auth/v1/factors", json=body, headers=bearer(session))
    assert (eleventh.status_code, eleventh.json()["code"]) == (422, "too_many_enrolled_mfa_factors")


async def test_the_administrator(client: httpx.AsyncClient, sign_up: Signup, identity: Identity) -> None:
    factor, raised = await proven(client, await sign_up("lost@a.example"))
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    path = f"/auth/v1/admin/users/{raised['user']['id']}/factors"
    [listed] = (await client.get(path, headers=service)).json()
    assert (listed["id"], listed["status"], "secret" in listed) == (factor["id"], "verified", False)
    renamed = await client.put(f"{path}/{factor['id']}", json={"friendly_name": "old phone"}, headers=service)
    assert renamed.json()["friendly_name"] == "old phone"
    assert (await client.get(path, headers=bearer(raised))).json()["code"] == "not_admin"
    assert (await client.delete(f"{path}/{uuid4()}", headers=service)).json()["code"] == "mfa_factor_not_found"
    assert (await client.delete(f"{path}/{factor['id']}", headers=service)).json()["id"] == factor["id"]
    assert (await client.get(path, headers=service)).json() == []


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    expected = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: totp.code_at(secret, at // 30) for at in expected} == expected
