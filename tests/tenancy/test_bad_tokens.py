"""Expired, forged and foreign tokens at every service, and what is no JSON: the right status and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from comity.core.who import Who
from tests.app import App
from tests.network import PATIENCE
from tests.tenancy.conftest import Answer, Fetch, ask

# Where a token opens something, in each service, and with which method.
DOORS = (
    ("GET", "/rest/v1/contacts?select=id"),
    ("POST", "/rest/v1/contacts"),
    ("POST", "/rest/v1/rpc/my_organizations"),
    ("GET", "/auth/v1/user"),
    ("PUT", "/auth/v1/user"),
    ("POST", "/auth/v1/logout"),
    ("GET", "/auth/v1/admin/users"),
    ("GET", "/storage/v1/bucket"),
    ("POST", "/storage/v1/object/list/x"),
    ("POST", "/functions/v1/search-leads"),
)


def signed(claims: dict[str, Any], secret: str, algorithm: str = "HS256") -> str:
    """A token of our own making."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    said = f"{part(json.dumps({'alg': algorithm, 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{said}.{part(hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()) if secret else ''}"


@pytest.fixture(scope="module")
def bad(app_server: App, tokens: Callable[[Who], str]) -> dict[str, str]:
    """Tokens that open nothing."""
    good = tokens(app_server.world.owner)
    head, body, seal = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    theirs = {**claims, "org_id": str(app_server.world.theirs.id), "role": "service_role"}
    secret = json.loads(app_server.comity("status", "--json").stdout)["jwt_secret"]
    return {
        "expired": signed({**claims, "exp": int(time.time()) - 3600}, secret),
        "not yet": signed({**claims, "nbf": int(time.time()) + 3600}, secret),
        "forged": signed(theirs, "a secret that somebody guessed, long enough to sign"),
        "unsigned": signed(theirs, "", "none"),
        "changed": f"{head}.{signed(theirs, 'x').split('.')[1]}.{seal}",
        "cut": good[:-8],
        "no token": "not.a.token",
        "a key of nobody": "sb_secret_" + "x" * 40,
    }


@pytest.mark.parametrize(("method", "path"), DOORS, ids=[path for _method, path in DOORS])
def test_bad_tokens_open_nothing(app_server: App, bad: dict[str, str], method: str, path: str) -> None:
    body = None if method == "GET" else {}
    for name, token in bad.items():
        answer = ask(app_server.url + path, method, body, {"Authorization": f"Bearer {token}"})
        assert answer.status in (400, 401, 403), f"{name}: {answer.status} {answer.body[:200]}"
        said = answer.json
        assert isinstance(said, dict) and (said.get("message") or said.get("msg") or said.get("error")), (
            f"{name}: {said}"
        )
        assert "fontaine" not in answer.body


def test_another_organisations_token_sees_its_own_only(app_server: App, rest: Fetch) -> None:
    for who in (app_server.world.stranger, app_server.world.nobody):
        answer = rest(who, f"contacts?select=id&org_id=eq.{app_server.world.ours.id}")
        assert answer.status == 200 and answer.json == []


def _post(app: App, path: str, raw: bytes, token: str) -> Answer:
    import urllib.error
    import urllib.request

    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(app.url + path, raw, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode())


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[1,",
        b"\xff\xfe",
        b'{"last_name": "a\\u0000b"}',
        b"nul",
        b"[" * 50_000,
        b'{"a":' * 20_000,
        b"NaN",
        b"",
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_is_no_json_says_so(app_server: App, tokens: Callable[[Who], str], raw: bytes) -> None:
    token = tokens(app_server.world.owner)
    for path in ("/rest/v1/contacts", "/rest/v1/rpc/merge_records", "/auth/v1/token?grant_type=password",
                 "/functions/v1/analyze-call", "/api/analyze-call", "/storage/v1/bucket"):  # fmt: skip
        answer = _post(app_server, path, raw, token)
        assert 400 <= answer.status < 500, f"{path}: {answer.status} {answer.body[:200]}"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("select=nothing", "42703"),
        ("select=*&nothing=eq.1", "42703"),
        ("select=*&city=resembles.x", "PGRST100"),
        ("select=*&city=eq", "PGRST100"),
        ("select=*&or=(city.eq.x", "PGRST100"),
        ("select=*,nobody(*)", "PGRST200"),
        ("order=nothing.asc", "42703"),
        ("select=*&id=eq.no-id", "22P02"),
        ("select=*&lifetime_value=gt.much", "22P02"),
    ],
)
def test_unknown_columns_and_operators_are_named(app_server: App, rest: Fetch, query: str, code: str) -> None:
    answer = rest(app_server.world.owner, f"contacts?{query}")
    assert answer.status == 400 and answer.json["code"] == code, answer.body
    assert answer.json["message"]


def test_unknown_relations_are_not_there(app_server: App, rest: Fetch) -> None:
    for path in ("nothing", "rpc/nothing", "auth.users", "pg_catalog.pg_class", "../auth/v1/user"):
        answer = rest(app_server.world.owner, path)
        assert answer.status == 404, f"{path}: {answer.status}"
