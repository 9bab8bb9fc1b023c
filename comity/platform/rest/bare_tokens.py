"""Tokens of a bare engine: verified with one secret or key set, cached by their bytes until they expire."""

from __future__ import annotations

import base64
import math
import time
from collections import OrderedDict
from typing import Any, NamedTuple

import orjson
from joserfc import jwk, jws
from joserfc.errors import JoseError

from comity.platform.rest import errors

SKEW = 30  # seconds clocks may differ
_CACHED = 1000
_ALGORITHMS = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "EdDSA"]

Claims = dict[str, Any]


class Known(NamedTuple):
    """A token that verified: its claims, the same as JSON, and when it may be used without a look at them."""

    claims: Claims
    said: str
    starts: float
    ends: float


class Tokens:
    """Who a token says its bearer is."""

    def __init__(self, secret: str | None, is_base64: bool, audience: str | None, role_claim: str) -> None:
        self._keys = _keys(secret, is_base64) if secret else None
        self._audience = audience
        self._role_path = [part for part in role_claim.lstrip("$").split(".") if part]
        self._known: OrderedDict[str, Known] = OrderedDict()

    def claims(self, token: str) -> Claims:
        """The claims of a token that verifies and is valid now."""
        return self.read(token)[0]

    def read(self, token: str) -> tuple[Claims, str]:
        """The same, and as JSON."""
        known = self._known.get(token)
        if known is None:
            claims = self._verified(token)
            known = self._known[token] = Known(claims, orjson.dumps(claims).decode(), *_usable(claims, self._audience))
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)
        if not known.starts <= time.time() <= known.ends:
            _check_times(known.claims)
            _check_audience(known.claims, self._audience)
        return known.claims, known.said

    def role_of(self, claims: Claims) -> str | None:
        """What the role claim says."""
        value: Any = claims
        for part in self._role_path:
            value = value.get(part.strip('"')) if isinstance(value, dict) else None
        return value if isinstance(value, str) else None

    def _verified(self, token: str) -> Claims:
        if not token:
            raise errors.bad_token("Empty JWT is sent in Authorization header")
        if self._keys is None:
            raise errors.no_secret()
        parts = token.count(".") + 1
        if parts != 3:
            raise errors.bad_token(f"Expected 3 parts in JWT; got {parts}")
        try:
            payload = jws.deserialize_compact(token, self._keys, algorithms=_ALGORITHMS).payload
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(token, error) from None
        try:
            claims = orjson.loads(payload or b"")
        except ValueError:
            raise errors.bad_claims("Parsing claims failed") from None
        if not isinstance(claims, dict):
            raise errors.bad_claims("Parsing claims failed")
        return claims


def _keys(secret: str, is_base64: bool) -> jwk.KeySet | jwk.Key:
    if secret.lstrip().startswith("{"):
        said = orjson.loads(secret)
        return jwk.KeySet.import_key_set(said) if "keys" in said else jwk.import_key(said)
    padded = secret.replace("-", "+").replace("_", "/") + "=" * (-len(secret) % 4)
    raw = base64.b64decode(padded) if is_base64 else secret.encode()
    return jwk.OctKey.import_key(raw)


def _refused(token: str, error: Exception) -> errors.RestError:
    try:
        header = orjson.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
        algorithm = header.get("alg")
    except (ValueError, AttributeError):
        return errors.bad_token("JWT cryptographic operation failed")
    if algorithm == "none":
        return errors.bad_token(
            "Wrong or unsupported encoding algorithm", "JWT is unsecured but expected 'alg' was not 'none'"
        )
    if algorithm not in _ALGORITHMS:
        return errors.bad_token("Wrong or unsupported encoding algorithm", str(algorithm))
    if "signature" in str(error).lower():
        return errors.bad_token("No suitable key or wrong key type", "None of the keys was able to decode the JWT")
    return errors.bad_token("No suitable key or wrong key type", "No suitable key was found to decode the JWT")


def _usable(claims: Claims, audience: str | None) -> tuple[float, float]:
    """From when until when a token needs no second look; never, when its claims are not as they should be."""
    times = [claims.get(name) for name in ("exp", "nbf", "iat")]
    if any(isinstance(value, bool) or not isinstance(value, int | float | None) for value in times):
        return math.inf, -math.inf
    try:
        _check_audience(claims, audience)
    except errors.RestError:
        return math.inf, -math.inf
    expires, *begins = times
    first = max([value for value in begins if value is not None], default=-math.inf)
    return first - SKEW, math.inf if expires is None else expires + SKEW


def _check_times(claims: Claims) -> None:
    now = time.time()
    for name in ("exp", "nbf", "iat"):
        value = claims.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise errors.bad_claims(f"The JWT '{name}' claim must be a number")
    if claims.get("exp") is not None and now - SKEW > claims["exp"]:
        raise errors.bad_claims("JWT expired")
    if claims.get("nbf") is not None and now + SKEW < claims["nbf"]:
        raise errors.bad_claims("JWT not yet valid")
    if claims.get("iat") is not None and now + SKEW < claims["iat"]:
        raise errors.bad_claims("JWT issued at future")


def _check_audience(claims: Claims, wanted: str | None) -> None:
    said = claims.get("aud")
    if (
        said is not None
        and not isinstance(said, str)
        and not (isinstance(said, list) and all(isinstance(item, str) for item in said))
    ):
        raise errors.bad_claims("The JWT 'aud' claim must be a string or an array of strings")
    if wanted is None or said in (None, []):
        return
    if wanted not in ([said] if isinstance(said, str) else said):
        raise errors.bad_claims("JWT not in audience")
