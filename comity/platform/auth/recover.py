"""POST /recover (wire.md 2.1): a letter to set a new password; never says whether there is such a user."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import accounts
from comity.platform.auth.wire import answer, asked, asker, body, endpoint, identity, text

NO_EMAIL = Problem("validation_failed", 400, "Password recovery requires an email")


@endpoint
async def recover(request: Request) -> Response:
    """Sends the letter, if there is anyone to send it to."""
    sent = await body(request)
    email = text(sent, "email")
    if not email:
        raise NO_EMAIL()
    await accounts.ask_recovery(identity(request), email, asker(request), asked=asked(request, sent))
    return answer({})
