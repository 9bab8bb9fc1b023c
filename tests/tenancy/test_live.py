"""The stream of changes: ours to us, nothing to the stranger, over when the session is."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx
import pytest

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from tests.app import App
from tests.network import PATIENCE

ADD = sql.compile_named("add", "A test's own query.", "insert into teams (org_id, name) values (:org_id, :name)")


async def signed_in(app: App, who: Who) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=app.url, follow_redirects=True)
    await client.post("/sign-in", data={"email": who.email, "password": app.world.password})
    return client


async def listen(client: httpx.AsyncClient, topics: str, heard: list[str], ready: asyncio.Event) -> None:
    async with client.stream("GET", f"/live?topics={topics}") as answer:
        assert answer.status_code == 200
        async for line in answer.aiter_lines():
            ready.set()
            if line.startswith('data: {"topic"'):
                heard.append(line)


async def test_a_change_reaches_us_and_not_the_stranger(app_server: App) -> None:
    world = app_server.world
    ours, theirs = await signed_in(app_server, world.owner), await signed_in(app_server, world.stranger)
    told_us: list[str] = []
    told_them: list[str] = []
    ready = [asyncio.Event(), asyncio.Event()]
    spied = f"teams,teams:{world.ours.team},contacts:{world.ours.contacts[0]}"
    tasks = [
        asyncio.create_task(listen(ours, "teams", told_us, ready[0])),
        asyncio.create_task(listen(theirs, spied, told_them, ready[1])),
    ]
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in ready)), PATIENCE)
    db = await Database.open(app_server.database_url, size=1)
    try:
        async with asyncio.timeout(PATIENCE):
            while not told_us:
                async with db.acting(world.owner) as tx:
                    await tx.run(ADD, name=f"Heard {uuid4()}")
                await asyncio.sleep(0.25)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await db.close()
        await ours.aclose()
        await theirs.aclose()
    assert told_us and "teams" in told_us[0]
    assert told_them == []


@pytest.mark.parametrize("topics", ["", ",".join(f"t{n}" for n in range(300))])
async def test_odd_topics_are_refused(app_server: App, topics: str) -> None:
    client = await signed_in(app_server, app_server.world.owner)
    answer = await client.get(f"/live?topics={topics}")
    await client.aclose()
    assert answer.status_code == 400


async def test_nobody_listens_without_signing_in(app_server: App) -> None:
    async with httpx.AsyncClient(base_url=app_server.url) as client:
        answer = await client.get("/live?topics=teams", headers={"accept": "application/json"})
    assert answer.status_code == 401


async def test_a_stream_ends_when_its_session_does(app_server: App) -> None:
    client = await signed_in(app_server, app_server.world.ours.technician)
    other = httpx.AsyncClient(base_url=app_server.url, cookies=client.cookies)
    ready = asyncio.Event()
    listening = asyncio.create_task(listen(client, "teams", [], ready))
    await asyncio.wait_for(ready.wait(), PATIENCE)
    await other.post("/sign-out", headers={"sec-fetch-site": "same-origin"})
    await asyncio.wait_for(listening, 12)  # the beat would notice after 15 seconds
    await client.aclose()
    await other.aclose()


async def test_who_else_is_at_a_record(app_server: App) -> None:
    world = app_server.world
    nora, remy, stranger = [await signed_in(app_server, who) for who in (world.owner, world.rep, world.stranger)]
    where = f"contacts:{world.ours.contacts[0]}"
    assert (await nora.post("/live/here", data={"where": where, "tab": "1"})).json() == {"people": []}
    await nora.post("/live/here", data={"where": where, "tab": "1", "field": "Title"})
    seen = (await remy.post("/live/here", data={"where": where, "tab": "2"})).json()["people"]
    assert [(one["name"], one["initials"], one["fields"]) for one in seen] == [("Nora Weiss", "NW", ["Title"])]
    assert (await stranger.post("/live/here", data={"where": where, "tab": "3"})).status_code == 404
    assert (await nora.post("/live/here", data={"where": "api_keys:1", "tab": "1"})).status_code == 404
    await nora.post("/live/here", data={"where": where, "tab": "1", "gone": "1"})
    assert (await remy.post("/live/here", data={"where": where, "tab": "2"})).json() == {"people": []}
    for client in (nora, remy, stranger):
        await client.aclose()


async def test_who_has_left_is_not_brought_back_by_what_they_said_before(app_server: App) -> None:
    """A browser's last words overtake what is still on its way: requests side by side arrive in any order."""
    world = app_server.world
    nora, remy = [await signed_in(app_server, who) for who in (world.owner, world.rep)]
    where = f"contacts:{world.ours.contacts[0]}"

    async def says(turn: str, **more: str) -> None:
        answer = await nora.post("/live/here", data={"where": where, "tab": "late", "turn": turn, **more})
        assert answer.status_code == 200

    async def seen() -> list[str]:
        people = (await remy.post("/live/here", data={"where": where, "tab": "looks"})).json()["people"]
        return [one["name"] for one in people]

    await says("1")
    assert await seen() == ["Nora Weiss"]
    await says("3", gone="1")
    await says("2", field="Title")
    assert await seen() == []
    await says("4")
    assert await seen() == ["Nora Weiss"]
    for odd in ("5", "-1", "x", "9" * 40):
        await says(odd, gone="1")
    assert await seen() == []
    await remy.post("/live/here", data={"where": where, "tab": "looks", "gone": "1"})
    for client in (nora, remy):
        await client.aclose()
