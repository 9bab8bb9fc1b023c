"""Automations at work: the condition is asked again when it runs, as its owner, and each step is remembered.

An automation that would set itself off again stops with a sentence: each carries the chain of those that led to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson
import structlog
from cronsim import CronSim, CronSimError
from pydantic import ValidationError

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import Permanent, Schedule, Work, start, workflow
from comity.core.worker import zone_of
from comity.office import notifications
from comity.office.acting import as_member
from comity.office.automations import doing, verbs
from comity.office.automations.doing import Doing
from comity.office.automations.steps import STEPS
from comity.platform.rest import inprocess as rest
from comity.web import i18n
from comity.web.i18n import Message
from comity.web.i18n import gettext as _

q = sql.load(__file__)
log = structlog.get_logger(__name__)
DEEPEST: Final = 5
"""How many automations may set each other off in a row."""
MOST_IN_VIEW: Final = 10_000


@workflow("office.automation", attempts=5, at_once=10)
async def automation(
    work: Work,
    automation_id: str,
    cause: str,
    subject: str | None = None,
    given: Mapping[str, Any] | None = None,
    chain: list[str] | None = None,
    mode: str = "live",
) -> str:
    """One run: looked up, asked whether it fits, done step by step."""
    begun = await work.change("begin", lambda tx: _begin(tx, work.id, automation_id, cause, subject, chain or [], mode))
    if begun is None or begun.get("refused"):
        return "stopped"
    owner = await as_member(work.db, _org(work), UUID(begun["owner_id"]), f"automation: {begun['name']}")
    run_id = UUID(begun["run_id"])
    if owner is None:
        why = _("Whoever made this automation is no longer a member. Somebody must take it over.")
        stop = partial(_stop, automation_id=UUID(automation_id), run_id=run_id, why=why, told=begun["name"])
        await work.change("no owner", stop)
        return "stopped"
    i18n.use(owner.language, owner.timezone)
    acting = replace(owner, claims={**owner.claims, "automation_chain": [*(chain or []), automation_id]})
    try:
        ended, reason = await _carried_out(work, acting, begun, subject, given or {}, mode)
    except (Problem, Permanent, ValidationError) as error:
        said = i18n.why(error)[:500]
        await work.change("failed", lambda tx: tx.run(q.end, id=run_id, state="failed", why=said))
        return "failed"
    await work.change("end", lambda tx: tx.run(q.end, id=run_id, state=ended, why=reason))
    return ended


async def _carried_out(
    work: Work, acting: Who, begun: dict[str, Any], subject: str | None, given: Mapping[str, Any], mode: str
) -> tuple[str, str | None]:
    record_id = UUID(subject) if subject else None
    relation, condition = begun["relation"], begun["condition"]
    known: dict[str, Any] = {"event": given, "record": {}}
    if relation and record_id is not None:
        async with work.db.acting(acting) as tx:
            record = await verbs.fits(tx, relation, condition, record_id)
        if record is None:
            return "skipped", str(_("The record does not fit the condition, or its maker may not see it."))
        known |= {**record, "record": record}
    elif relation and condition:
        return "skipped", str(_("What happened is about no record, so the condition does not fit."))
    task = Doing(work, acting, relation, record_id, known, UUID(begun["run_id"]), test=mode == "test")
    steps, number = STEPS.validate_python(begun["steps"]), 0
    while number < len(steps):
        number += 1 + await doing.do(task, number + 1, steps[number])
        if task.over:
            return "done", task.over
    return "done", None


async def _begin(
    tx: Tx, work_id: str, automation_id: str, cause: str, subject: str | None, chain: list[str], mode: str
) -> dict[str, Any] | None:
    row = await tx.row(q.begin, id=UUID(automation_id), cause=cause, subject=subject, mode=mode, work=UUID(work_id))
    if row is None:
        return None
    found = orjson.loads(orjson.dumps(row, default=str))
    if automation_id in chain:
        why = _("This automation set itself off. It was stopped so that it does not go round for ever.")
        await _stop(tx, UUID(automation_id), row["run_id"], why, told=row["name"])
        return {"refused": True}
    if len(chain) >= DEEPEST:
        why = _("Too many automations set each other off in a row. This one was stopped.")
        await _stop(tx, UUID(automation_id), row["run_id"], why, told=row["name"])
        return {"refused": True}
    return dict(found)


async def _stop(tx: Tx, automation_id: UUID, run_id: UUID, why: Message, told: str) -> None:
    await tx.run(q.stop, id=automation_id, why=str(why))
    await tx.run(q.end, id=run_id, state="stopped", why=str(why))
    await tx.run(q.tell, id=automation_id, said=notifications.said(told, why))


@workflow("office.automations_tick")
async def tick(work: Work) -> int:
    """Every minute: automations whose hour has come, and records that entered a view."""
    rows = await work.db.once(Who.service(agent="automations"), q.due)
    started = 0
    for row in rows:
        try:
            started += await (_struck(work, row) if row["trigger_kind"] == "schedule" else _entered(work, row))
        except (Problem, CronSimError) as error:  # written over the wire as it cannot run: its own fault alone
            why = error.sentence if isinstance(error, Problem) else str(_("This is not a time we can read."))
            async with work.db.acting(Who.service(row["org_id"], agent="automations")) as tx:
                await tx.run(q.stop, id=row["id"], why=str(why)[:500])
        except Exception:
            log.exception("an automation could not be looked at", automation=str(row["id"]))
    return started


async def _struck(work: Work, row: Mapping[str, Any]) -> int:
    """Starts what the clock has come to."""
    now = datetime.now(UTC)
    due = next(CronSim(row["trigger_value"], now.astimezone(zone_of(row["timezone"])), reverse=True)).astimezone(UTC)
    if now - due >= timedelta(minutes=5) or due <= row["updated_at"]:
        return 0
    async with work.db.acting(Who.service(row["org_id"], agent="automations")) as tx:
        payload = {"automation_id": row["id"], "cause": str(_("the clock"))}
        await start(tx, automation, payload, key=f"automation {row['id']} {due.isoformat()}")
    return 1


async def _entered(work: Work, row: Mapping[str, Any]) -> int:
    """Starts a view's automation for each record that was not in it when it was last looked at."""
    owner = await as_member(work.db, row["org_id"], row["owner_id"], "automations")
    if owner is None:
        return 0
    async with work.db.acting(owner) as tx:
        ids = await rest.keys(tx, row["relation"], f"{row['condition']}&limit={MOST_IN_VIEW}".lstrip("&"))
    async with work.db.acting(Who.service(row["org_id"], agent="automations")) as tx:
        new = await tx.values(q.entered, automation=row["id"], ids=[str(one) for one in ids])
        await tx.run(q.primed, id=row["id"])
        if row["primed_at"] is None:
            return 0
        for record in new:
            cause = {"automation_id": row["id"], "cause": str(_("entered the view")), "subject": record}
            await start(tx, automation, cause)
    return len(new)


def _org(work: Work) -> UUID:
    assert work.who.org_id is not None
    return work.who.org_id


WORKFLOWS = (automation, tick)
SCHEDULE = (Schedule("* * * * *", tick),)
