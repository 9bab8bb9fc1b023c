"""Playbooks: the verbs. What is ticked is kept in the playbook's own words: a changed line is to be done anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Json, Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem, on_constraint
from comity.core.roles import LEADERS
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
MOST_STEPS = 30
CHANGED = Problem("playbook_changed", 409, _("Someone changed this playbook while you were editing it."))
TWICE = Problem("playbook_step_twice", 422, _("Two steps have the same name."), field="steps")
MANY = Problem("playbook_steps_many", 422, _("A playbook has at most 30 steps."), field="steps")
NO_ITEM = Problem("playbook_item", 404, _("The playbook does not say this any more."))
for _name, _sentence in (
    ("playbooks_name_length", _("A playbook needs a name of at most 200 characters.")),
    ("playbooks_name_unique", _("There is a playbook of this name already.")),
):
    on_constraint(_name, Problem("playbook_name", 422, _sentence, field="name"))
on_constraint("lead_playbooks_lead", NOT_FOUND)
on_constraint("lead_playbooks_playbook", NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: for which stage, what to ask, what to do, when it is done."""

    title: str
    stage: str = ""
    goal: str = ""
    questions: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    done_when: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """Everything that can be ticked."""
        return (*self.questions, *self.do)

    @classmethod
    def of(cls, raw: Any) -> Step:
        """A step as the column holds it; what does not fit is left out."""
        known = raw if isinstance(raw, dict) else {}
        return cls(
            title=str(known.get("title") or ""),
            stage=str(known.get("stage") or ""),
            goal=str(known.get("goal") or ""),
            questions=_strings(known.get("questions")),
            do=_strings(known.get("do")),
            done_when=str(known.get("done_when") or ""),
        )


def _strings(raw: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in raw if one) if isinstance(raw, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class Followed:
    """A step as a lead is in it."""

    step: Step
    ticked: frozenset[str]
    now: bool

    @property
    def done(self) -> int:
        """How much of it is done."""
        return sum(item in self.ticked for item in self.step.items)


@dataclass(frozen=True, slots=True)
class Progress:
    """A playbook as a lead follows it."""

    id: UUID
    playbook_id: UUID
    name: str
    steps: Sequence[Followed]

    @property
    def done(self) -> int:
        """Things done."""
        return sum(one.done for one in self.steps)

    @property
    def all(self) -> int:
        """Things to do."""
        return sum(len(one.step.items) for one in self.steps)


def steps_of(raw: Any) -> tuple[Step, ...]:
    """The steps of a playbook."""
    return tuple(step for one in raw if (step := Step.of(one)).title) if isinstance(raw, list) else ()


def progress(row: Mapping[str, Any], stage: str) -> Progress:
    """How far a lead in that stage is: the step of its stage is the one at hand, else the first with something left."""
    steps = steps_of(row["steps"])
    ticks = [(step, item) for step, item in row["ticks"] or ()]
    done = {step.title: frozenset(item for at, item in ticks if at == step.title) for step in steps}
    of_stage = [step for step in steps if step.stage.casefold() == stage.casefold()]
    left = [step for step in of_stage or steps if any(item not in done[step.title] for item in step.items)]
    at_hand = (left or of_stage or steps[-1:] or (None,))[0]
    return Progress(
        row["id"],
        row["playbook_id"],
        row["name"],
        [Followed(step, done[step.title], step is at_hand) for step in steps],
    )


async def find(tx: Tx, playbook_id: UUID) -> Row:
    """One playbook."""
    return await tx.found(q.find, id=playbook_id)


async def create(tx: Tx, name: str, kind: str, summary: str, steps: Sequence[Step], language: str) -> UUID:
    """A new playbook."""
    made: UUID = await tx.value(
        q.create, name=name.strip(), kind=kind, summary=summary, steps=_kept(steps), language=language
    )
    return made


async def change(
    tx: Tx, playbook_id: UUID, name: str, kind: str, summary: str, steps: Sequence[Step], seen: datetime | None
) -> None:
    """What it says from now on; refuses when someone changed it since `seen`."""
    kept = {"name": name.strip(), "kind": kind, "summary": summary, "steps": _kept(steps)}
    if await tx.value(q.change, id=playbook_id, seen=seen, **kept) is None:
        row = await find(tx, playbook_id)
        raise CHANGED() if seen and row["updated_at"] > seen and tx.who.org_role in LEADERS else NOT_ALLOWED()


def _kept(steps: Sequence[Step]) -> Json:
    if len(steps) > MOST_STEPS:
        raise MANY()
    if len({step.title for step in steps}) < len(steps):
        raise TWICE()
    return Json([asdict(step) for step in steps])


async def trash(tx: Tx, playbook_id: UUID) -> None:
    """Away with it."""
    if await tx.value(q.trash, id=playbook_id) is None:
        await find(tx, playbook_id)
        raise NOT_ALLOWED()


async def restore(tx: Tx, playbook_id: UUID) -> None:
    """Back again."""
    await tx.touch(q.restore, id=playbook_id)


async def of_lead(tx: Tx, lead_id: UUID) -> tuple[list[Progress], list[Row], str]:
    """What a lead follows, what it might, and its stage."""
    at = await tx.found(q.lead_stage, lead=lead_id)
    followed = await tx.rows(q.of_lead, lead=lead_id)
    offered = await tx.rows(q.suggested, lead=lead_id, stage=at["stage"]) if at["kind"] == "open" else []
    return [progress(row, at["stage"]) for row in followed], offered, at["stage"]


async def attach(tx: Tx, lead_id: UUID, playbook_id: UUID) -> None:
    """The lead follows it from now on."""
    await find(tx, playbook_id)
    await tx.value(q.attach, lead=lead_id, playbook=playbook_id)


async def detach(tx: Tx, lead_id: UUID, attached_id: UUID) -> None:
    """The lead follows it no more."""
    await tx.touch(q.detach, lead=lead_id, id=attached_id)


async def tick(tx: Tx, lead_id: UUID, attached_id: UUID, step: str, item: str, done: bool) -> None:
    """Done, or not done after all."""
    row = await tx.found(q.attached, lead=lead_id, id=attached_id)
    if not any(one.title == step and item in one.items for one in steps_of(row["steps"])):
        raise NO_ITEM()
    if done:
        await tx.value(q.tick, lead=lead_id, attached=attached_id, step=step, item=item)
    else:
        await tx.value(q.untick, attached=attached_id, step=step, item=item)
