"""/settings/pipelines: pipelines, their stages, and what a stage asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.pack import SettingsPage
from comity.core.roles import LEADERS
from comity.packs.sales import pipelines
from comity.packs.sales.pipelines import REQUIRABLE, Pipeline, StageFacts
from comity.web import forms, http, render, shell
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/pipelines"


class PipelineForm(BaseModel):
    """A pipeline's name; whether new leads go there."""

    name: str = Field(max_length=100)
    is_default: bool = False


class StageForm(BaseModel):
    """A stage as typed."""

    name: str = Field(max_length=60)
    kind: Literal["open", "won", "lost"] = "open"
    probability: int = Field(default=0, ge=0, le=100)
    rotting_days: int | None = Field(default=None, ge=1, le=3650)
    required_fields: list[str] = []

    def facts(self) -> StageFacts:
        """What the verbs take."""
        return StageFacts(**self.model_dump())


class OrderForm(BaseModel):
    """The stages in their new order, or one stage moved one place."""

    id: list[UUID] = []
    stage: UUID | None = None
    by: int = 0


class Removal(BaseModel):
    """Where a removed stage's leads go."""

    move_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class SettingsPipelines:
    """Every pipeline, to be changed."""

    groups: Sequence[tuple[str, Sequence[SettingsPage]]]
    pipelines: Sequence[Pipeline]
    may_manage: bool
    requirable: Mapping[str, str]


async def show(request: Request) -> Response:
    """GET /settings/pipelines"""
    async with http.tx(request) as tx:
        known = await pipelines.show(tx)
    role = http.who(request).org_role or ""
    offered = shell.settings_pages(shell.plates(request), role)
    groups = [(str(name), list(pages)) for name, pages in groupby(offered, key=lambda page: page.group)]
    page = SettingsPipelines(groups, known, role in LEADERS, REQUIRABLE)
    return render.page(request, "sales/settings.html", page)


async def create(request: Request) -> Response:
    """POST /settings/pipelines"""
    typed = await forms.read(request, PipelineForm)
    async with http.tx(request) as tx:
        await pipelines.create(tx, uuid4(), typed.name)
    return _done(request, _("Pipeline added"))


async def rename(request: Request) -> Response:
    """POST /settings/pipelines/{id}"""
    typed = await forms.read(request, PipelineForm)
    async with http.tx(request) as tx:
        await pipelines.rename(tx, request.path_params["pipeline_id"], typed.name, typed.is_default)
    return _done(request, _("Saved"))


async def drop(request: Request) -> Response:
    """POST /settings/pipelines/{id}/removal"""
    async with http.tx(request) as tx:
        await pipelines.drop(tx, request.path_params["pipeline_id"])
    return _done(request, _("Pipeline removed"))


async def add_stage(request: Request) -> Response:
    """POST /settings/pipelines/{id}/stages"""
    typed = await forms.read(request, StageForm)
    async with http.tx(request) as tx:
        await pipelines.add_stage(tx, request.path_params["pipeline_id"], typed.facts())
    return _done(request, _("Stage added"))


async def order(request: Request) -> Response:
    """POST /settings/pipelines/{id}/order: all ids in order, or one stage and where to."""
    typed = await forms.read(request, OrderForm)
    pipeline_id = request.path_params["pipeline_id"]
    async with http.tx(request) as tx:
        ids = typed.id or await _shifted(tx, pipeline_id, typed)
        await pipelines.order_stages(tx, pipeline_id, ids)
    return _done(request, _("Saved"))


async def change_stage(request: Request) -> Response:
    """POST /settings/stages/{id}"""
    typed = await forms.read(request, StageForm)
    async with http.tx(request) as tx:
        await pipelines.change_stage(tx, request.path_params["stage_id"], typed.facts())
    return _done(request, _("Saved"))


async def drop_stage(request: Request) -> Response:
    """POST /settings/stages/{id}/removal"""
    typed = await forms.read(request, Removal)
    async with http.tx(request) as tx:
        await pipelines.drop_stage(tx, request.path_params["stage_id"], typed.move_to)
    return _done(request, _("Stage removed"))


async def _shifted(tx: Any, pipeline_id: UUID, typed: OrderForm) -> list[UUID]:
    stages = next((line.stages for line in await pipelines.show(tx) if line.id == pipeline_id), [])
    ids = [stage.id for stage in stages]
    if typed.stage in ids:
        at = ids.index(typed.stage)
        ids.insert(max(0, min(len(ids) - 1, at + typed.by)), ids.pop(at))
    return ids


def _done(request: Request, said: str) -> Response:
    return http.go(request, HERE, toast=Toast(said))


ROUTES = (
    Route(HERE, show, methods=["GET"], name="pipelines"),
    Route(HERE, create, methods=["POST"], name="pipeline-create"),
    Route(HERE + "/{pipeline_id:uuid}", rename, methods=["POST"], name="pipeline-rename"),
    Route(HERE + "/{pipeline_id:uuid}/removal", drop, methods=["POST"], name="pipeline-drop"),
    Route(HERE + "/{pipeline_id:uuid}/stages", add_stage, methods=["POST"], name="stage-add"),
    Route(HERE + "/{pipeline_id:uuid}/order", order, methods=["POST"], name="stage-order"),
    Route("/settings/stages/{stage_id:uuid}", change_stage, methods=["POST"], name="stage-change"),
    Route("/settings/stages/{stage_id:uuid}/removal", drop_stage, methods=["POST"], name="stage-drop"),
)
