"""When an organisation's files take up most of the room they have, its owners and admins hear of it.  seed: ST13"""

from __future__ import annotations

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
    words = _("Your files take up {percent}% of the room you have")
    body = _("Delete what nobody needs, or ask for more room.")

    async def tell(tx: Tx) -> None:
        people = await tx.values(q.who_decides)
        await notifications.notify(tx, people, "files", lambda: words.format(percent=percent), body=body)

    await work.change("tell", tell)
