"""/battle-cards: whom we sell against; a card with its lines, pages and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.office.search import recents
from comity.packs.sales.rivals import cards, workflows
from comity.packs.sales.rivals.cards import SECTIONS, Facts
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class CardForm(BaseModel):
    """The head of a card."""

    name: str = Field(max_length=120)
    aliases: str = Field(default="", max_length=2000)
    website: str | None = Field(default=None, max_length=500)
    summary: str = Field(default="", max_length=4000)

    def facts(self) -> Facts:
        """What the verbs take."""
        return Facts(name=self.name, aliases=self.aliases.split(","), website=self.website, summary=self.summary)


class PointForm(BaseModel):
    """A line of a card."""

    section: Literal["strengths", "weaknesses", "how_to_win", "objections"] = "how_to_win"
    text: str = Field(max_length=2000)
    answer: str = Field(default="", max_length=4000)


class PageForm(BaseModel):
    """A page to read."""

    url: str = Field(max_length=2000)


@dataclass(frozen=True, slots=True)
class CardsPage:
    """Every card."""

    cards: Sequence[Mapping[str, Any]]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class CardPage:
    """One card, with where its lines come from."""

    card: Mapping[str, Any]
    sections: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]]
    pages: Sequence[Mapping[str, Any]]
    changes: Sequence[Mapping[str, Any]]
    mentions: Sequence[Mapping[str, Any]]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class CardEdit:
    """The form of its head."""

    form: Form[CardForm]
    card: Mapping[str, Any] | None


async def index(request: Request) -> Response:
    """GET /battle-cards"""
    async with http.tx(request) as tx:
        found = await tx.rows(cards.q.all)
    return render.page(request, "sales/rivals/index.html", CardsPage(found, _may(request)))


async def show(request: Request) -> Response:
    """GET /battle-cards/{id}"""
    card_id = _id(request)
    async with http.tx(request) as tx:
        card = await cards.find(tx, card_id)
        points, pages, changes, mentions = await tx.many(
            [
                (cards.q.points, {"id": card_id}),
                (cards.q.pages, {"id": card_id}),
                (cards.q.changes, {"id": card_id}),
                (cards.q.mentions, {"names": cards.names(card)}),
            ]
        )
        await recents.saw(tx, "competitors", card_id, card["name"])
    sections = [
        (name, str(title), [point for point in points if point["section"] == name]) for name, title in SECTIONS.items()
    ]
    page = CardPage(card, sections, pages, changes, mentions, _may(request))
    return render.page(request, "sales/rivals/card.html", page)


async def new(request: Request) -> Response:
    """GET /battle-cards/new"""
    return _form(request, forms.blank(CardForm, {"name": request.query_params.get("name", "")}), None)


async def create(request: Request) -> Response:
    """POST /battle-cards/new"""
    form = await forms.check(request, CardForm)
    if form.model is None:
        return _form(request, form, None, 422)
    try:
        async with http.tx(request) as tx:
            made = await cards.create(tx, form.model.facts())
    except Problem as problem:
        return _form(request, form.refused(problem), None, problem.status)
    return http.go(request, f"/battle-cards/{made}", toast=Toast(_("Saved")))


async def edit(request: Request) -> Response:
    """GET /battle-cards/{id}/edit"""
    async with http.tx(request) as tx:
        card = await cards.find(tx, _id(request))
    return _form(request, forms.blank(CardForm, {**card, "aliases": ", ".join(card["aliases"])}), card)


async def change(request: Request) -> Response:
    """POST /battle-cards/{id}/edit"""
    form = await forms.check(request, CardForm)
    async with http.tx(request) as tx:
        card = await cards.find(tx, _id(request))
    if form.model is None:
        return _form(request, form, card, 422)
    try:
        async with http.tx(request) as tx:
            await cards.change(tx, card["id"], form.model.facts())
    except Problem as problem:
        return _form(request, form.refused(problem), card, problem.status)
    return _back(request, _("Saved"))


async def add_point(request: Request) -> Response:
    """POST /battle-cards/{id}/points"""
    typed = await forms.read(request, PointForm)
    async with http.tx(request) as tx:
        await cards.add_point(tx, _id(request), typed.section, typed.text, typed.answer)
    return _back(request, _("Saved"))


async def change_point(request: Request) -> Response:
    """POST /battle-cards/{id}/points/{point}"""
    typed = await forms.read(request, PointForm)
    async with http.tx(request) as tx:
        await cards.change_point(
            tx, _id(request), request.path_params["point_id"], text=typed.text, answer=typed.answer, state="kept"
        )
    return _back(request, _("Saved"))


async def settle_point(request: Request) -> Response:
    """POST /battle-cards/{id}/points/{point}/approval, /refusal and /removal"""
    point_id, verb = request.path_params["point_id"], request.url.path.rpartition("/")[2]
    async with http.tx(request) as tx:
        if verb == "removal":
            await cards.drop_point(tx, _id(request), point_id)
        else:
            await cards.change_point(tx, _id(request), point_id, state="kept" if verb == "approval" else "refused")
    return _back(request, {"approval": _("Kept"), "refusal": _("Refused")}.get(verb, _("Removed")))


async def add_page(request: Request) -> Response:
    """POST /battle-cards/{id}/pages: read at once, and every week."""
    typed = await forms.read(request, PageForm)
    async with http.tx(request) as tx:
        await cards.add_page(tx, _id(request), typed.url)
        await workflows.start_update(tx, _id(request))
    return _back(request, _("Comity reads the page."))


async def drop_page(request: Request) -> Response:
    """POST /battle-cards/{id}/pages/{page}/removal"""
    async with http.tx(request) as tx:
        await cards.drop_page(tx, _id(request), request.path_params["page_id"])
    return _back(request, _("Removed"))


async def refresh(request: Request) -> Response:
    """POST /battle-cards/{id}/reading"""
    async with http.tx(request) as tx:
        await cards.find(tx, _id(request))
        await workflows.start_update(tx, _id(request))
    return _back(request, _("Comity reads the pages."))


async def trash(request: Request) -> Response:
    """POST /battle-cards/{id}/trash"""
    async with http.tx(request) as tx:
        await cards.trash(tx, _id(request))
    undo = f"/battle-cards/{_id(request)}/restoration"
    return http.go(request, "/battle-cards", toast=Toast(_("Card moved to the trash"), undo=undo))


async def restore(request: Request) -> Response:
    """POST /battle-cards/{id}/restoration"""
    async with http.tx(request) as tx:
        await cards.restore(tx, _id(request))
    return _back(request, _("Back again"))


def _id(request: Request) -> UUID:
    found: UUID = request.path_params["card_id"]
    return found


def _may(request: Request) -> bool:
    return http.who(request).org_role in LEADERS


def _back(request: Request, said: str) -> Response:
    return http.go(request, f"/battle-cards/{_id(request)}", toast=Toast(said))


def _form(request: Request, form: Form[CardForm], card: Mapping[str, Any] | None, status: int = 200) -> Response:
    return render.page(request, "sales/rivals/edit.html", CardEdit(form, card), block="form", status=status)


_ONE = "/battle-cards/{card_id:uuid}"
_POINT = _ONE + "/points/{point_id:uuid}"
ROUTES = (
    Route("/battle-cards", index, methods=["GET"], name="battle-cards"),
    Route("/battle-cards/new", new, methods=["GET"], name="battle-card-new"),
    Route("/battle-cards/new", create, methods=["POST"], name="battle-card-create"),
    Route(_ONE, show, methods=["GET"], name="battle-card"),
    Route(_ONE + "/edit", edit, methods=["GET"], name="battle-card-edit"),
    Route(_ONE + "/edit", change, methods=["POST"], name="battle-card-change"),
    Route(_ONE + "/points", add_point, methods=["POST"], name="battle-point-add"),
    Route(_POINT, change_point, methods=["POST"], name="battle-point"),
    Route(_POINT + "/approval", settle_point, methods=["POST"], name="battle-point-keep"),
    Route(_POINT + "/refusal", settle_point, methods=["POST"], name="battle-point-refuse"),
    Route(_POINT + "/removal", settle_point, methods=["POST"], name="battle-point-drop"),
    Route(_ONE + "/pages", add_page, methods=["POST"], name="battle-page-add"),
    Route(_ONE + "/pages/{page_id:uuid}/removal", drop_page, methods=["POST"], name="battle-page-drop"),
    Route(_ONE + "/reading", refresh, methods=["POST"], name="battle-card-read"),
    Route(_ONE + "/trash", trash, methods=["POST"], name="battle-card-trash"),
    Route(_ONE + "/restoration", restore, methods=["POST"], name="battle-card-restore"),
)
