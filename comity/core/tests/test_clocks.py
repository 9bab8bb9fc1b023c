"""Schedules and clocks: an hour shown twice, an hour left out, a clock that goes back.  seed: J03, J19"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from comity.core.db import Database
from comity.core.work import Schedule, Work, Workflow
from comity.core.worker import Worker
from tests.queries import q
from tests.world import World

BERLIN = ZoneInfo("Europe/Berlin")
STARTED = q("select count(*)::int as n from absurd.t_p3 where task_name = :name")


def flow() -> Workflow:
    async def run(work: Work) -> None: ...

    return Workflow(f"test.clock_{uuid4().hex[:8]}", run, "p3")


async def ticked(db: Database, world: World, cron: str, instants: Sequence[datetime], workers: int = 2) -> int:
    """How often a schedule of an organisation was started by workers that looked at these instants."""
    what = flow()
    schedule = Schedule(cron, what, each_organisation=True)
    hands = [Worker(db, [what], {}, [schedule]) for _ in range(workers)]
    for now in instants:
        for worker in hands:
            await worker._start_due(schedule, now, now.astimezone(BERLIN), [world.ours.id])
    rows: list[dict[str, Any]] = await db.once(world.as_role("service_role"), STARTED, name=what.name)
    return int(rows[0]["n"])


def every(minutes: int, since: datetime, hours: int) -> list[datetime]:
    return [since + timedelta(minutes=number * minutes, seconds=20) for number in range(hours * 60 // minutes + 1)]


@pytest.mark.parametrize(
    ("cron", "since", "hours", "times"),
    [
        ("15 * * * *", datetime(2026, 10, 24, 23, 30, tzinfo=UTC), 4, 4),  # 2:15 comes twice, and is two hours
        ("30 2 * * *", datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 6, 1),  # 2:30 comes twice, and is one morning
        ("30 2 * * *", datetime(2026, 3, 28, 22, 0, tzinfo=UTC), 6, 1),  # 2:30 does not come, and is a morning
        ("0 6 * * *", datetime(2026, 3, 29, 0, 0, tzinfo=UTC), 6, 1),
    ],
)
async def test_the_days_the_clocks_change(
    db: Database, world: World, cron: str, since: datetime, hours: int, times: int
) -> None:
    assert await ticked(db, world, cron, every(5, since, hours)) == times


async def test_a_clock_that_goes_back_starts_nothing_twice(db: Database, world: World) -> None:
    """Set back an hour and set right, in two processes, and in one that was started anew in between."""
    there = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    back_and_forth = [*every(5, there, 2), *every(5, there, 2), *every(5, there - timedelta(hours=1), 3)]
    assert await ticked(db, world, "0 * * * *", back_and_forth, workers=1) == 4
    assert await ticked(db, world, "0 6 * * *", back_and_forth, workers=3) == 1
    assert await ticked(db, world, "0 7 * * *", back_and_forth, workers=3) == 1
