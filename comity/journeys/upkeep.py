"""What the house does for itself by the clock: partitions ahead of time, trash and old work emptied."""

from __future__ import annotations

from comity.core import sql
from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow
from comity.office import organizations
from comity.platform.storage import ending
from comity.platform.storage import upkeep as storage
from comity.platform.storage.store import store

q = sql.load(__file__)
PURGE_AFTER_DAYS = 90  # seed: GD06, GD08


@workflow("upkeep.daily", priority=P3)
async def daily(work: Work) -> None:
    """Makes the audit log's coming partitions, empties the trash, forgets old work and facts, ends what was deleted."""
    async with work.db.acting(Who.service(agent="upkeep")) as tx:
        await tx.run(q.make_partitions)
        await tx.run(q.turn_channel_days)
    async with work.db.acting(Who.service(agent="upkeep")) as tx:
        await tx.run(q.purge_trash, days=PURGE_AFTER_DAYS)
    async with work.db.acting(Who.service(agent="upkeep")) as tx:
        await tx.run(q.forget_facts)
        await tx.run(q.forget_work)
    for org_id in await organizations.end_closed(work.db):
        await ending.forget(work.db, store(), org_id)


WORKFLOWS = (daily, *storage.WORKFLOWS)
SCHEDULES = (Schedule("17 3 * * *", daily), *storage.SCHEDULES)
