"""Whose token it is that a socket or a channel was opened with, and until when (wire.md 3.1, 3.2)."""

from __future__ import annotations

import time
from typing import Final

from comity.core.errors import Problem
from comity.core.who import Who
from comity.platform.auth import callers
from comity.platform.auth.identity import Identity

_KEYS: Final = ("sb_", callers.PROGRAM_KEY)
_SAID: Final = {
    "JWT expired": ("InvalidJWTToken", "Token has expired"),
    "JWT cryptographic operation failed": ("JwtSignatureError", "Failed to validate JWT signature"),
}
INCOMPLETE: Final = Problem("InvalidJWTToken", 401, "Fields `role` and `exp` are required in JWT")


async def of_token(identity: Identity, token: str) -> tuple[Who, float | None]:
    """Whoever bears the token, and until when it is good; a Problem in realtime's words when it is not."""
    try:
        who = await callers.of_token(identity, token)
    except Problem as problem:
        raise _in_our_words(problem) from None
    if not token.startswith(_KEYS) and not {"role", "exp"} <= identity.tokens.claims(token).keys():
        raise INCOMPLETE()
    said = who.claims.get("exp")
    expires = float(said) if isinstance(said, (int, float)) else None
    if expires is not None and expires <= time.time():
        ago = int(time.time() - expires)
        raise Problem("InvalidJWTToken", 401, f"Token has expired {ago} seconds ago")
    return who, expires


def _in_our_words(problem: Problem) -> Problem:
    known = _SAID.get(problem.sentence)
    if known is not None:
        return Problem(known[0], 401, known[1])
    if problem.code == "PGRST301":
        return Problem("MalformedJWT", 401, "The token provided is not a valid JWT")
    return Problem("Unauthorized", problem.status, problem.sentence)
