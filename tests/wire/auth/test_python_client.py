"""The official Python client, driven through everything it does with accounts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from supabase import AuthApiError, Client
from supabase_auth.errors import AuthWeakPasswordError

from tests.wire.auth.conftest import Server
from tests.world import WORLD

pytestmark = pytest.mark.wire
Fresh = Callable[[], dict[str, str]]


def refused(act: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(AuthApiError) as caught:
        act()
    return caught.value.status, str(caught.value.code)


def signed_up(server: Server, typed: dict[str, str], **data: Any) -> Client:
    client = server.client()
    answer = client.auth.sign_up({**typed, "options": {"data": data}})  # type: ignore[typeddict-item]
    assert answer.session and answer.user
    return client


def test_sign_up_signs_in_and_owns_an_organisation(server: Server, fresh: Fresh) -> None:
    client = signed_up(server, fresh(), full_name="Ann Lee", organization_name="Lee")
    session = client.auth.get_session()
    assert session and session.user.user_metadata["full_name"] == "Ann Lee"
    claims = client.auth.get_claims()
    assert claims and claims["claims"]["org_role"] == "owner"  # type: ignore[typeddict-item]
    assert claims["claims"]["app_metadata"]["org_id"] == claims["claims"]["org_id"]  # type: ignore[typeddict-item]
    [organisation] = client.table("organizations").select("name, slug").execute().data
    assert organisation["name"] == "Lee"
    [member] = client.table("org_members").select("user_id, role, email").execute().data
    assert (member["user_id"], member["role"]) == (session.user.id, "owner")


def test_a_known_address_signs_up_once(server: Server, fresh: Fresh) -> None:
    typed = fresh()
    signed_up(server, typed)
    assert refused(lambda: server.client().auth.sign_up(typed)) == (422, "user_already_exists")  # type: ignore[arg-type]


def test_weak_passwords(server: Server, fresh: Fresh) -> None:
    typed = {**fresh(), "password": "123"}
    with pytest.raises(AuthWeakPasswordError) as caught:
        server.client().auth.sign_up(typed)  # type: ignore[arg-type]
    assert caught.value.reasons == ["length"]


def test_signing_in_with_a_bcrypt_hash_of_a_seed(server: Server) -> None:
    client = server.client()
    answer = client.auth.sign_in_with_password({"email": str(WORLD.owner.email), "password": WORLD.password})
    assert answer.user and answer.user.id == str(WORLD.owner.user_id)
    names = {row["name"] for row in client.table("org_members").select("name").execute().data}
    assert names == {who.name for who in WORLD.ours.people.values()}


def test_wrong_passwords_and_unknown_addresses_look_the_same(server: Server, fresh: Fresh) -> None:
    typed = fresh()
    signed_up(server, typed)
    wrong = {**typed, "password": "wrong"}
    expected = (400, "invalid_credentials")
    assert refused(lambda: server.client().auth.sign_in_with_password(wrong)) == expected  # type: ignore[arg-type]
    assert refused(lambda: server.client().auth.sign_in_with_password(fresh())) == expected  # type: ignore[arg-type]


def test_refreshing(server: Server, fresh: Fresh) -> None:
    client = signed_up(server, fresh())
    before = client.auth.get_session()
    after = client.auth.refresh_session().session
    assert before and after and after.refresh_token != before.refresh_token
    again = server.client().auth.refresh_session(before.refresh_token).session
    assert again and again.refresh_token == after.refresh_token
    assert refused(lambda: server.client().auth.refresh_session("nonsense")) == (400, "refresh_token_not_found")


def test_many_clients_refresh_at_once(server: Server, fresh: Fresh) -> None:
    session = signed_up(server, fresh()).auth.get_session()
    assert session
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: server.client().auth.refresh_session(session.refresh_token), range(8)))
    assert len({answer.session.refresh_token for answer in answers if answer.session}) == 1


def test_the_user_and_their_metadata(server: Server, fresh: Fresh) -> None:
    client = signed_up(server, fresh(), color="red")
    changed = client.auth.update_user({"data": {"color": "blue", "nested": {"a": [1], "b": None}}})
    assert changed.user.user_metadata["color"] == "blue"
    shown = client.auth.get_user()
    assert shown and shown.user.user_metadata["nested"] == {"a": [1], "b": None}
    assert refused(lambda: client.auth.update_user({"password": "correct horse"})) == (422, "same_password")
    assert client.auth.update_user({"password": "another horse"}).user


def test_an_address_that_is_taken(server: Server, fresh: Fresh) -> None:
    taken = fresh()
    signed_up(server, taken)
    client = signed_up(server, fresh())
    assert refused(lambda: client.auth.update_user({"email": taken["email"]})) == (422, "email_exists")
    asked = client.auth.update_user({"email": fresh()["email"]})
    assert asked.user.new_email


@pytest.mark.parametrize("scope", ["global", "local", "others"])
def test_signing_out(server: Server, fresh: Fresh, scope: str) -> None:
    typed = fresh()
    here, there = signed_up(server, typed), server.client()
    there.auth.sign_in_with_password(typed)  # type: ignore[arg-type]
    token, other = here.auth.get_session(), there.auth.get_session()
    assert token and other
    here.auth.sign_out({"scope": scope})  # type: ignore[typeddict-item]
    states = []
    for session in (token, other):
        try:
            server.client().auth.get_user(session.access_token)
            states.append("in")
        except AuthApiError as error:
            states.append(str(error.code))
    gone = "session_not_found"
    assert states == {"global": [gone, gone], "local": [gone, "in"], "others": ["in", gone]}[scope]


def test_recovery_never_tells(server: Server, fresh: Fresh) -> None:
    typed = fresh()
    signed_up(server, typed)
    server.client().auth.reset_password_for_email(typed["email"])
    server.client().auth.reset_password_for_email(fresh()["email"])
    wrong = {"email": typed["email"], "token": "000000", "type": "recovery"}
    assert refused(lambda: server.client().auth.verify_otp(wrong)) == (403, "otp_expired")  # type: ignore[arg-type]


def test_every_kind_of_key_opens_what_it_should(server: Server) -> None:
    for key in (server.anon, server.publishable):
        assert (
            server.client(key)
            .auth.sign_in_with_password({"email": str(WORLD.owner.email), "password": WORLD.password})
            .user
        )
    for key in (server.service, server.secret):
        rows = server.client(key).table("organizations").select("org_id").execute().data
        assert {str(WORLD.ours.id), str(WORLD.theirs.id)} <= {row["org_id"] for row in rows}


def test_forged_keys_open_nothing(server: Server) -> None:
    head, body, signature = server.anon.split(".")
    for key in (f"{head}.{body}.{signature[:-2]}xx", "sb_secret_guess", "ck_guess", "a.b.c", f"{head}.{body}."):
        answer = httpx.get(f"{server.url}/rest/v1/organizations", headers={"apikey": key})
        assert answer.status_code == 401 and answer.json()["code"].startswith("PGRST3")


def test_switching_organisations_over_the_wire(server: Server, fresh: Fresh) -> None:
    client = signed_up(server, fresh(), organization_name="First")
    [mine] = client.rpc("my_organizations", {}).execute().data
    assert (mine["name"], mine["role"], mine["is_current"]) == ("First", "owner", True)
    with pytest.raises(Exception, match="not a member"):
        client.rpc("switch_organization", {"organization": str(WORLD.ours.id)}).execute()
    assert client.rpc("switch_organization", {"organization": mine["org_id"]}).execute().data is True
    assert client.auth.refresh_session().session
