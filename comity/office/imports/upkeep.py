"""What imports and exports leave behind is cleared away by the clock: rows first, files when their time is up."""

from __future__ import annotations

from comity.core import sql
from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow
from comity.office.exports import jobs as exports
from comity.office.imports import jobs, place

q = sql.load(__file__)


@workflow("imports.tidy", priority=P3)
async def tidy(work: Work) -> None:
    """Clears away; safe to run at any time."""
    house = Who.service(agent="upkeep")
    while True:
        async with work.db.acting(house) as tx:
            if not await tx.run(q.stale_rows):
                break
    async with work.db.acting(house) as tx:
        for row in await tx.rows(q.old_files):
            place.remove(jobs.folder(row["org_id"], row["id"]))
    async with work.db.acting(house) as tx:
        for row in await tx.rows(exports.q.expire):
            place.remove(exports.folder(row["org_id"], row["id"]))


SCHEDULE = (Schedule("37 * * * *", tidy),)
