"""/verify: where the links of our own mails lead."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.office.pages.sign_in import enter
from comity.platform.auth import verification
from comity.web import http, problems
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

_AFTER = {"recovery": "/reset/password", "invite": "/reset/password", "email_change": "/settings/account"}


async def follow(request: Request) -> Response:
    """Uses the link up: whoever came by it is signed in, and goes where the mail was about."""
    if request.method == "HEAD":  # mail programs look at links before people do
        return Response()
    kind, token = request.query_params.get("type", ""), request.query_params.get("token", "")
    identity, who = request.state.identity, http.who(request)
    try:
        async with identity.db.acting(identity.house_keeper(like=who)) as tx:
            verified = await verification.by_link(identity, tx, kind, token)
    except Problem as problem:
        return problems.error_page(
            request, problem.status, str(_("This link was used already, or is too old. Ask for a new one."))
        )
    if verified.user is None:
        note = Toast(_("Agreed. The other address has to agree too."), "neutral")
        return http.go(request, "/settings/account" if who.user_id else "/sign-in", toast=note)
    return await enter(request, verified.user, verified.method, _AFTER.get(kind, "/"))


ROUTES = [Route("/verify", follow, methods=["GET"])]
