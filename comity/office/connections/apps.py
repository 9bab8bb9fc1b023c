"""Which providers people can connect with: our registration with each, the organisation's own or the operator's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from comity.config import Misconfigured
from comity.core.db import Database
from comity.core.who import Who
from comity.platform import vault
from comity.platform.vault import Field, Service

CUSTOM: Final = "custom"
# ruff: noqa: S106  (addresses, no passwords)


@dataclass(frozen=True, slots=True)
class App:
    """Our registration with a provider. `theirs`: an organisation typed its addresses, so they stay out of here."""

    name: str
    title: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    authorize_url: str = ""
    token_url: str = ""
    revoke_url: str = ""
    issuer: str = ""
    scopes: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    pkce: bool = True
    basic: bool = False
    theirs: bool = False

    @property
    def service(self) -> str:
        """Its name in the vault and in the log of outside calls."""
        return f"connect-{self.name}"


_MS: Final = "https://login.microsoftonline.com/common/oauth2/v2.0"
KNOWN: Final = {
    app.name: app
    for app in (
        App("google", "Google", authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
            token_url="https://oauth2.googleapis.com/token", revoke_url="https://oauth2.googleapis.com/revoke",
            scopes="openid email", extra=(("access_type", "offline"), ("prompt", "consent"))),
        App("microsoft", "Microsoft", authorize_url=f"{_MS}/authorize", token_url=f"{_MS}/token",
            scopes="openid email offline_access User.Read"),
        App("linkedin", "LinkedIn", authorize_url="https://www.linkedin.com/oauth/v2/authorization",
            token_url="https://www.linkedin.com/oauth/v2/accessToken",
            revoke_url="https://www.linkedin.com/oauth/v2/revoke", scopes="openid email profile", pkce=False),
        App("slack", "Slack", authorize_url="https://slack.com/oauth/v2/authorize",
            token_url="https://slack.com/api/oauth.v2.access", revoke_url="https://slack.com/api/auth.revoke",
            scopes="chat:write", pkce=False),
        App("hubspot", "HubSpot", authorize_url="https://app.hubspot.com/oauth/authorize",
            token_url="https://api.hubapi.com/oauth/2026-03/token",  # the v1 address ends in February 2027
            scopes="oauth crm.objects.contacts.read", pkce=False),
    )
}  # fmt: skip
_ID = Field("client_id", "Client ID", secret=False)
_SECRET = Field("client_secret", "Client secret")
_SCOPES = Field("scopes", "Scopes, parted by spaces", secret=False, optional=True)
SERVICES: Final = [
    *(
        Service(app.service, f"{app.title} (OAuth)",
                (_ID, _SECRET, replace(_SCOPES, placeholder=app.scopes)), None, "connections")
        for app in KNOWN.values()
    ),
    Service(
        f"connect-{CUSTOM}", "OAuth 2.0 / OpenID Connect", (
            Field("title", "Name", secret=False, placeholder="Keycloak"), _ID, replace(_SECRET, optional=True),
            Field("issuer", "Issuer, or the two addresses below", secret=False, optional=True, placeholder="https://…"),
            Field("authorize_url", "Authorization address", secret=False, optional=True, placeholder="https://…"),
            Field("token_url", "Token address", secret=False, optional=True, placeholder="https://…"),
            Field("revoke_url", "Revocation address", secret=False, optional=True, placeholder="https://…"), _SCOPES,
        ), None, "connections",
    ),
]  # fmt: skip
_GIVEN: Final = ("title", "client_id", "client_secret", "authorize_url", "token_url", "revoke_url", "issuer", "scopes")
_operators: dict[str, App] = {}


def configure(said: str | None) -> None:
    """The operator's registrations, said once at the start of each process. Raises Misconfigured."""
    _operators.clear()
    try:
        given = orjson.loads(said) if said else {}
        made = {name: _with(KNOWN.get(name, App(name, name.title())), one) for name, one in given.items()}
    except (ValueError, AttributeError, TypeError):
        raise Misconfigured("COMITY_CONNECT_APPS is a JSON object: provider -> client_id, client_secret, …") from None
    incomplete = next((app.name for app in made.values() if not _complete(app)), None)
    if incomplete:
        raise Misconfigured(f"COMITY_CONNECT_APPS: {incomplete} needs client_id and issuer, or its two addresses.")
    _operators.update(made)


async def app_of(db: Database, who: Who, name: str) -> App | None:
    """The organisation's own registration with a provider, else the operator's."""
    base = KNOWN.get(name)
    if base is not None or name == CUSTOM:
        kept = await vault.read(db, who, f"connect-{name}")
        if kept:
            own = _with(base or App(name, name), {k: v for k, v in kept.items() if v}, theirs=base is None)
            return own if _complete(own) else None
    return _operators.get(name)


async def offered(db: Database, who: Who) -> list[App]:
    """Everything somebody of this organisation can connect with."""
    names = dict.fromkeys((*KNOWN, *_operators, CUSTOM))
    return [app for name in names if (app := await app_of(db, who, name))]


def _with(base: App, given: Mapping[str, Any], *, theirs: bool = False) -> App:
    known = {name: str(given[name]).strip() for name in _GIVEN if given.get(name)}
    return replace(base, **known, theirs=theirs)  # type: ignore[arg-type]


def _complete(app: App) -> bool:
    return bool(app.client_id and (app.issuer or (app.authorize_url and app.token_url)))
