"""/oauth/consent: a program asks for access, and its user says yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.platform.auth import callers
from comity.platform.auth.oauth_server import authorizations, clients
from comity.web import forms, http, problems, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/oauth/consent"
_SCOPES = {
    "openid": _("know who you are"),
    "email": _("see your address"),
    "profile": _("see your name and picture"),
    "phone": _("see your phone number"),
}


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """What is asked; `url` once it was answered."""

    id: str
    program: str
    place: str
    email: str
    organisation: str
    scopes: Sequence[str]
    url: str = ""


async def show(request: Request) -> Response:
    """What the program asks."""
    try:
        asked = await _asked(request)
    except Problem:
        return _gone(request)
    return _page(request, asked)


async def answer(request: Request) -> Response:
    """Yes or no. The way back is a link: a form may not lead to other sites (CSP form-action)."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    agreed = (await forms.sent(request)).get("action") == "approve"
    try:
        asked = await _asked(request)
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            url = await authorizations.decide(tx, asked["id"], who.user_id, who.session_id, agreed=agreed)
    except Problem:
        return _gone(request)
    return _page(request, asked, url=url)


async def revoke(request: Request) -> Response:
    """Takes a program's access back."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        await tx.run(clients.q.revoke, person=who.user_id, client=request.path_params["id"])
    callers.forget_person(identity, who.user_id)
    return http.go(request, "/settings/sessions", toast=Toast(_("The program has no access any more."), "neutral"))


async def _asked(request: Request) -> dict[str, Any]:
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    wanted = callers.uuid_or_none(request.query_params.get("authorization_id"))
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        return await authorizations.find(tx, wanted, who.user_id)


def _page(request: Request, asked: dict[str, Any], *, url: str = "") -> Response:
    parts, who = urlsplit(asked["redirect_uri"]), http.who(request)
    context = ConsentPage(
        id=str(asked["id"]),
        program=asked["client_name"] or str(_("A program without a name")),
        place=parts.hostname or f"{parts.scheme}:",
        email=who.email or "",
        organisation=str(who.claims.get("org_name") or ""),
        scopes=[str(_(_SCOPES[scope])) for scope in asked["scope"].split() if scope in _SCOPES],
        url=url,
    )
    response = render.page(request, "office/oauth_consent.html", context)
    response.headers["cache-control"] = "no-store"
    return response


def _gone(request: Request) -> Response:
    return problems.error_page(request, 404, str(_("This request was answered already, or is too old. Start again.")))


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, answer, methods=["POST"]),
    Route("/settings/sessions/programs/{id:uuid}/removal", revoke, methods=["POST"]),
]
