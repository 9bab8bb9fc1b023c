"""Home's first panel: what this person has to do, the late things first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comity.core import sql
from comity.core.db import Tx
from comity.core.pack import Panel
from comity.web.i18n import reader

q = sql.load(__file__)
MOST = 8


@dataclass(frozen=True, slots=True)
class MyTasks:
    """The next open tasks, and how many there are."""

    tasks: Sequence[Mapping[str, Any]]
    open: int
    late: int
    now: datetime


async def load(request: Request, tx: Tx, subject_id: UUID | None) -> MyTasks:
    """The caller's open tasks."""
    tasks, counts = await tx.many([(q.next, {"most": MOST}), (q.counts, {})])
    return MyTasks(tasks, counts[0]["open"], counts[0]["late"], datetime.now(reader().zone))


PANEL = Panel(on="home", template="people/home_tasks.html", load=load, order=10)
