"""Writing a playbook: one form, a block a step, and an empty one for the next; works without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, Field
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.packs.sales.pages.playbooks.book import KINDS
from comity.packs.sales.playbooks import books
from comity.packs.sales.playbooks.books import Step
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import reader

PARTS: Final = ("title", "stage", "goal", "questions", "do", "done_when")


class BookForm(BaseModel):
    """What a playbook says of itself; its steps are read apart."""

    name: str = Field(max_length=200)
    kind: str = Field(default="process", pattern="^(process|discovery|objections|negotiation|follow_up|onboarding)$")
    summary: str = Field(default="", max_length=2000)
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form; the last step is empty, for the next."""

    form: Form[BookForm]
    steps: Sequence[Step]
    stages: Sequence[str]
    kinds: Sequence[tuple[str, str]]
    action: str
    back: str
    heading: str


async def new(request: Request) -> Response:
    """GET /playbooks/new"""
    return await _page(request, forms.blank(BookForm, {}), (), None)


async def create(request: Request) -> Response:
    """POST /playbooks/new"""
    form, steps = await forms.check(request, BookForm), _steps(await forms.sent(request))
    if form.model is None:
        return await _page(request, form, steps, None, status=422)
    typed = form.model
    try:
        async with http.tx(request) as tx:
            made = await books.create(tx, typed.name, typed.kind, typed.summary, steps, reader().language)
    except Problem as problem:
        return await _page(request, form.refused(problem), steps, None, status=problem.status)
    return http.go(request, f"/playbooks/{made}", toast=Toast(_("Saved")))


async def edit(request: Request) -> Response:
    """GET /playbooks/{id}/edit"""
    async with http.tx(request) as tx:
        book = await books.find(tx, request.path_params["playbook_id"])
    form = forms.blank(BookForm, {**book, "seen": book["updated_at"].isoformat()})
    return await _page(request, form, books.steps_of(book["steps"]), book)


async def change(request: Request) -> Response:
    """POST /playbooks/{id}/edit"""
    form, steps = await forms.check(request, BookForm), _steps(await forms.sent(request))
    playbook_id = request.path_params["playbook_id"]
    async with http.tx(request) as tx:
        book = await books.find(tx, playbook_id)
    if form.model is None:
        return await _page(request, form, steps, book, status=422)
    typed = form.model
    try:
        async with http.tx(request) as tx:
            await books.change(tx, playbook_id, typed.name, typed.kind, typed.summary, steps, typed.seen)
    except Problem as problem:
        return await _page(request, form.refused(problem), steps, book, status=problem.status)
    return http.go(request, f"/playbooks/{playbook_id}", toast=Toast(_("Saved")))


def _steps(sent: FormData) -> list[Step]:
    """The blocks of the form in the order of their numbers; a block without a name is left out."""
    columns = {name: [str(one)[:20000] for one in sent.getlist(f"step_{name}")] for name in (*PARTS, "order")}
    found = []
    for at, title in enumerate(columns["title"]):
        of = {name: (values[at] if at < len(values) else "") for name, values in columns.items()}
        if not title.strip():
            continue
        step = Step(
            title.strip()[:200], of["stage"].strip()[:60], of["goal"].strip()[:1000], _lines(of["questions"]),
            _lines(of["do"]), of["done_when"].strip()[:1000],
        )  # fmt: skip
        order = of["order"].strip()
        found.append((float(order) if order.isascii() and order.isdigit() else at + 1, at, step))
    return [step for _order, _at, step in sorted(found, key=lambda one: one[:2])]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip(" -•\t")[:1000] for line in text.splitlines() if line.strip(" -•\t")))[:50]


async def _page(
    request: Request, form: Form[BookForm], steps: Sequence[Step], book: dict[str, Any] | None, *, status: int = 200
) -> Response:
    async with http.tx(request) as tx:
        stages = await tx.values(books.q.stages)
    here = f"/playbooks/{book['id']}" if book else "/playbooks"
    page = EditPage(
        form, [*steps, Step("")], stages, KINDS, f"{here}/edit" if book else f"{here}/new", here,
        book["name"] if book else str(_("New playbook")),
    )  # fmt: skip
    return render.page(request, "sales/playbooks/edit.html", page, block="form", status=status)


ROUTES = (
    Route("/playbooks/new", new, methods=["GET"], name="playbook-new"),
    Route("/playbooks/new", create, methods=["POST"], name="playbook-create"),
    Route("/playbooks/{playbook_id:uuid}/edit", edit, methods=["GET"], name="playbook-edit"),
    Route("/playbooks/{playbook_id:uuid}/edit", change, methods=["POST"], name="playbook-change"),
)
