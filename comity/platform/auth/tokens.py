"""Access tokens: checked the way PostgREST checks them (wire.md 1.7), remembered by their bytes until they expire."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any, Final

import orjson

from comity.core.errors import Problem
from comity.platform.auth.keys import KeyRing, quietly
from comity.platform.auth.remembered import Remembered

SKEW: Final = 30  # seconds two clocks may differ
LONGEST: Final = 64 * 1024


def malformed(sentence: str, details: str | None = None) -> Problem:
    """The token cannot be read or its signature is not ours."""
    return Problem("PGRST301", 401, sentence, details=details)


def unacceptable(sentence: str) -> Problem:
    """The token is ours but does not hold here and now."""
    return Problem("PGRST303", 401, sentence)


class Tokens:
    """Verifies tokens, each of them once."""

    def __init__(self, ring: KeyRing, audience: str) -> None:
        self.ring = ring
        self._audience = audience
        self._known: Remembered[str, Mapping[str, Any]] = Remembered(size=10_000)

    def claims(self, token: str) -> Mapping[str, Any]:
        """The verified claims, or a Problem (401)."""
        found = self._known.get(token)
        if found is None:
            found = self._verify(token)
            until = found.get("exp")
            now = time.time()
            lasts = 3600.0 if until is None else min(3600.0, until + SKEW - now)
            if lasts > 0:
                self._known.keep(token, found, lasts)
        return found

    def of_any_audience(self, token: str) -> Mapping[str, Any]:
        """The claims of a token of ours that holds now, whomever it was made for: administrators' name none of ours."""
        claims = self._signed(token)
        self._check_times(claims, time.time())
        return claims

    def _verify(self, token: str) -> Mapping[str, Any]:
        claims = self._signed(token)
        self._check_times(claims, time.time())
        self._check_audience(claims.get("aud"))
        return claims

    def _signed(self, token: str) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        header = header_of(token)
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm.lower() == "none":
            details = "JWT is unsecured but expected 'alg' was not 'none'"
            raise malformed("Wrong or unsupported encoding algorithm", details)
        key = self.ring.find(header.get("kid"), algorithm)
        if key is None:
            raise malformed("No suitable key or wrong key type", "None of the keys was able to decode the JWT")
        try:
            with quietly(key.algorithm):
                claims = jwt.decode(token, key.key, algorithms=[key.algorithm]).claims
        except (JoseError, ValueError) as error:
            raise malformed("JWT cryptographic operation failed") from error
        return claims

    def _check_times(self, claims: Mapping[str, Any], now: float) -> None:
        for name in ("exp", "nbf", "iat"):
            value = claims.get(name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
                raise unacceptable(f"The JWT '{name}' claim must be a number")
        if claims.get("exp") is not None and now - SKEW > claims["exp"]:
            raise unacceptable("JWT expired")
        if claims.get("nbf") is not None and now + SKEW < claims["nbf"]:
            raise unacceptable("JWT not yet valid")
        if claims.get("iat") is not None and now + SKEW < claims["iat"]:
            raise unacceptable("JWT issued at future")

    def _check_audience(self, audience: Any) -> None:
        if audience is None or audience == []:
            return
        listed = [audience] if isinstance(audience, str) else audience
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise unacceptable("The JWT 'aud' claim must be a string or an array of strings")
        if self._audience not in listed:
            raise unacceptable("JWT not in audience")


def header_of(token: str) -> Mapping[str, Any]:
    """What a token says of its signature; a Problem when it is no token."""
    if not token:
        raise malformed("Empty JWT is sent in Authorization header")
    parts = token.split(".")
    if len(parts) != 3:
        raise malformed(f"Expected 3 parts in JWT; got {len(parts)}")
    if len(token) > LONGEST:
        raise malformed("JWT cryptographic operation failed")
    try:
        header = orjson.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, binascii.Error) as error:
        raise malformed("JWT cryptographic operation failed") from error
    if not isinstance(header, dict):
        raise malformed("JWT cryptographic operation failed")
    return header
