"""Tokens of every kind that must not open anything, and the ones that must."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from comity.core.errors import Problem
from comity.platform.auth.keys import ApiKeys, KeyRing
from comity.platform.auth.tokens import Tokens

SECRET = "a secret of the tests that is long enough to sign with"
RING = KeyRing.of(SECRET)


def claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": "x", "role": "authenticated", "aud": "authenticated", "iat": now, "exp": now + 60, **more}


def tokens(ring: KeyRing = RING) -> Tokens:
    return Tokens(ring, "authenticated")


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def refused(token: str, ring: KeyRing = RING) -> Problem:
    with pytest.raises(Problem) as caught:
        tokens(ring).claims(token)
    assert caught.value.status == 401
    return caught.value


def test_our_own_token_is_accepted_and_remembered() -> None:
    service = tokens()
    token = RING.sign(claims())
    assert service.claims(token) is service.claims(token)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None])
def test_an_unsigned_token_is_refused(algorithm: str | None) -> None:
    token = f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims())}."
    assert refused(token).code == "PGRST301"


def test_a_token_of_another_secret_is_refused() -> None:
    forged = KeyRing.of("another secret that is just as long as the first").sign(claims())
    assert refused(forged).code == "PGRST301"


def test_a_changed_payload_is_refused() -> None:
    head, _, signature = RING.sign(claims()).split(".")
    assert refused(f"{head}.{part(claims(role='service_role'))}.{signature}").sentence.startswith("JWT cryptographic")


def test_a_token_without_a_key_s_name_is_of_the_shared_secret() -> None:
    """Also where another shared secret is listed first, as GOTRUE_JWT_KEYS may."""
    listed = {"kty": "oct", "k": "b3RoZXIgc2VjcmV0IHRoYXQgaXMgbG9uZyBlbm91Z2g", "kid": "listed", "alg": "HS256"}
    ring = KeyRing.of(SECRET, [{**listed, "key_ops": ["sign", "verify"]}])
    keys = ApiKeys.of(ring, SECRET)
    tokens = Tokens(ring, "authenticated")
    assert tokens.claims(keys.service_role)["role"] == "service_role"
    assert tokens.claims(ring.sign({"role": "anon"}))["role"] == "anon"


def test_a_public_key_is_no_shared_secret() -> None:
    """Key confusion: an RS256 key's public half used as an HS256 secret."""
    pair = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
    ring = KeyRing.of(SECRET, [{**pair.as_dict(private=True), "key_ops": ["sign", "verify"]}])
    for secret in (pair.as_pem(private=False), pair.as_der(private=False)):
        for kid in ({"kid": "one"}, {}):
            signed = f"{part({'alg': 'HS256', 'typ': 'JWT', **kid})}.{part(claims())}"
            signature = hmac.digest(secret, signed.encode(), "sha256")
            forged = f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
            assert refused(forged, ring).code == "PGRST301"
    assert tokens(ring).claims(ring.sign(claims()))["sub"] == "x"


def test_keys_rotate_and_are_published_without_their_secrets() -> None:
    old, new = (ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256"}) for kid in ("old", "new"))
    listed = [
        {**old.as_dict(private=True), "key_ops": ["verify"]},
        {**new.as_dict(private=True), "key_ops": ["sign", "verify"]},
    ]
    ring = KeyRing.of(SECRET, listed)
    assert ring.current.kid == "new"
    earlier = jwt.encode({"alg": "ES256", "kid": "old"}, claims(), old, algorithms=["ES256"])
    assert tokens(ring).claims(earlier)["role"] == "authenticated"
    assert {key["kid"] for key in ring.public()["keys"]} == {"old", "new"}
    assert SECRET not in json.dumps(ring.public()) and '"d"' not in json.dumps(ring.public())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"exp": int(time.time()) - 60}, "JWT expired"),
        ({"nbf": int(time.time()) + 3600}, "JWT not yet valid"),
        ({"iat": int(time.time()) + 3600}, "JWT issued at future"),
        ({"aud": "somebody else"}, "JWT not in audience"),
        ({"aud": ["a", "b"]}, "JWT not in audience"),
        ({"exp": "soon"}, "The JWT 'exp' claim must be a number"),
        ({"aud": 7}, "The JWT 'aud' claim must be a string or an array of strings"),
    ],
)
def test_claims_that_do_not_hold(more: dict[str, Any], said: str) -> None:
    problem = refused(RING.sign(claims(**more)))
    assert (problem.code, problem.sentence) == ("PGRST303", said)


def test_clocks_may_differ_by_half_a_minute() -> None:
    assert tokens().claims(RING.sign(claims(exp=int(time.time()) - 20)))["sub"] == "x"


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "." * 5, "é.é.é", "x" * 100_000 + ".b.c"])
def test_what_is_no_token_at_all(token: str) -> None:
    assert refused(token).code == "PGRST301"


def test_the_header_may_be_anything_but_an_object() -> None:
    for header in ("[]", "7", "null", '"HS256"'):
        head = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
        assert refused(f"{head}.{part(claims())}.x").code == "PGRST301"


def test_api_keys_are_the_same_at_every_start() -> None:
    one, other = ApiKeys.of(RING, SECRET), ApiKeys.of(KeyRing.of(SECRET), SECRET)
    assert one == other
    assert tokens().claims(one.anon)["role"] == "anon"
    assert tokens().claims(one.service_role)["role"] == "service_role"
    assert one.publishable.startswith("sb_publishable_") and one.secret.startswith("sb_secret_")
    assert (one.role_of(one.publishable), one.role_of(one.secret), one.role_of("sb_secret_x")) == (
        "anon",
        "service_role",
        None,
    )
