"""/market: ask what the named sources say; and which they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.packs.market import search, sources
from comity.packs.market.search import Quote
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/market"
EVERY = ((1, _("every hour")), (6, _("every six hours")), (24, _("every day")), (168, _("every week")))


class Source(BaseModel):
    """A source as typed."""

    name: str = Field(max_length=200)
    url: str = Field(max_length=2000)
    every_hours: int = Field(default=24, ge=1, le=720)


@dataclass(frozen=True, slots=True)
class MarketPage:
    """The question, what was found, and the sources."""

    query: str
    quotes: Sequence[Quote]
    latest: Sequence[Mapping[str, Any]]
    sources: Sequence[Mapping[str, Any]]
    form: Form[Source]
    leads: bool
    every: Sequence[tuple[int, str]] = EVERY


async def show(request: Request) -> Response:
    """GET /market?q="""
    return await _page(request, forms.blank(Source, {}))


async def add(request: Request) -> Response:
    """POST /market/sources"""
    form = await forms.check(request, Source)
    if form.model is None:
        return await _page(request, form, status=422)
    try:
        async with http.tx(request) as tx:
            await sources.add(tx, form.model.name, form.model.url, form.model.every_hours)
    except Problem as problem:
        if problem.status == 403:
            raise
        return await _page(request, form.refused(problem), status=problem.status)
    return http.go(request, HERE, toast=Toast(_("The source is being read.")))


async def again(request: Request) -> Response:
    """POST /market/sources/{id}/reading"""
    async with http.tx(request) as tx:
        await sources.read_now(tx, request.path_params["source_id"])
    return http.go(request, HERE, toast=Toast(_("The source is being read.")))


async def drop(request: Request) -> Response:
    """POST /market/sources/{id}/trash and /restoration"""
    source_id, gone = request.path_params["source_id"], request.url.path.endswith("/trash")
    async with http.tx(request) as tx:
        await (sources.drop if gone else sources.restore)(tx, source_id)
    undo = f"{HERE}/sources/{source_id}/restoration"
    return http.go(request, HERE, toast=Toast(_("Source removed"), undo=undo) if gone else Toast(_("Back again")))


async def _page(request: Request, form: Form[Source], *, status: int = 200) -> Response:
    query = (request.query_params.get("q") or "").strip()[:500].replace("\0", "")
    async with http.tx(request) as tx:
        quotes = await search.ask(tx, query) if query else []
        latest = [] if query else await tx.rows(sources.q.latest)
        known = await sources.everything(tx)
    page = MarketPage(query, quotes, latest, known, form, http.who(request).org_role in LEADERS)
    return render.page(request, "market/market.html", page, status=status)


_ONE = HERE + "/sources/{source_id:uuid}"
ROUTES = (
    Route(HERE, show, methods=["GET"], name="market"),
    Route(HERE + "/sources", add, methods=["POST"], name="source-add"),
    Route(_ONE + "/reading", again, methods=["POST"], name="source-read"),
    Route(_ONE + "/trash", drop, methods=["POST"], name="source-trash"),
    Route(_ONE + "/restoration", drop, methods=["POST"], name="source-restore"),
)
