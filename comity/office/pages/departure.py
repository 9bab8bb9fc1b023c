"""Leaving an organisation, deleting it, and taking it back.  seed: A20"""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_ALLOWED
from comity.office import members, organizations
from comity.platform.auth import callers
from comity.web import forms, http
from comity.web.formats import day
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/organizations"


class Confirmation(BaseModel):
    """The short name, typed to show that it is meant."""

    slug: str = Field(max_length=100)


async def leave(request: Request) -> Response:
    """Ends one's own membership."""
    who = http.who(request)
    if who.user_id is None or who.org_id is None:
        raise NOT_ALLOWED()
    async with http.tx(request) as tx:
        await members.leave(tx)
    callers.forget_person(request.state.identity, who.user_id)
    return http.go(request, HERE, toast=Toast(_("You have left the organisation."), "neutral"))


async def close(request: Request) -> Response:
    """Deletes the organisation; thirty days long it can be taken back."""
    who = http.who(request)
    typed = await forms.read(request, Confirmation)
    if who.org_id is None:
        raise NOT_ALLOWED()
    async with http.tx(request) as tx:
        until = await organizations.close(tx, typed.slug)
    callers.forget_organisation(request.state.identity, who.org_id)
    note = _("The organisation is deleted. Until {day} you can take it back here.").format(day=day(until))
    return http.go(request, HERE, toast=Toast(note, "neutral"))


async def reopen(request: Request) -> Response:
    """Takes it back, with everybody who belonged to it."""
    who = http.who(request)
    if who.user_id is None:
        raise NOT_ALLOWED()
    async with http.tx(request) as tx:
        await organizations.reopen(tx, request.path_params["id"])
    callers.forget_person(request.state.identity, who.user_id)
    return http.go(request, HERE, toast=Toast(_("It is there again, with everybody who belonged to it.")))


ROUTES = [
    Route("/settings/organisation/departure", leave, methods=["POST"]),
    Route("/settings/organisation/closure", close, methods=["POST"]),
    Route("/organizations/{id:uuid}/reopening", reopen, methods=["POST"]),
]
