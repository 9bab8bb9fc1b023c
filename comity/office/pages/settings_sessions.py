"""/settings/sessions: every place one is signed in, and signing them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND
from comity.office import browsers
from comity.office.settings import Groups, groups
from comity.platform.auth import callers, sessions, users
from comity.platform.auth.oauth_server import clients
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/sessions"


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Places, the present one marked."""

    groups: Groups
    sessions: Sequence[dict[str, Any]]
    here: UUID | None
    programs: Sequence[dict[str, Any]]


async def show(request: Request) -> Response:
    """Every place."""
    identity, who = request.state.identity, http.who(request)
    async with identity.db.acting(identity.house_keeper()) as tx:
        rows = await tx.rows(sessions.q.of_user, person=who.user_id, idle=identity.policy.idle)
        programs = await tx.rows(clients.q.grants, person=who.user_id)
    places = [{**row, "browser": row["client_name"] or browsers.name(row["user_agent"])} for row in rows]
    context = SessionsPage(groups(request), places, who.session_id, programs)
    return render.page(request, "office/settings_sessions.html", context)


async def end(request: Request) -> Response:
    """Signs one place out."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        if not await tx.rows(sessions.q.end_one, id=request.path_params["id"], person=who.user_id):
            raise NOT_FOUND()
        await users.log(tx, "logout", who.user_id, {"scope": "one"}, who.org_id)
    callers.forget_person(identity, who.user_id)
    return http.go(request, HERE, toast=Toast(_("Signed out there, within seconds."), "neutral"))


async def end_others(request: Request) -> Response:
    """Signs every other place out."""
    identity, who = request.state.identity, http.who(request)
    assert who.user_id is not None
    async with identity.db.acting(identity.house_keeper(like=who)) as tx:
        await tx.run(sessions.q.end_others, person=who.user_id, keep=who.session_id)
        await users.log(tx, "logout", who.user_id, {"scope": "others"}, who.org_id)
    callers.forget_person(identity, who.user_id)
    return http.go(request, HERE, toast=Toast(_("Signed out everywhere else, within seconds."), "neutral"))


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route("/settings/sessions/{id:uuid}/end", end, methods=["POST"]),
    Route("/settings/sessions/others/end", end_others, methods=["POST"]),
]
