"""When an organisation's files take up most of the room they have, its owners and admins hear of it.  seed: ST13"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.work import P2, Work, workflow
from comity.office import notifications
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)


@workflow("office.files_nearly_full", priority=P2)
async def warn(work: Work, bytes: int, most_bytes: int) -> None:  # noqa: A002
    """A note for everybody who can do something about it."""
    i18n.use(work.who.language, work.who.timezone)
    percent = min(100, round(100 * bytes / max(1, most_bytes)))
    title = str(_("Your files take up {percent}% of the room you have")).format(percent=percent)
    async with work.tx() as tx:
        people = await tx.values(q.who_decides)
    body = str(_("Delete what nobody needs, or ask for more room."))
    for person in people:
        await work.change(f"tell {person}", partial(_tell, person, title, body))


async def _tell(person: UUID, title: str, body: str, tx: Tx) -> None:
    await notifications.notify(tx, person, "files", title, body=body)
