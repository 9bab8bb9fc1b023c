"""A company's web site on its page: looked at when asked, its facts taken over one by one.  seed: F16"""

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
from comity.packs.sales.scoring import sites
from comity.web import forms, http
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Taken(BaseModel):
    """Which fact, as it was shown."""

    field: str = Field(max_length=40)
    value: str = Field(max_length=1000)


@dataclass(frozen=True, slots=True)
class SitePanel:
    """What the last look showed; `look` is None while nobody looked, `fresh` what stands there and not with us."""

    company_id: UUID
    website: str | None
    look: Mapping[str, Any] | None
    fresh: Sequence[Mapping[str, Any]]
    may_edit: bool


async def of_company(request: Request, tx: Tx, subject_id: UUID) -> SitePanel:
    """For the company's page."""
    company, seen = await tx.many([(sites.q.company, {"id": subject_id}), (sites.q.of_company, {"id": subject_id})])
    known = company[0] if company else {}
    look = seen[0] if seen else None
    fresh = [
        {**one, "name": sites.FIELDS[one["field"]]}
        for one in (look["findings"] if look else ())
        if one["field"] in sites.FIELDS and not known.get(one["field"])
    ]
    return SitePanel(subject_id, known.get("website"), look, fresh, tx.who.org_role != "readonly")


async def look(request: Request) -> Response:
    """POST /companies/{id}/site"""
    company_id = request.path_params["company_id"]
    await sites.look(request.state.db, http.who(request), company_id)
    return http.go(request, f"/companies/{company_id}#company-site")


async def take(request: Request) -> Response:
    """POST /companies/{id}/site/facts"""
    company_id = request.path_params["company_id"]
    typed = await forms.read(request, Taken)
    async with http.tx(request) as tx:
        await sites.take(tx, company_id, typed.field, typed.value)
    return http.go(request, f"/companies/{company_id}#company-site", toast=Toast(_("Saved")))


ROUTES = (
    Route("/companies/{company_id:uuid}/site", look, methods=["POST"], name="company-site"),
    Route("/companies/{company_id:uuid}/site/facts", take, methods=["POST"], name="company-site-fact"),
)
PANELS = (Panel(on="company", template="sales/scoring/company.html", load=of_company, order=70),)
