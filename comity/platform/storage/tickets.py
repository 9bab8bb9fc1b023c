"""Signed URLs: small tokens that open one object, or let one be brought, until they expire.

They are signed with a key made of the storage's own, so that no access token passes for one and none of them for an
access token.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from comity.core.db import Tx
from comity.platform.storage import errors, objects
from comity.platform.storage.sealing import Keys

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

Scope = Literal["download", "upload"]
UPLOAD_SECONDS = 7200
LONGEST = 10 * 365 * 86400
_LAST = 253_402_300_799  # the end of the year 9999


def issue(keys: Keys, scope: Scope, url: str, seconds: int, **claims: Any) -> str:
    """A token for one name."""
    from joserfc import jwt  # loaded where there are tokens: a worker signs none

    now = int(time.time())
    said = {**claims, "url": url, "scope": scope, "iat": now, "exp": now + min(seconds, LONGEST)}
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, said, _key(keys.ring[keys.newest]), algorithms=["HS256"])


def check(keys: Keys, scope: Scope, url: str, token: str | None) -> dict[str, Any]:
    """What the token says, when it is one of ours for this name and has not expired."""
    claims = _verified(keys, token or "")
    if claims.get("scope") != scope or claims.get("url") != url:
        raise errors.BAD_SIGNATURE()
    if claims["exp"] < time.time():
        raise errors.EXPIRED()
    return claims


async def stands(tx: Tx, org_id: UUID | None, signer: object) -> None:
    """EXPIRED when whoever signed has left the organisation whose file it is: what they handed out ends with them."""
    if org_id is None or not signer:
        return
    try:
        person = UUID(str(signer))
    except ValueError:
        return  # the house itself, or a key
    if not await tx.value(objects.q.belongs, org=org_id, person=person):
        raise errors.EXPIRED()


def named(keys: Keys, scope: Scope, token: str | None) -> str:
    """The name a token is for: uploads in pieces say their name nowhere else."""
    claims = _verified(keys, token or "")
    if claims.get("scope") != scope:
        raise errors.BAD_SIGNATURE()
    return str(claims["url"])


def _verified(keys: Keys, token: str) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError

    if 0 < len(token) < 8192:
        for secret in keys.ring.values():
            try:
                return dict(jwt.decode(token, _key(secret), algorithms=["HS256"]).claims)
            except (JoseError, ValueError):
                continue
    raise errors.BAD_TOKEN()


def _key(secret: bytes) -> OctKey:
    from joserfc.jwk import OctKey

    return OctKey.import_key(hmac.new(secret, b"comity storage signed urls", hashlib.sha256).digest())


def seconds_of(value: Any) -> int:
    """`expiresIn`: a whole number of seconds, at least one; also as text, as some clients send it."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise errors.bad_request("body/expiresIn must be >= 1")
    if value > _LAST - time.time():
        raise errors.bad_request("body/expiresIn is too long")
    return value
