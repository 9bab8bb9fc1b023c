"""Reading sources: each when its time has come, through the one way out, never into this network."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.ai.offline import sentences
from comity.core import apart, sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P3, Permanent, Schedule, Work, start, workflow
from comity.packs.market import page_text
from comity.packs.market.page_text import Found
from comity.platform.outside import Outside, OutsideFailure
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)
CONFIGS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "pt": "portuguese"}
HEADERS = {"User-Agent": "Comity (reads pages its users name)", "Accept": "text/html, application/xml;q=0.9, */*;q=0.5"}


@workflow("market.read_source", priority=P3, attempts=3)
async def read_source(work: Work, source_id: str) -> None:
    """Fetches one source and keeps what stands in it; what failed is said on its page."""
    i18n.use(work.who.language, work.who.timezone)
    house, source = Who.service(work.who.org_id, agent="market"), UUID(source_id)
    async with work.db.acting(house) as tx:
        row = await tx.row(q.find, id=source)
    if row is None:
        return
    try:
        problem = await work.step("read", lambda: _read(work, house, row))
    except (Permanent, Problem) as error:
        problem = i18n.why(error)
    async with work.db.acting(house) as tx:
        await tx.run(q.was_read, id=source, state="failed" if problem else "read", problem=problem)


async def _read(work: Work, house: Who, row: dict[str, Any]) -> str | None:
    """Keeps what stands in a source; why that could not be."""
    try:
        outside = Outside(work.db, house, "market", seconds=20, theirs=True, tries=2)
        answer = await outside.request("GET", row["url"], headers=HEADERS)
        kind = answer.headers.get("content-type", "")[:200]
        said = await apart.run("comity.packs.market.page_text", "entries", answer.content, kind, row["url"], seconds=20)
    except OutsideFailure as failure:
        return failure.problem
    except apart.Unread:
        return str(_("What stands there cannot be read."))
    if answer.status_code >= 300:
        return str(_("It answered {status}.")).format(status=answer.status_code)
    if not said:
        return str(_("Nothing to read was found there."))
    found = [Found(**one | {"published": page_text.moment(one["published"] or "")}) for one in said]
    async with work.db.acting(house) as tx:
        await _keep(tx, row["id"], found)
    return None


async def _keep(tx: Tx, source: UUID, found: list[Found]) -> None:
    for one in found:
        language = CONFIGS.get(sentences.language(one.body[:5000]), "simple")
        await tx.run(
            q.keep,
            source=source,
            url=one.url,
            title=one.title,
            body=one.body,
            language=language,
            published=one.published,
        )


@workflow("market.read_due", priority=P3, attempts=1)
async def read_due(work: Work) -> None:
    """Starts reading whatever is due."""
    async with work.db.acting(Who.service(agent="market")) as tx:
        due: list[dict[str, Any]] = await tx.rows(q.due)
        for row in due:
            house = Who.service(row["org_id"], agent="market")
            await start(tx, read_source, {"source_id": row["id"]}, who=house)


WORKFLOWS = (read_source, read_due)
SCHEDULE = (Schedule("13,33,53 * * * *", read_due),)
