"""Ghosts and revivals: deals that fell silent, and drafts that wait for a person.  seed: AG06, AG07"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.packs.sales import call_words, ghosts, revivals
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Written(BaseModel):
    """A draft as a person sends it."""

    subject: str = Field(min_length=1, max_length=300)
    body: str = Field(min_length=1, max_length=20_000)


@dataclass(frozen=True, slots=True)
class GhostsPage:
    """Deals that fell silent."""

    ghosts: Sequence[Mapping[str, Any]]
    owner: str
    tab: str = "ghosts"


@dataclass(frozen=True, slots=True)
class RevivalsPage:
    """Drafts to cold leads."""

    drafts: Sequence[Mapping[str, Any]]
    decided: Sequence[Mapping[str, Any]]
    engine: Any = call_words.engine
    tab: str = "revivals"


async def show(request: Request) -> Response:
    """GET /ghosts?owner="""
    owner = request.query_params.get("owner", "")
    async with http.tx(request) as tx:
        found = await ghosts.open_ones(tx, tx.who.user_id if owner == "me" else http.uuid(owner))
    return render.page(request, "sales/ghosts.html", GhostsPage(found, owner), block="ghosts")


async def dismiss(request: Request) -> Response:
    """POST /ghosts/{id}/dismissal and /restoration"""
    ghost_id, undo = request.path_params["ghost_id"], request.url.path.endswith("/restoration")
    async with http.tx(request) as tx:
        await ghosts.dismiss(tx, ghost_id, undo=undo)
    toast = Toast(_("Back again")) if undo else Toast(
        _("Left alone for a month"), undo=f"/ghosts/{ghost_id}/restoration"
    )  # fmt: skip
    return http.go(request, "/ghosts", toast=toast)


async def drafts(request: Request) -> Response:
    """GET /revivals"""
    async with http.tx(request) as tx:
        found = await revivals.drafts(tx)
    waiting = [row for row in found if row["state"] == "draft"]
    page = RevivalsPage(waiting, [row for row in found if row["state"] != "draft"])
    return render.page(request, "sales/revivals.html", page, block="revivals")


async def approve(request: Request) -> Response:
    """POST /revivals/{id}/approval"""
    typed = await forms.read(request, Written)
    async with http.tx(request) as tx:
        lead_id = await revivals.approve(tx, request.path_params["draft_id"], typed.subject, typed.body)
    return http.go(request, "/revivals", toast=Toast(_("The mail is in the outbox"), href=f"/leads/{lead_id}"))


async def throw_away(request: Request) -> Response:
    """POST /revivals/{id}/dismissal"""
    async with http.tx(request) as tx:
        await revivals.dismiss(tx, request.path_params["draft_id"])
    return http.go(request, "/revivals", toast=Toast(_("Thrown away")))


_GHOST, _DRAFT = "/ghosts/{ghost_id:uuid}", "/revivals/{draft_id:uuid}"
ROUTES = (
    Route("/ghosts", show, methods=["GET"], name="ghosts"),
    Route(_GHOST + "/dismissal", dismiss, methods=["POST"], name="ghost-dismiss"),
    Route(_GHOST + "/restoration", dismiss, methods=["POST"], name="ghost-restore"),
    Route("/revivals", drafts, methods=["GET"], name="revivals"),
    Route(_DRAFT + "/approval", approve, methods=["POST"], name="revival-approve"),
    Route(_DRAFT + "/dismissal", throw_away, methods=["POST"], name="revival-dismiss"),
)
