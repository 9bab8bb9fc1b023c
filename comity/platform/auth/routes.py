"""Every endpoint of the auth service. Mounted at /auth/v1."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from comity.config import Settings
from comity.core.errors import Problem
from comity.platform.auth import (
    admin_audit,
    admin_user,
    admin_users,
    generate_link,
    health,
    invite,
    jwks,
    logout,
    otp,
    reauthenticate,
    recover,
    resend,
    settings,
    signup,
    token,
    user,
    verify,
)
from comity.platform.auth.mfa import admin_factors
from comity.platform.auth.mfa import endpoints as factors
from comity.platform.auth.oauth_server import admin as clients_admin
from comity.platform.auth.oauth_server import endpoints as oauth
from comity.platform.auth.providers import endpoints as providers
from comity.platform.auth.saml import admin as sso_admin
from comity.platform.auth.saml import endpoints as sso
from comity.platform.auth.wire import endpoint

NOT_HERE = Problem("feature_disabled", 404, "This part of the auth service is not here yet")


@endpoint
async def nowhere(request: Request) -> Response:
    """Answers in the dialect where there is no endpoint."""
    raise NOT_HERE()


ENDPOINTS = [
    Route("/health", health.health),
    Route("/settings", settings.settings),
    Route("/.well-known/jwks.json", jwks.jwks),
    Route("/signup", signup.signup, methods=["POST"]),
    Route("/token", token.token, methods=["POST"]),
    Route("/user", user.show, methods=["GET"]),
    Route("/user", user.update, methods=["PUT"]),
    Route("/logout", logout.logout, methods=["POST"]),
    Route("/recover", recover.recover, methods=["POST"]),
    Route("/otp", otp.otp, methods=["POST"]),
    Route("/magiclink", otp.magic_link, methods=["POST"]),
    Route("/resend", resend.resend, methods=["POST"]),
    Route("/verify", verify.follow, methods=["GET"]),
    Route("/verify", verify.exchange, methods=["POST"]),
    Route("/reauthenticate", reauthenticate.reauthenticate, methods=["GET"]),
    Route("/invite", invite.invite, methods=["POST"]),
    Route("/admin/generate_link", generate_link.generate, methods=["POST"]),
    Route("/admin/audit", admin_audit.show, methods=["GET"]),
    Route("/admin/users", admin_users.show, methods=["GET"]),
    Route("/admin/users", admin_users.create, methods=["POST"]),
    Route("/admin/users/{id}", admin_user.show, methods=["GET"]),
    Route("/admin/users/{id}", admin_user.update, methods=["PUT"]),
    Route("/admin/users/{id}", admin_user.delete, methods=["DELETE"]),
    Route("/admin/users/{id}/factors", admin_factors.show, methods=["GET"]),
    Route("/admin/users/{id}/factors/{factor_id}", admin_factors.update, methods=["PUT"]),
    Route("/admin/users/{id}/factors/{factor_id}", admin_factors.delete, methods=["DELETE"]),
    Route("/factors", factors.enrol, methods=["POST"]),
    Route("/factors/{factor_id}", factors.unenrol, methods=["DELETE"]),
    Route("/factors/{factor_id}/challenge", factors.challenge, methods=["POST"]),
    Route("/factors/{factor_id}/verify", factors.verify, methods=["POST"]),
    Route("/authorize", providers.authorize, methods=["GET"]),
    Route("/callback", providers.callback, methods=["GET", "POST"]),
    Route("/user/identities/authorize", providers.link, methods=["GET"]),
    Route("/user/identities/{identity_id}", providers.unlink, methods=["DELETE"]),
    Route("/user/recovery_codes", factors.renew_codes, methods=["POST"]),
    Route("/.well-known/oauth-authorization-server", oauth.metadata),
    Route("/.well-known/openid-configuration", oauth.metadata),
    Route("/oauth/clients/register", oauth.register, methods=["POST"]),
    Route("/oauth/authorize", oauth.authorize, methods=["GET"]),
    Route("/oauth/authorizations/{id}", oauth.show, methods=["GET"]),
    Route("/oauth/authorizations/{id}/consent", oauth.consent, methods=["POST"]),
    Route("/oauth/token", oauth.token, methods=["POST"]),
    Route("/oauth/userinfo", oauth.userinfo, methods=["GET"]),
    Route("/user/oauth/grants", oauth.grants, methods=["GET"]),
    Route("/user/oauth/grants", oauth.revoke, methods=["DELETE"]),
    Route("/admin/oauth/clients", clients_admin.show_all, methods=["GET"]),
    Route("/admin/oauth/clients", clients_admin.create, methods=["POST"]),
    Route("/admin/oauth/clients/{client_id}", clients_admin.show, methods=["GET"]),
    Route("/admin/oauth/clients/{client_id}", clients_admin.update, methods=["PUT"]),
    Route("/admin/oauth/clients/{client_id}", clients_admin.delete, methods=["DELETE"]),
    Route("/admin/oauth/clients/{client_id}/regenerate_secret", clients_admin.renew_secret, methods=["POST"]),
    Route("/sso", sso.begin, methods=["POST"]),
    Route("/sso/saml/metadata", sso.own_metadata, methods=["GET"]),
    Route("/sso/saml/acs", sso.consume, methods=["POST"]),
    Route("/admin/sso/providers", sso_admin.show_all, methods=["GET"]),
    Route("/admin/sso/providers", sso_admin.create, methods=["POST"]),
    Route("/admin/sso/providers/{provider_id}", sso_admin.show, methods=["GET"]),
    Route("/admin/sso/providers/{provider_id}", sso_admin.update, methods=["PUT"]),
    Route("/admin/sso/providers/{provider_id}", sso_admin.delete, methods=["DELETE"]),
    Route("/{rest:path}", nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
]


def routes(settings: Settings) -> list[BaseRoute]:
    """The service at its place."""
    issuer = "/.well-known/oauth-authorization-server/auth/v1"  # where RFC 8414 looks for an issuer with a path
    return [Mount("/auth/v1", routes=ENDPOINTS), Route(issuer, oauth.metadata, name="public:oauth metadata")]
