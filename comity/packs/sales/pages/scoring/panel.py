"""A lead's score on its page: tier, four parts, what each rests on; reckoned anew, or said by a person.  seed: AG12"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales.scoring import rules, scores, words
from comity.web import forms, http
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Said(BaseModel):
    """A person's own score."""

    score: int = Field(ge=0, le=100)
    notes: str | None = Field(default=None, max_length=1000)


@dataclass(frozen=True, slots=True)
class Part:
    """One of four, with what it rests on; `points` is None where nothing is known."""

    name: str
    points: int | None
    factors: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ScorePanel:
    """The score of one lead; `score` is None while too little is known."""

    lead_id: UUID
    score: Mapping[str, Any] | None
    parts: Sequence[Part]
    missing: str
    may_say: bool


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> ScorePanel:
    """For the lead's page."""
    row = await scores.of_lead(tx, subject_id)
    may = tx.who.org_role != "readonly"
    if row is None:
        return ScorePanel(subject_id, None, (), "", may)
    factors = [
        {"quote": None, **one, "words": words.factor(one), "seen": words.seen(one)} for one in row["scoring_factors"]
    ]
    parts = [
        Part(str(words.PARTS[name]), row[scores.COLUMNS[name]], [one for one in factors if one["part"] == name])
        for name in rules.PARTS
        if row["scored_by"] == "ai" and name not in row["missing"]
    ]
    missing = ", ".join(str(words.PARTS[name]) for name in row["missing"]) if row["scored_by"] == "ai" else ""
    return ScorePanel(subject_id, row, parts, missing, may)


async def reckon(request: Request) -> Response:
    """POST /leads/{id}/score/reckoning"""
    lead_id = request.path_params["lead_id"]
    found = await scores.reckon(request.state.db, http.who(request), lead_id)
    said = _("Scored anew.") if found else _("Too little is known of this lead to score it.")
    return http.go(request, f"/leads/{lead_id}#lead-score", toast=Toast(said))


async def say(request: Request) -> Response:
    """POST /leads/{id}/score"""
    lead_id = request.path_params["lead_id"]
    typed = await forms.read(request, Said)
    async with http.tx(request) as tx:
        await scores.say(tx, lead_id, typed.score, typed.notes)
    return http.go(request, f"/leads/{lead_id}#lead-score", toast=Toast(_("Saved")))


async def unsay(request: Request) -> Response:
    """POST /leads/{id}/score/removal"""
    lead_id = request.path_params["lead_id"]
    await scores.unsay(request.state.db, http.who(request), lead_id)
    return http.go(request, f"/leads/{lead_id}#lead-score", toast=Toast(_("Scored anew.")))


_SCORE = "/leads/{lead_id:uuid}/score"
ROUTES = (
    Route(_SCORE, say, methods=["POST"], name="lead-score"),
    Route(_SCORE + "/reckoning", reckon, methods=["POST"], name="lead-score-reckon"),
    Route(_SCORE + "/removal", unsay, methods=["POST"], name="lead-score-unsay"),
)
PANELS = (Panel(on="lead", template="sales/scoring/panel.html", load=of_lead, order=11),)
