"""A page with every component on it: to look at, to copy from, and for the accessibility test. Only in development."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.web import forms, htmx, http, render
from comity.web.forms import Form
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
    people: list[dict[str, Any]] = field(default_factory=list)


_PEOPLE = [
    ("Amélie Laurent", "Maison Laurent", "Paris", 84000, "EUR", 86, "Négociation"),
    ("Hiroshi Tanaka", "Ginza Timepieces", "Tokyo", 12500000, "JPY", 64, "Qualified"),
    ("Beatrice Fontana", "Fontana Gioielli", "Milan", 42500.5, "EUR", 31, "Proposal"),
    ("Oluwaseun Adeyemi", "Lagos Atelier", "Lagos", 18200, "USD", 72, "Qualified"),
    ("Sophie von Hohenberg-Wittelsbach", "Hohenberg Immobilien GmbH & Co. KG", "München", 1250000, "EUR", None, "New"),
]


def sample(*, sent: bool = False) -> Gallery:
    """Data that looks like a customer's: long names, odd currencies, missing values."""
    now = datetime.now(UTC)
    people = [
        {
            "id": index, "name": name, "company": company, "city": city, "amount": amount, "currency": currency,
            "health": health, "stage": stage, "last": now - timedelta(days=index * 9, hours=index * 5),
        }
        for index, (name, company, city, amount, currency, health, stage) in enumerate(_PEOPLE)
    ]  # fmt: skip
    typed = {"name": "A", "email": "not an address", "budget": "-3"}
    errors = {"name": "Please write at least 2 characters.", "email": "This does not have the right form."}
    return Gallery(forms.blank(Sample, {"name": "Amélie Laurent"}), Form(typed, errors), now, people)


async def show(request: Request) -> Response:
    """Every component."""
    return render.page(request, "gallery/page.html", sample())


async def submit(request: Request) -> Response:
    """Checks the sample form, so that errors can be seen for real."""
    form = await forms.check(request, Sample)
    if form.ok:
        return http.go(request, "/dev/gallery", toast=Toast("Saved", undo="/dev/gallery/undo"))
    context = Gallery(form, form, datetime.now(UTC), sample().people)
    if htmx.wants_fragment(request):
        return render.fragment(request, "gallery/forms.html", context, block="form", status=422)
    return render.page(request, "gallery/page.html", context, status=422)


async def undo(request: Request) -> Response:
    """The other half of the toast."""
    return http.nothing(toast=Toast("Undone", "neutral")) if htmx.is_htmx(request) else http.go(request, "/dev/gallery")


ROUTES = [
    Route("/dev/gallery", show, name="public:gallery"),
    Route("/dev/gallery", submit, methods=["POST"], name="public:gallery_form"),
    Route("/dev/gallery/undo", undo, methods=["POST"], name="public:gallery_undo"),
]
