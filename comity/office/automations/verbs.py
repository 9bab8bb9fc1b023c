"""Automations: made, changed (each change a version), switched on and off, tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

import orjson
from cronsim import CronSim, CronSimError
from pydantic import ValidationError

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.office.automations.steps import STEPS
from comity.platform.rest import inprocess as rest
from comity.web.i18n import gettext as _

q = sql.load(__file__)
on_constraint("automations_name_length", Problem("bad_name", 422, _("A name has 1 to 100 letters."), field="name"))
DRY_DAYS: Final = 30
DRY_MOST: Final = 500
Trigger = Literal["fact", "schedule", "view"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an automation is, as its maker writes it."""

    name: str
    trigger_kind: Trigger
    trigger_value: str
    relation: str = ""
    condition: str = ""
    steps: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def row(self) -> dict[str, Any]:
        """The columns."""
        return {
            "name": self.name.strip(), "trigger_kind": self.trigger_kind, "trigger_value": self.trigger_value,
            "relation": self.relation, "condition": self.condition, "steps": orjson.dumps(list(self.steps)).decode(),
        }  # fmt: skip


def check(draft: Draft) -> Draft:
    """The draft with checked steps; a Problem in words its maker can act on."""
    if not draft.trigger_value.strip():
        raise Problem("no_trigger", 422, str(_("Choose when it should run.")), field="trigger_value")
    if draft.trigger_kind == "schedule":
        try:
            next(CronSim(draft.trigger_value, datetime.now(UTC)))
        except (CronSimError, StopIteration):
            sentence = str(_("This is not a time we can read. Write it as in “0 9 * * 1”: Mondays at nine."))
            raise Problem("bad_schedule", 422, sentence, field="trigger_value") from None
    if draft.trigger_kind == "view" and not draft.relation:
        raise Problem("no_relation", 422, str(_("Choose a list of records.")), field="relation")
    if draft.relation and draft.relation not in rest.relations():
        raise Problem("relation_unknown", 422, str(_("There is no such list.")), field="relation")
    if draft.condition and not draft.relation:
        raise Problem("no_relation", 422, str(_("Choose the list that the condition is about.")), field="relation")
    for wrong in rest.check(draft.relation, draft.condition) if draft.condition else ():
        raise Problem("bad_condition", 422, wrong.message, field="condition", hint=wrong.hint)
    return Draft(draft.name, draft.trigger_kind, draft.trigger_value, draft.relation, draft.condition, _steps(draft))


def _steps(draft: Draft) -> list[dict[str, Any]]:
    try:
        steps = STEPS.validate_python(list(draft.steps))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        number = int(first["loc"][0]) + 1 if first["loc"] and isinstance(first["loc"][0], int) else 0
        what = str(_("Step {number}: {problem}")).format(number=number, problem=first["msg"])
        raise Problem("bad_step", 422, what, field="steps") from None
    for number, step in enumerate(steps, 1):
        if step.do == "branch":
            for wrong in rest.check(draft.relation, step.condition) if draft.relation else ():
                what = str(_("Step {number}: {problem}")).format(number=number, problem=wrong.message)
                raise Problem("bad_step", 422, what, field="steps")
        if step.do in ("change", "branch") and not draft.relation:
            what = str(_("Step {number} is about a record: choose its list above.")).format(number=number)
            raise Problem("bad_step", 422, what, field="relation")
    return [step.model_dump() for step in steps]


async def _judged(tx: Tx, draft: Draft) -> Draft:
    """The checked draft, its conditions asked once: what is no date is found out now, not at night."""
    kept = check(draft)
    asked = [kept.condition, *(step["condition"] for step in kept.steps if step["do"] == "branch")]
    for condition in filter(None, asked if kept.relation else ()):
        try:
            await rest.select(tx, None, kept.relation, condition, limit=1)
        except rest.RestError as error:
            raise Problem("bad_condition", 422, str(_(error.sentence)), field="condition") from error
    return kept


async def create(tx: Tx, draft: Draft) -> UUID:
    """A new automation, off until somebody turns it on."""
    made: UUID = await tx.value(q.create, **(await _judged(tx, draft)).row())
    await tx.run(q.version, id=made)
    return made


async def change(tx: Tx, automation_id: UUID, draft: Draft) -> int:
    """A new version; runs under way finish as they began. Its number."""
    version: int | None = await tx.value(q.change, id=automation_id, **(await _judged(tx, draft)).row())
    if version is None:
        raise NOT_FOUND()
    await tx.run(q.version, id=automation_id)
    return version


async def turn(tx: Tx, automation_id: UUID, *, on: bool) -> None:
    """On or off. A view counts what it holds now as known: only what enters later runs it."""
    await tx.touch(q.turn, id=automation_id, state="on" if on else "off")


async def remove(tx: Tx, automation_id: UUID) -> None:
    """Gone, with its log."""
    await tx.touch(q.remove, id=automation_id)


async def find(tx: Tx, automation_id: UUID) -> dict[str, Any]:
    """One automation."""
    return await tx.found(q.find, id=automation_id)


async def fits(tx: Tx, relation: str, condition: str, subject: UUID) -> dict[str, Any] | None:
    """The record, as the caller sees it, if it fits."""
    query = "&".join(part for part in (f"id=eq.{subject}", condition) if part)
    return await rest.one(tx, None, relation, query)


async def dry_run(tx: Tx, automation_id: UUID) -> dict[str, Any]:
    """What it would have done in the last 30 days: how often, and for which records. Nothing is done."""
    row = await find(tx, automation_id)
    if row["trigger_kind"] == "schedule":
        return {"looked": 0, "would": 0, "examples": []}
    if row["trigger_kind"] == "view":
        page = await rest.select(tx, None, row["relation"], row["condition"], limit=20, count=True)
        return {"looked": page.total or 0, "would": page.total or 0, "examples": page.rows}
    facts = await tx.rows(q.facts, kind=row["trigger_value"], days=DRY_DAYS, most=DRY_MOST)
    found = []
    for fact in facts:
        if not row["relation"]:
            found.append({"at": fact["at"], **fact["payload"]})
        elif fact["subject"] and (seen := await fits(tx, row["relation"], row["condition"], fact["subject"])):
            found.append({"at": fact["at"], **seen})
    return {"looked": len(facts), "would": len(found), "examples": found[:20]}
