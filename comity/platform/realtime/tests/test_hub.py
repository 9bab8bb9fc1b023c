"""Who hears of which change."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

from comity.core import sql
from comity.core.db import Database
from comity.platform.realtime import feed
from comity.platform.realtime.hub import Hub, Subscription, topics_of
from comity.platform.realtime.pgoutput import Change
from tests.world import World

OURS, THEIRS = UUID(int=1), UUID(int=2)


def change(org: UUID, table: str = "leads", **row: str) -> Change:
    return Change("update", table, {"org_id": str(org), "id": "7", **row})


async def heard(subscription: Subscription, patience: float = 0.3) -> set[str]:
    async for changed in subscription.changes(patience):
        return changed
    return set()


async def test_a_listener_hears_its_topics_only() -> None:
    hub = Hub()
    with hub.subscribed(OURS, ["leads:7", "contacts"]) as ours:
        hub.publish([change(OURS), change(OURS, "tasks")])
        assert await heard(ours) == {"leads:7"}


async def test_the_stranger_hears_nothing() -> None:
    hub = Hub()
    with hub.subscribed(THEIRS, ["leads", "leads:7"]) as theirs, hub.subscribed(OURS, ["leads"]):
        hub.publish([change(OURS)])
        assert await heard(theirs) == set()


async def test_what_changed_just_before_listening_is_told_too() -> None:
    hub = Hub()
    hub._began -= 10
    hub.publish([change(OURS)])
    with hub.subscribed(OURS, ["leads", "calls"], 5.0) as late, hub.subscribed(OURS, ["leads"]) as fresh:
        assert await heard(late) == {"leads"}
        assert await heard(fresh) == set()
    with hub.subscribed(THEIRS, ["leads"], 5.0) as stranger:
        assert await heard(stranger) == set()
    with hub.subscribed(OURS, ["leads", "calls"], 500.0) as too_long_ago:
        assert await heard(too_long_ago) == {"leads", "calls"}


def test_a_row_tells_what_it_points_at() -> None:
    assert topics_of([change(OURS, "activities", contact_id="3", lead_id="4")]) == {
        "activities",
        "activities:7",
        "contacts:3",
        "leads:4",
    }


def test_a_flood_names_the_table_only() -> None:
    assert topics_of([change(OURS) for _ in range(1000)]) == {"leads"}


async def test_changes_of_a_transaction_arrive_after_its_commit(db: Database, world: World) -> None:
    hub = Hub()
    running = asyncio.create_task(feed.run(db, hub))
    team = sql.compile_named("add", "A test's own query.", "insert into teams (org_id, name) values (:org_id, :name)")
    try:
        with (
            hub.subscribed(world.ours.id, ["teams"]) as ours,
            hub.subscribed(world.theirs.id, ["teams"]) as theirs,
        ):
            for _ in range(50):  # the slot takes a moment to open
                async with db.acting(world.ours.owner) as tx:
                    await tx.run(team, name=f"heard {uuid4()}")
                if changed := await heard(ours, 0.2):
                    break
            assert changed == {"teams"}
            assert await heard(theirs, 0.2) == set()
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
