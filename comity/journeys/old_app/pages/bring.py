"""/imports/old-app: paste or upload what the old app kept in the browser, see what would come, bring it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import LEADERS
from comity.journeys.old_app import load
from comity.journeys.old_app.load import Counted
from comity.journeys.old_app.read import MOST_BYTES, Export, NotAnExport, read
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/imports/old-app"
TITLES = {
    "clients": _("Clients"), "analyses": _("Call analyses"), "materials": _("Training materials"),
    "campaigns": _("Campaigns"), "signups": _("Sign-ups"),
}  # fmt: skip


class Brought(BaseModel):
    """The export, pasted or as a file; without `bring` it is only looked at."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    text: str = Field(default="", max_length=MOST_BYTES)
    file: UploadFile | None = None
    bring: bool = False


@dataclass(frozen=True, slots=True)
class BringPage:
    """What would come, or what came."""

    counted: Sequence[Counted]
    unknown: Sequence[str]
    titles: Mapping[str, str]
    text: str = ""
    problem: str = ""
    done: bool = False


async def show(request: Request) -> Response:
    """GET /imports/old-app"""
    _only_who_may(request)
    return render.page(request, "old_app/bring.html", BringPage((), (), TITLES))


async def bring(request: Request) -> Response:
    """POST /imports/old-app: looked at first; brought when it is sent again with `bring`."""
    _only_who_may(request)
    typed = await forms.read(request, Brought)
    text = (await typed.file.read(MOST_BYTES + 1)).decode("utf-8-sig", "replace") if typed.file else typed.text
    try:
        export: Export = read(text)
    except NotAnExport:
        said = str(_("This is not an export of the old app: JSON with clients, analyses or materials."))
        page = BringPage((), (), TITLES, text[:100_000], said)
        return render.page(request, "old_app/bring.html", page, status=422)
    async with http.tx(request) as tx:
        counted = await (load.bring if typed.bring else load.dry)(tx, export)
    page = BringPage(counted, export.unknown, TITLES, "" if typed.bring else text, done=typed.bring)
    toast = Toast(_("Brought. What the old app kept is here now.")) if typed.bring else None
    return render.page(request, "old_app/bring.html", page, toast=toast)


def _only_who_may(request: Request) -> None:
    http.only(request, LEADERS)


ROUTES = (
    Route(HERE, show, methods=["GET"], name="old-app"),
    Route(HERE, bring, methods=["POST"], name="old-app-bring"),
)
