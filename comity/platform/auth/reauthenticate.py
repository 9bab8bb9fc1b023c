"""GET /reauthenticate (wire.md 2.1): mails a code that proves the user is still the user."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import attempts, letters, users
from comity.platform.auth.wire import answer, caller, endpoint, identity

NO_ADDRESS = Problem("validation_failed", 422, "Reauthentication requires the user to have an email or a phone number")


@endpoint
async def reauthenticate(request: Request) -> Response:
    """Sends the code."""
    service, found = identity(request), await caller(request)
    if not found.user["email"]:
        raise NO_ADDRESS()
    await attempts.count(service, "reauthentication", found.user["email"], found.who)
    async with service.db.acting(service.house_keeper(like=found.who)) as tx:
        await letters.reauthentication(service, tx, found.user)
        await users.log(tx, "user_reauthenticate_requested", found.user["id"])
    return answer({})
