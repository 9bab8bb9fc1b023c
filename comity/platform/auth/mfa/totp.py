"""One-time codes of authenticator apps (RFC 6238: SHA-1, six digits, half a minute), and the picture to set one up."""

from __future__ import annotations

import base64
import hmac
import io
import secrets
from typing import Final
from urllib.parse import quote, urlencode

STEP: Final = 30
_DRIFT: Final = (0, -1, 1)  # phones' clocks are a little early or late


def new_secret() -> str:
    """160 random bits, as apps want them: base32 without padding."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a half minute (RFC 4226 section 5.3)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    made = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = made[-1] & 15
    number = int.from_bytes(made[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def step_of(secret: str, code: str, now: float) -> int | None:
    """The half minute whose code this is, None when it is no code of about now. Every candidate is compared."""
    found = None
    for drift in _DRIFT:
        step = int(now) // STEP + drift
        if hmac.compare_digest(code_at(secret, step), code) and found is None:
            found = step
    return found


def uri(secret: str, issuer: str, account: str) -> str:
    """What the picture says to the app."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    said = {"algorithm": "SHA1", "digits": 6, "issuer": issuer, "period": STEP, "secret": secret}
    return f"otpauth://totp/{label}?{urlencode(said, quote_via=quote)}"


def picture(uri: str) -> str:
    """The QR code as an SVG document."""
    import segno

    drawn = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(drawn, kind="svg", scale=5, border=4, xmldecl=True, light="#fff")
    return drawn.getvalue().decode()


def inline_picture(uri: str) -> str:
    """The same to put into a page: without a prologue, as wide as its place."""
    import segno

    return segno.make(uri, error="m", micro=False).svg_inline(border=4, light="#fff", omitsize=True)
