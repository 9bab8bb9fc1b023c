"""POST /token?grant_type=... (wire.md 2.1): what is exchanged for a session."""

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import grant_password, grant_pkce, grant_refresh
from comity.platform.auth.providers import id_token
from comity.platform.auth.wire import endpoint

UNSUPPORTED = Problem("invalid_credentials", 400, "unsupported_grant_type")
NO_WEB3 = Problem("web3_provider_disabled", 422, "Web3 provider is disabled")
_GRANTS = {
    "password": grant_password.grant,
    "refresh_token": grant_refresh.grant,
    "pkce": grant_pkce.grant,
    "id_token": id_token.grant,
}


@endpoint
async def token(request: Request) -> Response:
    """A session for a password, a refresh token or the code of a followed link."""
    kind = request.query_params.get("grant_type", "")
    if kind == "web3":
        raise NO_WEB3()
    grant = _GRANTS.get(kind)
    if grant is None:
        raise UNSUPPORTED()
    return await grant(request)
