"""A lead's persona on its page: drawn when asked, each trait with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales.contracts import words
from comity.packs.sales.personas import portraits
from comity.packs.sales.personas.drawer import ASPECTS
from comity.web import forms, http
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Wish(BaseModel):
    """Drawn anew, even when it is young."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class PersonaPanel:
    """The persona, its traits by aspect; `persona` is None while nobody drew it."""

    lead_id: UUID
    persona: Mapping[str, Any] | None
    aspects: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
    drawn_by: str


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> PersonaPanel:
    """For the lead's page."""
    found = await portraits.of_lead(tx, subject_id)
    if found is None:
        return PersonaPanel(subject_id, None, (), "")
    row, traits = found
    order = list(ASPECTS)
    shown = [
        {**trait, "proofs": [{**one, "href": portraits.href(one, subject_id)} for one in trait["evidence"]]}
        for trait in sorted(traits, key=lambda trait: order.index(trait["aspect"]))
    ]
    grouped = [(str(ASPECTS[name]), list(some)) for name, some in groupby(shown, key=lambda trait: trait["aspect"])]
    return PersonaPanel(subject_id, row, grouped, words.engine(row["engine"], row["model"]))


async def draw(request: Request) -> Response:
    """POST /leads/{id}/persona"""
    lead_id = request.path_params["lead_id"]
    typed = await forms.read(request, Wish)
    await portraits.draw(request.state.db, http.who(request), lead_id, again=typed.again)
    return http.go(request, f"/leads/{lead_id}#persona-panel", toast=Toast(_("The persona is drawn.")))


ROUTES = (Route("/leads/{lead_id:uuid}/persona", draw, methods=["POST"], name="persona"),)
PANELS = (Panel(on="lead", template="sales/personas/panel.html", load=of_lead, order=40),)
