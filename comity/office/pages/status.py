"""/status: how everything is and was in ninety days, and what the operator says; open to all by a setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_ALLOWED
from comity.office.status import history, incidents
from comity.office.status.history import Component
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.session import to_sign_in

HERE = "/status"


class Incident(BaseModel):
    """What the operator says."""

    title: str = Field(max_length=200)
    body: str = Field(default="", max_length=4000)
    impact: Literal["maintenance", "minor", "major"] = "minor"


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Everything Comity leans on."""

    components: Sequence[Component]
    incidents: Sequence[Mapping[str, Any]]
    may_tell: bool
    signed_in: bool

    @property
    def down(self) -> list[Component]:
        """What is not well now."""
        return [one for one in self.components if one.state == "down"]


async def show(request: Request) -> Response:
    """GET /status"""
    who, settings = http.who(request), request.state.settings
    if who.user_id is None and not settings.status_public:
        return to_sign_in(request)
    db = request.state.db
    may_tell = incidents.is_operator(settings, who)
    page = StatusPage(await history.components(db), await incidents.recent(db), may_tell, who.user_id is not None)
    return render.page(request, "office/status.html", page)


async def tell(request: Request) -> Response:
    """POST /status/incidents, and /status/incidents/{id}"""
    _only_operators(request)
    typed, who = await forms.read(request, Incident), http.who(request)
    known = request.path_params.get("id")
    if known:
        await incidents.change(request.state.db, known, typed.title, typed.body, typed.impact)
    else:
        await incidents.tell(request.state.db, typed.title, typed.body, typed.impact, who.email or "")
    return await _done(request, _("Everybody can read it now."))


async def resolve(request: Request) -> Response:
    """POST /status/incidents/{id}/resolution"""
    _only_operators(request)
    await incidents.resolve(request.state.db, request.path_params["id"])
    return await _done(request, _("Good to hear."))


def _only_operators(request: Request) -> None:
    if not incidents.is_operator(request.state.settings, http.who(request)):
        raise NOT_ALLOWED()


async def _done(request: Request, said: str) -> Response:
    await request.state.board.refresh(request.state.db)
    return http.go(request, HERE, toast=Toast(said))


ROUTES = [
    Route(HERE, show, methods=["GET"], name="status"),
    Route(HERE + "/incidents", tell, methods=["POST"]),
    Route(HERE + "/incidents/{id:uuid}", tell, methods=["POST"]),
    Route(HERE + "/incidents/{id:uuid}/resolution", resolve, methods=["POST"]),
]
