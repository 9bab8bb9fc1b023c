"""The operator's settings of signing in, as the platform's rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from comity.config import Misconfigured, Settings
from comity.platform.auth import provider
from comity.platform.auth.policy import Policy
from comity.platform.auth.provider import Provider


def policy(settings: Settings) -> Policy:
    """The rules of signing in."""
    hours = settings.auth_session_hours
    return Policy(
        site_url=settings.site_url,
        redirect_urls=_listed(settings.auth_redirect_urls),
        signup=settings.auth_signup,
        autoconfirm=settings.autoconfirm,
        email=settings.auth_email,
        anonymous=settings.auth_anonymous,
        phone=settings.auth_phone,
        manual_linking=settings.auth_manual_linking,
        reauthentication=settings.auth_reauthentication,
        shortest_password=settings.auth_password_length,
        password_groups=tuple(group for group in (settings.auth_password_characters or "").split(":") if group),
        pwned_url=settings.auth_pwned_url,
        token_life=timedelta(seconds=settings.jwt_expiry),
        idle=timedelta(hours=settings.auth_idle_hours),
        time_box=timedelta(hours=hours) if hours else None,
        factors_guard_wire=settings.auth_factors_guard_wire,
        providers=tuple(providers(settings)),
        hook_access_token=settings.auth_hook_access_token,
        hook_send_email=settings.auth_hook_send_email,
        oauth_registration=settings.auth_oauth_registration,
    )


def providers(settings: Settings) -> Iterator[Provider]:
    """Every provider whose client id and secret are set."""
    if settings.auth_google_client_id:
        yield provider.google(settings.auth_google_client_id, settings.auth_google_secret or "")
    if settings.auth_azure_client_id:
        yield provider.azure(
            settings.auth_azure_client_id, settings.auth_azure_secret or "", settings.auth_azure_tenant
        )
    if settings.auth_linkedin_client_id:
        yield provider.linkedin(settings.auth_linkedin_client_id, settings.auth_linkedin_secret or "")
    if settings.auth_github_client_id:
        yield provider.github(
            settings.auth_github_client_id, settings.auth_github_secret or "", settings.auth_github_url
        )
    if settings.auth_oidc_client_id:
        if not settings.auth_oidc_issuer:
            raise Misconfigured("COMITY_AUTH_OIDC_ISSUER must be set beside COMITY_AUTH_OIDC_CLIENT_ID.")
        yield provider.oidc(
            settings.auth_oidc_client_id,
            settings.auth_oidc_secret or "",
            settings.auth_oidc_issuer,
            settings.auth_oidc_name,
        )


def signing_keys(settings: Settings) -> list[dict[str, Any]]:
    """The JSON Web Keys of COMITY_JWT_KEYS."""
    if not settings.jwt_keys:
        return []
    try:
        found = json.loads(settings.jwt_keys)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(key, dict) for key in found):
        raise Misconfigured("COMITY_JWT_KEYS must be a JSON array of JSON Web Keys.")
    return found


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in (text or "").split(",") if one.strip())
