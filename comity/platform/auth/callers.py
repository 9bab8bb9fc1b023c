"""From what a request carries to the Who it acts as: a user's token, a project key, a program's key or a cookie.

A token is checked once by its signature and then, every few seconds, by its session: whoever was signed out, removed or
demoted is so within `STANDING_LASTS`, not when the token expires.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from comity.core.errors import Problem
from comity.core.who import Role, Who
from comity.platform.auth import secrets, sessions
from comity.platform.auth.identity import STANDING_LASTS, Identity
from comity.platform.auth.tokens import malformed, unacceptable

PROGRAM_KEY = "ck_"
_PROJECT_KEY = ("sb_publishable_", "sb_secret_")
_ORGANISATION_CLAIMS = ("org_id", "org_slug", "org_role", "team_id", "visibility")
_ROLES: dict[str, Role] = {"anon": "anon", "authenticated": "authenticated", "service_role": "service_role"}

DEMAND = "comity_demand"
"""The claim that says what a session still has to prove: `factor`, `enrol` or `sso`. Only we write it."""

RESOURCE = "comity_resource"
"""The claim that says which address a program's token was asked for. Only we write it."""

_OURS = (DEMAND, RESOURCE)
WRONG_DOOR = Problem("insufficient_scope", 403, "This token was issued for another address.")
SESSION_ENDED = unacceptable("JWT session has ended")
BANNED = Problem("user_banned", 403, "User is banned")
UNKNOWN_ROLE = "22023"
UNKNOWN_KEY = Problem("PGRST301", 401, "Invalid API key", hint="Double check your API key.")


_OWES = {
    "factor": "This account has a second factor. Verify it first.",
    "enrol": "Your organisation asks everyone for a second factor. Add one first.",
    "sso": "Your organisation signs in with its own identity provider.",
}


async def of_token(identity: Identity, token: str, place: str = "") -> Who:
    """Whoever bears this token or key; a Problem (401, 403) when it does not open anything here and now."""
    return proven(await of_token_so_far(identity, token), place)


def proven(who: Who, place: str = "") -> Who:
    """The caller, when the session has proven all it must and leads to this place; else a Problem that says what is
    missing. Tokens that a program asked for one address open no other.
    """
    meant = who.claims.get(RESOURCE)
    if meant and urlsplit(meant).path.rstrip("/") not in ("", place):
        raise WRONG_DOOR()
    owes = who.claims.get(DEMAND)
    if owes is not None:
        raise Problem("insufficient_aal", 403, _OWES[owes])
    return who


async def of_token_so_far(identity: Identity, token: str) -> Who:
    """The same for those who still have to prove something: only for the endpoints where they can."""
    known = identity.callers.get(token)
    if known is not None:
        return known
    if token.startswith(_PROJECT_KEY):
        who, lasts = _of_project_key(identity, token), 3600.0
    elif token.startswith(PROGRAM_KEY):
        who, lasts = await _of_program_key(identity, token), STANDING_LASTS
    else:
        claims = identity.tokens.claims(token)
        who, lasts = await _of_claims(identity, claims), STANDING_LASTS
        if claims.get("exp") is not None:
            lasts = min(lasts, claims["exp"] + 30 - time.time())
    identity.callers.keep(token, who, lasts)
    return who


async def of_cookie(identity: Identity, cookie: str) -> Who | None:
    """Whoever is signed in with this cookie; None when nobody is."""
    key = "cookie " + cookie
    known = identity.callers.get(key)
    if known is not None:
        return known
    service = identity.house_keeper()
    rows = await identity.db.once(
        service, sessions.q.standing_of_cookie, cookie_hash=secrets.digest(cookie), idle=identity.policy.idle
    )
    if not rows or rows[0]["banned"]:
        return None
    row = rows[0]
    if row["stale"]:
        await identity.db.once(service, sessions.q.seen, id=row["id"], user_agent=None, ip=None)
    claims = {
        "aud": identity.policy.audience,
        "aal": row["aal"],
        "app_metadata": sessions.membership_claims(row),
        "org_name": row["org_name"],
    }
    who = _member(row, claims, session_id=row["id"], demand=row["demand"])
    identity.callers.keep(key, who, STANDING_LASTS)
    return who


def forget(identity: Identity, *, token: str | None = None, cookie: str | None = None) -> None:
    """Look again at the next request: this process changed something about the caller."""
    if token:
        identity.callers.forget(token)
    if cookie:
        identity.callers.forget("cookie " + cookie)


def forget_person(identity: Identity, user_id: UUID) -> None:
    """Look again at everything this person holds; other processes do so within `STANDING_LASTS`."""
    identity.callers.forget_where(lambda who: who.user_id == user_id)


def forget_organisation(identity: Identity, org_id: UUID) -> None:
    """Look again at everybody who acts in this organisation; other processes do so within `STANDING_LASTS`."""
    identity.callers.forget_where(lambda who: who.org_id == org_id)


def _of_project_key(identity: Identity, key: str) -> Who:
    role = identity.keys.role_of(key)
    if role is None:
        raise UNKNOWN_KEY()
    return Who(role=_ROLES[role], claims={"role": role})


async def _of_program_key(identity: Identity, key: str) -> Who:
    rows = await identity.db.once(identity.house_keeper(), sessions.q.key_holder, hash=secrets.digest(key))
    if not rows:
        raise UNKNOWN_KEY()
    await identity.db.once(identity.house_keeper(), sessions.q.key_used, hash=secrets.digest(key))
    row = rows[0]
    claims = {"aud": identity.policy.audience, "app_metadata": sessions.membership_claims(row)}
    return replace(_member(row, claims), agent=f"api key: {row['key_name']}")


async def _of_claims(identity: Identity, claims: Mapping[str, Any]) -> Who:
    role = claims.get("role", "anon")
    if role not in _ROLES:
        raise Problem(UNKNOWN_ROLE, 401, f'role "{role}" does not exist')
    person = uuid_or_none(claims.get("sub"))
    if role != "authenticated" or person is None:
        return Who(role=_ROLES[role], user_id=person, org_id=uuid_or_none(claims.get("org_id")), claims=claims)
    session_id = uuid_or_none(claims.get("session_id"))
    service = identity.house_keeper()
    if session_id is not None:
        org = uuid_or_none(claims.get("org_id"))
        rows = await identity.db.once(service, sessions.q.standing, id=session_id, org=org)
        if not rows or rows[0]["user_id"] != person:
            raise SESSION_ENDED()
    else:
        rows = await identity.db.once(service, sessions.q.standing_of_user, id=person)
    if not rows:  # a token of somebody else's making, signed with our key, for a user we do not know
        return Who(role="authenticated", user_id=person, email=claims.get("email"), claims=claims)
    if rows[0]["banned"]:
        raise BANNED()
    demand = rows[0].get("demand")
    if demand == "factor" and not identity.policy.factors_guard_wire:
        demand = None
    member = _member(rows[0], {**claims, "aal": rows[0].get("aal") or claims.get("aal")}, session_id, demand)
    program = uuid_or_none(claims.get("client_id"))  # somebody else's, let in by the person: never the person in person
    return replace(member, agent=f"program: {program}") if program else member


def _member(
    row: Mapping[str, Any], claims: Mapping[str, Any], session_id: UUID | None = None, demand: str | None = None
) -> Who:
    """The person as the database knows them now; what a token said of the organisation gives way to it."""
    said = claims.get("org_id")
    belongs = row["org_id"] is not None and (said is None or str(row["org_id"]) == str(said))
    kept = {key: value for key, value in claims.items() if key not in _ORGANISATION_CLAIMS and key not in _OURS}
    if demand is not None:
        kept[DEMAND] = demand
    if row.get("resource"):
        kept[RESOURCE] = row["resource"]
    if belongs:
        kept.update(sessions.membership_claims(row))
    return Who(
        role="authenticated",
        org_id=row["org_id"] if belongs else None,
        user_id=row["user_id"],
        org_role=row["org_role"] if belongs else None,
        team_id=row["team_id"] if belongs else None,
        visibility=(row["visibility"] if belongs else None) or "own",
        email=row["email"],
        name=row["full_name"] or None,
        session_id=session_id,
        language=row["language"] or "en",
        timezone=row["timezone"] or "UTC",
        claims=kept,
    )


def uuid_or_none(value: Any) -> UUID | None:
    """The value as an id, when it is one."""
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


def bearer_of(authorization: str | None) -> str | None:
    """The token of an Authorization header; a Problem when the header is there and is no Bearer."""
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = token.strip()
    if not token:
        raise malformed("Empty JWT is sent in Authorization header")
    return token
