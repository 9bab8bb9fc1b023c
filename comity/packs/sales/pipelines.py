"""Pipelines and stages: how an organisation's board is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND, Problem, on_constraint
from comity.web.i18n import gettext as _

q = sql.load(__file__)

REQUIRABLE = {
    "company": _("Company"), "contact_id": _("Contact"), "amount": _("Amount"), "expected_close_on": _("Close date"),
    "location": _("Location"), "budget_min": _("Budget"), "source": _("Source"), "next_step": _("Next step"),
    "lost_reason": _("Reason"),
}  # fmt: skip
"""Fields a stage may ask for, and what they are called."""

_SAID_BY_CONSTRAINT = (
    ("stages_complete", 409, None, _("A pipeline needs at least one open, one won and one lost stage.")),
    ("pipelines_name_unique", 409, "name", _("There is a pipeline of that name.")),
    ("stages_name_unique", 409, "name", _("The pipeline has a stage of that name.")),
    ("pipelines_name_length", 422, "name", _("A pipeline needs a name.")),
    ("stages_name_length", 422, "name", _("A stage needs a name.")),
    ("stages_required_known", 422, "required_fields", _("A stage cannot ask for that field.")),
)
for _constraint, _status, _field, _sentence in _SAID_BY_CONSTRAINT:
    on_constraint(_constraint, Problem(_constraint, _status, _sentence, field=_field))
on_constraint("stages_pipeline", NOT_FOUND)
HAS_LEADS = Problem("stage_in_use", 409, _("There are leads here. Move them first."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A column of the board, as settings show it."""

    id: UUID
    name: str
    kind: str
    position: int
    probability: int
    rotting_days: int | None
    required_fields: list[str]
    leads: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline with its stages in order."""

    id: UUID
    name: str
    is_default: bool
    stages: list[Stage] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """What settings say about a stage."""

    name: str
    kind: str = "open"
    probability: int = 0
    rotting_days: int | None = None
    required_fields: Sequence[str] = ()


async def show(tx: Tx) -> list[Pipeline]:
    """Every pipeline with its stages."""
    found: dict[UUID, Pipeline] = {}
    for row in await tx.rows(q.all):
        pipeline = found.setdefault(row["id"], Pipeline(row["id"], row["name"], row["is_default"]))
        if row["stage_id"]:
            pipeline.stages.append(_stage(row))
    return list(found.values())


def _stage(row: dict[str, Any]) -> Stage:
    known = ("kind", "position", "probability", "rotting_days", "required_fields", "leads")
    return Stage(id=row["stage_id"], name=row["stage"], **{name: row[name] for name in known})


async def create(tx: Tx, pipeline_id: UUID, name: str) -> None:
    """A pipeline with the usual stages."""
    await tx.run(q.create, id=pipeline_id, name=name)


async def rename(tx: Tx, pipeline_id: UUID, name: str, is_default: bool = False) -> None:
    """Renames a pipeline; makes it the one new leads go to."""
    if await tx.row(q.rename, id=pipeline_id, name=name, is_default=is_default) is None:
        raise NOT_ALLOWED()


async def drop(tx: Tx, pipeline_id: UUID) -> None:
    """Removes an empty pipeline."""
    await _clear(tx, pipeline_id)
    if await tx.row(q.drop, id=pipeline_id) is None:
        raise NOT_ALLOWED()


async def add_stage(tx: Tx, pipeline_id: UUID, facts: StageFacts) -> UUID:
    """A new stage, last of its kind."""
    stage_id: UUID = await tx.value(q.add_stage, pipeline_id=pipeline_id, **_values(facts))
    stages = next(pipeline.stages for pipeline in await show(tx) if pipeline.id == pipeline_id)
    kinds = ("open", "won", "lost")
    in_order = sorted(stages, key=lambda stage: (kinds.index(stage.kind), stage.id == stage_id, stage.position))
    await order_stages(tx, pipeline_id, [stage.id for stage in in_order])
    return stage_id


async def change_stage(tx: Tx, stage_id: UUID, facts: StageFacts) -> None:
    """Renames a stage, or changes what it asks for."""
    values = {key: value for key, value in _values(facts).items() if key != "kind"}
    if await tx.row(q.change_stage, id=stage_id, **values) is None:
        raise NOT_ALLOWED()


async def order_stages(tx: Tx, pipeline_id: UUID, ids: Sequence[UUID]) -> None:
    """Puts the stages in this order."""
    await tx.run(q.order_stages, pipeline_id=pipeline_id, ids=list(ids))


async def drop_stage(tx: Tx, stage_id: UUID, move_to: UUID | None = None) -> None:
    """Removes a stage; its leads move to another first."""
    if move_to is not None:
        await tx.run(q.move_leads, id=stage_id, to_id=move_to)
    await _clear(tx, stage_id)
    if await tx.row(q.drop_stage, id=stage_id) is None:
        raise NOT_ALLOWED()


async def _clear(tx: Tx, stage_or_pipeline: UUID) -> None:
    if await tx.value(q.in_use, id=stage_or_pipeline):
        raise HAS_LEADS()
    await tx.run(q.shift_trash, id=stage_or_pipeline)


def _values(facts: StageFacts) -> dict[str, Any]:
    return {
        "name": facts.name, "kind": facts.kind, "probability": facts.probability, "rotting_days": facts.rotting_days,
        "required_fields": list(facts.required_fields),
    }  # fmt: skip
