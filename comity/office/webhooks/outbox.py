"""What goes out: facts, to whoever outside asked for them; signed, tried for a day, held while a receiver is dead."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.core.who import Who
from comity.core.work import Permanent, Work, start, workflow
from comity.office import notifications
from comity.office.acting import as_member
from comity.office.webhooks.signatures import sign
from comity.platform import vault
from comity.platform.auth import secrets
from comity.platform.outside import Forbidden, Outside, OutsideFailure, guard_url
from comity.platform.rest import inprocess as rest
from comity.web import i18n
from comity.web.i18n import gettext as _

q = sql.load(__file__)
PAUSES: Final = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 23000.0)
"""Seconds between tries: a day in all."""
DEAD_AFTER: Final = 15
"""Failures in a row after which a receiver counts as dead."""
on_constraint("webhooks_name_length", Problem("bad_name", 422, _("A name has 1 to 100 letters."), field="name"))
on_constraint("webhooks_url_form", Problem("bad_url", 422, _("Please enter a full web address."), field="url"))
on_constraint("webhooks_kinds_some", Problem("no_kinds", 422, _("Choose at least one kind of event."), field="kinds"))


async def create(
    db: Database, who: Who, *, name: str, url: str, kinds: Sequence[str], relation: str = "", filter_: str = ""
) -> tuple[UUID, str]:
    """A new webhook, and the secret its messages are signed with, shown once."""
    try:
        guard_url(url)
    except Forbidden as refused:
        raise Problem("bad_url", 422, refused.problem, field="url") from None
    check_filter(relation, filter_)
    assert who.org_id is not None
    secret = "whsec_" + secrets.make(24).replace("-", "A").replace("_", "B")
    async with db.acting(who) as tx:
        given = {
            "name": name.strip(),
            "url": url.strip(),
            "kinds": list(kinds),
            "relation": relation,
            "filter": filter_,
        }
        webhook_id: UUID = await tx.value(q.create, **given)
    sealed = await vault.seal(db, who.org_id, f"webhook:{webhook_id}", secret.encode())
    await db.once(Who.service(who.org_id, agent="webhooks"), q.seal, id=webhook_id, sealed=sealed)
    return webhook_id, secret


def check_filter(relation: str, query: str) -> None:
    """Refuses a filter that could not run, with the reason."""
    if not relation and not query:
        return
    if relation not in rest.relations():
        raise Problem("relation_unknown", 422, str(_("There is no such list.")), field="relation")
    for wrong in rest.check(relation, query):
        raise Problem("bad_filter", 422, wrong.message, field="filter", hint=wrong.hint)


@workflow("office.deliver_webhook", attempts=10, at_once=8)
async def deliver(work: Work, delivery_id: str) -> str:
    """Delivers one message: at once, then for a day with longer and longer pauses."""
    delivery = UUID(delivery_id)
    try:
        return await _delivered(work, delivery)
    except Permanent as error:
        i18n.use(work.who.language, work.who.timezone)
        said = i18n.why(error)[:500]
        await work.change("say why not", lambda tx: tx.run(q.settle, id=delivery, state="failed", problem=said))
        return "failed"


async def _delivered(work: Work, delivery: UUID) -> str:
    """Each try, and the pauses between them; what came of the last."""
    for number, wait in enumerate((0.0, *PAUSES)):
        if wait:
            await work.change(f"due {number}", lambda tx, wait=wait: tx.run(q.due, id=delivery, seconds=wait))  # type: ignore[misc]
            await work.sleep(f"pause {number}", wait)
        said = await work.step(f"try {number}", lambda: _try(work, delivery))
        if said != "again":
            return said
    await work.change("give up", lambda tx: tx.run(q.gave_up, id=delivery))
    return "failed"


async def _try(work: Work, delivery: UUID) -> str:
    """One try; what came of it: sent, skipped, held, failed, or again."""
    async with work.tx() as tx:
        row = await tx.row(q.to_send, id=delivery)
    if row is None or row["state"] in ("sent", "skipped"):
        return "gone"
    if row["webhook_state"] != "active":
        return await _settle(work, delivery, "held" if row["webhook_state"] == "paused" else "skipped")
    if row["sealed"] is None:
        return await _settle(work, delivery, "skipped", problem=str(_("This webhook has no secret. Make it anew.")))
    try:
        wanted = await _wanted(work, row)
    except Problem as refused:  # a filter written over the wire that cannot run
        return await _settle(work, delivery, "skipped", problem=str(refused.sentence))
    if not wanted:
        return await _settle(work, delivery, "skipped", problem=str(_("The record does not fit the filter.")))
    body = orjson.dumps(
        {"type": row["kind"], "timestamp": row["at"], "data": {**row["payload"], "subject": row["subject"]}},
        default=str,
    )
    try:
        status = await _send(work, row, delivery, body)
    except OutsideFailure as failure:
        return await _failed(work, row, delivery, failure.status, failure.problem, for_good=failure.permanent)
    if 200 <= status < 300:
        async with work.tx() as tx:
            await tx.run(q.sent, id=delivery, status=status)
            await tx.run(q.worked, id=row["webhook_id"], status=status)
        return "sent"
    if status == 410:  # Standard Webhooks: the receiver wants no more of these
        async with work.tx() as tx:
            await tx.run(q.off, id=row["webhook_id"])
    problem = str(_("The receiver answered {status}.")).format(status=status)
    return await _failed(work, row, delivery, status, problem, for_good=status == 410)


async def _send(work: Work, row: dict[str, Any], delivery: UUID, body: bytes) -> int:
    secret = await vault.opened(work.db, row["org_id"], f"webhook:{row['webhook_id']}", bytes(row["sealed"]))
    stamp, message_id = int(time.time()), f"msg_{delivery}"
    headers = {
        "content-type": "application/json",
        "user-agent": "Comity-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(secret.decode(), message_id, stamp, body),
    }
    outside = Outside(work.db, work.who, "webhook", seconds=15, theirs=True, tries=1)
    return (await outside.request("POST", row["url"], headers=headers, content=body)).status_code


async def _wanted(work: Work, row: dict[str, Any]) -> bool:
    """Whether the record the fact is about fits the filter, as its owner sees it."""
    if not row["relation"]:
        return True
    who = await as_member(work.db, row["org_id"], row["owner_id"], "webhook")
    if who is None or row["subject"] is None:
        return False
    query = "&".join(part for part in ("select=id", f"id=eq.{row['subject']}", row["filter"]) if part)
    async with work.db.acting(who) as tx:
        return await rest.one(tx, None, row["relation"], query) is not None


async def _failed(
    work: Work, row: dict[str, Any], delivery: UUID, status: int | None, problem: str, *, for_good: bool
) -> str:
    async with work.tx() as tx:
        await tx.run(q.tried, id=delivery, status=status, problem=problem[:500], failed=for_good)
        dead = await tx.value(q.broke, id=row["webhook_id"], status=status, most=DEAD_AFTER)
        if dead:
            words = _("The receiver of “{name}” does not answer")
            said = notifications.said(lambda: words.format(name=row["name"]), row["name"])
            await tx.run(q.tell_dead, id=row["webhook_id"], said=said)
    return "failed" if for_good else "again"


async def _settle(work: Work, delivery: UUID, state: str, problem: str | None = None) -> str:
    async with work.tx() as tx:
        await tx.run(q.settle, id=delivery, state=state, problem=problem)
    return state


async def resend(db: Database, who: Who, delivery_id: UUID) -> None:
    """Sends a message once more, whatever came of it before."""
    async with db.acting(who) as tx:
        seen = await tx.row(q.visible, id=delivery_id)
    if seen is None or who.org_id is None:
        raise NOT_FOUND()
    async with db.acting(Who.service(who.org_id, agent="webhooks")) as tx:
        await _again(tx, [delivery_id])


async def turn(db: Database, who: Who, webhook_id: UUID, state: str) -> None:
    """Pauses a webhook, or lets it go on: what was held meanwhile is sent now."""
    async with db.acting(who) as tx:
        await tx.touch(q.turn, id=webhook_id, state=state)
    if state == "active":
        async with db.acting(Who.service(who.org_id, agent="webhooks")) as tx:
            await _again(tx, await tx.values(q.held, id=webhook_id))


async def _again(tx: Tx, deliveries: Sequence[UUID]) -> None:
    for delivery_id in deliveries:
        await tx.run(q.wait_again, id=delivery_id)
        await start(tx, deliver, {"delivery_id": delivery_id})
