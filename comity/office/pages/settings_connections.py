"""/settings/connections: one's accounts with outside services, connected by OAuth.  seed: D29"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import ADMINS
from comity.office.connections import flow, provider
from comity.office.connections.apps import App, offered
from comity.office.connections.problems import Unfit
from comity.office.settings import Groups, groups
from comity.platform.outside import OutsideFailure
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.session import is_same_origin

HERE = "/settings/connections"


@dataclass(frozen=True, slots=True)
class Shown:
    """A provider, and the account with it."""

    name: str
    title: str
    row: Mapping[str, Any] | None
    offered: bool


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """Everything one can connect with; admins are told what to register where."""

    groups: Groups
    accounts: Sequence[Shown]
    admin: bool
    callback: str


async def show(request: Request) -> Response:
    """The accounts."""
    db, who = request.state.db, http.who(request)
    apps: dict[str, App] = {app.name: app for app in await offered(db, who)}
    rows = await flow.mine(db, who)
    accounts = [Shown(app.name, app.title, rows.get(app.name), offered=True) for app in apps.values()]
    accounts += [Shown(name, name.title(), row, offered=False) for name, row in rows.items() if name not in apps]
    admin = who.org_role in ADMINS
    context = ConnectionsPage(groups(request), accounts, admin, flow.callback_of(_site(request), "{name}"))
    return render.page(request, "office/settings_connections.html", context)


async def begin(request: Request) -> Response:
    """Off to the provider: by a link, for a form may not lead to other sites (CSP); only from a page of ours."""
    if not is_same_origin(request):
        return RedirectResponse(HERE, 303)
    try:
        url = await flow.begin(request.state.db, http.who(request), request.path_params["provider"], _site(request))
    except (Unfit, OutsideFailure) as error:
        return _failed(request, provider.sentence(error))
    return http.go(request, url)


async def back(request: Request) -> Response:
    """Back from the provider; where to next is ours to say, whatever the address asks."""
    said = {name: value[:4000] for name, value in request.query_params.items()}
    name = request.path_params["provider"]
    try:
        account = await flow.finish(request.state.db, http.who(request), name, _site(request), said)
    except Problem as problem:
        return _failed(request, problem.sentence)
    except (Unfit, OutsideFailure) as error:
        return _failed(request, provider.sentence(error))
    return http.go(request, HERE, toast=Toast(_("Connected: {account}").format(account=account)))


async def remove(request: Request) -> Response:
    """No longer connected."""
    told = await flow.disconnect(request.state.db, http.who(request), request.path_params["provider"])
    said = _("Disconnected, and the provider was told.") if told else _("Disconnected. The provider could not be told.")
    return http.go(request, HERE, toast=Toast(said, "neutral"))


def _failed(request: Request, sentence: str) -> Response:
    return http.go(request, HERE, toast=Toast(_("Not connected: {why}").format(why=sentence), "danger"))


def _site(request: Request) -> str:
    site: str = request.state.settings.site_url
    return site


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{provider:str}/begin", begin, methods=["GET"]),
    Route(HERE + "/{provider:str}/callback", back, methods=["GET"]),
    Route(HERE + "/{provider:str}/removal", remove, methods=["POST"]),
]
