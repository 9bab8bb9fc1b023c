"""Refresh tokens: swapped at every use, with GoTrue's rule for those used twice (wire.md 2.4).

A token is made from its session and its number in the chain, with a key only the server has; the database keeps its
hash. So the active token can be answered again to a client that lost the answer, and a copy of the database opens
nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import secrets
from comity.platform.auth.identity import Identity

q = sql.load(__file__)

NOT_FOUND = Problem("refresh_token_not_found", 400, "Invalid Refresh Token: Refresh Token Not Found")
NO_SESSION = Problem("session_not_found", 400, "Invalid Refresh Token: No Valid Session Found")
ALREADY_USED = Problem("refresh_token_already_used", 400, "Invalid Refresh Token: Already Used")
EXPIRED = Problem("session_expired", 400, "Invalid Refresh Token: Session Expired")
IDLE_TOO_LONG = Problem("session_expired", 400, "Invalid Refresh Token: Session Expired (Inactivity)")


@dataclass(frozen=True, slots=True)
class Swapped:
    """The outcome of a refresh: the token to use next, or why not. A refusal may have revoked the family: commit it."""

    session_id: UUID
    user_id: UUID
    token: str = ""
    refused: Problem | None = None


async def first(identity: Identity, tx: Tx, session_id: UUID, user_id: UUID) -> str:
    """The first token of a new session."""
    return await _issue(identity, tx, session_id, user_id, parent=None, generation=0)


async def swap(identity: Identity, tx: Tx, presented: str) -> Swapped:
    """Exchanges a token for the next one, or, where the rule allows it, answers the active one again."""
    kept = secrets.hex_digest(presented)
    session = await tx.row(q.lock, token=kept)
    token = await tx.row(q.token, token=kept)  # read after the lock: another refresh may just have swapped it
    if token is None:
        raise NOT_FOUND()
    if session is None:
        raise NO_SESSION()
    outcome = Swapped(session["id"], session["user_id"])
    refused = _refusal(identity, session, token)
    if refused is not None:
        return Swapped(outcome.session_id, outcome.user_id, refused=refused)
    if not token["revoked"]:
        return await _next(identity, tx, outcome, token)
    return await _reused(identity, tx, outcome, token)


async def renew(identity: Identity, tx: Tx, session_id: UUID, user_id: UUID) -> str:
    """The next token of a session that has proven more: the one in use before does not count any more."""
    active = await tx.row(q.active, session_id=session_id)
    if active is not None:
        await tx.run(q.revoke, id=active["id"])
    generation = await tx.value(q.next_generation, session_id=session_id)
    return await _issue(identity, tx, session_id, user_id, active["token"] if active else None, generation)


def _refusal(identity: Identity, session: dict[str, Any], token: dict[str, Any]) -> Problem | None:
    now = token["now"]
    if session["not_after"] is not None and session["not_after"] < now:
        return EXPIRED
    used = max(session["refreshed_at"] or session["created_at"], token["updated_at"])
    return IDLE_TOO_LONG if used + identity.policy.idle < now else None


async def _next(identity: Identity, tx: Tx, outcome: Swapped, token: dict[str, Any]) -> Swapped:
    await tx.run(q.revoke, id=token["id"])
    return await _branch(identity, tx, outcome, token)


async def _branch(identity: Identity, tx: Tx, outcome: Swapped, token: dict[str, Any]) -> Swapped:
    """A new token below this one; whatever else of the session is active stays so, as upstream has it."""
    generation = await tx.value(q.next_generation, session_id=outcome.session_id)
    made = await _issue(identity, tx, outcome.session_id, outcome.user_id, token["token"], generation)
    return Swapped(outcome.session_id, outcome.user_id, made)


async def _reused(identity: Identity, tx: Tx, outcome: Swapped, token: dict[str, Any]) -> Swapped:
    active = await tx.row(q.active, session_id=outcome.session_id)
    if active is not None and active["parent"] == token["token"]:
        # The client lost the answer, or several refreshed at once: everyone gets the same.
        again = _make(identity, outcome.session_id, active["generation"])
        if secrets.hex_digest(again) == active["token"]:
            return Swapped(outcome.session_id, outcome.user_id, again)
        return await _next(identity, tx, outcome, active)  # made with a key that has been rotated since
    if token["updated_at"] + identity.policy.reuse_interval >= token["now"]:
        return await _branch(identity, tx, outcome, token)
    if identity.policy.rotation:
        await tx.run(q.revoke_family, session_id=outcome.session_id)
    return Swapped(outcome.session_id, outcome.user_id, refused=ALREADY_USED)


async def _issue(
    identity: Identity, tx: Tx, session_id: UUID, user_id: UUID, parent: str | None, generation: int
) -> str:
    made = _make(identity, session_id, generation)
    await tx.run(
        q.insert,
        token=secrets.hex_digest(made),
        person=user_id,
        parent=parent,
        session_id=session_id,
        generation=generation,
    )
    return made


def _make(identity: Identity, session_id: UUID, generation: int) -> str:
    made = secrets.keyed(identity.refresh_key, session_id.bytes + generation.to_bytes(8, "big"))
    return base64.urlsafe_b64encode(made[:18]).decode()
