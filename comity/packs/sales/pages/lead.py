"""A lead's page: facts, the stages it goes through, everything that happened, and what other rooms know about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.roles import ADMINS
from comity.office import panels
from comity.office.panels import Shown
from comity.office.search import recents
from comity.packs.sales import board, leads
from comity.packs.sales.pages.leads import SPEC
from comity.people import activities, around, tasks
from comity.people.activities import Timeline
from comity.people.around import Neighbours
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

TABS = ("timeline", "history")
PARTS = (
    ("contact", _("Contact")),
    ("decision_maker", _("Decision maker")),
    ("champion", _("Champion")),
    ("influencer", _("Influencer")),
    ("user", _("User")),
    ("gatekeeper", _("Gatekeeper")),
    ("blocker", _("Blocker")),
)

LOST_REASONS = (
    _("Too dear"),
    _("No budget"),
    _("Chose somebody else"),
    _("Bad moment"),
    _("Never answered"),
    _("Not a fit"),
)
"""What deals are mostly lost for; anything else may be typed."""


class Entry(BaseModel):
    """What the composer sends."""

    kind: Literal["note", "call", "email", "meeting", "task"] = "note"
    body: str = Field(min_length=1, max_length=10_000_000)
    due_at: datetime | None = None


class Member(BaseModel):
    """Someone for the buying group."""

    contact_id: UUID
    part: Literal["contact", "decision_maker", "champion", "influencer", "user", "gatekeeper", "blocker"] = "contact"


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Everything around one lead."""

    lead: Mapping[str, Any]
    stages: Sequence[Mapping[str, Any]]
    contacts: Sequence[Mapping[str, Any]]
    tasks: Sequence[Mapping[str, Any]]
    timeline: Timeline
    history: Sequence[Mapping[str, Any]]
    panels: Sequence[Shown]
    people: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, str]]
    tab: str
    may_edit: bool
    near: Neighbours
    lost_reasons: Sequence[str] = LOST_REASONS


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """The next stretch of the timeline."""

    lead: Mapping[str, Any]
    timeline: Timeline


async def show(request: Request) -> Response:
    """GET /leads/{id}"""
    lead_id = request.path_params["lead_id"]
    tab = request.query_params.get("tab", "")
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        stages, group, todo, people = await tx.many(
            [
                (leads.q.stages_around, {"id": lead_id}),
                (leads.q.contacts, {"id": lead_id}),
                (leads.q.tasks, {"id": lead_id}),
                (board.q.people, {}),
            ]
        )
        happened = await activities.timeline(tx, lead_id=lead_id)
        history = await tx.rows(leads.q.history, id=lead_id) if tab == "history" else []
        shown = await panels.load(request, tx, "lead", lead_id)
        await recents.saw(tx, "leads", lead_id, lead["title"])
        near = await around.neighbours(request, tx, SPEC, lead) if "from" in request.query_params else Neighbours()
        page = LeadPage(
            lead, stages, group, todo, happened, history, shown,
            [(str(row["user_id"]), row["name"] or row["email"]) for row in people], PARTS,
            tab if tab in TABS else TABS[0], _may_edit(tx, lead), near,
        )  # fmt: skip
    return render.page(request, "sales/lead.html", page)


async def older(request: Request) -> Response:
    """GET /leads/{id}/timeline?before="""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        happened = await activities.timeline(tx, lead_id=lead_id, before=request.query_params.get("before"))
    return render.fragment(request, "sales/_timeline.html", TimelinePart(lead, happened))


async def write(request: Request) -> Response:
    """POST /leads/{id}/entries: a note, a call, a mail, a meeting or a task."""
    lead_id = request.path_params["lead_id"]
    typed = await forms.read(request, Entry)
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        if typed.kind == "task":
            await tasks.create(tx, subject=typed.body[:1000], due_at=typed.due_at, lead_id=lead_id)
        else:
            await activities.log(tx, kind=typed.kind, lead_id=lead_id, contact_id=lead["contact_id"], body=typed.body)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Saved")))


async def add_contact(request: Request) -> Response:
    """POST /leads/{id}/contacts"""
    lead_id = request.path_params["lead_id"]
    typed = await forms.read(request, Member)
    async with http.tx(request) as tx:
        await leads.find(tx, lead_id)
        await leads.add_contact(tx, lead_id, typed.contact_id, typed.part)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Added")))


async def drop_contact(request: Request) -> Response:
    """POST /leads/{id}/contacts/{contact}/removal"""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        await leads.drop_contact(tx, lead_id, request.path_params["contact_id"])
    return http.go(request, f"/leads/{lead_id}")


async def main_contact(request: Request) -> Response:
    """POST /leads/{id}/contacts/{contact}/main"""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        await leads.set_main_contact(tx, lead_id, request.path_params["contact_id"])
    return http.go(request, f"/leads/{lead_id}")


async def cool(request: Request) -> Response:
    """POST /leads/{id}/coldness and /leads/{id}/warmth"""
    lead_id, cold = request.path_params["lead_id"], request.url.path.endswith("/coldness")
    async with http.tx(request) as tx:
        await leads.cool(tx, lead_id, cold)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Marked as cold") if cold else _("Warm again")))


async def trash(request: Request) -> Response:
    """POST /leads/{id}/trash"""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        lead = await leads.find(tx, lead_id)
        await leads.trash(tx, lead_id)
    said = _("Moved to the trash: {title}").format(title=lead["title"])
    return http.go(request, "/leads", toast=Toast(said, undo=f"/leads/{lead_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /leads/{id}/restoration"""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        await leads.restore(tx, lead_id)
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("Back again")))


def _may_edit(tx: Tx, lead: Mapping[str, Any]) -> bool:
    """What the policy will say; only to leave out buttons that would be refused."""
    who = tx.who
    if who.org_role in ADMINS or (who.org_role == "manager" and who.team_id in (None, lead["team_id"])):
        return True
    mine = who.user_id == lead["owner_id"] or who.user_id in lead["assignee_ids"] or lead["owner_id"] is None
    return who.org_role in ("manager", "rep", "technician") and mine


_LEAD = "/leads/{lead_id:uuid}"
ROUTES = (
    Route(_LEAD, show, methods=["GET"], name="lead"),
    Route(_LEAD + "/timeline", older, methods=["GET"], name="lead-timeline"),
    Route(_LEAD + "/entries", write, methods=["POST"], name="lead-write"),
    Route(_LEAD + "/contacts", add_contact, methods=["POST"], name="lead-contact"),
    Route(_LEAD + "/contacts/{contact_id:uuid}/removal", drop_contact, methods=["POST"], name="lead-contact-drop"),
    Route(_LEAD + "/contacts/{contact_id:uuid}/main", main_contact, methods=["POST"], name="lead-contact-main"),
    Route(_LEAD + "/coldness", cool, methods=["POST"], name="lead-cold"),
    Route(_LEAD + "/warmth", cool, methods=["POST"], name="lead-warm"),
    Route(_LEAD + "/trash", trash, methods=["POST"], name="lead-trash"),
    Route(_LEAD + "/restoration", restore, methods=["POST"], name="lead-restore"),
)
