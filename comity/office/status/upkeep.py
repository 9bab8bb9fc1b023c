"""Looking again and again: what is near every minute, providers every five."""

from __future__ import annotations

from comity.ai import coordinator
from comity.core.work import P2, P3, Schedule, Work, workflow
from comity.office.status import checks, history


@workflow("office.look_near", priority=P2, attempts=1)
async def look_near(work: Work) -> None:
    """Database, files, work."""
    await history.note(work.db, await checks.near(work.db))


@workflow("office.look_far", priority=P3, attempts=1)
async def look_far(work: Work) -> None:
    """The providers; and what is older than a year is forgotten."""
    await history.note(work.db, await checks.far(work.db, coordinator.settings()))
    await work.db.once(checks.HOUSE, history.q.tidy)


WORKFLOWS = (look_near, look_far)
SCHEDULE = (Schedule("* * * * *", look_near), Schedule("*/5 * * * *", look_far))
