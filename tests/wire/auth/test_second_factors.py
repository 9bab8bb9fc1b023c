"""The official Python client and second factors, programs and single sign-on."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from supabase import AuthApiError
from supabase_auth.types import CreateOAuthClientParams, UpdateOAuthClientParams

from comity.platform.auth.mfa import totp
from tests.wire.auth.conftest import Server

pytestmark = pytest.mark.wire
Fresh = Callable[[], dict[str, str]]


def test_an_authenticator_app(server: Server, fresh: Fresh) -> None:
    typed = fresh()
    client = server.client()
    client.auth.sign_up(typed)  # type: ignore[arg-type]
    factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "phone", "issuer": "Acme"})
    assert factor.totp and factor.totp.qr_code.startswith("data:image/svg+xml;utf-8,<?xml")
    level = client.auth.mfa.get_authenticator_assurance_level()
    assert (level.current_level, level.next_level) == ("aal1", "aal1")
    code = totp.code_at(factor.totp.secret, int(time.time()) // 30)
    challenge = client.auth.mfa.challenge({"factor_id": factor.id})
    client.auth.mfa.verify({"factor_id": factor.id, "challenge_id": challenge.id, "code": code})
    level = client.auth.mfa.get_authenticator_assurance_level()
    assert (level.current_level, level.next_level) == ("aal2", "aal2")
    assert {one.method for one in level.current_authentication_methods} == {"totp", "password"}
    assert [one.status for one in client.auth.mfa.list_factors().totp] == ["verified"]
    assert client.table("org_members").select("role").execute().data == [{"role": "owner"}]

    half = server.client()
    half.auth.sign_in_with_password(typed)  # type: ignore[arg-type]
    level = half.auth.mfa.get_authenticator_assurance_level()
    assert (level.current_level, level.next_level) == ("aal1", "aal2")
    with pytest.raises(AuthApiError) as wrong:
        half.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    assert (wrong.value.status, wrong.value.code) == (422, "mfa_verification_failed"), "a code works once"
    code = totp.code_at(factor.totp.secret, int(time.time()) // 30 + 1)
    half.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    assert half.auth.mfa.unenroll({"factor_id": factor.id}).id == factor.id
    assert half.auth.refresh_session().session
    assert half.auth.mfa.list_factors().totp == []


def test_the_administrator_removes_a_factor(server: Server, fresh: Fresh) -> None:
    client = server.client()
    session = client.auth.sign_up(fresh()).session  # type: ignore[arg-type]
    assert session
    factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "lost"})
    admin = server.client(server.service).auth.admin.mfa
    assert admin.delete_factor({"id": factor.id, "user_id": session.user.id}).id == factor.id


def test_programs(server: Server) -> None:
    oauth = server.client(server.service).auth.admin.oauth
    asked = CreateOAuthClientParams(client_name="Wire", redirect_uris=["https://program.example/cb"])
    made = oauth.create_client(asked).client
    assert made and made.client_secret and made.client_type == "confidential"
    changed = oauth.update_client(made.client_id, UpdateOAuthClientParams(client_name="Wired")).client
    assert changed and changed.client_name == "Wired"
    renewed = oauth.regenerate_client_secret(made.client_id).client
    assert renewed and renewed.client_secret != made.client_secret
    assert made.client_id in {one.client_id for one in oauth.list_clients().clients}
    oauth.delete_client(made.client_id)
    with pytest.raises(AuthApiError):
        oauth.get_client(made.client_id)


def test_single_sign_on_that_nobody_connected(server: Server) -> None:
    with pytest.raises(AuthApiError) as caught:
        server.client().auth.sign_in_with_sso({"domain": "nobody.example"})
    assert (caught.value.status, caught.value.code) == (404, "saml_provider_disabled")
