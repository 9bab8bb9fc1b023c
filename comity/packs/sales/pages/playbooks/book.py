"""/playbooks: all of them, and one with its steps by stage and the leads that follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import LEADERS
from comity.office.search import recents
from comity.packs.sales.playbooks import books
from comity.packs.sales.playbooks.books import Progress, Step
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

KINDS = (
    ("process", _("The whole way")),
    ("discovery", _("Discovery")),
    ("objections", _("Objections")),
    ("negotiation", _("Negotiation")),
    ("follow_up", _("Following up")),
    ("onboarding", _("Onboarding")),
)


@dataclass(frozen=True, slots=True)
class PlaybooksPage:
    """Every playbook: (its row, its steps)."""

    books: Sequence[tuple[Mapping[str, Any], Sequence[Step]]]
    kinds: Mapping[str, str]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class PlaybookPage:
    """One playbook and who follows it."""

    book: Mapping[str, Any]
    steps: Sequence[Step]
    kind: str
    followers: Sequence[tuple[Mapping[str, Any], Progress]]
    may_edit: bool


async def index(request: Request) -> Response:
    """GET /playbooks"""
    async with http.tx(request) as tx:
        found = await tx.rows(books.q.all)
    shown = [(row, books.steps_of(row["steps"])) for row in found]
    may_edit = http.who(request).org_role in LEADERS
    return render.page(request, "sales/playbooks/index.html", PlaybooksPage(shown, dict(KINDS), may_edit))


async def show(request: Request) -> Response:
    """GET /playbooks/{id}"""
    playbook_id = request.path_params["playbook_id"]
    async with http.tx(request) as tx:
        book = await books.find(tx, playbook_id)
        found = await tx.rows(books.q.followers, id=playbook_id)
        await recents.saw(tx, "playbooks", playbook_id, book["name"])
    about = {"playbook_id": playbook_id, "name": book["name"], "steps": book["steps"]}
    followers = [(row, books.progress({**row, **about}, row["stage"])) for row in found]
    may_edit = http.who(request).org_role in LEADERS
    page = PlaybookPage(book, books.steps_of(book["steps"]), dict(KINDS)[book["kind"]], followers, may_edit)
    return render.page(request, "sales/playbooks/book.html", page)


async def trash(request: Request) -> Response:
    """POST /playbooks/{id}/trash"""
    playbook_id = request.path_params["playbook_id"]
    async with http.tx(request) as tx:
        await books.trash(tx, playbook_id)
    undo = f"/playbooks/{playbook_id}/restoration"
    return http.go(request, "/playbooks", toast=Toast(_("Playbook moved to the trash"), undo=undo))


async def restore(request: Request) -> Response:
    """POST /playbooks/{id}/restoration"""
    playbook_id = request.path_params["playbook_id"]
    async with http.tx(request) as tx:
        await books.restore(tx, playbook_id)
    return http.go(request, f"/playbooks/{playbook_id}", toast=Toast(_("Back again")))


ROUTES = (
    Route("/playbooks", index, methods=["GET"], name="playbooks"),
    Route("/playbooks/{playbook_id:uuid}", show, methods=["GET"], name="playbook"),
    Route("/playbooks/{playbook_id:uuid}/trash", trash, methods=["POST"], name="playbook-trash"),
    Route("/playbooks/{playbook_id:uuid}/restoration", restore, methods=["POST"], name="playbook-restore"),
)
