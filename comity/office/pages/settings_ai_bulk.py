"""/settings/ai/bulk: one agent on many records, for a price that is shown before.  seed: AC05, AC08"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.office import ai_bulk
from comity.office.ai_bulk import Bulk, Quote
from comity.office.settings import Groups, groups
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE: Final = "/settings/ai/bulk"


class Choice(BaseModel):
    """Which records: since when, and whether those done before too."""

    since: date | None = None
    again: bool = False


class Ordered(Choice):
    """The same, with the price that was shown."""

    most_usd: float = Field(ge=0, le=1_000_000)


@dataclass(frozen=True, slots=True)
class BulkPage:
    """What can be done to many; for one of them, what it would cost."""

    groups: Groups
    offers: Sequence[Bulk]
    form: forms.Form[Choice]
    chosen: Bulk | None = None
    quote: Quote | None = None
    problem: str = ""


async def show(request: Request) -> Response:
    """GET /settings/ai/bulk."""
    http.only(request, ADMINS)
    context = BulkPage(groups(request), ai_bulk.offers(), forms.blank(Choice))
    return render.page(request, "office/settings_ai_bulk.html", context)


async def price(request: Request) -> Response:
    """GET /settings/ai/bulk/{name}: what it would do and cost; nothing is asked yet."""
    http.only(request, ADMINS)
    chosen = ai_bulk.offer(request.path_params["name"])
    form = _chosen(request)
    found = None
    if form.model is not None:
        found = await ai_bulk.quote(
            request.state.db, http.who(request), chosen.name, form.model.since, form.model.again
        )
    context = BulkPage(groups(request), [chosen], form, chosen, found)
    return render.page(request, "office/settings_ai_bulk.html", context, status=200 if form.model else 422)


def _chosen(request: Request) -> forms.Form[Choice]:
    given = {name: request.query_params[name] for name in Choice.model_fields if request.query_params.get(name)}
    try:
        return forms.Form(given, {}, Choice.model_validate(given))
    except ValidationError:
        return forms.Form(given, {"since": str(_("Please enter a date."))})


async def order(request: Request) -> Response:
    """POST /settings/ai/bulk/{name}: it begins, for no more than was shown."""
    http.only(request, ADMINS)
    name = ai_bulk.offer(request.path_params["name"]).name
    given = await forms.read(request, Ordered)
    _job, now = await ai_bulk.begin(request.state.db, http.who(request), name, given.most_usd, given.since, given.again)
    note = _("It has begun, on {n} records. The tray shows how far it is.").format(n=len(now.records))
    return http.go(request, "/settings/ai/budget", toast=Toast(note))


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{name}", price, methods=["GET"]),
    Route(HERE + "/{name}", order, methods=["POST"]),
]
