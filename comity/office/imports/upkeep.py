"""What imports leave behind is cleared away by the clock: rows after two days, files after thirty."""

from __future__ import annotations

from comity.core import sql
from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow
from comity.office.files import place
from comity.office.imports import jobs

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


SCHEDULE = (Schedule("37 * * * *", tidy),)
