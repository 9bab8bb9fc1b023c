"""Ghosts: deals whose customer has fallen silent for much longer than is usual with them.  seed: F11, AG06"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P2, Work, workflow
from comity.office import notifications
from comity.web import i18n
from comity.web.i18n import ngettext

q = sql.load(__file__)


@workflow("sales.detect_ghosts", priority=P2)
async def detect_ghosts(work: Work) -> None:
    """Each morning at six by the organisation's clock."""
    i18n.use(work.who.language, work.who.timezone)
    work.who = Who.service(work.who.org_id, agent="ghosts")
    await work.change("detect", detect)


async def detect(tx: Tx) -> dict[str, int]:
    """Finds ghosts, lets go of those that are back, and tells owners of new ones; how many of each."""
    back = await tx.rows(q.end_those_back)
    found = await tx.rows(q.detect)
    fresh = Counter(row["owner_id"] for row in found if row["fresh"] and row["owner_id"])
    for owner, many in sorted(fresh.items(), key=str):
        await notifications.notify(tx, owner, "health", partial(_silent, many), url="/ghosts?owner=me")
    return {"ghosts": len(found), "new": sum(1 for row in found if row["fresh"]), "back": len(back)}


def _silent(many: int) -> str:
    return ngettext("%(n)s deal has gone silent", "%(n)s deals have gone silent", many) % {"n": many}


async def open_ones(tx: Tx, owner_id: UUID | None = None, most: int = 100) -> list[dict[str, Any]]:
    """Ghosts, the most at stake first."""
    return await tx.rows(q.open, owner_id=owner_id, most=most)


async def dismiss(tx: Tx, ghost_id: UUID, *, undo: bool = False) -> None:
    """Not a ghost; or one after all."""
    await tx.touch(q.reopen if undo else q.dismiss, id=ghost_id)
