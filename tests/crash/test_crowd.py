"""Many people of two organisations at once on one server: everybody gets an answer, and only their own."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import httpx
import pytest

from comity.core.who import Who
from tests.app import App

PAGES = ("/", "/contacts", "/companies", "/leads", "/tasks", "/calls", "/search?q=fontaine", "/palette?q=claire",
         "/contacts?order=sort_name.desc&group=owner_id", "/notifications")  # fmt: skip


def memory_mb(pid: int) -> float:
    """What a process and all below it hold, Postgres apart."""
    try:
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
        )
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):  # a helper that has just ended
        return 0.0
    own = 0 if "postgres" in status["Name"] else int(status.get("VmRSS", "0 kB").split()[0]) / 1024
    return own + sum(memory_mb(child) for child in below)


async def visit(app: App, who: Who, alien: str, until: float, rounds: int, wrong: list[str]) -> int:
    """One person who opens pages until it is enough; how many."""
    chance, opened = random.Random(who.email), 0
    async with httpx.AsyncClient(base_url=app.url, timeout=60, headers={"accept": "text/html"}) as client:
        await client.post("/sign-in", data={"email": who.email, "password": app.world.password})
        while opened < rounds or time.monotonic() < until:
            path = chance.choice(PAGES)
            answer = await client.get(path)
            opened += 1
            if answer.status_code != 200:
                wrong.append(f"{who.email} {path}: {answer.status_code}")
            if alien in answer.text:
                wrong.append(f"{who.email} {path}: saw {alien}")
    return opened


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("people", "seconds"), [(1, 0), pytest.param(4, 300, marks=pytest.mark.soak)])
async def test_a_crowd_is_served_each_their_own(app_server: App, people: int, seconds: int) -> None:
    world, wrong = app_server.world, list[str]()
    pairs = [(world.ours, world.theirs), (world.theirs, world.ours)]
    crowd = [
        (who, str(other.owner.email).partition("@")[2])
        for own, other in pairs
        for who in list(own.people.values()) * people
    ]
    before, until = memory_mb(app_server.process.pid), time.monotonic() + seconds
    opened = await asyncio.gather(*(visit(app_server, who, alien, until, 6, wrong) for who, alien in crowd))
    assert not wrong, wrong[:10]
    assert sum(opened) >= 6 * len(crowd)
    if seconds:
        assert memory_mb(app_server.process.pid) - before < 150, "the server keeps what it served"
