"""Customer health and upsell triggers: a page over all customers, and a panel on each.  seed: D09-D11, AG08, AG15"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales import customers, upsells
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

COLOURS = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class CustomersPage:
    """Every customer's health, and who may want more."""

    colours: Mapping[str, Mapping[str, Any]]
    customers: Sequence[Mapping[str, Any]]
    triggers: Sequence[Mapping[str, Any]]
    color: str
    tab: str = "customers"


@dataclass(frozen=True, slots=True)
class ContactHealth:
    """One customer's health; nothing where they are none."""

    contact_id: UUID
    score: Mapping[str, Any] | None
    reasons: Sequence[Mapping[str, Any]]
    missing: str
    trend: Sequence[int]
    triggers: Sequence[Mapping[str, Any]]


async def show(request: Request) -> Response:
    """GET /customer-health?color="""
    asked = request.query_params.get("color", "")
    color = asked if asked in COLOURS else ""
    async with http.tx(request) as tx:
        colours, found = await tx.many(
            [(customers.q.colours, {}), (customers.q.worst, {"color": color or None, "most": 30})]
        )
        triggers = await upsells.open_ones(tx)
    none = {"customers": 0, "average": None}
    page = CustomersPage(
        {name: next((row for row in colours if row["color"] == name), none) for name in COLOURS},
        [{**row, "reasons": _told(row["reasons"])[:2]} for row in found],
        [_named(row) for row in triggers],
        color,
    )
    return render.page(request, "sales/customer_health.html", page, block="customers")


async def of_contact(request: Request, tx: Tx, subject_id: UUID) -> ContactHealth:
    """For the contact's page."""
    scores = await customers.history(tx, subject_id)
    triggers = await upsells.open_ones(tx, subject_id, 5)
    latest = scores[0] if scores else None
    return ContactHealth(
        subject_id, latest, _told(latest["reasons"]) if latest else (),
        customers.missing(latest["missing"]) if latest else "",
        [row["score"] for row in reversed(scores)], [_named(row) for row in triggers],
    )  # fmt: skip


async def use(request: Request) -> Response:
    """POST /upsells/{id}/lead"""
    async with http.tx(request) as tx:
        lead_id = await upsells.use(tx, request.path_params["trigger_id"])
    return http.go(request, f"/leads/{lead_id}", toast=Toast(_("A lead was made of it")))


async def dismiss(request: Request) -> Response:
    """POST /upsells/{id}/dismissal"""
    async with http.tx(request) as tx:
        await upsells.dismiss(tx, request.path_params["trigger_id"])
    return http.back(request, "/customer-health", toast=Toast(_("Thrown away")))


def _told(reasons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"quote": None, "call_id": None, "start": None, **r, "words": customers.words(r)} for r in reasons]


def _named(trigger: Mapping[str, Any]) -> dict[str, Any]:
    return {**trigger, "name": upsells.KINDS[trigger["kind"]], "icon": upsells.ICONS[trigger["kind"]]}


PANEL = Panel(on="contact", template="sales/customer_panel.html", load=of_contact, order=15)
ROUTES = (
    Route("/customer-health", show, methods=["GET"], name="customer-health"),
    Route("/upsells/{trigger_id:uuid}/lead", use, methods=["POST"], name="upsell-lead"),
    Route("/upsells/{trigger_id:uuid}/dismissal", dismiss, methods=["POST"], name="upsell-dismiss"),
)
