"""Deal health for those who lead: colours, warnings, what changed since yesterday; its back-test; what it learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.packs.sales import board, call_words, health, health_model, health_rules, health_warnings
from comity.packs.sales.health_backtest import BackTest
from comity.packs.sales.health_learning import Weight
from comity.packs.sales.health_model import Model
from comity.packs.sales.pages.health_card import moved, told
from comity.web import http, render

MOST = 30
COLOURS = ("red", "yellow", "green")
SPANS = (0, 14, 30, 60)


@dataclass(frozen=True, slots=True)
class HealthPage:
    """Every open deal's health at a glance."""

    colours: Mapping[str, Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    moved: Sequence[Mapping[str, Any]]
    deals: Sequence[Mapping[str, Any]]
    currency: str
    people: Sequence[tuple[str, str]]
    owner: str
    warning: str
    color: str
    tab: str = "deals"


@dataclass(frozen=True, slots=True)
class BackTestPage:
    """How past scores foretold outcomes."""

    test: BackTest
    days: int
    spans: Sequence[int] = SPANS
    tab: str = "back-test"


@dataclass(frozen=True, slots=True)
class SignsPage:
    """What own outcomes taught, sign by sign."""

    model: Model
    signs: Sequence[tuple[str, Weight]]
    known: int
    tab: str = "signs"


async def show(request: Request) -> Response:
    """GET /deal-health?owner=&warning=&color="""
    asked = request.query_params
    owner = asked.get("owner", "")
    warning = asked.get("warning", "") if asked.get("warning") in health_warnings.KINDS else ""
    color = asked.get("color", "") if asked.get("color") in COLOURS else ""
    async with http.tx(request) as tx:
        whose = {"owner_id": tx.who.user_id if owner == "me" else http.uuid(owner)}
        wanted = {**whose, "warning": warning or None, "color": color or None, "most": MOST}
        colours, warned, changed, deals, base, people = await tx.many(
            [
                (health.q.colours, whose), (health.q.warned, whose), (health.q.moved, {**whose, "most": 8}),
                (health.q.worst, wanted), (board.q.base_currency, {}), (board.q.people, {}),
            ]
        )  # fmt: skip
    counts = {row["code"]: row for row in warned}
    none = {"deals": 0, "amount_base": 0}
    page = HealthPage(
        colours={name: next((row for row in colours if row["color"] == name), none) for name in COLOURS},
        warnings=[{**none, **counts.get(code, {}), **told({"code": code})} for code in health_warnings.KINDS],
        moved=[{**row, "moved": moved(row["changed_reasons"])} for row in changed],
        deals=[{**row, "warnings": [told({"code": code}) for code in row["health_warnings"]]} for row in deals],
        currency=next(iter(base[0].values())),
        people=[(str(row["user_id"]), row["name"] or row["email"]) for row in people],
        owner=owner,
        warning=warning,
        color=color,
    )
    return render.page(request, "sales/deal_health.html", page, block="health")


async def back_test(request: Request) -> Response:
    """GET /deal-health/back-test?days="""
    days = request.query_params.get("days", "")
    span = int(days) if days.isdigit() and int(days) in SPANS else 0
    async with http.tx(request) as tx:
        test = await health_model.back_test(tx, span)
    return render.page(request, "sales/health_back_test.html", BackTestPage(test, span))


async def signs(request: Request) -> Response:
    """GET /deal-health/signs"""
    async with http.tx(request) as tx:
        model = await health_model.latest(tx)
    known = {weight.code: weight for weight in model.learned.weights}
    every = [
        known.get(code) or Weight(code, points, 0.0, 0.0, points, 0, 0) for code, points in health_rules.PRIOR.items()
    ]
    every.sort(key=lambda w: (-(w.won + w.lost), -abs(w.points), w.code))
    named = [(call_words.sign(w.code), w) for w in every]
    return render.page(request, "sales/health_signs.html", SignsPage(model, named, len(known)))


ROUTES = (
    Route("/deal-health", show, methods=["GET"], name="deal-health"),
    Route("/deal-health/back-test", back_test, methods=["GET"], name="deal-health-back-test"),
    Route("/deal-health/signs", signs, methods=["GET"], name="deal-health-signs"),
)
