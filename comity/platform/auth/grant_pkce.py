"""A session for the code of a followed link (wire.md 2.1, grant_type=pkce)."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import pkce, sessions, users
from comity.platform.auth.wire import answer, asker, body, identity, text

BOTH = Problem("validation_failed", 400, "invalid request: both auth code and code verifier should be non-empty")


async def grant(request: Request) -> Response:
    """Exchanges the code, once, with the verifier whose hash was sent ahead."""
    service, who = identity(request), asker(request)
    sent = await body(request)
    code, verifier = text(sent, "auth_code"), text(sent, "code_verifier")
    if not code or not verifier:
        raise BOTH()
    async with service.db.acting(service.house_keeper(like=who)) as tx:
        proven = await pkce.take(tx, code, verifier)
        user = await users.find(tx, proven.user_id)
        if user is None or users.is_banned(user):
            raise pkce.NOT_FOUND()
        session = await sessions.grant(service, tx, user, proven.method, who, sso=proven.sso)
    return answer({**session, **proven.tokens})
