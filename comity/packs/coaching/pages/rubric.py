"""/settings/rubric: what a good talk is here, criterion by criterion; changed by who leads people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import LEADERS
from comity.office.settings import Groups, groups
from comity.packs.coaching import rubrics, seeds, words
from comity.packs.coaching.rubrics import Facts, Rubric
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/rubric"


class CriterionForm(BaseModel):
    """A criterion as typed; phrases one a line."""

    name: str = Field(max_length=100)
    good: str = Field(default="", max_length=1000)
    weight: int = Field(default=1, ge=1, le=10)
    measure: str | None = Field(default=None, pattern="^[a-z_]{1,40}$")
    phrases: str = Field(default="", max_length=2000)

    def facts(self) -> Facts:
        """What the verbs take."""
        said = tuple(line.strip() for line in self.phrases.splitlines() if line.strip())[:40]
        return Facts(self.name, self.good, self.weight, None if said else self.measure, said)


class RubricForm(BaseModel):
    """The rubric's name, and whether every call is judged by itself."""

    name: str = Field(max_length=100)
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class RubricPage:
    """The rubric, to read or to change."""

    groups: Groups
    rubric: Rubric | None
    may_change: bool
    words: Any = words


async def show(request: Request) -> Response:
    """GET /settings/rubric"""
    async with http.tx(request) as tx:
        rubric = await rubrics.current(tx)
    page = RubricPage(groups(request), rubric, http.who(request).org_role in LEADERS)
    return render.page(request, "coaching/rubric.html", page)


async def take_usual(request: Request) -> Response:
    """POST /settings/rubric/usual"""
    async with http.tx(request) as tx:
        await seeds.seed(tx)
    return http.go(request, HERE, toast=Toast(_("The usual rubric is here. Make it yours.")))


async def rename(request: Request) -> Response:
    """POST /settings/rubric"""
    typed = await forms.read(request, RubricForm)
    async with http.tx(request) as tx:
        rubric = await rubrics.current(tx)
        if rubric is None:
            raise rubrics.NO_RUBRIC()
        await rubrics.rename(tx, rubric.id, typed.name, automatic=typed.automatic)
    return http.go(request, HERE, toast=Toast(_("Saved")))


async def save(request: Request) -> Response:
    """POST /settings/rubric/criteria and /settings/rubric/criteria/{id}"""
    typed, known = await forms.read(request, CriterionForm), request.path_params.get("criterion_id")
    async with http.tx(request) as tx:
        await (rubrics.change(tx, known, typed.facts()) if known else rubrics.add(tx, typed.facts()))
    return http.go(request, HERE, toast=Toast(_("Saved") if known else _("Criterion added")))


async def move(request: Request) -> Response:
    """POST /settings/rubric/criteria/{id}/trash and /restoration"""
    criterion_id, gone = request.path_params["criterion_id"], request.url.path.endswith("/trash")
    async with http.tx(request) as tx:
        await rubrics.move(tx, criterion_id, gone=gone)
    undo = f"{HERE}/criteria/{criterion_id}/restoration"
    return http.go(request, HERE, toast=Toast(_("Criterion removed"), undo=undo) if gone else Toast(_("Back again")))


_ONE = HERE + "/criteria/{criterion_id:uuid}"
ROUTES = (
    Route(HERE, show, methods=["GET"], name="rubric"),
    Route(HERE, rename, methods=["POST"], name="rubric-rename"),
    Route(HERE + "/usual", take_usual, methods=["POST"], name="rubric-usual"),
    Route(HERE + "/criteria", save, methods=["POST"], name="criterion-add"),
    Route(_ONE, save, methods=["POST"], name="criterion-change"),
    Route(_ONE + "/trash", move, methods=["POST"], name="criterion-trash"),
    Route(_ONE + "/restoration", move, methods=["POST"], name="criterion-restore"),
)
