"""/settings/organisation: name, currency, country, timezone, language, and who sees whose records.  seed: C36"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND, Problem
from comity.core.roles import ADMINS
from comity.office import organizations, regions
from comity.office.settings import Groups, groups
from comity.web import forms, http, i18n, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

Choices = Sequence[tuple[str, str]]


class Organisation(BaseModel):
    """The organisation's settings."""

    name: str = Field(max_length=200)
    base_currency: str = Field(pattern="^[A-Z]{3}$")
    country: str = Field(pattern="^[A-Z]{2}$")
    timezone: str = Field(max_length=64)
    language: str = Field(max_length=12)
    visibility: Literal["own", "team", "all-read"]


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The settings, to change or only to read."""

    groups: Groups
    form: forms.Form[Organisation]
    slug: str
    may_edit: bool
    currencies: Choices
    countries: Choices
    timezones: Choices
    tongues: Choices
    visibilities: Choices


async def show(request: Request) -> Response:
    """What is set."""
    row = await _row(request)
    return _page(request, row, forms.blank(Organisation, row))


async def save(request: Request) -> Response:
    """Changes it; row security lets only owners and admins."""
    form = await forms.check(request, Organisation)
    row = await _row(request)
    if form.model is None:
        return _page(request, row, form, 422)
    try:
        async with http.tx(request) as tx:
            await organizations.change(tx, **form.model.model_dump())
    except Problem as problem:
        return _page(request, row, form.refused(problem), problem.status)
    return http.go(request, "/settings/organisation", toast=Toast(_("Saved.")))


async def _row(request: Request) -> dict[str, Any]:
    async with http.tx(request) as tx:
        row = await tx.row(organizations.q.find)
    if row is None:
        raise NOT_FOUND()
    return row


def _page(request: Request, row: dict[str, Any], form: forms.Form[Organisation], status: int = 200) -> Response:
    context = OrganisationPage(
        groups=groups(request),
        form=form,
        slug=row["slug"],
        may_edit=http.who(request).org_role in ADMINS,
        currencies=[(code, f"{code} · {name}") for code, name in regions.currencies().items()],
        countries=list(regions.countries().items()),
        timezones=[(zone, zone.replace("_", " ")) for zone in regions.timezones()],
        tongues=list(i18n.languages().items()),
        visibilities=[
            ("all-read", str(_("Everyone sees all records, and edits their own"))),
            ("team", str(_("People see their own and their team's records"))),
            ("own", str(_("People see only their own records, and those assigned to them"))),
        ],
    )
    return render.page(request, "office/settings_organisation.html", context, status=status)


ROUTES = [
    Route("/settings/organisation", show, methods=["GET"]),
    Route("/settings/organisation", save, methods=["POST"]),
]
