"""/trash: what was thrown away, kind by kind, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.office.search import find
from comity.people import trash
from comity.people.trash import Bin
from comity.platform.rest.inprocess import Page
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.shell import plates

OURS = (
    Bin("activities", _("Activities"), "history", "preview"),
    Bin("tags", _("Tags"), "tag", "name"),
    Bin("custom_fields", _("Added fields"), "sliders-horizontal", "label"),
    Bin("attachments", _("Files"), "paperclip", "name"),
)


@dataclass(frozen=True, slots=True)
class TrashPage:
    """One bin, and the names of the others."""

    bins: Sequence[Bin]
    bin: Bin
    page: Page


async def show(request: Request) -> Response:
    """GET /trash?relation="""
    bins = _bins(request)
    wanted = request.query_params.get("relation", "contacts")
    chosen = next((each for each in bins if each.relation == wanted), bins[0])
    async with http.tx(request) as tx:
        page = await trash.thrown(tx, chosen, after=request.query_params.get("after"))
    return render.page(request, "people/trash.html", TrashPage(bins, chosen, page))


async def restore(request: Request) -> Response:
    """POST /trash/{relation}/{id}/restoration"""
    relation = request.path_params["relation"]
    async with http.tx(request) as tx:
        await trash.restore(tx, _bins(request), relation, request.path_params["id"])
    return http.back(request, f"/trash?relation={relation}", toast=Toast(_("Back again")))


def _bins(request: Request) -> list[Bin]:
    return trash.bins(find.nouns(plates(request)), OURS)


ROUTES = [
    Route("/trash", show, methods=["GET"]),
    Route("/trash/{relation}/{id:uuid}/restoration", restore, methods=["POST"]),
]
