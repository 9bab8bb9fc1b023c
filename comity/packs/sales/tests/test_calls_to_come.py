"""A call that took place began in the past, by whichever door it comes; one that is to come is said to be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import httpx

from comity.packs.sales.tests.test_call_pages import bring, txt
from tests.app import App
from tests.visits import browser_of
from tests.world import World

SENTENCE = "A call that took place cannot begin in the future. Correct the time, or plan the call as a task."
rep = browser_of(lambda world: world.rep)


def later(**much: float) -> str:
    return (datetime.now(UTC) + timedelta(**much)).isoformat()


def test_the_page_says_what_to_do(rep: httpx.Client) -> None:
    typed = {"title": "To come", "transcript": txt(uuid4().hex).decode(), "started_at": later(days=9)[:16]}
    refused = rep.post("/calls", data=typed)
    assert refused.status_code == 422 and SENTENCE in unescape(refused.text)
    assert "To come" in refused.text  # what was typed is still there
    assert bring(rep, words=txt(uuid4().hex).decode(), title="Has been", started_at=later(days=-9)[:16])


def test_the_wire_refuses_it_too_and_takes_what_is_planned(app_server: App) -> None:
    world: World = app_server.world
    with httpx.Client(base_url=app_server.url, timeout=60) as wire:
        said = {"email": world.rep.email, "password": world.password}
        token = wire.post("/auth/v1/token", params={"grant_type": "password"}, json=said).json()["access_token"]
        wire.headers.update({"authorization": f"Bearer {token}", "prefer": "return=representation"})

        def post(**call: str) -> httpx.Response:
            return wire.post("/rest/v1/calls", json={"title": "By wire", "contact_id": contact, **call})

        contact = str(world.ours.contacts[0])
        refused = post(started_at=later(hours=1))
        assert refused.status_code == 400 and refused.json()["code"] == "23514", refused.text
        assert refused.json()["message"] == SENTENCE.partition(" Correct")[0]
        assert post(started_at=later(minutes=5)).status_code == 201, "clocks differ a little"
        planned = post(started_at=later(days=2), status="scheduled")
        assert planned.status_code == 201
        at = {"id": f"eq.{planned.json()[0]['id']}"}
        held = wire.patch("/rest/v1/calls", params=at, json={"status": "completed"})
        assert held.status_code == 400 and "scheduled" in held.json()["hint"]
        now = wire.patch("/rest/v1/calls", params=at, json={"status": "completed", "started_at": later(seconds=0)})
        assert now.status_code == 200
