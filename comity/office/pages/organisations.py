"""/organizations: every organisation one belongs to, switching between them, and starting another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_ALLOWED, NOT_FOUND
from comity.office import organizations
from comity.platform.auth import callers, sessions
from comity.platform.auth.gateway import COOKIE
from comity.web import forms, http, render


class NewOrganisation(BaseModel):
    """What is typed to start another organisation."""

    name: str = Field(max_length=200)


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    """All of somebody's organisations; `here` is the present one."""

    organisations: Sequence[dict[str, Any]]
    closed: Sequence[dict[str, Any]]
    here: UUID | None
    form: forms.Form[NewOrganisation]
    may_start: bool


@dataclass(frozen=True, slots=True)
class OrganisationsMenu:
    """The same, as the shell's menu."""

    organisations: Sequence[dict[str, Any]]
    here: UUID | None


async def show(request: Request) -> Response:
    """The list; also where somebody without any organisation lands."""
    return await _page(request, forms.blank(NewOrganisation))


async def menu(request: Request) -> Response:
    """The shell's menu."""
    context = OrganisationsMenu(await _mine(request), http.who(request).org_id)
    return render.fragment(request, "office/_organisations_menu.html", context)


async def switch(request: Request) -> Response:
    """Works in another organisation from now on, in this session."""
    identity, who, org_id = request.state.identity, http.who(request), request.path_params["id"]
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        if await tx.row(sessions.q.membership, person=who.user_id, org=org_id) is None:
            raise NOT_FOUND()
        await tx.run(sessions.q.choose_organisation, id=who.session_id, person=who.user_id, org=org_id)
    callers.forget(identity, cookie=request.cookies.get(COOKIE))
    return http.go(request, "/")


async def start(request: Request) -> Response:
    """Another organisation, with its own seeds, owned by whoever asks."""
    identity, who = request.state.identity, http.who(request)
    if not identity.policy.signup:
        raise NOT_ALLOWED()
    form = await forms.check(request, NewOrganisation)
    if form.model is None or who.user_id is None:
        return await _page(request, form, 422)
    org_id = await organizations.start(identity, who, form.model.name)
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        await tx.run(sessions.q.choose_organisation, id=who.session_id, person=who.user_id, org=org_id)
    callers.forget(identity, cookie=request.cookies.get(COOKIE))
    return http.go(request, "/")


async def _mine(request: Request) -> list[dict[str, Any]]:
    identity, who = request.state.identity, http.who(request)
    if who.user_id is None:
        return []
    async with identity.db.acting(identity.house_keeper()) as tx:
        return await organizations.of_person(tx, who.user_id)


async def _page(request: Request, form: forms.Form[NewOrganisation], status: int = 200) -> Response:
    identity, who = request.state.identity, http.who(request)
    async with identity.db.acting(identity.house_keeper()) as tx:
        mine = await organizations.of_person(tx, who.user_id) if who.user_id else []
        closed = await organizations.closed_of(tx, who.user_id) if who.user_id else []
    context = OrganisationsPage(mine, closed, who.org_id, form, identity.policy.signup)
    return render.page(request, "office/organisations.html", context, status=status)


ROUTES = [
    Route("/organizations", show, methods=["GET"]),
    Route("/organizations", start, methods=["POST"]),
    Route("/organizations/menu", menu, methods=["GET"]),
    Route("/organizations/{id:uuid}/switch", switch, methods=["POST"]),
]
