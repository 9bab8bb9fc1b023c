"""/feedback: tell us about a page; /settings/feedback: what was told, for owners and admins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.office import feedback
from comity.office.settings import Groups, groups
from comity.web import forms, htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/feedback"
KINDS = (("problem", _("Something does not work")), ("idea", _("An idea")), ("praise", _("This is good")))


class Told(BaseModel):
    """What somebody says, and about which page and request."""

    kind: Literal["problem", "idea", "praise"] = "problem"
    body: str = Field(max_length=4000)
    page: str = Field(default="", max_length=2000)
    request: str | None = Field(default=None, max_length=100, pattern=r"^[A-Za-z0-9._-]*$")


@dataclass(frozen=True, slots=True)
class TellPage:
    """The form."""

    form: forms.Form[Told]
    kinds: Sequence[tuple[str, str]] = KINDS


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """What was told."""

    groups: Groups
    told: Sequence[Mapping[str, Any]]
    kinds: Mapping[str, str]


async def form(request: Request) -> Response:
    """GET /feedback: the dialog, or without scripts a page."""
    about = http.local_path(request.headers.get("hx-current-url") or request.headers.get("referer"), request) or "/"
    known = {"page": about, "request": request.query_params.get("request", "")}
    page = TellPage(forms.blank(Told, known))
    if htmx.wants_fragment(request):
        return render.fragment(request, "office/_feedback.html", page)
    return render.page(request, "office/feedback.html", page)


async def tell(request: Request) -> Response:
    """POST /feedback"""
    typed = await forms.check(request, Told)
    if typed.model is None:
        return render.page(request, "office/feedback.html", TellPage(typed), status=422)
    said, browser = typed.model, request.headers.get("user-agent")
    about = http.local_path(said.page, request) or "/"
    async with http.tx(request) as tx:
        await feedback.tell(
            tx,
            said.kind,
            said.body,
            page=about,
            request_id=said.request or http.who(request).request_id,
            browser=browser,
        )
    return http.go(request, about, toast=Toast(_("Thank you. It is with the people who look after Comity here.")))


async def show(request: Request) -> Response:
    """GET /settings/feedback"""
    http.only(request, ADMINS)
    async with http.tx(request) as tx:
        told = await feedback.everything(tx)
    return render.page(request, "office/settings_feedback.html", FeedbackPage(groups(request), told, dict(KINDS)))


async def close(request: Request) -> Response:
    """POST /settings/feedback/{id}/closure and /reopening"""
    done = request.url.path.endswith("/closure")
    async with http.tx(request) as tx:
        await feedback.close(tx, request.path_params["id"], done=done)
    return http.go(request, HERE, toast=Toast(_("Done") if done else _("Open again")))


ROUTES = [
    Route("/feedback", form, methods=["GET"], name="feedback"),
    Route("/feedback", tell, methods=["POST"]),
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{id:uuid}/closure", close, methods=["POST"]),
    Route(HERE + "/{id:uuid}/reopening", close, methods=["POST"]),
]
