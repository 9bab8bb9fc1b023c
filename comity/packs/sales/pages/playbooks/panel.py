"""A lead's playbooks on its page: the step at hand, ticked off together, live; and which playbook fits its stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales.playbooks import books
from comity.packs.sales.playbooks.books import Progress
from comity.web import forms, htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Choice(BaseModel):
    """Which playbook."""

    playbook: UUID


class Item(BaseModel):
    """Which line of which step."""

    step: str = Field(max_length=200)
    item: str = Field(max_length=1000)


@dataclass(frozen=True, slots=True)
class Playbooks:
    """What a lead follows, and what it might."""

    lead_id: UUID
    followed: Sequence[Progress]
    offered: Sequence[Mapping[str, Any]]
    stage: str


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> Playbooks:
    """For the lead's page."""
    return Playbooks(subject_id, *await books.of_lead(tx, subject_id))


async def attach(request: Request) -> Response:
    """POST /leads/{id}/playbooks"""
    lead_id = request.path_params["lead_id"]
    typed = await forms.read(request, Choice)
    async with http.tx(request) as tx:
        await books.attach(tx, lead_id, typed.playbook)
    return await _shown(request, lead_id, _("The lead follows this playbook now."))


async def detach(request: Request) -> Response:
    """POST /leads/{id}/playbooks/{attached}/removal"""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        await books.detach(tx, lead_id, request.path_params["attached_id"])
    return await _shown(request, lead_id, _("Removed"))


async def tick(request: Request) -> Response:
    """POST /leads/{id}/playbooks/{attached}/ticks and /ticks/removal"""
    lead_id, done = request.path_params["lead_id"], not request.url.path.endswith("/removal")
    typed = await forms.read(request, Item)
    async with http.tx(request) as tx:
        await books.tick(tx, lead_id, request.path_params["attached_id"], typed.step, typed.item, done)
    return await _shown(request, lead_id, None)


async def _shown(request: Request, lead_id: UUID, said: str | None) -> Response:
    """The panel anew for HTMX, the lead's page for everybody else."""
    toast = Toast(said) if said else None
    if not htmx.is_htmx(request):
        return http.go(request, f"/leads/{lead_id}#playbooks-panel", toast=toast)
    async with http.tx(request) as tx:
        page = await of_lead(request, tx, lead_id)
    return render.fragment(request, "sales/playbooks/panel.html", page, toast=toast)


_ONE = "/leads/{lead_id:uuid}/playbooks"
_BOOK = _ONE + "/{attached_id:uuid}"
ROUTES = (
    Route(_ONE, attach, methods=["POST"], name="lead-playbook"),
    Route(_BOOK + "/removal", detach, methods=["POST"], name="lead-playbook-drop"),
    Route(_BOOK + "/ticks", tick, methods=["POST"], name="lead-playbook-tick"),
    Route(_BOOK + "/ticks/removal", tick, methods=["POST"], name="lead-playbook-untick"),
)
PANELS = (Panel(on="lead", template="sales/playbooks/panel.html", load=of_lead, order=30),)
