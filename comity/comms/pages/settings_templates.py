"""/settings/templates: mails to begin with.  seed: A15"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.comms import templates
from comity.core.errors import Problem
from comity.office.settings import Groups, groups
from comity.web import forms, http, i18n, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/templates"


class Words(BaseModel):
    """A template as it is typed."""

    name: str = Field(max_length=100)
    language: str = Field(default="en", max_length=12)
    subject: str = Field(default="", max_length=300)
    body: str = Field(default="", max_length=100_000)


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """All templates, and the form for a new one."""

    groups: Groups
    templates: Sequence[dict[str, Any]]
    form: forms.Form[Words]
    tongues: Sequence[tuple[str, str]]
    may_edit: bool


async def show(request: Request) -> Response:
    """GET /settings/templates"""
    return await _page(request, forms.blank(Words, {"language": i18n.reader().language.partition("-")[0]}))


async def create(request: Request) -> Response:
    """POST /settings/templates"""
    form = await forms.check(request, Words)
    if form.model is None:
        return await _page(request, form, 422)
    try:
        async with http.tx(request) as tx:
            await templates.create(tx, **form.model.model_dump())
    except Problem as problem:
        return await _page(request, form.refused(problem), problem.status)
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def change(request: Request) -> Response:
    """POST /settings/templates/{id}"""
    typed = await forms.read(request, Words)
    async with http.tx(request) as tx:
        await templates.change(tx, request.path_params["id"], **typed.model_dump())
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def trash(request: Request) -> Response:
    """POST /settings/templates/{id}/trash"""
    template_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await templates.trash(tx, template_id)
    return http.go(request, HERE, toast=Toast(_("The template is gone."), undo=f"{HERE}/{template_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /settings/templates/{id}/restoration"""
    async with http.tx(request) as tx:
        await templates.restore(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("Back again")))


async def _page(request: Request, form: forms.Form[Words], status: int = 200) -> Response:
    async with http.tx(request) as tx:
        every = await templates.every(tx)
    may_edit = http.who(request).org_role != "readonly"
    context = TemplatesPage(groups(request), every, form, list(i18n.languages().items()), may_edit)
    return render.page(request, "comms/settings_templates.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, create, methods=["POST"]),
    Route(HERE + "/{id:uuid}", change, methods=["POST"]),
    Route(HERE + "/{id:uuid}/trash", trash, methods=["POST"]),
    Route(HERE + "/{id:uuid}/restoration", restore, methods=["POST"]),
]
