"""Bringing a call: paste its words, or choose a file of words or sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import coordinator
from comity.comms import calls, transcribing
from comity.core.errors import Problem
from comity.packs.sales import call_intake
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import reader


class CallForm(BaseModel):
    """A call as brought."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    title: str | None = Field(default=None, max_length=200)
    lead_id: UUID | None = None
    contact_id: UUID | None = None
    direction: Literal["inbound", "outbound"] = "outbound"
    started_at: datetime | None = None
    consent: Literal["unknown", "granted", "announced", "refused", "not_needed"] = "unknown"
    transcript: str | None = None
    file: UploadFile | None = None


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form; `call` is set where words are brought for one that exists."""

    form: Form[CallForm]
    lead: Mapping[str, Any] | None
    call: Mapping[str, Any] | None
    transcriber: bool


async def new(request: Request) -> Response:
    """GET /calls/new?lead_id=&contact_id="""
    asked = request.query_params
    known = {name: asked[name] for name in ("lead_id", "contact_id") if asked.get(name)}
    return await _page(request, forms.blank(CallForm, known))


async def create(request: Request) -> Response:
    """POST /calls"""
    form = await forms.check(request, CallForm)
    if form.model is None:
        return await _page(request, form, status=422)
    typed = form.model
    facts = calls.Facts(
        lead_id=typed.lead_id,
        contact_id=typed.contact_id,
        title=typed.title or _title(typed),
        direction=typed.direction,
        started_at=_in_zone(typed.started_at),
        consent=typed.consent,
        source="upload" if typed.file else "paste",
    )
    try:
        async with http.tx(request) as tx:
            if typed.file is not None:
                name = typed.file.filename or "file"
                home = request.state.settings.home
                call_id, is_new = await call_intake.from_file(tx, facts, home, name, typed.file.file)
            elif typed.transcript:
                call_id, is_new = await call_intake.from_text(tx, facts, typed.transcript)
            else:
                raise call_intake.NOTHING()
    except Problem as problem:
        return await _page(request, form.refused(problem), status=problem.status)
    said = _("Comity is listening to the call.") if is_new else _("This call is here already.")
    return http.go(request, f"/calls/{call_id}", toast=Toast(said))


async def words(request: Request) -> Response:
    """GET /calls/{id}/transcript"""
    async with http.tx(request) as tx:
        call = await calls.find(tx, request.path_params["call_id"])
    return await _page(request, forms.blank(CallForm, {}), call=call)


async def put_words(request: Request) -> Response:
    """POST /calls/{id}/transcript"""
    call_id = request.path_params["call_id"]
    form = await forms.check(request, CallForm)
    typed = form.model
    async with http.tx(request) as tx:
        call = await calls.find(tx, call_id)
    if typed is None:
        return await _page(request, form, call=call, status=422)
    try:
        async with http.tx(request) as tx:
            if typed.file is None and not typed.transcript:
                raise call_intake.NOTHING()
            text = await call_intake.words_of(typed.file.file) if typed.file else typed.transcript or ""
            await call_intake.attach(tx, call_id, text, (typed.file.filename or "") if typed.file else "")
    except Problem as problem:
        return await _page(request, form.refused(problem), call=call, status=problem.status)
    return http.go(request, f"/calls/{call_id}", toast=Toast(_("Comity is listening to the call.")))


async def _page(
    request: Request, form: Form[CallForm], *, call: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    lead = None
    async with http.tx(request) as tx:
        if lead_id := http.uuid(form.value("lead_id")):
            lead = await tx.row(call_intake.q.lead, id=lead_id)
    page = NewPage(form, lead, call, transcribing.configured(coordinator.settings()))
    return render.page(request, "sales/call_new.html", page, block="form", status=status)


def _title(typed: CallForm) -> str:
    if typed.file is not None and typed.file.filename:
        return typed.file.filename.rsplit(".", 1)[0][:200] or str(_("Call"))
    return str(_("Call"))


def _in_zone(when: datetime | None) -> datetime | None:
    """A time typed without a zone is the reader's own."""
    return when.replace(tzinfo=reader().zone) if when is not None and when.tzinfo is None else when


ROUTES = (
    Route("/calls/new", new, methods=["GET"], name="call-new"),
    Route("/calls", create, methods=["POST"], name="call-create"),
    Route("/calls/{call_id:uuid}/transcript", words, methods=["GET"], name="call-words"),
    Route("/calls/{call_id:uuid}/transcript", put_words, methods=["POST"], name="call-put-words"),
)
