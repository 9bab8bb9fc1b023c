"""POST /signup (wire.md 2.1)."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import accounts, addresses, phones, sessions, users
from comity.platform.auth.wire import answer, asked, asker, body, endpoint, identity, mapping, text

ANONYMOUS_DISABLED = Problem("anonymous_provider_disabled", 422, "Anonymous sign-ins are disabled")
BAD_CHANNEL = Problem("validation_failed", 400, "Invalid channel, supported values are 'sms' or 'whatsapp'.")
NO_PKCE = Problem("validation_failed", 400, "PKCE not supported for phone signups")
ONE_OF_BOTH = Problem("validation_failed", 400, "Only an email address or phone number should be provided on signup.")


@endpoint
async def signup(request: Request) -> Response:
    """A new user: signed in at once when addresses need no proof, else a letter is sent."""
    service, who = identity(request), asker(request)
    sent = await body(request)
    email, phone = text(sent, "email"), text(sent, "phone")
    if not email and not phone:
        return await _anonymous(request, mapping(sent, "data"))
    if email and phone:
        raise ONE_OF_BOTH()
    data = mapping(sent, "data")
    if phone:
        if text(sent, "channel") not in ("", "sms", "whatsapp"):
            raise BAD_CHANNEL()
        if text(sent, "code_challenge"):
            raise NO_PKCE()
        user = await phones.sign_up(service, addresses.checked_phone(phone), text(sent, "password"), data, who)
        async with service.db.acting(service.house_keeper(like=who)) as tx:
            return answer(await sessions.grant(service, tx, user, "password", who))
    how = asked(request, sent)
    made = await accounts.sign_up(service, email, text(sent, "password"), data, who, asked=how)
    if made.fresh and made.user["email_confirmed_at"] is not None:
        async with service.db.acting(service.house_keeper(like=who)) as tx:
            return answer(await sessions.grant(service, tx, made.user, "password", who))
    if made.fresh:
        return answer(users.as_json(made.user))
    if service.policy.autoconfirm:
        raise users.ALREADY_REGISTERED()
    shown = _again if made.user["email_confirmed_at"] is None else _nobody
    return answer(shown(made.user, data, service.policy.audience))


async def _anonymous(request: Request, data: dict[str, Any]) -> Response:
    """A user without an address, of no organisation: sees what is shared with everyone who is signed in."""
    service, who = identity(request), asker(request)
    if not service.policy.anonymous:
        raise ANONYMOUS_DISABLED()
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        user = await users.create_anonymous(tx, service.policy, data)
        return answer(await sessions.grant(service, tx, user, "anonymous", who))


def _again(user: users.Row, data: dict[str, Any], audience: str) -> dict[str, Any]:
    """A user who has not proven the address yet, as the first time: nobody learns when that was, what was said, or what
    else has come to be known of them.
    """
    person, shown = str(user["id"]), _nobody(user, data, audience)
    said = {**data, "sub": person, "email": user["email"], "email_verified": False, "phone_verified": False}
    times = {"created_at": shown["created_at"], "updated_at": shown["updated_at"]}
    ways = [
        {**way, **times, "last_sign_in_at": shown["created_at"], "identity_data": said}
        for way in user["identities"]
        if way["provider"] == "email"
    ]
    return {**shown, "id": person, "role": "authenticated", "user_metadata": said, "identities": ways}


def _nobody(user: users.Row, data: dict[str, Any], audience: str) -> dict[str, Any]:
    """What a new user would look like, so that nobody learns whether the address was known."""
    moment = users.instant(datetime.now(UTC))
    return {
        "id": str(uuid4()),
        "aud": audience,
        "role": "",
        "email": user["email"],
        "phone": "",
        "confirmation_sent_at": moment,
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": data,
        "identities": [],
        "created_at": moment,
        "updated_at": moment,
        "is_anonymous": False,
    }
