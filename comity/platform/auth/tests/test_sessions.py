"""How long sessions last, and how fast they end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.platform.auth.identity import Identity
from comity.platform.auth.keys import KeyRing, quietly
from comity.platform.auth.tests.conftest import SECRET, VERSION, Signup, bearer, claims_of, serving, with_policy

LATER = sql.compile_named(
    "later", "As if so much time had passed.",
    "update auth.sessions set not_after = not_after - :ago::interval, refreshed_at = refreshed_at - :ago::interval"
    " where user_id = :id",
)  # fmt: skip
LATER_TOKENS = sql.compile_named(
    "later_tokens", "As if so much time had passed.",
    "update auth.refresh_tokens set updated_at = updated_at - :ago::interval where user_id = (:id::uuid)::text",
)  # fmt: skip


async def refresh(client: httpx.AsyncClient, session: dict[str, Any]) -> httpx.Response:
    body = {"refresh_token": session["refresh_token"]}
    return await client.post("/auth/v1/token?grant_type=refresh_token", json=body, headers=VERSION)


async def pass_time(db: Database, identity: Identity, person: str, hours: int) -> None:
    ago = timedelta(hours=hours)
    await db.once(Who.service(), LATER, id=person, ago=ago)
    await db.once(Who.service(), LATER_TOKENS, id=person, ago=ago)
    identity.callers.forget_all()


async def test_a_time_box_ends_whatever_is_busy(identity: Identity, db: Database) -> None:
    boxed = with_policy(identity, time_box=timedelta(hours=8))
    async with serving(boxed) as client:
        body = {"email": "boxed@a.example", "password": "correct horse"}
        session = (await client.post("/auth/v1/signup", json=body)).json()
        await pass_time(db, boxed, session["user"]["id"], 7)
        session = (await refresh(client, session)).json()
        await pass_time(db, boxed, session["user"]["id"], 2)
        ended = await refresh(client, session)
        assert (ended.status_code, ended.json()["code"]) == (400, "session_expired")
        assert (await client.get("/auth/v1/user", headers=bearer(session))).json()["code"] == "session_not_found"
        assert (await client.get("/rest/v1/whoami", headers=bearer(session))).status_code == 401


async def test_idle_hours_are_the_operator_s(identity: Identity, db: Database) -> None:
    strict = with_policy(identity, idle=timedelta(hours=2))
    async with serving(strict) as client:
        body = {"email": "idle@a.example", "password": "correct horse"}
        session = (await client.post("/auth/v1/signup", json=body)).json()
        await pass_time(db, strict, session["user"]["id"], 1)
        session = (await refresh(client, session)).json()
        await pass_time(db, strict, session["user"]["id"], 3)
        assert (await refresh(client, session)).json()["code"] == "session_expired"


async def test_a_ban_ends_everything_at_once(client: httpx.AsyncClient, sign_up: Signup, identity: Identity) -> None:
    session = await sign_up("ban@a.example")
    assert (await client.get("/rest/v1/whoami", headers=bearer(session))).status_code == 200
    service = {"authorization": f"Bearer {identity.keys.service_role}", **VERSION}
    path = f"/auth/v1/admin/users/{session['user']['id']}"
    banned = await client.put(path, json={"ban_duration": "24h"}, headers=service)
    assert banned.json()["banned_until"]
    assert (await client.get("/rest/v1/whoami", headers=bearer(session))).status_code == 403
    assert (await client.get("/auth/v1/user", headers=bearer(session))).json()["code"] == "user_banned"
    assert (await refresh(client, session)).json()["code"] == "user_banned"
    body = {"email": "ban@a.example", "password": "correct horse"}
    answer = await client.post("/auth/v1/token?grant_type=password", json=body, headers=VERSION)
    assert (answer.status_code, answer.json()["code"]) == (400, "user_banned")
    await client.put(path, json={"ban_duration": "none"}, headers=service)
    assert (await client.post("/auth/v1/token?grant_type=password", json=body)).status_code == 200


@pytest.mark.parametrize("kind", ["RS256", "ES256", "EdDSA"])
async def test_rotating_the_signing_key_signs_nobody_out(identity: Identity, kind: str) -> None:
    """A new key signs, the old one still verifies, and both are published; a key that was withdrawn opens nothing."""
    make = {
        "RS256": lambda: RSAKey.generate_key(2048),
        "ES256": lambda: ECKey.generate_key("P-256"),
        "EdDSA": lambda: OKPKey.generate_key("Ed25519"),
    }[kind]
    old, new = ({**make().as_dict(private=True), "kid": name, "alg": kind, "use": "sig"} for name in ("old", "new"))
    body = {"email": f"{kind.lower()}@a.example", "password": "correct horse"}

    def with_keys(*jwks: dict[str, Any]) -> Identity:
        return Identity.of(identity.db, SECRET, identity.policy, identity.house, KeyRing.of(SECRET, jwks))

    async with serving(with_keys({**old, "key_ops": ["sign", "verify"]})) as client:
        session = (await client.post("/auth/v1/signup", json=body)).json()
    rotated = with_keys({**new, "key_ops": ["sign", "verify"]}, {**old, "key_ops": ["verify"]})
    async with serving(rotated) as client:
        assert (await client.get("/auth/v1/user", headers=bearer(session))).status_code == 200
        fresh = (await refresh(client, session)).json()
        keys = (await client.get("/auth/v1/.well-known/jwks.json")).json()["keys"]
        assert [key["kid"] for key in keys] == ["new", "old"]
        assert all(set(key) & {"d", "p", "q", "k"} == set() for key in keys)
        public = {key["kid"]: key for key in keys}["new"]
        read = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}[public["kty"]].import_key(public)
        with quietly(kind):
            said = jwt.decode(fresh["access_token"], read, algorithms=[kind]).claims
        assert said["sub"] == session["user"]["id"]
    async with serving(with_keys({**new, "key_ops": ["sign", "verify"]})) as client:
        gone = await client.get("/auth/v1/user", headers=bearer(session))
        assert (gone.status_code, gone.json()["code"]) == (403, "bad_jwt")
        assert (await client.get("/auth/v1/user", headers=bearer(fresh))).status_code == 200


async def test_each_door_remembers_no_longer_than_a_minute(identity: Identity) -> None:
    """What another process changed (a removal, another role) is known within `STANDING_LASTS`."""
    from comity.platform.auth.identity import STANDING_LASTS

    assert STANDING_LASTS <= 60


async def test_claims_say_how_and_when(sign_up: Signup) -> None:
    claims = claims_of((await sign_up("claims@a.example"))["access_token"])
    assert (claims["aal"], claims["aud"], claims["role"]) == ("aal1", "authenticated", "authenticated")
    assert claims["amr"] == [{"method": "password", "timestamp": claims["amr"][0]["timestamp"]}]
    assert abs(claims["amr"][0]["timestamp"] - claims["iat"]) < 60 and claims["exp"] - claims["iat"] == 3600
