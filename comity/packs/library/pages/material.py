"""/library/{id}: one material: watched, read, finished; its bytes by ranges; and pictures that a model makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND, Problem
from comity.core.work import start
from comity.office.search import recents
from comity.packs.library import materials, pictures, reading
from comity.platform.storage import objects, serving
from comity.platform.storage.errors import Refusal
from comity.web import forms, htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/library"


class Words(BaseModel):
    """Other words for it, or another course."""

    title: str = Field(max_length=200)
    description: str = Field(default="", max_length=4000)
    collection: UUID | None = None


class Reached(BaseModel):
    """How far a player has come."""

    at: float = Field(default=0, ge=0, le=1_000_000)
    of: float | None = Field(default=None, ge=0, le=1_000_000)
    done: bool = False


class Wish(BaseModel):
    """A picture as described."""

    prompt: str = Field(max_length=4000)
    size: Literal["1024x1024", "1536x1024", "1024x1536"] = "1024x1024"


@dataclass(frozen=True, slots=True)
class MaterialPage:
    """One material."""

    material: Mapping[str, Any]
    collections: Sequence[Mapping[str, Any]]
    may_edit: bool


async def show(request: Request) -> Response:
    """GET /library/{id}"""
    async with http.tx(request) as tx:
        row = await materials.find(tx, request.path_params["material_id"])
        courses = await tx.rows(materials.q.collections)
        await recents.saw(tx, "training_materials", row["id"], row["title"])
    page = MaterialPage(row, courses, http.who(request).org_role != "readonly")
    return render.page(request, "library/material.html", page)


async def content(request: Request) -> Response:
    """GET /library/{id}/content: the bytes, whole or a range."""
    async with http.tx(request) as tx:
        row = await materials.find(tx, request.path_params["material_id"])
        place = await tx.row(objects.q.find, bucket=materials.BUCKET, name=row["path"] or "")
    if place is None or place["blob"] is None:
        raise NOT_FOUND()
    try:
        return await serving.serve(request, {**place, "name": f"x/{row['file_name']}"}, private=True)
    except Refusal as refusal:
        raise Problem(refusal.code, refusal.status, refusal.sentence) from refusal


async def change(request: Request) -> Response:
    """POST /library/{id}"""
    typed, material_id = await forms.read(request, Words), request.path_params["material_id"]
    async with http.tx(request) as tx:
        await materials.change(tx, material_id, typed.title, typed.description, typed.collection)
    return http.go(request, f"{HERE}/{material_id}", toast=Toast(_("Saved")))


async def reach(request: Request) -> Response:
    """POST /library/{id}/progress: a player tells where it is; a person says that it is done."""
    typed, material_id = await forms.read(request, Reached), request.path_params["material_id"]
    async with http.tx(request) as tx:
        await materials.reach(tx, material_id, typed.at, typed.of, done=typed.done)
    if not typed.done and not htmx.is_htmx(request):
        return Response(status_code=204)
    return http.go(request, f"{HERE}/{material_id}", toast=Toast(_("Done")))


async def read_again(request: Request) -> Response:
    """POST /library/{id}/reading: a file that could not be read is tried once more."""
    material_id = request.path_params["material_id"]
    async with http.tx(request) as tx:
        await tx.touch(materials.q.again, id=material_id)
        await start(tx, reading.read_material, {"material_id": material_id})
    return http.go(request, f"{HERE}/{material_id}")


async def reopen(request: Request) -> Response:
    """POST /library/{id}/progress/reopening"""
    material_id = request.path_params["material_id"]
    async with http.tx(request) as tx:
        await materials.find(tx, material_id)
        await tx.run(materials.q.forget, id=material_id)
    return http.go(request, f"{HERE}/{material_id}")


async def trash(request: Request) -> Response:
    """POST /library/{id}/trash and /restoration"""
    material_id, gone = request.path_params["material_id"], request.url.path.endswith("/trash")
    async with http.tx(request) as tx:
        await (materials.trash if gone else materials.restore)(tx, material_id)
    undo = f"{HERE}/{material_id}/restoration"
    said = Toast(_("Moved to the trash"), undo=undo) if gone else Toast(_("Back again"))
    return http.go(request, HERE if gone else f"{HERE}/{material_id}", toast=said)


async def draw(request: Request) -> Response:
    """POST /library/pictures"""
    typed = await forms.read(request, Wish)
    made = await pictures.draw(request.state.db, http.who(request), typed.prompt, typed.size)
    return http.go(request, f"{HERE}/{made.material_id}", toast=Toast(_("The picture is here.")))


_ONE = HERE + "/{material_id:uuid}"
ROUTES = (
    Route(HERE + "/pictures", draw, methods=["POST"], name="picture-draw"),
    Route(_ONE, show, methods=["GET"], name="material"),
    Route(_ONE, change, methods=["POST"], name="material-change"),
    Route(_ONE + "/content", content, methods=["GET", "HEAD"], name="material-content"),
    Route(_ONE + "/progress", reach, methods=["POST"], name="material-progress"),
    Route(_ONE + "/progress/reopening", reopen, methods=["POST"], name="material-reopen"),
    Route(_ONE + "/reading", read_again, methods=["POST"], name="material-read"),
    Route(_ONE + "/trash", trash, methods=["POST"], name="material-trash"),
    Route(_ONE + "/restoration", trash, methods=["POST"], name="material-restore"),
)
