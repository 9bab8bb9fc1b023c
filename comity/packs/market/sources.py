"""Sources: the verbs. What nobody named is never read, and never answered from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem, on_constraint
from comity.core.work import start
from comity.packs.market import reading
from comity.platform.outside import OutsideFailure
from comity.platform.outside.guard import check_url
from comity.web.i18n import gettext as _

q = sql.load(__file__)
on_constraint("market_sources_url_once", Problem("source_there", 409, _("This source is there already."), field="url"))
on_constraint("market_sources_url_form", Problem("source_url", 422, _("An address begins with https://."), field="url"))
on_constraint(
    "market_sources_name_length",
    Problem("source_name", 422, _("A source needs a name of at most 200 letters."), field="name"),
)


async def everything(tx: Tx) -> list[dict[str, Any]]:
    """The organisation's sources."""
    return await tx.rows(q.all)


async def add(tx: Tx, name: str, url: str, every_hours: int) -> UUID:
    """A new source, read as soon as this is committed."""
    try:
        check_url(url)
    except OutsideFailure as failure:
        raise Problem("source_url", 422, failure.problem, field="url") from failure
    made: UUID = await tx.value(q.add, name=name, url=url, every=every_hours)
    await start(tx, reading.read_source, {"source_id": made})
    return made


async def read_now(tx: Tx, source_id: UUID) -> None:
    """Read again, now."""
    await tx.found(reading.q.find, id=source_id)
    await start(tx, reading.read_source, {"source_id": source_id})


async def drop(tx: Tx, source_id: UUID) -> None:
    """Nothing is answered from it any more."""
    await tx.touch(q.drop, id=source_id)


async def restore(tx: Tx, source_id: UUID) -> None:
    """It is a source again."""
    await tx.touch(q.restore, id=source_id)
