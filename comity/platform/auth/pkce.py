"""PKCE (RFC 7636) for mailed links: the browser that asked, and no other, turns the link's code into a session."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import secrets

q = sql.load(__file__)

PREFIX = "pkce_"
_CHALLENGE = re.compile(r"^[A-Za-z0-9._~-]{43,128}$")
_METHODS = {"s256": "s256", "plain": "plain"}

BOTH = Problem("validation_failed", 400, "PKCE flow requires code_challenge_method and code_challenge")
BAD_LENGTH = Problem("validation_failed", 400, "code challenge has to be between 43 and 128 characters")
BAD_METHOD = Problem("validation_failed", 400, "code challenge method not supported")
NOT_FOUND = Problem("flow_state_not_found", 404, "invalid flow state, no valid flow state found")
EXPIRED = Problem("flow_state_expired", 422, "invalid flow state, flow state has expired")
MISMATCH = Problem("bad_code_verifier", 400, "code challenge does not match previously saved code verifier")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser sent ahead: the hash of a secret it keeps."""

    challenge: str
    method: str


@dataclass(frozen=True, slots=True)
class Proven:
    """Who came with a code, how they had proven themselves, and the provider's own tokens."""

    user_id: UUID
    method: str
    provider: str
    tokens: Mapping[str, str]

    @property
    def sso(self) -> UUID | None:
        """The identity provider they came by."""
        return UUID(self.provider.removeprefix("sso:")) if self.provider.startswith("sso:") else None


def of_body(body: dict[str, Any]) -> Challenge | None:
    """The challenge of a request, None when it carries none."""
    challenge, method = body.get("code_challenge") or "", body.get("code_challenge_method") or ""
    if not challenge and not method:
        return None
    if not (isinstance(challenge, str) and isinstance(method, str) and challenge and method):
        raise BOTH()
    if not _CHALLENGE.match(challenge):
        raise BAD_LENGTH()
    known = _METHODS.get(method.lower())
    if known is None:
        raise BAD_METHOD()
    return Challenge(challenge, known)


async def remember(tx: Tx, user_id: UUID, challenge: Challenge, method: str) -> str:
    """Notes the flow; the prefix that the letter's secret carries."""
    await tx.run(
        q.challenge, person=user_id, challenge=challenge.challenge, challenge_method=challenge.method, method=method
    )
    return PREFIX


async def issue(tx: Tx, user_id: UUID, method: str) -> str:
    """A code for the application, once the link was followed."""
    code = str(uuid4())
    if not await tx.rows(q.issue, person=user_id, method=method, auth_code=code):
        raise NOT_FOUND()
    return code


async def issue_now(
    tx: Tx, user_id: UUID, challenge: Challenge, method: str, *, provider: str, tokens: Mapping[str, Any] | None = None
) -> str:
    """A code for somebody who has just proven themselves elsewhere."""
    code, tokens = str(uuid4()), tokens or {}
    await tx.run(
        q.issue_now,
        person=user_id,
        challenge=challenge.challenge,
        challenge_method=challenge.method,
        provider=provider,
        method=method,
        auth_code=code,
        access_token=tokens.get("access_token"),
        refresh_token=tokens.get("refresh_token"),
    )
    return code


async def take(tx: Tx, code: str, verifier: str) -> Proven:
    """The user of a code and how they proved themselves; a code works once."""
    row = await tx.row(q.take, auth_code=code)
    if row is None or row["user_id"] is None:
        raise NOT_FOUND()
    if not row["fresh"]:
        raise EXPIRED()
    if not _matches(row["code_challenge"], row["code_challenge_method"], verifier):
        raise MISMATCH()
    tokens = {
        "provider_token": row["provider_access_token"],
        "provider_refresh_token": row["provider_refresh_token"],
    }
    said = {name: token for name, token in tokens.items() if token}
    return Proven(row["user_id"], row["authentication_method"], row["provider_type"], said)


def challenge_of(verifier: str) -> Challenge:
    """The challenge whose verifier this is."""
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return Challenge(made, "s256")


def matches(challenge: str, method: str, verifier: str) -> bool:
    """Whether the verifier is the one whose challenge was sent ahead."""
    return _matches(challenge, method, verifier)


def _matches(challenge: str, method: str, verifier: str) -> bool:
    if method == "plain":
        return secrets.same(challenge, verifier)
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return secrets.same(challenge.rstrip("="), made)
