"""Pictures of a demo: brought, removed, and sent, to members and to whoever has a link.  seed: ST04"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.packs.sales.demos import builder, pictures
from comity.platform.storage import serving
from comity.web import forms, http
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Brought(BaseModel):
    """A picture as brought."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    part: Literal["logo", "picture"] = "picture"
    caption: str = Field(default="", max_length=300)
    file: UploadFile | None = None


async def add(request: Request) -> Response:
    """POST /demos/{id}/pictures"""
    demo_id = _demo(request)
    typed = await forms.read(request, Brought)
    if typed.file is None:
        raise pictures.NO_FILE()
    async with http.tx(request) as tx:
        await builder.find(tx, demo_id)
    picture = await pictures.drawn(typed.file.file)
    async with http.tx(request) as tx:
        await pictures.add(tx, demo_id, picture, logo=typed.part == "logo", caption=typed.caption)
    return http.go(request, f"/demos/{demo_id}#demo-pictures", toast=Toast(_("Saved")))


async def drop(request: Request) -> Response:
    """POST /demos/{id}/pictures/{picture}/removal"""
    async with http.tx(request) as tx:
        await pictures.drop(tx, _demo(request), request.path_params["picture_id"])
    return http.go(request, f"/demos/{_demo(request)}#demo-pictures", toast=Toast(_("Picture removed")))


async def show(request: Request) -> Response:
    """GET /demos/{id}/pictures/{picture}"""
    async with http.tx(request) as tx:
        row = await pictures.place(tx, _demo(request), request.path_params["picture_id"])
    return await _sent(request, row)


async def shown(request: Request) -> Response:
    """GET /shown/{token}/pictures/{picture}"""
    row = await pictures.shown(request.state.db, request.path_params["token"], request.path_params["picture_id"])
    return await _sent(request, row)


async def _sent(request: Request, row: dict[str, Any]) -> Response:
    return await serving.serve(request, {**row, "name": "x/picture"}, private=True)


def _demo(request: Request) -> UUID:
    found: UUID = request.path_params["demo_id"]
    return found


_PICTURES = "/demos/{demo_id:uuid}/pictures"
ROUTES = (
    Route(_PICTURES, add, methods=["POST"], name="demo-picture-add"),
    Route(_PICTURES + "/{picture_id:uuid}", show, methods=["GET", "HEAD"], name="demo-picture"),
    Route(_PICTURES + "/{picture_id:uuid}/removal", drop, methods=["POST"], name="demo-picture-drop"),
    Route("/shown/{token}/pictures/{picture_id:uuid}", shown, methods=["GET", "HEAD"], name="public:shown-picture"),
)
