"""Whoever has a task to do hears of it when its hour comes, once, in the bell.  seed: U14"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    await tx.run(q.alone)
    due = await tx.rows(q.due)
    if due:
        await tx.run(
            q.tell,
            orgs=[task["org_id"] for task in due],
            people=[task["person"] for task in due],
            titles=[_title(task) for task in due],
            bodies=[task["about"] or "" for task in due],
            tasks=[task["id"] for task in due],
        )
    return len(due)


def _title(task: Mapping[str, Any]) -> str:
    with i18n.speaking(task["language"] or i18n.SOURCE):
        return (str(_("Due now: %(what)s")) % {"what": task["subject"] or str(_("Task"))})[:300]


SCHEDULE = (Schedule("*/5 * * * *", remind),)
