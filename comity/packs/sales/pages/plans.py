"""Plans: all that are under way, and those of a deal on its page, ticked off as they go.  seed: D17, D18"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales import leads, plan_flow, plans
from comity.web import htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

KINDS = ("intervention", "onboarding")


@dataclass(frozen=True, slots=True)
class PlansPage:
    """Every plan under way."""

    plans: Sequence[Mapping[str, Any]]
    kind: str
    tab: str = "plans"


@dataclass(frozen=True, slots=True)
class LeadPlans:
    """The plans of one deal; `can_onboard` where it was won without one."""

    lead_id: UUID
    plans: Sequence[Mapping[str, Any]]
    can_onboard: bool
    day: Callable[[str], date] = date.fromisoformat


async def show(request: Request) -> Response:
    """GET /plans?kind="""
    kind = request.query_params.get("kind", "")
    async with http.tx(request) as tx:
        found = await plans.active(tx, kind if kind in KINDS else None)  # type: ignore[arg-type]
    return render.page(request, "sales/plans.html", PlansPage(found, kind if kind in KINDS else ""), block="plans")


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> LeadPlans:
    """For the lead's page."""
    found = await plans.of_lead(tx, subject_id)
    deal = await plans.deal_of(tx, subject_id)
    won = deal is not None and deal["status"] == "won" and not any(p["kind"] == "onboarding" for p in found)
    return LeadPlans(subject_id, found, won)


async def tick(request: Request) -> Response:
    """POST /plans/{id}/steps/{task}/completion and /reopening"""
    plan_id, task_id = request.path_params["plan_id"], request.path_params["task_id"]
    async with http.tx(request) as tx:
        lead_id = await plans.tick(tx, plan_id, task_id, request.url.path.endswith("/completion"))
        page = await of_lead(request, tx, lead_id)
    if htmx.wants_fragment(request):
        return render.fragment(request, "sales/plans_panel.html", page)
    return http.go(request, f"/leads/{lead_id}#lead-plans")


async def give_up(request: Request) -> Response:
    """POST /plans/{id}/end"""
    async with http.tx(request) as tx:
        lead_id = await plans.give_up(tx, request.path_params["plan_id"])
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("The plan was ended; its tasks stay.")))


async def onboard(request: Request) -> Response:
    """POST /leads/{id}/onboarding"""
    lead_id = request.path_params["lead_id"]
    async with http.tx(request) as tx:
        await leads.find(tx, lead_id)
        await plan_flow.onboard(tx, lead_id)
    return http.go(request, f"/leads/{lead_id}#lead-plans")


PANEL = Panel(on="lead", template="sales/plans_panel.html", load=of_lead, order=12)
_STEP = "/plans/{plan_id:uuid}/steps/{task_id:uuid}"
ROUTES = (
    Route("/plans", show, methods=["GET"], name="plans"),
    Route(_STEP + "/completion", tick, methods=["POST"], name="plan-step-done"),
    Route(_STEP + "/reopening", tick, methods=["POST"], name="plan-step-open"),
    Route("/plans/{plan_id:uuid}/end", give_up, methods=["POST"], name="plan-end"),
    Route("/leads/{lead_id:uuid}/onboarding", onboard, methods=["POST"], name="lead-onboarding"),
)
