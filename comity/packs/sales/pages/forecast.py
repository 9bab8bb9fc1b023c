"""The forecast page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.packs.sales import board, forecast, forecast_range
from comity.packs.sales.forecast import Asked, Forecast
from comity.packs.sales.forecast_range import Accuracy, Range
from comity.web import http, render
from comity.web.i18n import gettext as _

_SPANS = {"": _("Any time"), "month": _("This month"), "quarter": _("This quarter"), "year": _("This year")}


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """A forecast, and what part of it was asked for."""

    forecast: Forecast
    owner: str
    span: str
    spans: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]]
    ranges: Sequence[Range] = ()

    @property
    def by_month(self) -> Mapping[date, Range]:
        """The range of each month that is ahead."""
        return {one.month: one for one in self.ranges}

    @property
    def most(self) -> float:
        """The tallest month: what bars are measured by."""
        months = self.forecast.months
        return max([float(max(month.amount_base, month.won_base)) for month in months] + [1.0])


@dataclass(frozen=True, slots=True)
class AccuracyPage:
    """How past forecasts held."""

    found: Accuracy
    pipeline: board.Pipeline
    pipelines: Sequence[board.Pipeline]
    currency: str


async def show(request: Request) -> Response:
    """GET /forecast?pipeline=&owner=&span="""
    asked = request.query_params
    owner, span = asked.get("owner", ""), asked.get("span", "") if asked.get("span") in _SPANS else ""
    async with http.tx(request) as tx:
        pipelines = await board.pipelines(tx)
        chosen = board.choose(pipelines, http.uuid(asked.get("pipeline")))
        if chosen is None:
            return http.go(request, "/board")
        owner_id = tx.who.user_id if owner == "me" else http.uuid(owner)
        shown = await forecast.show(tx, chosen, pipelines, Asked(owner_id, *_span(span, date.today())))
        ahead = await forecast_range.ranges(tx, chosen.id, owner_id)
        people = [(str(row["user_id"]), row["name"] or row["email"]) for row in await tx.rows(board.q.people)]
    spans = [(key, str(text)) for key, text in _SPANS.items()]
    return render.page(
        request, "sales/forecast.html", ForecastPage(shown, owner, span, spans, people, ahead), block="forecast"
    )


def _span(name: str, today: date) -> tuple[date | None, date | None]:
    """The first day of a span and the first day after it."""
    first = today.replace(day=1)
    if name == "month":
        return first, (first + timedelta(days=32)).replace(day=1)
    if name == "quarter":
        start = first.replace(month=(today.month - 1) // 3 * 3 + 1)
        return start, (start + timedelta(days=95)).replace(day=1)
    if name == "year":
        return date(today.year, 1, 1), date(today.year + 1, 1, 1)
    return None, None


async def accuracy(request: Request) -> Response:
    """GET /forecast/accuracy?pipeline="""
    async with http.tx(request) as tx:
        pipelines = await board.pipelines(tx)
        chosen = board.choose(pipelines, http.uuid(request.query_params.get("pipeline")))
        if chosen is None:
            return http.go(request, "/board")
        found = await forecast_range.accuracy(tx, chosen.id)
        currency = await tx.value(board.q.base_currency)
    return render.page(request, "sales/forecast_accuracy.html", AccuracyPage(found, chosen, pipelines, currency))


ROUTES = (
    Route("/forecast", show, name="forecast"),
    Route("/forecast/accuracy", accuracy, name="forecast-accuracy"),
)
