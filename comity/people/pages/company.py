"""/companies/{id}: a business, its people and everything that happened with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.office import panels
from comity.office.panels import Shown
from comity.office.search import recents
from comity.people import around, changes, companies, records, words
from comity.people.around import Around, Neighbours
from comity.people.changes import Change
from comity.people.pages import facts, timeline
from comity.people.pages.companies import SPEC
from comity.people.pages.contact import TABS, tagging
from comity.people.pages.facts import Drawn
from comity.people.pages.timeline import TimelinePart
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """Everything around one company."""

    company: Mapping[str, Any]
    facts: Sequence[Drawn]
    known: Around
    currency: str
    options: Mapping[str, Sequence[tuple[str, str]]]
    people: Sequence[Mapping[str, Any]]
    count: int
    part: TimelinePart
    history: Sequence[Change]
    panels: Sequence[Shown]
    near: Neighbours
    tab: str
    entries: words.Options = words.ENTRIES
    kinds: words.Options = words.KINDS


async def show(request: Request) -> Response:
    """GET /companies/{id}"""
    company_id = request.path_params["id"]
    tab = request.query_params.get("tab", "")
    async with http.tx(request) as tx:
        company = await companies.get(tx, company_id)
        known = await around.load(tx, "companies")
        people, count = await companies.people(tx, company_id, limit=12)
        page = CompanyPage(
            company=company,
            facts=facts.draw("companies", company, known),
            known=known,
            currency=company["currency"] or known.currency,
            options=facts.options(known),
            people=people,
            count=count,
            part=await timeline.of(tx, request, "companies", company_id),
            history=changes.told(await records.history(tx, "companies", company_id), known) if tab == "history" else [],
            panels=await panels.load(request, tx, "company", company_id),
            near=await around.neighbours(request, tx, SPEC, company),
            tab=tab if tab in TABS else TABS[0],
        )
        await recents.saw(tx, "companies", company_id, company["name"])
    return render.page(request, "people/company.html", page)


async def trash(request: Request) -> Response:
    """POST /companies/{id}/trash"""
    company_id = request.path_params["id"]
    async with http.tx(request) as tx:
        company = await companies.get(tx, company_id)
        await companies.trash(tx, company_id)
    said = _("Moved to the trash: {name}").format(name=company["name"])
    return http.go(request, "/companies", toast=Toast(said, undo=f"/companies/{company_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /companies/{id}/restoration"""
    company_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await companies.restore(tx, company_id)
    return http.go(request, f"/companies/{company_id}", toast=Toast(_("Back again")))


_ONE = "/companies/{id:uuid}"
ROUTES = [
    Route(_ONE, show, methods=["GET"], name="company"),
    Route(_ONE + "/trash", trash, methods=["POST"]),
    Route(_ONE + "/restoration", restore, methods=["POST"]),
    *tagging("companies"),
]
