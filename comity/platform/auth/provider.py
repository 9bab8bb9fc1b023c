"""Accounts elsewhere that people sign in with: Google, Microsoft, LinkedIn, GitHub, and any OpenID Connect issuer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider and our account with it. With `issuer` it speaks OpenID Connect, else GitHub's kind of OAuth 2."""

    name: str
    title: str
    client_id: str
    secret: str
    issuer: str | None = None
    scopes: str = "openid email profile"
    also: tuple[str, ...] = ()
    """Other names clients have for it."""
    nonce: bool = True
    pkce: bool = True
    vouches: bool = False
    """Whether an address counts as proven although no claim says so: the operator trusts the whole issuer."""
    url: str = ""
    api_url: str = ""


def google(client_id: str, secret: str) -> Provider:
    """Any Google account."""
    return Provider("google", "Google", client_id, secret, "https://accounts.google.com")


def azure(client_id: str, secret: str, tenant: str = "common") -> Provider:
    """Microsoft accounts: of one directory, whose administrators vouch for addresses, or of anybody."""
    many = tenant in ("common", "organizations", "consumers")
    issuer = f"https://login.microsoftonline.com/{tenant}/v2.0"
    return Provider("azure", "Microsoft", client_id, secret, issuer, vouches=not many)


def linkedin(client_id: str, secret: str) -> Provider:
    """LinkedIn; its tokens carry no nonce, and it knows no PKCE."""
    issuer = "https://www.linkedin.com/oauth"
    return Provider("linkedin_oidc", "LinkedIn", client_id, secret, issuer, also=("linkedin",), nonce=False, pkce=False)


def github(client_id: str, secret: str, url: str = "https://github.com") -> Provider:
    """GitHub, which is asked for the account and its addresses after the exchange."""
    api = "https://api.github.com" if url == "https://github.com" else f"{url.rstrip('/')}/api/v3"
    return Provider("github", "GitHub", client_id, secret, scopes="read:user user:email", url=url, api_url=api)


def oidc(client_id: str, secret: str, issuer: str, title: str) -> Provider:
    """The operator's own issuer, e.g. Keycloak, Okta, Authentik."""
    return Provider("oidc", title, client_id, secret, issuer.rstrip("/"), also=("keycloak",))
