"""Asking, agreeing, redeeming (OAuth 2.1, 4.1): one code, for one program, with one verifier, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth import callers, pkce, refresh, secrets, sessions, users
from comity.platform.auth.identity import Identity
from comity.platform.auth.oauth_server import clients, id_tokens

q = sql.load(__file__)

NOT_FOUND = Problem("oauth_authorization_not_found", 404, "authorization not found")
NOT_PENDING = Problem("validation_failed", 400, "authorization request is no longer pending")
SCOPES = ("openid", "email", "profile", "phone")
CLAIMS = (
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "email",
    "email_verified",
    "name",
    "picture",
    "phone_number",
)
METHOD = "oauth_provider/authorization_code"


class OAuthError(Exception):
    """A refusal in OAuth's own words (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program asks for, checked."""

    redirect_uri: str
    state: str
    scope: str
    challenge: str
    resource: str | None
    nonce: str | None


async def ask(tx: Tx, client: clients.Row, asked: Asked) -> UUID:
    """Notes the request; its id."""
    made = uuid4()
    await tx.run(
        q.ask,
        id=made,
        client=client["id"],
        redirect_uri=asked.redirect_uri,
        scope=asked.scope,
        state=asked.state or None,
        resource=asked.resource,
        challenge=asked.challenge,
        nonce=asked.nonce,
    )
    return made


async def find(tx: Tx, wanted: UUID | None, person: UUID) -> dict[str, Any]:
    """The request, which is this user's to answer from now on; a Problem when it is another's, answered or too old."""
    found = await tx.row(q.find, id=wanted, person=person) if wanted else None
    if found is None or not found["fresh"] or found["user_id"] not in (None, person):
        raise NOT_FOUND()
    if found["status"] != "pending":
        raise NOT_PENDING()
    if not await tx.run(q.claim, id=wanted, person=person):
        raise NOT_FOUND()
    return found


async def decide(tx: Tx, wanted: UUID | None, person: UUID, session_id: UUID | None, *, agreed: bool) -> str:
    """The user's answer; where the browser goes with it."""
    found = await find(tx, wanted, person)
    said = {"state": found["state"]} if found["state"] else {}
    if not agreed:
        await tx.run(q.deny, id=wanted, person=person)
        no = {"error": "access_denied", "error_description": "User denied the request"}
        return address(found["redirect_uri"], no | said)
    code = secrets.make()
    values = {"id": wanted, "person": person, "session": session_id}
    if not await tx.run(q.approve, **values, code_hash=secrets.hex_digest(code)):
        raise NOT_PENDING()
    await tx.run(q.consent, person=person, client=found["client_id"], scopes=found["scope"])
    await users.log(tx, "oauth_consent_granted", person, {"client_id": str(found["client_id"])})
    return address(found["redirect_uri"], {"code": code} | said)


async def redeem(identity: Identity, tx: Tx, client: clients.Row, sent: dict[str, str], asker: Who) -> dict[str, Any]:
    """Tokens for a code; a code that comes twice closes what it had opened. Commit also what is refused."""
    row = await tx.row(q.redeem, code_hash=secrets.hex_digest(sent.get("code", "")))
    if row is None or row["client_id"] != client["id"]:
        return _refused("Invalid authorization code")
    if row["status"] != "approved":
        if row["session_id"] is not None:
            await tx.run(q.end_session, id=row["session_id"])
            callers.forget_person(identity, row["user_id"])
        return _refused("Invalid authorization code")
    if not row["fresh"] or row["aal"] is None:
        return _refused("Authorization code has expired")
    if sent.get("redirect_uri", row["redirect_uri"]) != row["redirect_uri"]:
        return _refused("Invalid redirect_uri")
    if not pkce.matches(row["code_challenge"], "s256", sent.get("code_verifier", "")):
        return _refused("PKCE verification failed")
    user = await users.find(tx, row["user_id"])
    if user is None or users.is_banned(user):
        return _refused("User is banned")
    session_id = await sessions.open_for_client(identity, tx, user, METHOD, asker, row["org_id"])
    values = {"id": session_id, "client": client["id"], "scopes": row["scope"]}
    await tx.run(q.open_for, **values, aal=row["aal"], sso=row["sso_provider_id"], resource=row["resource"])
    await tx.run(q.redeemed, id=row["id"], session=session_id)
    token = await refresh.first(identity, tx, session_id, user["id"])
    made = await tokens(identity, tx, user["id"], session_id, token, row["scope"])
    signed = id_tokens.issue(identity, user, client["id"], row["scope"], row["nonce"])
    return made | ({"id_token": signed} if signed else {})


async def tokens(
    identity: Identity, tx: Tx, person: UUID, session_id: UUID, refresh_token: str, scope: str | None
) -> dict[str, Any]:
    """The answer of RFC 6749, 5.1."""
    made = await sessions.answer(identity, tx, person, session_id, refresh_token)
    kept = {name: made[name] for name in ("access_token", "token_type", "expires_in", "refresh_token")}
    return {**kept, "scope": scope or ""}


def address(uri: str, said: dict[str, str]) -> str:
    """The program's own address with an answer in its query."""
    parts = urlsplit(uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *said.items()])
    return urlunsplit((*parts[:3], query, parts.fragment))


def _refused(description: str) -> dict[str, Any]:
    return {"error": "invalid_grant", "error_description": description}
