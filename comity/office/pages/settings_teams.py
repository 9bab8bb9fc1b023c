"""/settings/teams: who works together.  seed: A19"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import ADMINS
from comity.office import teams
from comity.office.settings import Groups, groups
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/teams"


class TeamName(BaseModel):
    """A team's name."""

    name: str = Field(max_length=100)


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """All teams."""

    groups: Groups
    teams: Sequence[dict[str, Any]]
    form: forms.Form[TeamName]
    may_manage: bool


async def show(request: Request) -> Response:
    """Every team."""
    return await _page(request, forms.blank(TeamName))


async def create(request: Request) -> Response:
    """A new team."""
    form = await forms.check(request, TeamName)
    if form.model is None:
        return await _page(request, form, 422)
    try:
        async with http.tx(request) as tx:
            await teams.create(tx, form.model.name)
    except Problem as problem:
        return await _page(request, form.refused(problem), problem.status)
    return http.go(request, HERE)


async def rename(request: Request) -> Response:
    """Another name."""
    typed = await forms.read(request, TeamName)
    async with http.tx(request) as tx:
        await teams.rename(tx, request.path_params["id"], typed.name)
    return http.go(request, HERE, toast=Toast(_("Renamed.")))


async def dissolve(request: Request) -> Response:
    """Ends a team."""
    async with http.tx(request) as tx:
        await teams.dissolve(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("The team is dissolved; its members stay."), "neutral"))


async def _page(request: Request, form: forms.Form[TeamName], status: int = 200) -> Response:
    async with http.tx(request) as tx:
        everyone = await teams.everyone(tx)
    may_manage = http.who(request).org_role in ADMINS
    context = TeamsPage(groups(request), everyone, form, may_manage)
    return render.page(request, "office/settings_teams.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, create, methods=["POST"]),
    Route("/settings/teams/{id:uuid}", rename, methods=["POST"]),
    Route("/settings/teams/{id:uuid}/dissolution", dissolve, methods=["POST"]),
]
