"""A page with every component on it: to look at, to copy from, and for the accessibility test. Only in development."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.web import forms, htmx, http, render
from comity.web.filters import Field as FilterField
from comity.web.filters import Filters, typed
from comity.web.forms import Form
from comity.web.grid import Column, Grid, wanted
from comity.web.htmx import Toast


class Sample(BaseModel):
    """A form with one of each."""

    name: str = Field(min_length=2, max_length=80)
    email: str = Field(pattern=r"^\S+@\S+\.\S+$")
    budget: int = Field(50_000, ge=0)
    currency: str = "EUR"
    stage: str = "qualified"
    note: str = ""
    news: bool = False


@dataclass(frozen=True, slots=True)
class Gallery:
    """What the gallery shows."""

    form: Form[Any]
    wrong: Form[Any]
    now: datetime
    people: list[dict[str, Any]]
    grid: Grid
    filters: Filters


_PEOPLE = [
    ("Amélie Laurent", "Maison Laurent", "Paris", 84000, "EUR", 86, "Négociation"),
    ("Hiroshi Tanaka", "Ginza Timepieces", "Tokyo", 12500000, "JPY", 64, "Qualified"),
    ("Beatrice Fontana", "Fontana Gioielli", "Milan", 42500.5, "EUR", 31, "Proposal"),
    ("Oluwaseun Adeyemi", "Lagos Atelier", "Lagos", 18200, "USD", 72, "Qualified"),
    ("Sophie von Hohenberg-Wittelsbach", "Hohenberg Immobilien GmbH & Co. KG", "München", 1250000, "EUR", None, "New"),
]


_COLUMNS = (
    Column("name", "Name", main=True, order="name"),
    Column("company", "Company", order="company", edit=True),
    Column("city", "City", order="city", edit=True),
    Column("stage", "Stage", "choice", edit=True, options="g-stages"),
    Column("amount", "Amount", "money", order="amount", edit=True),
    Column("health", "Health", "number", order="health"),
    Column("last", "Last contact", "instant", order="last"),
    Column("id", "Number", "number", default=False),
)
_FIELDS = (
    FilterField("city", "City"),
    FilterField("stage", "Stage", "choice", [("new", "New"), ("qualified", "Qualified"), ("proposal", "Proposal")]),
    FilterField("amount", "Amount", "money", currency="EUR"),
    FilterField("last", "Last contact", "instant"),
    FilterField("tags", "Tags", "tags"),
)
_PATH = "/dev/gallery"
_QUERY = "or=(city.eq.Paris,city.eq.Milan)&amount=gte.10000&order=name.asc"


def sample(query: str = _QUERY, keys: Sequence[str] = ()) -> Gallery:
    """Data that looks like a customer's: long names, odd currencies, missing values."""
    now = datetime.now(UTC)
    people = [
        {
            "id": index, "name": name, "company": company, "city": city, "amount": amount, "currency": currency,
            "health": health, "stage": stage, "last": now - timedelta(days=index * 9, hours=index * 5),
        }
        for index, (name, company, city, amount, currency, health, stage) in enumerate(_PEOPLE)
    ]  # fmt: skip
    given = {"name": "A", "email": "not an address", "budget": "-3"}
    errors = {"name": "Please write at least 2 characters.", "email": "This does not have the right form."}
    grid = Grid(
        "g-people", _PATH, query, _COLUMNS, people, 1204, "n", None, keys, "/dev/gallery/cells/{id}/{key}",
        {"name": "1,204", "amount": "€1,470,300"},
    )  # fmt: skip
    filters = Filters(_FIELDS, query, _PATH)
    return Gallery(forms.blank(Sample, {"name": "Amélie Laurent"}), Form(given, errors), now, people, grid, filters)


async def show(request: Request) -> Response:
    """Every component."""
    if to := typed(request.query_params, _FIELDS, _PATH):
        return RedirectResponse(to)
    shown = sample(request.url.query or _QUERY, wanted(request.query_params))
    return render.page(request, "gallery/page.html", shown)


async def submit(request: Request) -> Response:
    """Checks the sample form, so that errors can be seen for real."""
    form = await forms.check(request, Sample)
    if form.ok:
        return http.go(request, "/dev/gallery", toast=Toast("Saved", undo="/dev/gallery/undo"))
    context = replace(sample(), form=form)
    if htmx.wants_fragment(request):
        return render.fragment(request, "gallery/forms.html", context, block="form", status=422)
    return render.page(request, "gallery/page.html", context, status=422)


async def cell(request: Request) -> Response:
    """Accepts any value but "no", so that both ends of editing in place can be seen."""
    value = str((await forms.sent(request)).get("value", ""))
    if value == "no":
        raise Problem("refused", 422, "This value is refused, to show what that looks like.")
    await asyncio.sleep(0.3)
    return http.nothing(toast=Toast("Saved", undo="/dev/gallery/undo"))


async def move(request: Request) -> Response:
    """Accepts every move but into the last column."""
    if (await forms.sent(request)).get("stage") == "won":
        raise Problem("refused", 409, "Say first why it was won.")
    return http.nothing(toast=Toast("Moved", undo="/dev/gallery/undo"))


async def undo(request: Request) -> Response:
    """The other half of the toast."""
    return http.nothing(toast=Toast("Undone", "neutral")) if htmx.is_htmx(request) else http.go(request, "/dev/gallery")


ROUTES = [
    Route("/dev/gallery", show, name="public:gallery"),
    Route("/dev/gallery", submit, methods=["POST"], name="public:gallery_form"),
    Route("/dev/gallery/undo", undo, methods=["POST"], name="public:gallery_undo"),
    Route("/dev/gallery/cells/{id}/{key}", cell, methods=["POST"], name="public:gallery_cell"),
    Route("/dev/gallery/moves/{id}", move, methods=["POST"], name="public:gallery_move"),
]
