"""/settings/fields: what an organisation wants to know beside what everybody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.office.settings import Groups, groups
from comity.people import custom_fields, words
from comity.people.custom_fields import CustomField
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/fields"


class FieldWords(BaseModel):
    """A field, as typed; one option a line."""

    label: str = Field(min_length=1, max_length=100)
    relation: str = "contacts"
    type: str = "text"
    options: str = ""
    required: bool = False
    help: str | None = Field(default=None, max_length=500)

    @property
    def choices(self) -> list[str]:
        """The options, without empty lines."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class FieldsPage:
    """All fields of all relations."""

    groups: Groups
    fields: Sequence[CustomField]
    form: forms.Form[FieldWords]
    may_manage: bool
    types: words.Options = words.TYPES
    relations: words.Options = words.RELATIONS


async def show(request: Request) -> Response:
    """GET /settings/fields"""
    return await _page(request, forms.blank(FieldWords))


async def create(request: Request) -> Response:
    """POST /settings/fields"""
    form = await forms.check(request, FieldWords)
    typed = form.model
    if typed is None:
        return await _page(request, form, 422)
    if typed.type not in custom_fields.TYPES or typed.relation not in custom_fields.RELATIONS:
        raise Problem("field_type", 422, _("There is no such kind of field."))
    try:
        async with http.tx(request) as tx:
            await custom_fields.create(
                tx, typed.relation, typed.label, typed.type, typed.choices, required=typed.required, help_=typed.help
            )
    except Problem as problem:
        return await _page(request, form.refused(problem), problem.status)
    return http.go(request, HERE)


async def change(request: Request) -> Response:
    """POST /settings/fields/{id}"""
    typed = await forms.read(request, FieldWords)
    async with http.tx(request) as tx:
        await custom_fields.change(
            tx, request.path_params["id"], typed.label, typed.choices, required=typed.required, help_=typed.help
        )
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def trash(request: Request) -> Response:
    """POST /settings/fields/{id}/trash"""
    field_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await custom_fields.trash(tx, field_id)
    said = _("The field is no longer shown; its values are kept.")
    return http.go(request, HERE, toast=Toast(said, undo=f"{HERE}/{field_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /settings/fields/{id}/restoration"""
    async with http.tx(request) as tx:
        await custom_fields.restore(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("Back again")))


async def _page(request: Request, form: forms.Form[FieldWords], status: int = 200) -> Response:
    async with http.tx(request) as tx:
        every = await custom_fields.every(tx)
    page = FieldsPage(groups(request), every, form, http.who(request).org_role in LEADERS)
    return render.page(request, "people/settings_fields.html", page, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, create, methods=["POST"]),
    Route(HERE + "/{id:uuid}", change, methods=["POST"]),
    Route(HERE + "/{id:uuid}/trash", trash, methods=["POST"]),
    Route(HERE + "/{id:uuid}/restoration", restore, methods=["POST"]),
]
