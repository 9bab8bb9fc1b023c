"""Whoever has a task to do hears of it when its hour comes, once, in the bell.  seed: U14"""

from __future__ import annotations

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P2, Schedule, Work, workflow
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)


@workflow("people.remind", priority=P2, attempts=1)
async def remind(work: Work) -> None:
    """Tells of what is due; what was told is not told again unless it is put off."""
    async with work.db.acting(Who.service(agent="upkeep")) as tx:
        await tell(tx)


async def tell(tx: Tx) -> int:
    """A note for each task whose hour came; how many."""
    due = await tx.rows(q.due)
    for task in due:
        with i18n.speaking(task["language"] or i18n.SOURCE, task["timezone"] or "UTC"):
            title = str(_("Due now: %(what)s")) % {"what": task["subject"] or str(_("Task"))}
        await tx.run(
            q.tell,
            org=task["org_id"],
            person=task["person"],
            title=title[:300],
            body=task["about"] or "",
            url=f"/activities/{task['id']}",
            task=task["id"],
        )
    return len(due)


SCHEDULE = (Schedule("*/5 * * * *", remind),)
