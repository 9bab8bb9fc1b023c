"""The addresses the old app called answer in its shapes, as whoever calls, and are described.  seed: F08, R13"""

from __future__ import annotations

import json
from uuid import uuid4

import httpx
import pytest

from comity.packs.coaching.tests.test_judging import TEXT
from tests.app import App
from tests.visits import visit


@pytest.fixture(scope="module")
def token(app_server: App) -> dict[str, str]:
    """Access tokens of our rep and of the stranger, as the old app's client would hold them."""
    found = {}
    with visit(app_server, app_server.world.ours.manager) as manager:
        manager.post("/settings/rubric/usual")
    for name, who in (("rep", app_server.world.rep), ("stranger", app_server.world.stranger)):
        answer = httpx.post(
            f"{app_server.url}/auth/v1/token?grant_type=password",
            json={"email": who.email, "password": app_server.world.password}, timeout=60,
        )  # fmt: skip
        found[name] = answer.json()["access_token"]
    return found


def call(app: App, token: str, name: str, body: object) -> httpx.Response:
    return httpx.post(f"{app.url}/api/{name}", json=body, headers={"authorization": f"Bearer {token}"}, timeout=90)


def test_a_call_is_judged_in_one_answer(app_server: App, token: dict[str, str]) -> None:
    words = f"{TEXT}\nRemy Duval: {uuid4()}"
    answer = call(app_server, token["rep"], "analyze-call", {"transcript": words, "title": "From the old app"})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["engine"] == "offline" and said["scores"]
    assert all(one["evidence"] and one["why"] for one in said["scores"])
    again = call(app_server, token["rep"], "analyze-call", {"call_id": said["call_id"]}).json()
    assert again["analysis_id"] == said["analysis_id"]
    assert call(app_server, token["stranger"], "analyze-call", {"call_id": said["call_id"]}).status_code == 404
    assert call(app_server, token["rep"], "analyze-call", {}).status_code == 422


def test_a_roleplay_goes_on_turn_by_turn_and_streams(app_server: App, token: dict[str, str]) -> None:
    with visit(app_server, app_server.world.rep) as rep:
        rep.post("/coaching/personas", data={"name": f"Tess {uuid4().hex[:6]}", "objections": "It is too dear."})
        page = rep.get("/coaching/roleplays").text
    persona = page.partition('action="/coaching/personas/')[2].partition("/")[0]
    first = call(app_server, token["rep"], "roleplay", {"persona_id": persona, "message": "Good morning, how are you?"})
    assert first.status_code == 200, first.text
    talk = first.json()["roleplay_id"]
    assert first.json()["engine"] == "offline" and first.json()["reply"]
    streamed = call(app_server, token["rep"], "roleplay", {"roleplay_id": talk, "message": "Ok.", "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line[6:]) for line in streamed.text.splitlines() if line.startswith("data: ")]
    assert events[-1]["done"] and events[-1]["roleplay_id"] == talk
    assert call(app_server, token["stranger"], "roleplay", {"roleplay_id": talk, "message": "x"}).status_code == 404
    assert call(app_server, token["rep"], "roleplay", {"message": "Hello?"}).status_code == 422


def test_market_and_pictures_say_plainly_what_they_cannot(app_server: App, token: dict[str, str]) -> None:
    asked = call(app_server, token["rep"], "search-market", {"query": "Who won the championship?"}).json()
    assert (asked["found"], asked["answers"]) == (False, [])
    picture = call(app_server, token["rep"], "generate-image", {"prompt": "A pavilion"})
    assert picture.status_code == 503 and picture.json()["code"] == "no_image_engine"


def test_all_of_them_are_described(app_server: App, token: dict[str, str]) -> None:
    text = httpx.get(f"{app_server.url}/api/openapi.json", headers={"authorization": f"Bearer {token['rep']}"}).text
    for name in ("analyze-call", "roleplay", "search-market", "generate-image", "track-signup"):
        assert name in text, name
    assert httpx.get(f"{app_server.url}/api/health").json()["status"] == "ok"
