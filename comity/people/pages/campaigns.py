"""/campaigns: which campaigns brought whom, and where people come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.people import campaigns
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/campaigns"
KINDS = (
    ("tracking", _("Tracking")), ("marketing", _("Marketing")), ("outreach", _("Outreach")),
    ("discovery", _("Discovery")),
)  # fmt: skip


class Campaign(BaseModel):
    """A campaign as typed."""

    name: str = Field(max_length=200)
    kind: Literal["discovery", "outreach", "marketing", "tracking"] = "tracking"
    code: str | None = Field(default=None, max_length=60)
    cost: Decimal | None = Field(default=None, ge=0, max_digits=18, decimal_places=2)
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """Campaigns, the latest sign-ups, and their sources."""

    campaigns: Sequence[Mapping[str, Any]]
    signups: Sequence[Mapping[str, Any]]
    sources: Sequence[Mapping[str, Any]]
    form: Form[Campaign]
    kinds: Mapping[str, str]
    site: str

    @property
    def most(self) -> int:
        """The most from one source."""
        return max((row["signups"] for row in self.sources), default=1)


async def show(request: Request) -> Response:
    """GET /campaigns"""
    return await _page(request, forms.blank(Campaign, {}))


async def add(request: Request) -> Response:
    """POST /campaigns"""
    form = await forms.check(request, Campaign)
    if form.model is None:
        return await _page(request, form, status=422)
    typed = form.model
    try:
        async with http.tx(request) as tx:
            await campaigns.add(
                tx, typed.name, typed.kind, code=typed.code, cost=typed.cost,
                currency=typed.currency if typed.cost is not None else None,
            )  # fmt: skip
    except Problem as problem:
        if problem.status == 403:
            raise
        return await _page(request, form.refused(problem), status=problem.status)
    return http.go(request, HERE, toast=Toast(_("Campaign added")))


async def move(request: Request) -> Response:
    """POST /campaigns/{id}/trash and /restoration"""
    campaign_id, gone = request.path_params["campaign_id"], request.url.path.endswith("/trash")
    async with http.tx(request) as tx:
        await campaigns.move(tx, campaign_id, gone=gone)
    undo = f"{HERE}/{campaign_id}/restoration"
    return http.go(request, HERE, toast=Toast(_("Campaign removed"), undo=undo) if gone else Toast(_("Back again")))


async def _page(request: Request, form: Form[Campaign], *, status: int = 200) -> Response:
    async with http.tx(request) as tx:
        known, latest, sources = await tx.many(
            [(campaigns.q.all, {}), (campaigns.q.recent, {}), (campaigns.q.sources, {})]
        )
    page = CampaignsPage(known, latest, sources, form, dict(KINDS), request.state.settings.site_url)
    return render.page(request, "people/campaigns.html", page, status=status)


_ONE = HERE + "/{campaign_id:uuid}"
ROUTES = [
    Route(HERE, show, methods=["GET"], name="campaigns"),
    Route(HERE, add, methods=["POST"], name="campaign-add"),
    Route(_ONE + "/trash", move, methods=["POST"], name="campaign-trash"),
    Route(_ONE + "/restoration", move, methods=["POST"], name="campaign-restore"),
]
