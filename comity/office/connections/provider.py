"""Talking with a provider: where it is; tokens for a code, renewed, revoked (RFC 6749, 7009, 7636, 8414)."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import orjson

from comity.core.db import Database
from comity.core.who import Who
from comity.office.connections.apps import App
from comity.office.connections.problems import Dead, Unfit
from comity.platform.outside import Outside, OutsideFailure

if TYPE_CHECKING:
    import httpx

SECONDS: Final = 15.0
REMEMBERED: Final = 600.0
MOST_KNOWN: Final = 500
LONGEST_TOKEN: Final = 20_000
_DEAD: Final = ("invalid_grant", "access_denied", "token_revoked", "invalid_refresh_token", "BAD_REFRESH_TOKEN")
_found: dict[tuple[str, bool], tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider gave. Says nothing of itself when printed."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    account: str = ""
    nonce: str = field(default="", repr=False)

    def packed(self) -> bytes:
        """The secrets, to be sealed."""
        return orjson.dumps({"access": self.access, "refresh": self.refresh})


async def located(db: Database, who: Who, app: App) -> App:
    """The registration with its addresses, looked up at the issuer where only that is known."""
    if app.authorize_url and app.token_url:
        return _sound(app)
    said = await _configuration(db, who, app)
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_post"]
    return _sound(
        replace(
            app,
            authorize_url=app.authorize_url or str(said.get("authorization_endpoint") or ""),
            token_url=app.token_url or str(said.get("token_endpoint") or ""),
            revoke_url=app.revoke_url or str(said.get("revocation_endpoint") or ""),
            basic="client_secret_post" not in methods and "client_secret_basic" in methods,
        )
    )


async def exchange(db: Database, who: Who, app: App, *, code: str, redirect_uri: str, verifier: str) -> Tokens:
    """Tokens for the code somebody came back with."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return await _ask(db, who, app, form | ({"code_verifier": verifier} if app.pkce else {}), app.scopes)


async def renew(db: Database, who: Who, app: App, refresh: str, scopes: str) -> Tokens:
    """New tokens for a refresh token; the old one goes on where the provider does not rotate. Raises Dead."""
    made = await _ask(db, who, app, {"grant_type": "refresh_token", "refresh_token": refresh}, scopes)
    return replace(made, refresh=made.refresh or refresh)


async def revoke(db: Database, who: Who, app: App, tokens: Mapping[str, str]) -> bool:
    """Tells the provider that the tokens are used no more; whether it was told."""
    if not app.revoke_url:
        return False
    token = tokens.get("refresh") or tokens.get("access") or ""
    headers, form = _client(app, {"token": token})
    if app.name == "slack":
        headers, form = {"Authorization": f"Bearer {tokens.get('access', '')}"}, {}
    answer = await _outside(db, who, app).request("POST", app.revoke_url, headers=headers, data=form, repeatable=True)
    return answer.status_code < 400


async def _ask(db: Database, who: Who, app: App, form: dict[str, str], scopes: str) -> Tokens:
    headers, sent = _client(app, form)
    answer = await _outside(db, who, app).request("POST", app.token_url, headers=headers, data=sent, repeatable=False)
    said = _json(answer)
    error = said.get("error") or (said.get("status") if answer.status_code >= 400 else None)
    if error in _DEAD:
        raise Dead(str(error))
    if error or answer.status_code >= 400 or said.get("ok") is False:
        raise Unfit(f"{app.title} answered {_word(error) or answer.status_code}.")
    return _tokens(app, said, scopes)


def _tokens(app: App, said: Mapping[str, Any], scopes: str) -> Tokens:
    access, refresh = said.get("access_token"), said.get("refresh_token") or ""
    if not isinstance(access, str) or not isinstance(refresh, str) or not 0 < len(access) <= LONGEST_TOKEN:
        raise Unfit(f"{app.title} gave no token.")
    if str(said.get("token_type") or "bearer").lower() not in ("bearer", "bot", "user"):
        raise Unfit(f"{app.title} gave a kind of token that is not known here.")
    claims = _claims(said.get("id_token"))
    granted = said.get("scope") if isinstance(said.get("scope"), str) else scopes
    return Tokens(
        access,
        refresh,
        _until(said.get("expires_in")),
        tuple(dict.fromkeys(str(granted).replace(",", " ").split()))[:100],
        _account(said, claims),
        str(claims.get("nonce") or ""),
    )


def _until(seconds: Any) -> datetime | None:
    try:
        left = int(seconds)
    except (TypeError, ValueError, OverflowError):
        return None
    return datetime.now(UTC) + timedelta(seconds=min(left, 315_360_000)) if left > 0 else None


def _account(said: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    team = said.get("team")
    found = next((claims[name] for name in ("email", "preferred_username", "name") if claims.get(name)), "")
    found = found or (team.get("name") if isinstance(team, dict) else "") or claims.get("sub") or ""
    return str(found).replace("\0", "")[:320]


def _claims(token: Any) -> dict[str, Any]:
    """What an id_token says. It came from the token endpoint itself, and only names the account on a page."""
    try:
        part = str(token).split(".")[1]
        said = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _client(app: App, form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Who we are, in the form or in the head, as the provider wants it."""
    headers = {"Accept": "application/json"}
    if app.basic and app.client_secret:
        pair = f"{quote(app.client_id, safe='')}:{quote(app.client_secret, safe='')}"
        return headers | {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, form
    secret = {"client_secret": app.client_secret} if app.client_secret else {}
    return headers, {**form, "client_id": app.client_id, **secret}


async def _configuration(db: Database, who: Who, app: App) -> dict[str, Any]:
    known = _found.get((app.issuer, app.theirs))
    if known and known[0] > time.monotonic():
        return known[1]
    issuer = app.issuer.rstrip("/")
    for kind in ("openid-configuration", "oauth-authorization-server"):
        answer = await _outside(db, who, app).request("GET", f"{issuer}/.well-known/{kind}")
        if answer.status_code != 404:
            break
    said = _json(answer)
    if answer.status_code >= 400 or str(said.get("issuer") or "").rstrip("/") != issuer:
        raise Unfit(f"{app.title} does not describe itself at its issuer's address.")
    if len(_found) > MOST_KNOWN:
        _found.clear()
    _found[app.issuer, app.theirs] = (time.monotonic() + REMEMBERED, said)
    return said


def _outside(db: Database, who: Who, app: App) -> Outside:
    return Outside(db, who, app.service, seconds=SECONDS, theirs=app.theirs, tries=2)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = orjson.loads(answer.content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _sound(app: App) -> App:
    for url in (app.authorize_url, app.token_url):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
            raise Unfit(f"{app.title} has no address to sign in at.")
    return app


def _word(error: Any) -> str:
    """An error's name as far as it is one: never a provider's whole text."""
    word = str(error or "")[:60]
    return word if word.replace("_", "").replace("-", "").isalnum() else ""


def sentence(error: Exception) -> str:
    """What a person reads of a failure."""
    return error.problem if isinstance(error, Unfit | OutsideFailure) else type(error).__name__
