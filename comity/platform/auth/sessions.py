"""Sessions: places where a user is signed in, opened by pages with a cookie and over the wire with refresh tokens."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.platform.auth import hooks, refresh, secrets, users
from comity.platform.auth.identity import Identity

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Access:
    """An access token and when it expires."""

    token: str
    expires_at: int


async def grant(
    identity: Identity,
    tx: Tx,
    user: users.Row,
    method: str,
    asker: Who,
    org_id: UUID | None = None,
    sso: UUID | None = None,
) -> dict[str, Any]:
    """Signs the user in over the wire: the session object of wire.md 2.2. `sso` is the provider they came by."""
    session_id = await _open(identity, tx, user, method, asker, org_id, sso=sso)
    token = await refresh.first(identity, tx, session_id, user["id"])
    return await answer(identity, tx, user["id"], session_id, token)


async def open_cookie(
    identity: Identity,
    tx: Tx,
    user: users.Row,
    method: str,
    asker: Who,
    org_id: UUID | None = None,
    sso: UUID | None = None,
) -> str:
    """Signs the user in on pages: the value of the cookie, of which only the hash is kept."""
    cookie = secrets.make()
    await _open(identity, tx, user, method, asker, org_id, secrets.digest(cookie), sso)
    return cookie


async def open_for_client(
    identity: Identity, tx: Tx, user: users.Row, method: str, asker: Who, org_id: UUID | None
) -> UUID:
    """A session of a program that the user has let in."""
    return await _open(identity, tx, user, method, asker, org_id)


async def open_for(identity: Identity, user_id: UUID, org_id: UUID | None = None) -> str:
    """The cookie of a new session, without a password: for tests and for those who have proven themselves elsewhere."""
    service = identity.house_keeper()
    async with identity.db.acting(service) as tx:
        user = await users.find(tx, user_id)
        assert user is not None
        return await open_cookie(identity, tx, user, "password", service, org_id)


async def answer(identity: Identity, tx: Tx, user_id: UUID, session_id: UUID, refresh_token: str) -> dict[str, Any]:
    """The session object with a fresh access token."""
    user = await users.find(tx, user_id)
    assert user is not None
    access = await access_token(identity, tx, user, session_id)
    return {
        "access_token": access.token,
        "token_type": "bearer",
        "expires_in": int(identity.policy.token_life.total_seconds()),
        "expires_at": access.expires_at,
        "refresh_token": refresh_token,
        "user": users.as_json(user),
    }


async def access_token(identity: Identity, tx: Tx, user: users.Row, session_id: UUID) -> Access:
    """A token for the session; membership is looked up now, so what it says of an organisation was true at issue."""
    session = await tx.row(q.for_token, id=session_id)
    assert session is not None
    now = int(time.time())
    expires_at = now + int(identity.policy.token_life.total_seconds())
    organisation = membership_claims(session)
    said = users.as_json(user)
    claims = {
        "iss": identity.policy.auth_url,
        "sub": said["id"],
        "aud": said["aud"],
        "exp": expires_at,
        "iat": now,
        "email": said["email"],
        "phone": said["phone"],
        "app_metadata": {**said["app_metadata"], **organisation},
        "user_metadata": said["user_metadata"],
        "role": said["role"] or "authenticated",
        "aal": session["aal"] or "aal1",
        "amr": session["amr"] or [],
        "session_id": str(session_id),
        "is_anonymous": said["is_anonymous"],
        **organisation,
    }
    if session["oauth_client_id"] is not None:
        claims |= {"client_id": str(session["oauth_client_id"]), "scope": session["scopes"] or ""}
    method = str((session["amr"] or [{"method": "unknown"}])[0]["method"])
    claims = await hooks.claims(tx, identity.policy.hook_access_token, claims, method)
    return Access(identity.ring.sign(claims), expires_at)


def membership_claims(row: Mapping[str, Any]) -> dict[str, Any]:
    """The organisation's claims of a row that carries auth.membership's columns."""
    if row["org_id"] is None:
        return {}
    claims = {
        "org_id": str(row["org_id"]),
        "org_slug": row["org_slug"],
        "org_role": row["org_role"],
        "visibility": row["visibility"],
    }
    if row["team_id"] is not None:
        claims["team_id"] = str(row["team_id"])
    return claims


async def _open(
    identity: Identity,
    tx: Tx,
    user: users.Row,
    method: str,
    asker: Who,
    org_id: UUID | None,
    cookie_hash: bytes | None = None,
    sso: UUID | None = None,
) -> UUID:
    session_id = uuid4()
    await tx.many(
        [
            (
                q.create,
                {
                    "id": session_id,
                    "person": user["id"],
                    "org": org_id,
                    "user_agent": asker.user_agent,
                    "ip": ip_or_none(asker.address),
                    "cookie_hash": cookie_hash,
                    "life": identity.policy.time_box,
                    "sso": sso,
                },
            ),
            (q.add_method, {"id": session_id, "method": method}),
            (users.q.signed_in, {"id": user["id"]}),
        ]
    )
    await users.log(tx, "login", user["id"], {"method": method}, org_id)
    return session_id


def ip_or_none(address: str | None) -> str | None:
    """The address when it is one; sockets and test clients have names."""
    try:
        return str(ipaddress.ip_address(address)) if address else None
    except ValueError:
        return None
