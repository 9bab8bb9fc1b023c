"""The timeline of a contact or company: read page by page, written by hand, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.people import activities, companies, contacts, tasks, words
from comity.people.activities import Timeline
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import reader


class Entry(BaseModel):
    """What the composer sends."""

    kind: Literal["note", "call", "email", "meeting", "task"] = "note"
    subject: str | None = Field(default=None, max_length=1000)
    body: str = Field(min_length=1, max_length=16_000_000)
    direction: Literal["inbound", "outbound"] | None = None
    due_at: datetime | None = None
    assigned_to: UUID | None = None


class Text(BaseModel):
    """An entry's text, edited."""

    subject: str | None = Field(default=None, max_length=1000)
    body: str = Field(default="", max_length=16_000_000)


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """A stretch of a timeline."""

    timeline: Timeline
    path: str
    kinds: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with its whole text."""

    entry: Mapping[str, Any]
    kinds: words.Options
    edit: bool


async def of(tx: Tx, request: Request, relation: str, record_id: UUID) -> TimelinePart:
    """The stretch that the request asks for: `kinds` and `before`."""
    known = dict(words.KINDS)
    kinds = [kind for kind in request.query_params.get("kinds", "").split(",") if kind in known]
    found = await activities.timeline(
        tx,
        contact_id=record_id if relation == "contacts" else None,
        company_id=record_id if relation == "companies" else None,
        kinds=kinds,
        before=request.query_params.get("before"),
    )
    return TimelinePart(found, f"/{relation}/{record_id}", ",".join(kinds))


def _older(relation: str) -> Callable[[Request], Any]:
    async def older(request: Request) -> Response:
        async with http.tx(request) as tx:
            part = await of(tx, request, relation, request.path_params["id"])
        return render.fragment(request, "people/_timeline.html", part)

    return older


def _write(relation: str) -> Callable[[Request], Any]:
    async def write(request: Request) -> Response:
        record_id = request.path_params["id"]
        typed = await forms.read(request, Entry)
        at: dict[str, UUID] = {"contact_id" if relation == "contacts" else "company_id": record_id}
        async with http.tx(request) as tx:
            await (contacts if relation == "contacts" else companies).get(tx, record_id)
            if typed.kind == "task":
                subject, _line, rest = typed.body.partition("\n")
                await tasks.create(
                    tx, subject=(typed.subject or subject)[:1000].strip(), body=rest.strip() or None,
                    due_at=zoned(typed.due_at), assigned_to=typed.assigned_to, contact_id=at.get("contact_id"),
                    company_id=at.get("company_id"),
                )  # fmt: skip
            else:
                await activities.log(
                    tx, kind=typed.kind, subject=typed.subject, body=typed.body, direction=typed.direction,
                    contact_id=at.get("contact_id"), company_id=at.get("company_id"),
                )  # fmt: skip
        return http.go(request, f"/{relation}/{record_id}", toast=Toast(_("Saved")))

    return write


async def show(request: Request) -> Response:
    """GET /activities/{id}: the whole text."""
    async with http.tx(request) as tx:
        entry = await activities.get(tx, request.path_params["id"])
    edit = request.query_params.get("edit") == "1"
    return render.page(request, "people/activity.html", EntryPage(entry, words.KINDS, edit), block="entry")


async def edit(request: Request) -> Response:
    """POST /activities/{id}"""
    typed = await forms.read(request, Text)
    async with http.tx(request) as tx:
        await activities.edit(tx, request.path_params["id"], subject=typed.subject, body=typed.body)
        entry = await activities.get(tx, request.path_params["id"])
    return http.go(request, _place(entry), toast=Toast(_("Saved")))


async def trash(request: Request) -> Response:
    """POST /activities/{id}/trash"""
    activity_id = request.path_params["id"]
    async with http.tx(request) as tx:
        entry = await activities.get(tx, activity_id)
        await activities.trash(tx, activity_id)
    return http.go(
        request, _place(entry), toast=Toast(_("Moved to the trash."), undo=f"/activities/{activity_id}/restoration")
    )


async def restore(request: Request) -> Response:
    """POST /activities/{id}/restoration"""
    async with http.tx(request) as tx:
        await activities.restore(tx, request.path_params["id"])
        entry = await activities.get(tx, request.path_params["id"])
    return http.back(request, _place(entry), toast=Toast(_("Back again")))


def zoned(typed: datetime | None) -> datetime | None:
    """A time as typed, which is in the reader's own zone."""
    return typed.replace(tzinfo=reader().zone) if typed and typed.tzinfo is None else typed


def _place(entry: Mapping[str, Any]) -> str:
    for column, path in (("contact_id", "/contacts/"), ("lead_id", "/leads/"), ("company_id", "/companies/")):
        if entry[column]:
            return f"{path}{entry[column]}"
    return "/tasks"


ROUTES = [
    *(
        route
        for relation in ("contacts", "companies")
        for route in (
            Route(f"/{relation}/{{id:uuid}}/timeline", _older(relation), methods=["GET"]),
            Route(f"/{relation}/{{id:uuid}}/entries", _write(relation), methods=["POST"]),
        )
    ),
    Route("/activities/{id:uuid}", show, methods=["GET"]),
    Route("/activities/{id:uuid}", edit, methods=["POST"]),
    Route("/activities/{id:uuid}/trash", trash, methods=["POST"]),
    Route("/activities/{id:uuid}/restoration", restore, methods=["POST"]),
]
