"""Hooks: the operator's own functions that change a token's claims or send account mail instead of us.

A hook is a function of the database, `pg-functions://postgres/public/name`, or of this program, `python:name`,
registered by a pack. Both get and give what Supabase's hooks do (docs/auth.md).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import Problem

q = sql.load(__file__)

Hook = Callable[[Tx, Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]

_REGISTERED: Final[dict[str, Hook]] = {}
_POSTGRES: Final = re.compile(r"pg-functions://[^/]+/([A-Za-z_][\w$]*)/([A-Za-z_][\w$]*)")
_SECONDS: Final = "2s"
_NEEDED: Final = ("aud", "exp", "iat", "sub", "email", "phone", "role", "aal", "session_id", "is_anonymous")

UNKNOWN = Problem("hook_not_found", 500, "A hook is configured that does not exist")


def register(name: str, hook: Hook) -> None:
    """Makes a function of this program known as `python:name`; at start, before anybody signs in."""
    _REGISTERED[name] = hook


def exists(uri: str) -> bool:
    """Whether a setting names a hook in a form we know; the function itself may come later."""
    return bool(_POSTGRES.fullmatch(uri)) or uri.removeprefix("python:") in _REGISTERED


async def claims(tx: Tx, uri: str | None, said: dict[str, Any], method: str) -> dict[str, Any]:
    """The claims of a token as the hook `custom_access_token` wants them."""
    if uri is None:
        return said
    event = {"user_id": said["sub"], "claims": said, "authentication_method": method}
    changed = (await _call(tx, uri, event)).get("claims")
    missing = [name for name in _NEEDED if not isinstance(changed, dict) or name not in changed]
    if missing or not isinstance(changed, dict):
        sentence = f"output claims do not conform to the expected schema: {', '.join(missing)} missing"
        raise Problem("hook_payload_invalid", 500, sentence)
    kept = {
        name: said[name]
        for name in ("sub", "session_id", "iss", "iat", "exp", "amr", "aal", "client_id", "scope")
        if name in said
    }
    return {**changed, **kept}


async def send_email(tx: Tx, uri: str, user: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Has the hook `send_email` send a letter; what it answers is nobody's business but whether it failed."""
    await _call(tx, uri, {"user": dict(user), "email_data": dict(data)})


async def _call(tx: Tx, uri: str, event: dict[str, Any]) -> Mapping[str, Any]:
    found = _POSTGRES.fullmatch(uri)
    if found:
        row = await tx.row(q.limit, limit=_SECONDS)
        answer = await tx.value(q.call, place=found[1], hook=found[2], event=Json(event))
        await tx.run(q.limit, limit=row["before"] if row else "0")
    else:
        hook = _REGISTERED.get(uri.removeprefix("python:"))
        if hook is None:
            raise UNKNOWN()
        answer = await hook(tx, event)
    if not isinstance(answer, Mapping):
        return {}
    refused = answer.get("error")
    if isinstance(refused, Mapping):
        status = refused.get("http_code")
        status = status if isinstance(status, int) and 400 <= status < 600 else 500
        raise Problem("hook_refused", status, str(refused.get("message") or "A hook refused"))
    return answer
