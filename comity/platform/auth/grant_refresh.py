"""A session for a refresh token (wire.md 2.4, grant_type=refresh_token)."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import refresh, sessions, users
from comity.platform.auth.wire import answer, asker, body, identity, text

MISSING = Problem("validation_failed", 400, "refresh_token required")
BANNED = Problem("user_banned", 400, "Invalid Refresh Token: User Banned")


async def grant(request: Request) -> Response:
    """Swaps the token. A refusal is committed: it may have ended every token of the session."""
    service, who = identity(request), asker(request)
    presented = text(await body(request), "refresh_token")
    if not presented:
        raise MISSING()
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        swapped = await refresh.swap(service, tx, presented)
        if swapped.refused is None:
            user = await users.find(tx, swapped.user_id)
            if user is None:
                raise refresh.NO_SESSION()
            if users.is_banned(user):
                raise BANNED()
            ip = sessions.ip_or_none(who.address)
            await tx.run(sessions.q.seen, id=swapped.session_id, user_agent=who.user_agent, ip=ip)
            await users.log(tx, "token_refreshed", swapped.user_id)
            session = await sessions.answer(service, tx, swapped.user_id, swapped.session_id, swapped.token)
    if swapped.refused is not None:
        raise swapped.refused()
    return answer(session)
