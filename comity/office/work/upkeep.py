"""What work leaves behind goes after its time: logs of calls and webhooks after 30 days, stored answers after one."""

from __future__ import annotations

from comity.core import rates
from comity.core.who import Who
from comity.core.work import P3, Schedule, Work, workflow
from comity.office.webhooks import inbox, outbox
from comity.platform.functions import answers
from comity.platform.outside import client


@workflow("office.tidy_work", priority=P3)
async def tidy(work: Work) -> None:
    """Once a night."""
    async with work.db.acting(Who.service(agent="upkeep")) as tx:
        await inbox.tidy(tx)
    for query in (client.q.tidy, outbox.q.tidy, answers.q.tidy):
        async with work.db.acting(Who.service(agent="upkeep")) as tx:
            await tx.run(query)
    await rates.tidy(work.db)


SCHEDULE = (Schedule("40 3 * * *", tidy),)
