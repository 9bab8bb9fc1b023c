"""/contacts/{id}/privacy: a copy of what is kept about a person, and their erasure, said plainly before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.people import contacts, privacy
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Confirmed(BaseModel):
    """The name, typed once more: this cannot be taken back."""

    name: str = Field(max_length=400)


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """What there is, and the form that ends it."""

    contact: Mapping[str, Any]
    kept: Mapping[str, int]
    form: forms.Form[Confirmed]


async def show(request: Request) -> Response:
    """GET /contacts/{id}/privacy"""
    return await _page(request, forms.blank(Confirmed))


async def export(request: Request) -> Response:
    """GET /contacts/{id}/privacy/copy: the copy they are given."""
    _only_erasers(request)
    async with http.tx(request) as tx:
        found = await privacy.export(tx, request.path_params["id"])
    body = orjson.dumps(found, default=str, option=orjson.OPT_INDENT_2)
    name = f"contact-{request.path_params['id']}.json"
    return Response(body, media_type="application/json", headers={
        "content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"})  # fmt: skip


async def erase(request: Request) -> Response:
    """POST /contacts/{id}/privacy/erasure"""
    _only_erasers(request)
    form = await forms.check(request, Confirmed)
    async with http.tx(request) as tx:
        contact = await contacts.get(tx, request.path_params["id"])
        if form.model is not None and _alike(form.model.name, contact["name"]):
            await privacy.erase(tx, contact["id"])
            return http.go(request, "/contacts", toast=Toast(_("Erased: nobody can tell any more who this was.")))
    wrong = {"name": str(_("Type the name as it stands above."))}
    return await _page(request, forms.Form(form.values, wrong), status=422)


async def _page(request: Request, form: forms.Form[Confirmed], status: int = 200) -> Response:
    _only_erasers(request)
    async with http.tx(request) as tx:
        contact = await contacts.get(tx, request.path_params["id"])
        kept = await privacy.kept(tx, contact["id"])
    return render.page(request, "people/privacy.html", PrivacyPage(contact, kept, form), status=status)


def _only_erasers(request: Request) -> None:
    http.only(request, ADMINS)


def _alike(typed: str, name: str) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(name.split()).casefold()


HERE = "/contacts/{id:uuid}/privacy"
ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/copy", export, methods=["GET"]),
    Route(HERE + "/erasure", erase, methods=["POST"]),
]
