"""/settings/members: who belongs here, in which role and team; invitations.  seed: B02, B15, B21"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import ADMINS, ROLES, OrgRole
from comity.office import invitations, members, teams
from comity.office.settings import Groups, groups
from comity.platform.auth import callers
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/members"


class Invite(BaseModel):
    """What is typed to invite somebody."""

    email: str = Field(max_length=255)
    role: OrgRole = "rep"
    team_id: UUID | None = None


class Change(BaseModel):
    """Another role or team of a member."""

    role: OrgRole
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Members and open invitations."""

    groups: Groups
    members: Sequence[dict[str, Any]]
    invitations: Sequence[dict[str, Any]]
    form: forms.Form[Invite]
    roles: Sequence[tuple[str, str]]
    teams: Sequence[tuple[str, str]]
    may_manage: bool
    myself: UUID | None
    role_names: dict[str, str]


async def show(request: Request) -> Response:
    """Everyone."""
    return await _page(request, forms.blank(Invite))


async def invite(request: Request) -> Response:
    """Sends an invitation."""
    form = await forms.check(request, Invite)
    if form.model is None:
        return await _page(request, form, 422)
    site_url = request.state.identity.policy.site_url
    try:
        async with http.tx(request) as tx:
            await invitations.invite(tx, site_url, form.model.email, form.model.role, form.model.team_id)
    except Problem as problem:
        return await _page(request, form.refused(problem), problem.status)
    note = _("{email} is invited.").format(email=form.model.email)
    where = "/outbox" if not request.state.settings.mail_leaves else None
    return http.go(request, HERE, toast=Toast(note, href=where))


async def withdraw(request: Request) -> Response:
    """Takes an invitation back."""
    async with http.tx(request) as tx:
        await invitations.withdraw(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("The invitation is withdrawn."), "neutral"))


async def change(request: Request) -> Response:
    """Another role or team."""
    typed = await forms.read(request, Change)
    async with http.tx(request) as tx:
        member = await members.find(tx, request.path_params["id"])
        await members.change(tx, member["id"], typed.role, typed.team_id)
    callers.forget_person(request.state.identity, member["user_id"])
    return http.go(request, HERE, toast=Toast(_("Changed. It holds everywhere within a minute.")))


async def remove(request: Request) -> Response:
    """Ends a membership; what the member did keeps their name."""
    async with http.tx(request) as tx:
        member = await members.find(tx, request.path_params["id"])
        await members.remove(tx, member["id"])
    callers.forget_person(request.state.identity, member["user_id"])
    note = _("{name} is no longer a member.").format(name=member["name"] or member["email"])
    return http.go(request, HERE, toast=Toast(note, "neutral"))


async def _page(request: Request, form: forms.Form[Invite], status: int = 200) -> Response:
    who = http.who(request)
    may_manage = who.org_role in ADMINS
    async with http.tx(request) as tx:
        everyone = await members.everyone(tx)
        all_teams = await teams.everyone(tx)
        still_open = await invitations.still_open(tx) if may_manage else []
    names: dict[str, str] = {role: str(invitations.role_name(role)) for role in ROLES}
    grantable = [role for role in ROLES if role != "owner" or who.org_role == "owner"]
    context = MembersPage(
        groups=groups(request),
        members=everyone,
        invitations=still_open,
        form=form,
        roles=[(role, names[role]) for role in grantable],
        teams=[(str(team["id"]), team["name"]) for team in all_teams],
        may_manage=may_manage,
        myself=who.user_id,
        role_names=names,
    )
    return render.page(request, "office/settings_members.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, invite, methods=["POST"]),
    Route("/settings/members/{id:uuid}", change, methods=["POST"]),
    Route("/settings/members/{id:uuid}/removal", remove, methods=["POST"]),
    Route("/settings/invitations/{id:uuid}/withdrawal", withdraw, methods=["POST"]),
]
