"""Moving a lead: dropped on the board, chosen in a form, undone; won, lost and opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.packs.sales import leads, pipelines
from comity.web import forms, given, htmx, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Move(BaseModel):
    """Where a lead goes, and what the stage asked for."""

    stage: UUID
    after: UUID | None = None
    before: UUID | None = None
    company: str | None = Field(default=None, max_length=160)
    amount: Decimal | None = Field(default=None, max_digits=15, decimal_places=2)
    currency: str | None = Field(default=None, pattern="^[A-Za-z]{3}$")
    expected_close_on: date | None = None
    location: str | None = Field(default=None, max_length=160)
    budget_min: Decimal | None = Field(default=None, ge=0, max_digits=15, decimal_places=2)
    source: str | None = Field(default=None, max_length=160)
    next_step: str | None = Field(default=None, max_length=1000)
    lost_reason: str | None = Field(default=None, max_length=1000)
    contact_id: UUID | None = None

    def given(self) -> dict[str, Any]:
        """What was said about the lead on the way."""
        return self.model_dump(exclude={"stage", "after", "before"}, exclude_none=True, mode="json")


class Closure(BaseModel):
    """How a lead ended."""

    outcome: Literal["won", "lost"]
    reason: str | None = Field(default=None, max_length=1000)
    amount: Decimal | None = Field(default=None, max_digits=15, decimal_places=2)


@dataclass(frozen=True, slots=True)
class MovePage:
    """The form that moves a lead; `asks` are the fields the chosen stage requires."""

    lead: Mapping[str, Any]
    stages: Sequence[tuple[str, str]]
    form: Form[Any]
    asks: Sequence[str]
    names: Mapping[str, str]
    dialog: bool


async def show(request: Request) -> Response:
    """GET /leads/{id}/stage: choose a stage; also without JavaScript."""
    chosen = request.query_params.get("to", "")
    async with http.tx(request) as tx:
        lead = await leads.find(tx, request.path_params["lead_id"])
        form = forms.blank(Move, {"stage": chosen or str(lead["stage_id"])})
        return await _form(request, tx, lead, form, ())


async def move(request: Request) -> Response:
    """POST /leads/{id}/stage: from the board (stage, after, before) or from the form."""
    lead_id = request.path_params["lead_id"]
    form = await forms.check(request, Move)
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        if form.model is None:
            return await _form(request, tx, lead, form, (), status=422)
        asked = form.model
        try:
            async with tx.savepoint():
                moved = await leads.move(
                    tx, lead_id, asked.stage, after=asked.after, before=asked.before, given=asked.given()
                )
        except Problem as problem:
            if problem.status == 422:
                return await _form(request, tx, lead, form.refused(problem), _asks(problem), status=422)
            raise
        stage = await tx.value(leads.q.stage_name, id=moved["stage_id"])
    return _moved(request, lead, given.said(stage), moved["stage_id"] != lead["stage_id"])


async def undo(request: Request) -> Response:
    """POST /leads/{id}/stage/undo?stage=&position=: back to where it was."""
    lead_id, asked = request.path_params["lead_id"], request.query_params
    try:
        stage_id, position = UUID(asked.get("stage", "")), Decimal(asked.get("position", ""))
    except (ValueError, InvalidOperation):
        raise NOT_FOUND() from None
    async with http.tx(request) as tx:
        await leads.put_back(tx, lead_id, stage_id, position)
    return http.nothing(toast=Toast(_("Moved back"))) if htmx.is_htmx(request) else http.back(request, "/board")


async def close(request: Request) -> Response:
    """POST /leads/{id}/closure: won or lost."""
    lead_id = request.path_params["lead_id"]
    form = await forms.check(request, Closure)
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        if form.model is None:
            raise forms.FormProblem(form)
        try:
            async with tx.savepoint():
                await leads.close(tx, lead_id, form.model.outcome, form.model.reason, form.model.amount)
        except Problem as problem:
            if problem.code != "stage_needs_fields":
                raise
            stage_id = await tx.value(leads.q.stage_of_kind, id=lead_id, kind=form.model.outcome)
            wanted = forms.blank(Move, {"stage": str(stage_id)})
            return await _form(request, tx, lead, wanted, _asks(problem), status=422)
    said = _("Won: {title}") if form.model.outcome == "won" else _("Lost: {title}")
    toast = Toast(said.format(title=lead["title"]), undo=f"/leads/{lead_id}/reopening")
    return http.go(request, f"/leads/{lead_id}", toast=toast)


async def reopen(request: Request) -> Response:
    """DELETE /leads/{id}/closure, or POST /leads/{id}/reopening from a plain form."""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        await leads.reopen(tx, lead_id)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Open again")))


def _moved(request: Request, lead: Mapping[str, Any], stage: str, elsewhere: bool) -> Response:
    back = f"/leads/{lead['id']}/stage/undo?stage={lead['stage_id']}&position={lead['position']}"
    toast = Toast(_("Moved to {stage}").format(stage=_(stage)), undo=back) if elsewhere else None
    if htmx.is_htmx(request):
        return http.nothing(toast=toast)
    return http.go(request, f"/leads/{lead['id']}", toast=toast)


def _asks(problem: Problem) -> Sequence[str]:
    return (problem.details or {}).get("fields", ()) if isinstance(problem.details, dict) else ()


async def _form(
    request: Request, tx: Tx, lead: Mapping[str, Any], form: Form[Any], asks: Sequence[str], status: int = 200
) -> Response:
    stages = [(str(row["id"]), given.said(row["name"])) for row in await tx.rows(leads.q.stages_around, id=lead["id"])]
    dialog = htmx.is_htmx(request)
    asked = asks or [name for name in pipelines.REQUIRABLE if form.error(name)]
    page = MovePage(lead, stages, form, asked, pipelines.REQUIRABLE, dialog)
    if dialog:
        headers = {"HX-Retarget": "#dialog", "HX-Reswap": "innerHTML"}
        return render.fragment(request, "sales/_move.html", page, status=status, headers=headers)
    return render.page(request, "sales/move.html", page, status=status)


ROUTES = (
    Route("/leads/{lead_id:uuid}/stage", show, methods=["GET"], name="lead-stage"),
    Route("/leads/{lead_id:uuid}/stage", move, methods=["POST"], name="lead-move"),
    Route("/leads/{lead_id:uuid}/stage/undo", undo, methods=["POST"], name="lead-move-undo"),
    Route("/leads/{lead_id:uuid}/closure", close, methods=["POST"], name="lead-close"),
    Route("/leads/{lead_id:uuid}/closure", reopen, methods=["DELETE"], name="lead-reopen"),
    Route("/leads/{lead_id:uuid}/reopening", reopen, methods=["POST"], name="lead-reopening"),
)
