"""/settings/rates: the exchange rates sums are made with, each with its day and source; own rates win.  seed: I04"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field, field_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.office import regions
from comity.office.settings import Groups, groups
from comity.packs.sales import fx
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/rates"


class OwnRate(BaseModel):
    """A rate of one's own."""

    currency: str = Field(pattern="^[A-Z]{3}$")
    day: date
    rate: Decimal = Field(gt=0, lt=10**11, max_digits=20, decimal_places=8)
    source: str = Field(default="", max_length=200)

    @field_validator("rate", mode="before")
    @classmethod
    def _as_typed(cls, value: object) -> object:
        return value.replace(" ", "").replace(",", ".") if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class RatesPage:
    """All rates, and the form for one's own."""

    groups: Groups
    form: forms.Form[OwnRate]
    base: str
    rates: Sequence[dict[str, Any]]
    own: Sequence[dict[str, Any]]
    currencies: Sequence[tuple[str, str]]
    may_edit: bool


async def show(request: Request) -> Response:
    """GET /settings/rates"""
    return await _page(request, forms.blank(OwnRate, {"day": date.today()}))


async def save(request: Request) -> Response:
    """POST /settings/rates: an own rate of a day."""
    form = await forms.check(request, OwnRate)
    if form.model is None:
        return await _page(request, form, 422)
    try:
        async with http.tx(request) as tx:
            await fx.put_own(tx, form.model.currency, form.model.day, form.model.rate, form.model.source)
    except Problem as problem:
        return await _page(request, form.refused(problem), problem.status)
    return http.go(request, HERE, toast=Toast(_("Saved. Amounts entered from now on are counted at this rate.")))


async def remove(request: Request) -> Response:
    """POST /settings/rates/{id}/removal"""
    async with http.tx(request) as tx:
        await fx.drop_own(tx, request.path_params["id"])
    return http.go(request, HERE, toast=Toast(_("Removed. The reference rate holds again."), "neutral"))


async def _page(request: Request, form: forms.Form[OwnRate], status: int = 200) -> Response:
    async with http.tx(request) as tx:
        base, rates = await fx.today(tx)
        own = await fx.own(tx)
    names = regions.currencies()
    context = RatesPage(
        groups=groups(request),
        form=form,
        base=base,
        rates=rates,
        own=own,
        currencies=[(code, f"{code} · {name}") for code, name in names.items() if code != base],
        may_edit=http.who(request).org_role in LEADERS,
    )
    return render.page(request, "sales/rates.html", context, status=status)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE, save, methods=["POST"]),
    Route(HERE + "/{id:uuid}/removal", remove, methods=["POST"]),
]
