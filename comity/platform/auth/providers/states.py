"""What a browser is sent away with: a signed state that works once, a nonce, and PKCE of our own (RFC 9700)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.platform.auth import pkce, secrets
from comity.platform.auth.identity import Identity
from comity.platform.auth.pkce import Challenge
from comity.platform.auth.provider import Provider
from comity.platform.auth.providers import oidc

q = sql.load(__file__)

COOKIE = "comity_flow"
"""On pages: a verifier only this browser has; who was sent a link to somebody else's flow has another, or none."""

MISSING = Problem("bad_oauth_callback", 400, "OAuth state parameter missing")
INVALID = Problem("bad_oauth_state", 400, "OAuth state parameter is invalid")
EXPIRED = Problem("bad_oauth_state", 400, "OAuth state has expired")
_MAY_PASS = ("prompt", "access_type", "login_hint", "domain_hint", "hd", "max_age", "ui_locales")


@dataclass(frozen=True, slots=True)
class Going:
    """How somebody wants to go: where to afterwards, with which challenge, for whom."""

    redirect_to: str
    challenge: Challenge | None = None
    link_to: UUID | None = None
    invitation: str | None = None
    bound: bool = False
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What a browser had been sent away with."""

    provider: str
    nonce: str
    code_verifier: str
    redirect_to: str
    challenge: Challenge | None
    link_to: UUID | None
    invitation: str | None
    bound: bool
    fresh: bool

    def admits(self, cookie: str | None) -> bool:
        """Whether this is the browser that was sent away, where that was noted."""
        if not self.bound:
            return True
        return self.challenge is not None and secrets.same(
            pkce.challenge_of(cookie or "").challenge, self.challenge.challenge
        )


async def begin(identity: Identity, tx: Tx, provider: Provider, going: Going, extra: dict[str, str]) -> str:
    """The provider's address to send the browser to."""
    where = await oidc.endpoints(identity, provider)
    state, nonce, verifier = _sign(identity, secrets.make()), secrets.make(16), secrets.make(48)
    await tx.run(
        q.begin,
        state_hash=secrets.hex_digest(state),
        provider=provider.name,
        nonce=nonce,
        code_verifier=verifier,
        redirect_to=going.redirect_to,
        challenge=going.challenge.challenge if going.challenge else None,
        challenge_method=going.challenge.method if going.challenge else None,
        link_to=going.link_to,
        invitation=going.invitation,
        bound=going.bound,
    )
    query = {name: extra[name] for name in _MAY_PASS if extra.get(name)} | {
        "client_id": provider.client_id,
        "redirect_uri": identity.policy.callback_url,
        "response_type": "code",
        "scope": " ".join(dict.fromkeys(f"{provider.scopes} {going.scopes}".split())),
        "state": state,
    }
    if provider.issuer and provider.nonce:
        query["nonce"] = nonce
    if provider.pkce:
        query |= {"code_challenge": pkce.challenge_of(verifier).challenge, "code_challenge_method": "S256"}
    return f"{where.authorize}{'&' if '?' in where.authorize else '?'}{urlencode(query)}"


async def take(identity: Identity, tx: Tx, state: str) -> Flow:
    """What belongs to a state, which is used up; a Problem when it is not ours, was used, or is too old."""
    if not state:
        raise MISSING()
    if not secrets.same(state, _sign(identity, state.partition(".")[0])):
        raise INVALID()
    row = await tx.row(q.take, state_hash=secrets.hex_digest(state))
    if row is None:
        raise INVALID()
    return _flow(row)


def _flow(row: dict[str, Any]) -> Flow:
    challenge = Challenge(row["code_challenge"], row["code_challenge_method"]) if row["code_challenge"] else None
    kept = ("provider", "nonce", "code_verifier", "redirect_to", "invitation", "bound", "fresh")
    return Flow(**{name: row[name] for name in kept}, challenge=challenge, link_to=row["linking_user_id"])


def _sign(identity: Identity, plain: str) -> str:
    return f"{plain}.{secrets.keyed(identity.refresh_key, b'comity oauth state ' + plain.encode()).hex()[:32]}"
