"""Getting into another organisation by way of accounts: claims one makes up, foreign ids on pages, foreign tokens."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode
from urllib.request import Request, build_opener

import psycopg
import pytest

from comity.core.who import Who
from tests.app import App
from tests.network import PATIENCE
from tests.tenancy.conftest import Answer, Fetch, _NoRedirect, ask
from tests.world import World


def claims_of(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


@pytest.fixture(scope="module")
def wire(app_server: App) -> Callable[..., Answer]:
    """`wire("user", token, "PUT", body)`: a request of the auth service."""

    def call(path: str, token: str | None = None, method: str = "GET", body: object = None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return ask(f"{app_server.url}/auth/v1/{path}", method, body, headers)

    return call


@pytest.fixture(scope="module")
def pages(app_server: App) -> Callable[..., tuple[int, str]]:
    """`pages(who, "/settings/teams", {...})`: a page request of somebody, a POST when there is something to send."""
    cookies: dict[str, str] = {}
    opener = build_opener(_NoRedirect)

    def send(path: str, form: dict[str, str] | None, cookie: str) -> tuple[int, str, str]:
        data = urlencode(form).encode() if form is not None else None
        request = Request(app_server.url + path, data, {"Accept": "text/html", "Cookie": cookie})
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode(), ""
        except OSError as error:
            status = getattr(error, "code", 0)
            headers = getattr(error, "headers", {})
            with error:  # type: ignore[attr-defined]
                return status, error.read().decode(), str(headers.get("Set-Cookie") or "")  # type: ignore[attr-defined]

    def page(who: Who, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        assert who.email
        if who.email not in cookies:
            typed = {"email": who.email, "password": app_server.world.password}
            status, _, said = send("/sign-in", typed, "")
            assert status == 303 and said
            cookies[who.email] = said.partition(";")[0]
        return send(path, form, cookies[who.email])[:2]

    return page


def test_claims_that_one_makes_up_are_not_believed(wire: Callable[..., Answer], rest: Fetch, world: World) -> None:
    ours = str(world.ours.id)
    wanted = {"org_id": ours, "org_role": "owner", "role": "service_role", "app_metadata": {"org_id": ours}}
    body = {"email": f"{secrets.token_hex(6)}@x.example", "password": "correct horse", "data": wanted}
    session = wire("signup", None, "POST", {**body, **wanted}).json
    claims = claims_of(session["access_token"])
    assert claims["org_id"] != ours and claims["role"] == "authenticated"
    assert claims["app_metadata"]["org_id"] == claims["org_id"]  # type: ignore[index]
    changed = wire("user", session["access_token"], "PUT", {"data": wanted})
    assert changed.status == 200
    assert wire("user", session["access_token"], "PUT", {"app_metadata": wanted}).status == 403
    refresh = {"refresh_token": session["refresh_token"], "org_id": ours}
    again = claims_of(wire("token?grant_type=refresh_token", None, "POST", refresh).json["access_token"])
    assert again["org_id"] == claims["org_id"] and again["role"] == "authenticated"


def test_a_token_with_other_claims_is_no_token(app_server: App, tokens: Callable[[Who], str], world: World) -> None:
    head, body, signature = tokens(world.stranger).split(".")
    claims = claims_of(f"{head}.{body}.{signature}")
    for change in ({"org_id": str(world.ours.id)}, {"role": "service_role"}, {"sub": str(world.owner.user_id)}):
        forged = base64.urlsafe_b64encode(json.dumps({**claims, **change}).encode()).decode().rstrip("=")
        for alg in ("HS256", "none", "RS256"):
            first = base64.urlsafe_b64encode(json.dumps({"alg": alg, "typ": "JWT"}).encode()).decode().rstrip("=")
            for sealed in (signature, ""):
                token = f"{first}.{forged}.{sealed}"
                answer = ask(f"{app_server.url}/rest/v1/contacts", headers={"Authorization": f"Bearer {token}"})
                assert answer.status == 401, (alg, change)


def test_nobody_joins_by_writing_a_row(rest: Fetch, world: World) -> None:
    ours = {"org_id": str(world.ours.id)}
    for who in (world.stranger, world.nobody):
        row = {**ours, "user_id": str(who.user_id), "email": who.email, "role": "owner"}
        assert rest(who, "org_members", "POST", row).status in (401, 403)
        assert rest(who, "rpc/switch_organization", "POST", {"organization": ours["org_id"]}).status == 403
        assert rest(who, f"org_members?org_id=eq.{world.ours.id}").json == []
    assert [row["org_id"] for row in rest(world.stranger, "rpc/my_organizations", "POST", {}).json] == [
        str(world.theirs.id)
    ]
    assert rest(world.nobody, "rpc/my_organizations", "POST", {}).json == []


def test_secrets_do_not_leave_over_the_wire(rest: Fetch, world: World) -> None:
    for path in ("api_keys?select=key_hash", "invitations?select=token_hash"):
        assert rest(world.owner, path).status in (401, 403)
    for table in ("users", "sessions", "refresh_tokens", "one_time_tokens"):
        assert rest(world.owner, table).status == 404


def test_a_rep_is_a_rep_over_the_wire(rest: Fetch, world: World) -> None:
    mine = f"org_members?user_id=eq.{world.rep.user_id}"
    assert rest(world.rep, mine, "PATCH", {"role": "owner"}, prefer="return=representation").json == []
    assert rest(world.ours.admin, mine, "PATCH", {"role": "owner"}).status == 403
    assert rest(world.ours.admin, f"org_members?user_id=eq.{world.owner.user_id}", "DELETE").status in (200, 204, 403)
    assert rest(world.owner, f"org_members?user_id=eq.{world.owner.user_id}", "PATCH", {"role": "rep"}).status >= 400
    [owner] = rest(world.rep, f"org_members?user_id=eq.{world.owner.user_id}&select=role,deleted_at").json
    assert owner == {"role": "owner", "deleted_at": None}


def test_foreign_ids_on_pages(app_server: App, pages: Callable[..., tuple[int, str]], world: World) -> None:
    assert pages(world.owner, "/settings/members", {"email": "guest@else.example", "role": "rep"})[0] == 303
    assert pages(world.owner, "/settings/keys", {"name": "ours", "role": "rep"})[0] == 200
    with psycopg.connect(app_server.database_url) as connection:
        found = {
            table: str(connection.execute(f"select id from {table} where org_id = %s", [world.ours.id]).fetchone()[0])  # type: ignore[index]
            for table in ("org_members", "teams", "invitations", "api_keys", "mails")
        }
    attempts = {
        f"/settings/members/{found['org_members']}": {"role": "rep"},
        f"/settings/members/{found['org_members']}/removal": {},
        f"/settings/teams/{found['teams']}": {"name": "Taken"},
        f"/settings/teams/{found['teams']}/dissolution": {},
        f"/settings/invitations/{found['invitations']}/withdrawal": {},
        f"/settings/keys/{found['api_keys']}/removal": {},
        f"/organizations/{world.ours.id}/switch": {},
    }
    for path, form in attempts.items():
        assert pages(world.stranger, path, form)[0] == 404, path
    assert pages(world.stranger, f"/outbox/{found['mails']}")[0] == 404
    for path in ("/settings/members", "/settings/teams", "/settings/keys", "/outbox", "/settings/audit"):
        status, text = pages(world.stranger, path)
        assert status == 200 and "guest@else.example" not in text and "aurelle.example" not in text, path
        assert not re.search("|".join(found.values()), text)


def test_the_log_tells_no_invitations_token(app_server: App) -> None:
    token, request = secrets.token_urlsafe(32), secrets.token_hex(8)
    assert ask(f"{app_server.url}/invitations/{token}", headers={"x-request-id": request}).status == 404
    deadline = time.monotonic() + PATIENCE
    while not any(request in line for line in app_server.said):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (line,) = [line for line in app_server.said if request in line]
    assert "/invitations/" in line and token not in line
