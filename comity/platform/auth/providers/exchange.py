"""A provider's code becomes an account (RFC 6749 section 4.1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.platform.auth.identities import External
from comity.platform.auth.identity import Identity
from comity.platform.auth.provider import Provider
from comity.platform.auth.providers import github, oidc, outside
from comity.platform.auth.providers.states import Flow


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The account, and the provider's own tokens for whoever wants to ask it more."""

    external: External
    tokens: Mapping[str, Any]


async def exchange(identity: Identity, provider: Provider, code: str, flow: Flow) -> Exchanged:
    """Redeems the code with our secret; the account is what the provider says, not what the browser says."""
    where = await oidc.endpoints(identity, provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": identity.policy.callback_url,
        "client_id": provider.client_id,
        "client_secret": provider.secret,
    }
    if provider.pkce:
        form["code_verifier"] = flow.code_verifier
    tokens = await outside.post(where.token, form)
    if not isinstance(tokens, dict) or not isinstance(tokens.get("access_token"), str):
        raise outside.AWAY()
    if provider.issuer is None:
        return Exchanged(await github.account(provider, tokens["access_token"]), tokens)
    token = tokens.get("id_token")
    if not isinstance(token, str):
        raise oidc.refused("there is none")
    claims = dict(await oidc.verify(identity, provider, token, nonce=flow.nonce if provider.nonce else None))
    if not claims.get("email") and where.userinfo:
        claims = await _completed(where.userinfo, tokens["access_token"], claims)
    return Exchanged(oidc.external(provider, claims), tokens)


async def _completed(userinfo: str, token: str, claims: dict[str, Any]) -> dict[str, Any]:
    """What the userinfo endpoint adds, when it speaks of the same person (OpenID Connect Core 5.3.2)."""
    said = await outside.get(userinfo, {"authorization": f"Bearer {token}"})
    if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
        raise outside.AWAY()
    return {**said, **claims}
