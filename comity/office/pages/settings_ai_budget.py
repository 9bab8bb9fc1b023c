"""/settings/ai/budget: the month's limit, what is used and held back, what is asked now or waits.  seed: AC08, AC09"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import ledger
from comity.core.errors import NOT_FOUND
from comity.core.roles import ADMINS
from comity.core.work import start
from comity.office import ai_insight, ai_names, ai_upkeep, plans
from comity.office.ai_insight import Desk
from comity.office.settings import Groups, groups
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE: Final = "/settings/ai/budget"


class Limit(BaseModel):
    """The form."""

    monthly_limit: Decimal = Field(ge=0, le=1_000_000, max_digits=9, decimal_places=2)


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Money and queue."""

    groups: Groups
    desk: Desk
    form: forms.Form[Limit]
    titles: dict[str, str]
    plans: dict[str, str]


async def show(request: Request) -> Response:
    """GET /settings/ai/budget."""
    return await _page(request, None)


async def save(request: Request) -> Response:
    """POST /settings/ai/budget: another limit; what waited for a budget is started."""
    http.only(request, ADMINS)
    form = await forms.check(request, Limit)
    if form.model is None:
        return await _page(request, form, status=422)
    async with http.tx(request) as tx:
        await tx.run(ai_insight.q.limit, most=form.model.monthly_limit)
        await start(tx, ai_upkeep.release, {})
    return http.go(request, HERE, toast=Toast(_("Saved.")))


async def stop(request: Request) -> Response:
    """POST /settings/ai/requests/{id}/stop."""
    http.only(request, ADMINS)
    async with http.tx(request) as tx:
        if not await tx.value(ledger.q.cancel, id=request.path_params["id"]):
            raise NOT_FOUND()
    return http.go(request, HERE, toast=Toast(_("Stopped.")))


async def _page(request: Request, form: forms.Form[Limit] | None, status: int = 200) -> Response:
    http.only(request, ADMINS)
    ai_names.learn(request.app.state.plates)
    async with http.tx(request) as tx:
        desk = await ai_insight.desk(tx)
    names = {row["agent"] for row in (*desk.under_way, *desk.by_agent)}
    shown = form or forms.blank(Limit, {"monthly_limit": f"{desk.limit:.2f}"})
    context = BudgetPage(groups(request), desk, shown, {name: ai_names.title_of(name) for name in names}, plans.NAMES)
    return render.page(request, "office/settings_ai_budget.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, save, methods=["POST"]),
    Route("/settings/ai/requests/{id:uuid}/stop", stop, methods=["POST"]),
]
