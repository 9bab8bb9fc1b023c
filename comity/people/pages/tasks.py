"""/tasks: what is to be done, by whom, by when."""

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

from comity.people import activities, around, tasks, words
from comity.people.pages.timeline import zoned
from comity.web import forms, htmx, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import reader


class NewTask(BaseModel):
    """A task, as typed."""

    subject: str = Field(min_length=1, max_length=1000)
    body: str | None = None
    due_at: datetime | None = None
    assigned_to: UUID | None = None
    contact_id: UUID | None = None
    priority: Literal["low", "normal", "high"] = "normal"


class Later(BaseModel):
    """Another time, or somebody else."""

    due_at: datetime | None = None
    assigned_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class TasksPage:
    """Open tasks by when they are due, or those done lately."""

    groups: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]]
    counts: Mapping[str, int]
    whose: str
    members: Sequence[tuple[str, str]]
    form: Form[NewTask]
    priorities: words.Options = words.PRIORITIES

    @property
    def total(self) -> int:
        """How many are shown."""
        return sum(len(rows) for _key, _label, rows in self.groups)


async def show(request: Request) -> Response:
    """GET /tasks?whose=me|all|done"""
    return await _page(request, forms.blank(NewTask))


async def create(request: Request) -> Response:
    """POST /tasks"""
    form = await forms.check(request, NewTask)
    if form.model is None:
        return await _page(request, form, 422)
    typed = form.model
    async with http.tx(request) as tx:
        made = await tasks.create(
            tx,
            subject=typed.subject,
            body=typed.body,
            due_at=zoned(typed.due_at),
            assigned_to=typed.assigned_to,
            contact_id=typed.contact_id,
            priority=typed.priority,
        )
    return http.go(request, "/tasks", toast=Toast(_("Task added"), undo=f"/activities/{made}/trash"))


async def complete(request: Request) -> Response:
    """POST /tasks/{id}/completion"""
    task_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await tasks.complete(tx, task_id)
    toast = Toast(_("Done"), undo=f"/tasks/{task_id}/reopening")
    if htmx.wants_fragment(request):
        return htmx.toast(Response(""), toast)
    return http.back(request, "/tasks", toast=toast)


async def reopen(request: Request) -> Response:
    """POST /tasks/{id}/reopening"""
    async with http.tx(request) as tx:
        await tasks.reopen(tx, request.path_params["id"])
    return http.back(request, "/tasks", toast=Toast(_("Open again"), "neutral"))


async def change(request: Request) -> Response:
    """POST /tasks/{id}: another time, or somebody else."""
    typed = await forms.read(request, Later)
    said = await forms.sent(request)
    changes: dict[str, Any] = {"due_at": zoned(typed.due_at)} if "due_at" in said else {}
    if "assigned_to" in said:
        changes["assigned_to"] = typed.assigned_to
    async with http.tx(request) as tx:
        await activities.get(tx, request.path_params["id"])
        if changes:
            await tasks.change(tx, request.path_params["id"], changes)
    return http.back(request, "/tasks", toast=Toast(_("Saved")))


async def _page(request: Request, form: Form[NewTask], status: int = 200) -> Response:
    whose = request.query_params.get("whose", "me")
    person = http.who(request).user_id if whose in ("me", "done") else None
    zone = reader().timezone
    async with http.tx(request) as tx:
        counts = await tasks.counts(tx, person, zone)
        known = await around.load(tx, "activities")
        if whose == "done":
            groups = [("done", str(_("Done in the last 30 days")), await tasks.done_lately(tx, person))]
        else:
            rows = await tasks.open_ones(tx, person=person, timezone=zone)
            groups = [(key, str(label), [row for row in rows if row["bucket"] == key]) for key, label in words.BUCKETS]
    page = TasksPage([group for group in groups if group[2]], counts, whose, known.members, form)
    return render.page(request, "people/tasks.html", page, status=status)


ROUTES = [
    Route("/tasks", show, methods=["GET"]),
    Route("/tasks", create, methods=["POST"]),
    Route("/tasks/{id:uuid}", change, methods=["POST"]),
    Route("/tasks/{id:uuid}/completion", complete, methods=["POST"]),
    Route("/tasks/{id:uuid}/reopening", reopen, methods=["POST"]),
]
