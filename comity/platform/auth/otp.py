"""POST /otp and /magiclink (wire.md 2.1): a link or code to sign in without a password.  seed: AU04"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import accounts
from comity.platform.auth.wire import answer, asked, asker, body, endpoint, identity, mapping, text

ONE = Problem("validation_failed", 400, "One of email or phone must be set")
PHONE_DISABLED = Problem("phone_provider_disabled", 422, "Phone logins are disabled")


@endpoint
async def otp(request: Request) -> Response:
    """Sends the letter; a new address gets an account unless the client says not to."""
    sent = await body(request)
    email = text(sent, "email")
    if not email:
        raise PHONE_DISABLED if text(sent, "phone") else ONE
    create = sent.get("create_user", True) is not False
    await accounts.ask_magic_link(
        identity(request), email, mapping(sent, "data"), asker(request), asked=asked(request, sent), create=create
    )
    return answer({})
