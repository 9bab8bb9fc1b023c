"""POST /otp and /magiclink (wire.md 2.1): a link or code to sign in without a password.  seed: AU04"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import accounts
from comity.platform.auth.letters import Asked
from comity.platform.auth.wire import answer, asked, asker, body, endpoint, identity, mapping, text

ONE = Problem("validation_failed", 400, "One of email or phone must be set")
ONE_OF_BOTH = Problem("validation_failed", 400, "Only an email address or phone number should be provided")
CHANNEL = Problem("validation_failed", 400, "Channel should only be specified with Phone OTP")
NO_EMAIL = Problem("validation_failed", 422, "Password recovery requires an email")
PHONE_DISABLED = Problem("phone_provider_disabled", 400, "Unsupported phone provider")


@endpoint
async def otp(request: Request) -> Response:
    """Sends the letter; a new address gets an account unless the client says not to."""
    sent = await body(request)
    email, phone = text(sent, "email"), text(sent, "phone")
    if email and phone:
        raise ONE_OF_BOTH()
    if email and text(sent, "channel"):
        raise CHANNEL()
    how = asked(request, sent)
    if not email:
        raise PHONE_DISABLED() if phone else ONE()
    await _send(request, sent, how)
    return answer({})


@endpoint
async def magic_link(request: Request) -> Response:
    """The same for addresses alone, as it was before there were codes."""
    sent = await body(request)
    if not text(sent, "email"):
        raise NO_EMAIL()
    await _send(request, sent, asked(request, sent))
    return answer({})


async def _send(request: Request, sent: dict[str, Any], how: Asked) -> None:
    create = sent.get("create_user", True) is not False
    await accounts.ask_magic_link(
        identity(request), text(sent, "email"), mapping(sent, "data"), asker(request), asked=how, create=create
    )
