"""Once a week, and when somebody asks, competitors' pages are read; what changed is kept with its words.  seed: F10"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin
from uuid import UUID

import orjson

from comity.ai import coordinator
from comity.core import apart
from comity.core.db import Tx
from comity.core.work import P1, P3, Schedule, Work, start, workflow
from comity.office import notifications
from comity.packs.sales.rivals import page_text
from comity.packs.sales.rivals.cards import q
from comity.packs.sales.rivals.scout import SCOUT, Page
from comity.platform.outside import Outside, OutsideFailure
from comity.web import i18n
from comity.web.i18n import gettext as _

MOST_HOPS: Final = 3
HEADERS: Final = {"user-agent": "Comity/1 (reads pages once a week)", "accept": "text/html,text/plain;q=0.9"}


@workflow("sales.update_battle_cards", priority=P3, at_once=2)
async def update(work: Work, competitor_id: str | None = None) -> int:
    """Reads the pages of one competitor, or of all; how many changed."""
    i18n.use(work.who.language, work.who.timezone)
    async with work.tx() as tx:
        pages = await tx.values(q.to_read, competitor=competitor_id)
    changed = 0
    for page_id in pages:
        changed += bool(await _read(work, page_id))
    return changed


async def start_update(tx: Tx, competitor_id: UUID | None) -> None:
    """Reads them now; P1, because somebody waits."""
    await start(tx, update, {"competitor_id": competitor_id}, priority=P1)


async def _read(work: Work, page_id: UUID) -> int:
    """One page: fetched, compared, judged; how much changed. A page that cannot be read says why and stops nobody."""
    got = await work.step(f"fetch {page_id}", lambda: _fetch(work, page_id))
    if got is None:
        return 0
    if got.get("problem"):
        await work.change(f"failed {page_id}", partial(_failed, page_id, got["problem"]))
        return 0
    found = await work.change(f"compare {page_id}", partial(_compare, page_id, got))
    if found["read"]:
        said = await work.step(f"judge {page_id}", lambda: _judge(work, found))
        await work.change(f"points {page_id}", partial(_keep, page_id, found, said))
    return int(found["changes"])


async def _fetch(work: Work, page_id: UUID) -> dict[str, Any] | None:
    async with work.tx() as tx:
        page = await tx.row(q.page, id=page_id)
    if page is None:
        return None
    outside = Outside(work.db, work.who, "battle cards", per_minute=30, seconds=20, theirs=True, tries=2)
    url = page["url"]
    try:
        for _hop in range(MOST_HOPS + 1):
            answer = await outside.request("GET", url, headers=HEADERS)
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            url = urljoin(url, answer.headers.get("location", ""))
    except OutsideFailure as failure:
        return {"problem": failure.problem}
    if answer.status_code != 200:
        return {"problem": str(_("The page answered {status}.")).format(status=answer.status_code)}
    kind = answer.headers.get("content-type", "text/html")[:200]
    if not re.match(r"text/(html|plain)|application/xhtml", kind):
        return {"problem": str(_("This address is no web page."))}
    try:
        title, text = await apart.run("comity.packs.sales.rivals.page_text", "read", answer.content, kind, seconds=20)
    except apart.Unread:
        return {"problem": str(_("What stands there cannot be read."))}
    return {"title": title, "text": text} if text else {"problem": str(_("There are no words on this page."))}


async def _failed(page_id: UUID, problem: str, tx: Tx) -> None:
    await tx.run(q.page_failed, id=page_id, problem=problem[:500])


async def _compare(page_id: UUID, got: dict[str, Any], tx: Tx) -> dict[str, Any]:
    """What changed since the last reading; what is to be judged: everything at first, then what is new."""
    page = await tx.found(q.page, id=page_id)
    changes = page_text.changes(page["text"], got["text"])
    added = [words for change, words in changes if change == "added"]
    await tx.run(q.page_read, id=page_id, text=got["text"], title=got["title"], changed=bool(changes))
    await tx.run(q.competitor_read, id=page["competitor_id"], changed=bool(changes))
    if changes:
        raw = orjson.dumps([{"change": change, "quote": words} for change, words in changes]).decode()
        about = {"competitor": page["competitor_id"], "page": page_id, "url": page["url"]}
        await tx.run(q.put_changes, changes=raw, **about)
        await _tell(tx, page, len(added), len(changes) - len(added))
    return {
        "competitor": str(page["competitor_id"]), "name": page["name"], "url": page["url"], "changes": len(changes),
        "read": got["text"] if page["text"] is None else "\n".join(added),
    }  # fmt: skip


async def _tell(tx: Tx, page: dict[str, Any], added: int, removed: int) -> None:
    about = {"id": page["competitor_id"], "name": page["name"], "url": page["url"]}
    await tx.value(q.announce_change, added=added, removed=removed, **about)
    words = _("{added} lines are new, {removed} are gone: {url}")
    await notifications.notify(
        tx, await tx.values(q.watchers), "battle_card", lambda: _("{name} changed a page").format(name=page["name"]),
        body=lambda: words.format(added=added, removed=removed, url=page["url"]),
        url=f"/battle-cards/{page['competitor_id']}", subject=("competitors", page["competitor_id"]),
    )  # fmt: skip


async def _judge(work: Work, found: dict[str, Any]) -> dict[str, Any]:
    page = Page(found["name"], found["url"], found["read"])
    subject = ("competitors", UUID(found["competitor"]))
    answer = await coordinator.run(work.db, work.who, SCOUT, page, priority=P3, subject=subject)
    return {"output": answer.output.model_dump(mode="json"), "engine": answer.engine, "model": answer.model}


async def _keep(page_id: UUID, found: dict[str, Any], said: dict[str, Any], tx: Tx) -> int:
    points = orjson.dumps(said["output"]["points"]).decode()
    return await tx.run(
        q.find_points, competitor=UUID(found["competitor"]), page=page_id, url=found["url"], points=points,
        engine=said["engine"], model=said["model"],
    )  # fmt: skip


WORKFLOWS = (update,)
SCHEDULE = (Schedule("30 5 * * 1", update, each_organisation=True),)  # seed: J19
