"""/settings/keys: keys for programs, and where the wire is.  seed: SC06"""

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
from comity.core.roles import ROLES, OrgRole
from comity.office import api_keys, invitations
from comity.office.settings import Groups, groups
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/keys"


class NewKey(BaseModel):
    """What is typed to make a key."""

    name: str = Field(max_length=100)
    role: OrgRole = "readonly"
    days: int | None = Field(default=None, ge=1, le=3650)


@dataclass(frozen=True, slots=True)
class KeysPage:
    """Keys; `made` is the new one, shown this once."""

    groups: Groups
    keys: Sequence[dict[str, Any]]
    form: forms.Form[NewKey]
    roles: Sequence[tuple[str, str]]
    lives: Sequence[tuple[str, str]]
    made: str
    mine: UUID | None
    url: str
    publishable: str
    role_names: dict[str, str]


async def show(request: Request) -> Response:
    """Every key one may see."""
    return await _page(request, forms.blank(NewKey, {"role": "readonly", "days": "90"}))


async def create(request: Request) -> Response:
    """Makes a key and shows it once."""
    form = await forms.check(request, NewKey)
    if form.model is None:
        return await _page(request, form, status=422)
    try:
        async with http.tx(request) as tx:
            made = await api_keys.create(tx, form.model.name, form.model.role, form.model.days)
    except Problem as problem:
        return await _page(request, form.refused(problem), status=problem.status)
    return await _page(request, forms.blank(NewKey), made=made)


async def rotate(request: Request) -> Response:
    """Makes the key that takes over, and shows it once."""
    async with http.tx(request) as tx:
        made = await api_keys.rotate(tx, request.path_params["id"])
    return await _page(request, forms.blank(NewKey, {"role": "readonly", "days": "90"}), made=made)


async def delete(request: Request) -> Response:
    """Takes a key away."""
    async with http.tx(request) as tx:
        await api_keys.delete(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("The key opens nothing any more, within seconds."), "neutral"))


async def _page(request: Request, form: forms.Form[NewKey], *, made: str = "", status: int = 200) -> Response:
    identity, role = request.state.identity, http.who(request).org_role or "readonly"
    async with http.tx(request) as tx:
        keys = await api_keys.everyone(tx)
    names: dict[str, str] = {one: str(invitations.role_name(one)) for one in ROLES}
    below = ROLES[ROLES.index(role) :]
    context = KeysPage(
        groups=groups(request),
        keys=keys,
        form=form,
        roles=[(one, names[one]) for one in reversed(below)],
        lives=[("30", str(_("30 days"))), ("90", str(_("90 days"))), ("365", str(_("one year")))],
        made=made,
        mine=http.who(request).user_id,
        url=identity.policy.site_url,
        publishable=identity.keys.publishable,
        role_names=names,
    )
    return render.page(request, "office/settings_keys.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, create, methods=["POST"]),
    Route("/settings/keys/{id:uuid}/rotation", rotate, methods=["POST"]),
    Route("/settings/keys/{id:uuid}/removal", delete, methods=["POST"]),
]
