"""How each kind of step is done: as the automation's owner, once, with a line in the run's log.

A test only says what it would do.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from comity.ai import coordinator
from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P2, Permanent, Work
from comity.office import mails, notifications
from comity.office.automations import steps as kinds
from comity.office.automations.asking import QUESTION, Question
from comity.office.automations.steps import filled
from comity.office.mail_words import Words
from comity.platform.functions.inside import call_inside
from comity.platform.outside import Outside, OutsideFailure
from comity.platform.rest import inprocess as rest
from comity.web.i18n import gettext as _

q = sql.load(__file__)
OWNER_OF = {"contacts": "contact_id", "companies": "company_id", "leads": "lead_id", "calls": "call_id"}


@dataclass
class Doing:
    """A run on its way. `over` ends it, with the reason."""

    work: Work
    who: Who
    relation: str
    record_id: UUID | None
    known: dict[str, Any]
    run_id: UUID
    test: bool = False
    over: str | None = None

    def say(self, text: str) -> str:
        """Text with what is known put in."""
        return filled(text, self.known)


async def do(run: Doing, number: int, step: Any) -> int:
    """Does one step; how many of the next ones are left out."""
    match step:
        case kinds.Branch():
            return 0 if await _fits(run, number, step) else step.then
        case kinds.Wait():
            await _noted(run, number, str(_("waits {hours} hours")).format(hours=step.hours))
            if not run.test:
                await run.work.sleep(f"{number}: wait", step.hours * 3600)
        case kinds.WaitFor():
            await _noted(run, number, str(_("waits for {kind}")).format(kind=step.kind))
            if not run.test:
                await _wait_for(run, number, step)
        case kinds.Webhook() | kinds.Function() | kinds.Ask():
            await _outside(run, number, step)
        case _:
            await _inside(run, number, step)
    return 0


async def _inside(run: Doing, number: int, step: Any) -> None:
    """Changes in the database: they, their line in the log and the checkpoint commit together, as the owner."""
    if run.test:
        await _noted(run, number, str(_("would do: {what}")).format(what=_words(run, step)))
        return

    async def act(tx: Tx) -> str:
        match step:
            case kinds.Change():
                values = {step.field: run.say(step.value) or None}
                await tx.value(q.may_set, relation=run.relation, changes=Json(values))
                count = await rest.change(tx, run.relation, f"id=eq.{run.record_id}", values)
                if not count:
                    raise Problem("not_allowed", 403, str(_("Its maker may not change this record.")))
            case kinds.Task():
                about = OWNER_OF.get(run.relation)
                await tx.run(
                    q.task, subject=run.say(step.subject)[:300], contact=_about(run, about, "contact_id"),
                    company=_about(run, about, "company_id"), lead=_about(run, about, "lead_id"),
                    due=datetime.now(UTC) + timedelta(days=step.days),
                )  # fmt: skip
            case kinds.Mail():
                text = run.say(step.text)
                subject = " ".join(run.say(step.subject).split())
                words = Words(subject=subject, heading=subject, paragraphs=tuple(text.split("\n\n")))
                await mails.post(tx, "automation", to=run.say(step.to), words=words)
            case kinds.Notify():
                assert tx.who.user_id is not None
                await notifications.notify(tx, tx.who.user_id, "automation", run.say(step.title)[:300])
        return _words(run, step)

    said = await _as_owner(run, f"{number}: {step.do}", act)
    await _noted(run, number, said)


async def _as_owner(run: Doing, name: str, act: Any) -> str:
    """A step of the owner's: effects and checkpoint in one transaction."""
    house, run.work.who = run.work.who, run.who
    try:
        return str(await run.work.change(name, act))
    finally:
        run.work.who = house


async def _outside(run: Doing, number: int, step: Any) -> None:
    if run.test:
        await _noted(run, number, str(_("would do: {what}")).format(what=_words(run, step)))
        return

    async def act() -> dict[str, Any]:
        if isinstance(step, kinds.Function):
            return await _function(run, step)
        if isinstance(step, kinds.Ask):
            return await _asked(run, step)
        body = orjson.dumps({"event": run.known["event"], "record": run.known["record"]}, default=str)
        outside = Outside(run.work.db, run.who, "automation", seconds=15, theirs=True, tries=1)
        headers = {"content-type": "application/json", "idempotency-key": f"{run.work.id}:{number}"}
        response = await outside.request("POST", step.url, content=body, headers=headers)
        if response.status_code >= 400:
            raise OutsideFailure(f"{response.status_code}", permanent=True)
        return {"said": f"{_words(run, step)}: {response.status_code}"}

    try:
        done = await run.work.step(f"{number}: {step.do}", act)
    except OutsideFailure as failure:
        raise Permanent(str(_("The address did not take it: {why}")).format(why=failure.problem)) from None
    run.known |= done.get("known", {})
    await _noted(run, number, done["said"])


async def _asked(run: Doing, step: kinds.Ask) -> dict[str, Any]:
    question = Question(run.say(step.question), run.known["record"])
    subject = (run.relation, run.record_id) if run.record_id else None
    answer = await coordinator.run(run.work.db, run.who, QUESTION, question, priority=P2, subject=subject)
    said = answer.output.answer
    return {"said": f"{_words(run, step)}: {said} ({answer.model or answer.engine})", "known": {"answer": said}}


async def _function(run: Doing, step: kinds.Function) -> dict[str, Any]:
    try:
        given = orjson.loads(run.say(step.input) or "{}")
    except ValueError:
        raise Permanent(str(_("The input of the function is not JSON."))) from None
    async with asyncio.timeout(60):
        result = await call_inside(run.work.db, run.who, step.name, given)
    known = {"result": result if isinstance(result, dict) else {"value": result}}
    return {"said": _words(run, step), "known": known}


async def _fits(run: Doing, number: int, step: kinds.Branch) -> bool:
    async with run.work.db.acting(run.who) as tx:
        found = await rest.one(tx, None, run.relation, f"id=eq.{run.record_id}&{step.condition}")
    fits = bool(await run.work.step(f"{number}: branch", lambda: _is(found is not None)))
    await _noted(run, number, str(_("fits")) if fits else str(_("does not fit: steps are left out")))
    return fits


async def _is(value: bool) -> bool:
    return value


async def _wait_for(run: Doing, number: int, step: kinds.WaitFor) -> None:
    came = await run.work.wait_for_fact(f"{number}: wait for", step.kind, int(step.hours * 3600), run.record_id)
    if came is None:
        run.over = str(_("{kind} did not happen in time.")).format(kind=step.kind)
    else:
        run.known["event"] = came


def _about(run: Doing, about: str | None, column: str) -> UUID | None:
    if about == column:
        return run.record_id
    found = run.known.get(column)
    return UUID(str(found)) if found else None


def _words(run: Doing, step: Any) -> str:
    given = step.model_dump(exclude={"do"})
    return f"{step.do} " + ", ".join(f"{name}: {run.say(str(value))[:120]}" for name, value in given.items())


async def _noted(run: Doing, number: int, said: str) -> None:
    """A line in the log, once however often the step is come by again."""
    entry = orjson.dumps([{"step": number, "said": said[:500], "at": datetime.now(UTC).isoformat()}]).decode()
    await run.work.change(f"{number}: noted", lambda tx: tx.run(q.log, id=run.run_id, entry=entry))
