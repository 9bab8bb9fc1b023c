"""What a call meets: who may, what goes in and comes out, time, rates, keys, faults (wire.md 5).  seed: R08, J01"""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.wire.functions.conftest import Served

pytestmark = pytest.mark.wire
Tokens = dict[str, str]


def call(served: Served, name: str, token: str | None = None, method: str = "POST", **more: Any) -> httpx.Response:
    headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
    return served.http.request(method, f"{served.url}{name}", headers=headers, **more)


def test_the_same_function_answers_at_both_addresses(served: Served) -> None:
    for place in ("/functions/v1/hello", "/api/hello"):
        answer = call(served, place, served.anon)
        assert (answer.status_code, answer.text) == (200, "Hello World")
        assert answer.headers["content-type"].startswith("text/plain")


def test_a_token_is_asked_for_and_checked(served: Served) -> None:
    answer = call(served, "/functions/v1/hello")
    assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Missing authorization header"})
    answer = call(served, "/functions/v1/hello", "a.b.c")
    assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Invalid JWT"})
    assert answer.headers["x-relay-error"] == "true"
    assert call(served, "/functions/v1/public-hello").text == "Hello anon"
    assert call(served, "/functions/v1/public-hello", "a.b.c").text == "Hello anon"
    assert call(served, "/functions/v1/hello", headers={"apikey": served.publishable}).status_code == 200


def test_a_member_is_a_member_and_roles_hold(served: Served, tokens: Tokens) -> None:
    assert call(served, "/functions/v1/whoami", served.anon).status_code == 401
    assert call(served, "/functions/v1/whoami", served.service).json()["code"] == "no_organisation"
    world = served.app.world
    for name, organisation in (("owner", world.ours), ("stranger", world.theirs)):
        found = call(served, "/functions/v1/whoami", tokens[name]).json()
        assert found == {"org": str(organisation.id), "person": organisation.owner.email}
    assert call(served, "/functions/v1/bosses", tokens["owner"]).text == "yes"
    refused = call(served, "/functions/v1/bosses", tokens["rep"])
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_input_is_checked_and_output_too(served: Served) -> None:
    assert call(served, "/functions/v1/add", served.anon, json={"a": 2, "b": 3}).json() == {"total": 5}
    assert call(served, "/functions/v1/add?a=4", served.anon, "GET").json() == {"total": 4}
    assert call(served, "/functions/v1/add", served.anon, data={"a": "6"}).json() == {"total": 6}
    wrong = call(served, "/functions/v1/add", served.anon, json={"a": "x"})
    assert (wrong.status_code, wrong.json()["details"][0]["at"]) == (422, "a")
    for body in (b"{", b"\xff", b"[" * 100_000):
        broken = call(served, "/functions/v1/add", served.anon, content=body)
        assert broken.status_code in (400, 422), body[:5]
    lies = call(served, "/functions/v1/lies")
    assert (lies.status_code, lies.headers["x-relay-error"]) == (500, "true")


def test_what_is_sent_arrives(served: Served) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        seen = call(served, "/functions/v1/mirror/a/b?x=1", served.anon, method, headers={"x-region": "eu"}).json()
        assert (seen["method"], seen["path"], seen["query"]) == (method, "a/b", {"x": "1"})
        assert seen["headers"]["x-region"] == "eu"
    seen = call(served, "/functions/v1/mirror", served.anon, data={"a": "b"}, files={"f": ("n", b"text")})
    assert seen.status_code == 500 or seen.json()["body"][0] == ["a", "b"]


def test_answers_have_the_kind_of_what_was_given_back(served: Served) -> None:
    answer = call(served, "/functions/v1/bytes")
    assert (answer.content, answer.headers["content-type"]) == (b"\1\2\3", "application/octet-stream")
    answer = call(served, "/functions/v1/made")
    assert (answer.status_code, answer.text, answer.headers["x-own"]) == (201, "<b>x</b>", "yes")
    answer = call(served, "/functions/v1/made", method="GET")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")


def test_options_is_answered_by_the_function_or_for_it(served: Served) -> None:
    assert call(served, "/functions/v1/made", method="OPTIONS").headers["x-own"] == "yes"
    answer = call(served, "/functions/v1/hello", method="OPTIONS")
    assert answer.status_code == 204 and "POST" in answer.headers["allow"]
    preflight = {"origin": "https://else.example", "access-control-request-method": "POST"}
    answer = call(served, "/functions/v1/hello", method="OPTIONS", headers=preflight)
    assert answer.status_code in (200, 204) and answer.headers["access-control-allow-origin"] == "*"


def test_streams_come_as_events(served: Served) -> None:
    answer = call(served, "/functions/v1/ticks")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == "".join(f'data: {{"tick":{number}}}\n\n' for number in (1, 2, 3))
    answer = call(served, "/functions/v1/breaks")
    assert answer.text.endswith('event: error\ndata: {"message":"No more."}\n\n')


def test_failures_of_ours_are_relay_errors_and_the_functions_own_are_not(served: Served) -> None:
    own = call(served, "/functions/v1/refuse")
    assert (own.status_code, own.json()["code"], own.headers.get("x-relay-error")) == (418, "teapot", None)
    missing = call(served, "/functions/v1/nothing", served.anon)
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    for name, status in (("fault", 500), ("broken-one", 503)):
        ours = call(served, f"/functions/v1/{name}")
        assert (ours.status_code, ours.headers["x-relay-error"]) == (status, "true")
        assert "ZeroDivision" not in ours.text and "SyntaxError" not in ours.text
    while not any("SyntaxError" in line for line in served.app.said):
        time.sleep(0.05)  # what the program says comes another way than its answers


def test_a_slow_function_is_stopped(served: Served) -> None:
    answer = call(served, "/functions/v1/slow", served.anon)
    assert (answer.status_code, answer.headers["x-relay-error"]) == (504, "true")


def test_too_many_calls_wait(served: Served) -> None:
    answers = [call(served, "/functions/v1/often") for _ in range(5)]
    assert [answer.status_code for answer in answers][:3] == [200, 200, 200]
    assert answers[-1].status_code == 429 and int(answers[-1].headers["retry-after"]) >= 1


def test_a_key_carries_a_call_out_once(served: Served, tokens: Tokens) -> None:
    key = {"idempotency-key": str(uuid4())}
    first = call(served, "/functions/v1/count", tokens["owner"], json={"a": 1}, headers=key)
    again = call(served, "/functions/v1/count", tokens["owner"], json={"a": 1}, headers=key)
    assert first.json() == again.json() and again.headers["idempotent-replayed"] == "true"
    other = call(served, "/functions/v1/count", tokens["owner"], json={"a": 2}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_reused")
    # the stranger's key of the same letters is another key
    theirs = call(served, "/functions/v1/count", tokens["stranger"], json={"a": 1}, headers=key)
    assert "idempotent-replayed" not in theirs.headers
    # a failure of ours is not kept: trying again tries again
    key = {"idempotency-key": str(uuid4())}
    assert call(served, "/functions/v1/count", tokens["owner"], json={"a": 2000}, headers=key).status_code == 500
    assert call(served, "/functions/v1/count", tokens["owner"], json={"a": 2000}, headers=key).status_code == 500
    # a refusal of the function is
    key = {"idempotency-key": str(uuid4())}
    for _ in range(2):
        refused = call(served, "/functions/v1/count", tokens["owner"], json={"a": -1}, headers=key)
        assert (refused.status_code, refused.json()["code"]) == (422, "negative")


def test_the_document_names_every_function_with_its_types(served: Served) -> None:
    found = served.http.get(f"{served.url}/functions/v1").json()
    assert found["openapi"] == "3.1.0"
    taken = found["paths"]["/functions/v1/add"]["post"]
    assert taken["requestBody"]["content"]["application/json"]["schema"]["properties"]["a"] == {
        "title": "A", "type": "integer"}  # fmt: skip
    seeds = ("search-leads", "ingest-call", "extract-signals", "generate-brief", "calculate-deal-health",
             "create-import-job", "process-import", "seed-new-org", "send-email", "ping-functions")  # fmt: skip
    assert {f"/functions/v1/{name}" for name in seeds} <= found["paths"].keys()
    assert "/functions/v1/broken-one" not in found["paths"]
    assert json.dumps(found)


def test_health_stays(served: Served) -> None:
    assert served.http.get(f"{served.url}/api/health").json()["status"] == "ok"
    assert served.http.get(f"{served.url}/api/health/live").json() == {"status": "alive"}
