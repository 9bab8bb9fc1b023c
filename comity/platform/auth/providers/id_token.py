"""POST /token?grant_type=id_token (wire.md 2.1): an id_token that an application got from the provider by itself."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from comity.core.errors import Problem
from comity.platform.auth import identities, secrets, sessions
from comity.platform.auth.providers import endpoints, oidc
from comity.platform.auth.wire import answer, asker, body, caller, identity, text

NO_TOKEN = Problem("validation_failed", 400, "id_token required")
NO_PROVIDER = Problem("validation_failed", 400, "provider or client_id and issuer required")
BOTH_OR_NONE = Problem("validation_failed", 400, "Passed nonce and nonce in id_token should either both exist or not.")
BAD_NONCE = Problem("bad_jwt", 400, "Nonces mismatch")


async def grant(request: Request) -> Response:
    """Signs in with an id_token for one of our own client ids; its nonce must be the hash of one the client knows."""
    service, who, sent = identity(request), asker(request), await body(request)
    token, name = text(sent, "id_token"), text(sent, "provider")
    if not token:
        raise NO_TOKEN()
    link_to: UUID | None = None
    if sent.get("link_identity") is True:
        link_to = (await caller(request)).user["id"]
    if not name:
        issuer, client_id = text(sent, "issuer").rstrip("/"), text(sent, "client_id")
        known = service.policy.providers
        name = next((one.name for one in known if (one.issuer, one.client_id) == (issuer, client_id)), "")
        if not issuer or not client_id:
            raise NO_PROVIDER()
    provider = endpoints.supported(service, name)
    if provider.issuer is None:
        raise Problem("validation_failed", 400, f'Provider "{provider.name}" is not an OIDC provider')
    claims = await oidc.verify(service, provider, token, nonce=None)
    _check_nonce(text(sent, "nonce"), claims.get("nonce"))
    external = oidc.external(provider, claims)
    keeper = service.house_keeper(org_id=uuid4(), user_id=link_to or uuid4(), like=who)
    async with service.db.acting(keeper) as tx:
        user = await identities.enter(service, tx, external, link_to=link_to)
        return answer(await sessions.grant(service, tx, user, "oauth", who))


def _check_nonce(known: str, said: object) -> None:
    if bool(known) != bool(said):
        raise BOTH_OR_NONE()
    if known and not secrets.same(hashlib.sha256(known.encode()).hexdigest(), str(said)):
        raise BAD_NONCE()
