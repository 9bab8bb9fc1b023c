"""/settings/qualifier: the questions, what counts as much and soon, whether it is published, and what visitors said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Json, Tx
from comity.core.errors import NOT_ALLOWED, NOT_FOUND
from comity.core.pack import Panel, SettingsPage
from comity.core.roles import LEADERS
from comity.packs.sales.qualifier import talks
from comity.packs.sales.qualifier.judge import POINTS, TOPICS
from comity.web import forms, http, render, shell
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/qualifier"
NAMES = {"need": _("Need"), "budget": _("Budget"), "authority": _("Who decides"), "timeline": _("When")}
LEVELS = {"strong": _("strong"), "some": _("some"), "weak": _("weak"), "none": _("none")}
TIERS = {"hot": _("Hot"), "warm": _("Warm"), "cold": _("Cold")}
TONES = {"hot": "danger", "warm": "warning", "cold": "outline"}


class NewPage(BaseModel):
    """A page's name."""

    name: str = Field(max_length=120)


class PageForm(BaseModel):
    """What a page asks and how it judges."""

    name: str = Field(max_length=120)
    greeting: str = Field(default="", max_length=1000)
    thanks: str = Field(default="", max_length=1000)
    need: str = Field(default="", max_length=500)
    budget: str = Field(default="", max_length=500)
    authority: str = Field(default="", max_length=500)
    timeline: str = Field(default="", max_length=500)
    budget_from: Decimal | None = Field(default=None, ge=0, max_digits=15, decimal_places=2)
    days_soon: int = Field(default=90, ge=1, le=3650)
    hot_from: int = Field(default=70, ge=1, le=100)
    warm_from: int = Field(default=40, ge=0, le=100)
    accent: str | None = Field(default=None, pattern="^#[0-9a-fA-F]{6}$")
    is_public: bool = False
    receiver_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class QualifiersPage:
    """Every page with its latest talks."""

    groups: Sequence[tuple[str, Sequence[SettingsPage]]]
    pages: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]
    receivers: Sequence[tuple[str, str]]
    base: str
    may_manage: bool
    words: Mapping[str, Mapping[str, str]]
    questions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Qualified:
    """The talk a lead came from, topic by topic."""

    talk: Mapping[str, Any]
    rows: Sequence[tuple[str, Mapping[str, Any] | None, int]]
    words: Mapping[str, Mapping[str, str]]


WORDS: Mapping[str, Mapping[str, str]] = {"topics": NAMES, "levels": LEVELS, "tiers": TIERS, "tones": TONES}


async def show(request: Request) -> Response:
    """GET /settings/qualifier"""
    role = http.who(request).org_role or ""
    async with http.tx(request) as tx:
        pages = await tx.rows(talks.q.all)
        shown = [(page, await tx.rows(talks.q.talks, qualifier=page["id"])) for page in pages[:20]]
        receivers = await tx.rows(talks.q.receivers)
    offered = shell.settings_pages(shell.plates(request), role)
    groups = [(str(name), list(some)) for name, some in groupby(offered, key=lambda page: page.group)]
    context = QualifiersPage(
        groups, shown, [(str(one["user_id"]), one["name"]) for one in receivers], str(request.base_url).rstrip("/"),
        role in LEADERS, WORDS, {topic: str(talks.QUESTIONS[topic]) for topic in TOPICS},
    )  # fmt: skip
    return render.page(request, "sales/qualifier/settings.html", context)


async def create(request: Request) -> Response:
    """POST /settings/qualifier"""
    typed = await forms.read(request, NewPage)
    async with http.tx(request) as tx:
        await tx.value(talks.q.create, name=typed.name)
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def change(request: Request) -> Response:
    """POST /settings/qualifier/{id}"""
    typed = await forms.read(request, PageForm)
    values = typed.model_dump(exclude={str(topic) for topic in TOPICS})
    values["accent"] = typed.accent.lower() if typed.accent else None
    questions = {topic: words for topic in TOPICS if (words := getattr(typed, topic).strip())}
    async with http.tx(request) as tx:
        await _done(request, await tx.value(talks.q.change, id=_id(request), questions=Json(questions), **values))
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def renew(request: Request) -> Response:
    """POST /settings/qualifier/{id}/key: the old address leads nowhere any more."""
    async with http.tx(request) as tx:
        await _done(request, await tx.value(talks.q.renew_key, id=_id(request)))
    return http.go(request, HERE, toast=Toast(_("The page has a new address.")))


async def trash(request: Request) -> Response:
    """POST /settings/qualifier/{id}/removal"""
    async with http.tx(request) as tx:
        await _done(request, await tx.value(talks.q.trash, id=_id(request)))
    return http.go(request, HERE, toast=Toast(_("Removed")))


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> Qualified | None:
    """For the lead's page: what the visitor said, topic by topic."""
    talk = await tx.row(talks.q.of_lead, id=subject_id)
    if talk is None:
        return None
    found = {one["topic"]: one for one in talk["findings"]}
    rows = [(topic, found.get(topic), POINTS[found[topic]["level"]] if topic in found else 0) for topic in TOPICS]
    return Qualified(talk, rows, WORDS)


async def _done(request: Request, changed: Any) -> None:
    if changed is None:
        raise NOT_FOUND() if http.who(request).org_role in LEADERS else NOT_ALLOWED()


def _id(request: Request) -> UUID:
    found: UUID = request.path_params["page_id"]
    return found


ROUTES = (
    Route(HERE, show, methods=["GET"], name="qualifiers"),
    Route(HERE, create, methods=["POST"], name="qualifier-create"),
    Route(HERE + "/{page_id:uuid}", change, methods=["POST"], name="qualifier-change"),
    Route(HERE + "/{page_id:uuid}/key", renew, methods=["POST"], name="qualifier-key"),
    Route(HERE + "/{page_id:uuid}/removal", trash, methods=["POST"], name="qualifier-drop"),
)
PANELS = (Panel(on="lead", template="sales/qualifier/panel.html", load=of_lead, order=20),)
