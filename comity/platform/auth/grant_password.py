"""A session for an address and its password (wire.md 2.1, grant_type=password)."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import accounts, addresses, passwords, sessions
from comity.platform.auth.wire import answer, asker, body, identity, text

ONE_OF_BOTH = Problem("validation_failed", 400, "Only an email address or phone number should be provided on login.")
PHONE_DISABLED = Problem("phone_provider_disabled", 422, "Phone logins are disabled")
NEITHER = Problem("validation_failed", 400, "missing email or phone")


async def grant(request: Request) -> Response:
    """Signs in; a password that would not be accepted today still opens, and is called weak."""
    service, who = identity(request), asker(request)
    sent = await body(request)
    email, phone, password = text(sent, "email"), text(sent, "phone"), text(sent, "password")
    if email and phone:
        raise ONE_OF_BOTH()
    if phone and not service.policy.phone:
        raise PHONE_DISABLED()
    if not (email or phone):
        raise NEITHER()
    named = addresses.checked_phone(phone) if phone else email
    user = await accounts.check_password(service, named, password, who, is_phone=bool(phone))
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        session = await sessions.grant(service, tx, user, "password", who)
    weak = passwords.weakness(password, service.policy.shortest_password)
    if weak is not None and weak.code == "weak_password":
        session["weak_password"] = {"message": weak.sentence, "reasons": weak.details["reasons"]}
    return answer(session)
