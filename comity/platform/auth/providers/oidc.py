"""OpenID Connect Core 1.0: an issuer's addresses and keys, and whether an id_token is its own, for us, and for now."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from comity.core.errors import Problem
from comity.platform.auth import secrets
from comity.platform.auth.identities import External
from comity.platform.auth.identity import Identity
from comity.platform.auth.keys import quietly
from comity.platform.auth.provider import Provider
from comity.platform.auth.providers import outside
from comity.platform.auth.tokens import header_of

if TYPE_CHECKING:
    from joserfc.jwk import Key

# Signatures with a pair of keys only: a client's secret or a public key never passes for one.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
SKEW: Final = 60
_KEPT_FOR: Final = 3600.0
_PICTURE: Final = {"name": "full_name", "picture": "avatar_url"}
_SHOWN: Final = ("name", "given_name", "family_name", "picture", "preferred_username", "locale")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where an issuer is asked."""

    authorize: str
    token: str
    jwks: str = ""
    userinfo: str = ""
    issuer: str = ""


def refused(sentence: str) -> Problem:
    """The token proves nothing."""
    return Problem("bad_oauth_callback", 400, f"Bad ID token: {sentence}")


async def endpoints(identity: Identity, provider: Provider) -> Endpoints:
    """An issuer's own description of itself (OpenID Connect Discovery 1.0), remembered for an hour."""
    if provider.issuer is None:
        base = provider.url.rstrip("/")
        return Endpoints(f"{base}/login/oauth/authorize", f"{base}/login/oauth/access_token")
    address = f"{provider.issuer}/.well-known/openid-configuration"
    known: Endpoints | None = identity.issuers.get(address)
    if known is None:
        said = await outside.get(address)
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "issuer")
        if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in names):
            raise outside.AWAY()
        if not _is_own(said["issuer"], provider.issuer):
            raise outside.AWAY()
        userinfo = said.get("userinfo_endpoint") or ""
        known = Endpoints(said[names[0]], said[names[1]], said[names[2]], str(userinfo), said["issuer"])
        identity.issuers.keep(address, known, _KEPT_FOR)
    return known


async def verify(
    identity: Identity, provider: Provider, token: str, *, nonce: str | None, audiences: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """The claims of an id_token that the issuer signed for us just now; else a Problem."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        header = header_of(token)
    except Problem as problem:
        raise refused("it cannot be read") from problem
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise refused("it is not signed with a key of the issuer")
    where = await endpoints(identity, provider)
    key = await _key(identity, where.jwks, header)
    try:
        with quietly(algorithm):
            claims = jwt.decode(token, key, algorithms=[str(algorithm)]).claims
    except (JoseError, ValueError) as error:
        raise refused("its signature does not hold") from error
    _check(claims, where.issuer, (provider.client_id, *audiences), nonce)
    return claims


def external(provider: Provider, claims: Mapping[str, Any]) -> External:
    """The account that verified claims speak of."""
    email = claims.get("email") if isinstance(claims.get("email"), str) else ""
    data = {name: claims[name] for name in _SHOWN if isinstance(claims.get(name), str)}
    data |= {ours: claims[theirs] for theirs, ours in _PICTURE.items() if isinstance(claims.get(theirs), str)}
    return External(
        provider.name,
        str(claims["sub"]),
        str(email or "").lower(),
        bool(email) and _is_proven(provider, claims),
        {**data, "iss": claims["iss"]},
    )


def _is_proven(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether the issuer vouches for the address: Microsoft says so in a claim of its own."""
    said = [claims[name] for name in ("email_verified", "xms_edov") if claims.get(name) is not None]
    return any(one is True or one in ("true", "1", 1) for one in said) or (provider.vouches and not said)


async def _key(identity: Identity, jwks_uri: str, header: Mapping[str, Any]) -> Key:
    """The issuer's key of a header; looked up anew, at most twice a minute, when it is not known."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    for fresh in (False, True):
        keys = await _keys(identity, jwks_uri, fresh=fresh)
        fitting = [key for key in keys if header.get("kid") is None or key.get("kid") == header["kid"]]
        fitting = [key for key in fitting if key.get("kty") in ("RSA", "EC", "OKP") and key.get("use") != "enc"]
        if len(fitting) == 1 or (fitting and header.get("kid") is not None):
            try:
                return import_key(dict(fitting[0]))
            except (JoseError, ValueError) as error:
                raise refused("its key cannot be used") from error
    raise refused("the issuer has no such key")


async def _keys(identity: Identity, jwks_uri: str, *, fresh: bool) -> list[dict[str, Any]]:
    known: list[dict[str, Any]] | None = identity.issuers.get(jwks_uri)
    asked_lately = identity.issuers.get(f"asked {jwks_uri}") is not None
    if known is not None and (not fresh or asked_lately):
        return known
    said = await outside.get(jwks_uri)
    found = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(found, list):
        raise outside.AWAY()
    keys = [key for key in found if isinstance(key, dict)]
    identity.issuers.keep(jwks_uri, keys, _KEPT_FOR)
    identity.issuers.keep(f"asked {jwks_uri}", True, 30.0)
    return keys


def _check(claims: Mapping[str, Any], issuer: str, audiences: tuple[str, ...], nonce: str | None) -> None:
    """OpenID Connect Core 3.1.3.7."""
    now = time.time()
    if not _is_own(issuer, str(claims.get("iss") or ""), str(claims.get("tid") or "")):
        raise refused("another issuer made it")
    listed = [claims.get("aud")] if isinstance(claims.get("aud"), str) else claims.get("aud")
    if not isinstance(listed, list) or not set(audiences) & {one for one in listed if isinstance(one, str)}:
        raise refused("it is for another application")
    if (len(listed) > 1 or claims.get("azp") is not None) and claims.get("azp") not in audiences:
        raise refused("it is for another application")
    expires, issued, starts = (claims.get(name) for name in ("exp", "iat", "nbf"))
    if not _is_number(expires) or expires < now - SKEW:
        raise refused("it has expired")
    if not _is_number(issued) or issued > now + SKEW or (_is_number(starts) and starts > now + SKEW):
        raise refused("it is of the future")
    if nonce is not None and not secrets.same(str(claims.get("nonce") or ""), nonce):
        raise refused("its nonce is not ours")
    if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255 or "\0" in claims["sub"]:
        raise refused("it is about nobody")


def _is_own(published: str, wanted: str, tenant: str = "") -> bool:
    """Whether two issuers are the same; Microsoft's common one stands for every directory's."""
    if published.rstrip("/") == wanted.rstrip("/"):
        return True
    if published != "https://login.microsoftonline.com/{tenantid}/v2.0":
        return False
    many = tuple(f"https://login.microsoftonline.com/{name}/v2.0" for name in ("common", "organizations", "consumers"))
    return wanted in many if not tenant else wanted == published.replace("{tenantid}", tenant)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
