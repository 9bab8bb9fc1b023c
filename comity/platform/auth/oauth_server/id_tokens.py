"""Who signed in, said to a program and signed (OpenID Connect Core, 2): for it alone, never a key to anything."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from comity.platform.auth import users
from comity.platform.auth.identity import Identity

LIFE = 3600


def about(user: users.Row, scopes: set[str]) -> dict[str, Any]:
    """What the granted scopes tell of a user (5.4)."""
    meta = user["raw_user_meta_data"] or {}
    said: dict[str, Any] = {"sub": str(user["id"])}
    if "email" in scopes:
        proven = user["email_confirmed_at"] is not None and not user["email_assumed"]
        said |= {"email": user["email"] or "", "email_verified": proven}
    if "profile" in scopes:
        said |= {
            "name": meta.get("full_name") or meta.get("name"),
            "preferred_username": meta.get("preferred_username") or meta.get("user_name"),
            "picture": meta.get("avatar_url") or meta.get("picture"),
            "updated_at": int(user["updated_at"].timestamp()) if user["updated_at"] else None,
        }
    if "phone" in scopes and user["phone"]:
        said |= {"phone_number": f"+{user['phone']}", "phone_number_verified": user["phone_confirmed_at"] is not None}
    return {name: value for name, value in said.items() if value is not None}


def issue(identity: Identity, user: users.Row, client: UUID, scope: str, nonce: str | None) -> str | None:
    """The token, when `openid` was granted and there is a key whose public half the program can see."""
    scopes = set(scope.split())
    if "openid" not in scopes or identity.ring.current.algorithm == "HS256":
        return None
    now = int(time.time())
    signed_in = user["last_sign_in_at"]
    claims = about(user, scopes) | {
        "iss": identity.policy.auth_url,
        "aud": str(client),
        "iat": now,
        "exp": now + LIFE,
        "auth_time": int(signed_in.timestamp()) if signed_in else now,
        "client_id": str(client),
    }
    return identity.ring.sign(claims | ({"nonce": nonce} if nonce else {}))
