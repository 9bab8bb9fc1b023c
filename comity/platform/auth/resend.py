"""POST /resend (wire.md 2.1): the last letter again; never says whether there is such a user."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import accounts, addresses
from comity.platform.auth.wire import answer, asked, asker, body, endpoint, identity, text

NO_TYPE = Problem("validation_failed", 400, "Missing one of these types: signup, email_change, sms, phone_change")
NO_ADDRESS = Problem("validation_failed", 400, "Type provided requires an email address")
NO_PHONE = Problem("validation_failed", 400, "Type provided requires a phone number")
PHONES_DISABLED = Problem("phone_provider_disabled", 400, "Phone logins are disabled")
ONE_OF_BOTH = Problem("validation_failed", 400, "Only an email address or phone number should be provided.")
_MAILED, _TEXTED = ("signup", "email_change"), ("sms", "phone_change")


@endpoint
async def resend(request: Request) -> Response:
    """Sends the confirmation, or both letters of an address change, again."""
    sent = await body(request)
    kind, email, phone = text(sent, "type"), text(sent, "email"), text(sent, "phone")
    if kind not in (*_MAILED, *_TEXTED):
        raise NO_TYPE()
    if kind in _MAILED and not email:
        raise NO_ADDRESS()
    if email and phone:
        raise ONE_OF_BOTH()
    if kind in _TEXTED:
        if not phone:
            raise NO_PHONE()
        if not identity(request).policy.phone:
            raise PHONES_DISABLED()
        addresses.checked_phone(phone)
        return answer({})  # nothing is ever sent to a phone, and nobody learns of it whose number it is
    await accounts.resend(identity(request), kind, email, asker(request), asked=asked(request, sent))
    return answer({})
