"""/settings/tags: the organisation's words to mark records with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.settings import Groups, groups
from comity.people import tags
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/tags"


class TagWords(BaseModel):
    """A tag, as typed."""

    name: str = Field(min_length=1, max_length=60)
    color: str = Field(default="gray", max_length=20)


COLOURS: Mapping[str, str] = {
    "gray": _("Grey"), "red": _("Red"), "orange": _("Orange"), "amber": _("Amber"), "green": _("Green"),
    "teal": _("Teal"), "blue": _("Blue"), "violet": _("Violet"), "pink": _("Pink"),
}  # fmt: skip
"""What the colours of tags are called."""


@dataclass(frozen=True, slots=True)
class TagsPage:
    """All tags."""

    groups: Groups
    tags: Sequence[Mapping[str, Any]]
    colors: Sequence[tuple[str, str]]
    form: forms.Form[TagWords]
    may_manage: bool


async def show(request: Request) -> Response:
    """GET /settings/tags"""
    return await _page(request, forms.blank(TagWords))


async def create(request: Request) -> Response:
    """POST /settings/tags"""
    form = await forms.check(request, TagWords)
    if form.model is None:
        return await _page(request, form, 422)
    try:
        async with http.tx(request) as tx:
            await tags.create(tx, form.model.name, form.model.color)
    except Problem as problem:
        return await _page(request, form.refused(problem), problem.status)
    return http.go(request, HERE)


async def change(request: Request) -> Response:
    """POST /settings/tags/{id}"""
    typed = await forms.read(request, TagWords)
    async with http.tx(request) as tx:
        await tags.change(tx, request.path_params["id"], typed.name, typed.color)
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def trash(request: Request) -> Response:
    """POST /settings/tags/{id}/trash"""
    tag_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await tags.trash(tx, tag_id)
    return http.go(request, HERE, toast=Toast(_("The tag is gone."), undo=f"{HERE}/{tag_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /settings/tags/{id}/restoration"""
    async with http.tx(request) as tx:
        await tags.restore(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("Back again")))


async def _page(request: Request, form: forms.Form[TagWords], status: int = 200) -> Response:
    async with http.tx(request) as tx:
        every = await tags.counted(tx)
    colors = [(each, str(_(COLOURS[each]))) for each in tags.COLORS]
    page = TagsPage(groups(request), every, colors, form, http.who(request).org_role != "readonly")
    return render.page(request, "people/settings_tags.html", page, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, create, methods=["POST"]),
    Route(HERE + "/{id:uuid}", change, methods=["POST"]),
    Route(HERE + "/{id:uuid}/trash", trash, methods=["POST"]),
    Route(HERE + "/{id:uuid}/restoration", restore, methods=["POST"]),
]
