"""Files nobody fetched within their week are cleared away by the clock."""

from __future__ import annotations

from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow
from comity.office.exports import jobs
from comity.office.files import place


@workflow("exports.tidy", priority=P3)
async def tidy(work: Work) -> None:
    """Clears away; safe to run at any time."""
    async with work.db.acting(Who.service(agent="upkeep")) as tx:
        for row in await tx.rows(jobs.q.expire):
            place.remove(jobs.folder(row["org_id"], row["id"]))


SCHEDULE = (Schedule("47 * * * *", tidy),)
