"""/settings/scores: how leads are scored here, what own deals taught, and whether web sites are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_ALLOWED
from comity.core.pack import SettingsPage
from comity.core.roles import ADMINS
from comity.core.work import start
from comity.packs.sales.scoring import rules, scores, sites, words, workflows
from comity.web import forms, http, render, shell
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/settings/scores"
MOST = 12


class Wish(BaseModel):
    """Whether the web sites of new leads are looked at by themselves."""

    look_at_sites: bool = False


@dataclass(frozen=True, slots=True)
class ScoresPage:
    """Open leads by tier, traits with what became of them, and the wish."""

    groups: Sequence[tuple[str, Sequence[SettingsPage]]]
    tiers: Mapping[str, Mapping[str, Any]]
    learned: Sequence[Mapping[str, Any]]
    closed: Mapping[str, Any]
    fewest: int
    look_at_sites: bool
    may_manage: bool


async def show(request: Request) -> Response:
    """GET /settings/scores"""
    async with http.tx(request) as tx:
        tiers, outcomes, wanted = await tx.many([(scores.q.tiers, {}), (scores.q.outcomes, {}), (sites.q.wanted, {})])
    role = http.who(request).org_role or ""
    offered = shell.settings_pages(shell.plates(request), role)
    groups = [(str(name), list(pages)) for name, pages in groupby(offered, key=lambda page: page.group)]
    every = next((row for row in outcomes if not row["trait"]), {"won": 0, "lost": 0})
    traits = sorted((row for row in outcomes if row["trait"]), key=lambda row: -(row["won"] + row["lost"]))[:MOST]
    page = ScoresPage(
        groups,
        {row["tier"]: row for row in tiers},
        [{**row, "name": words.factor({"code": f"fit.{row['trait']}", "value": row["value"]})} for row in traits],
        every,
        rules.FEWEST,
        wanted[0]["wanted"] if wanted else False,
        role in ADMINS,
    )
    return render.page(request, "sales/scoring/settings.html", page)


async def put(request: Request) -> Response:
    """POST /settings/scores"""
    typed = await forms.read(request, Wish)
    async with http.tx(request) as tx:
        if tx.who.org_role not in ADMINS or not await tx.value(sites.q.want, on=typed.look_at_sites):
            raise NOT_ALLOWED()
        if typed.look_at_sites:
            await start(tx, workflows.score_new, {})
    return http.go(request, HERE, toast=Toast(_("Saved")))


ROUTES = (
    Route(HERE, show, methods=["GET"], name="scores"),
    Route(HERE, put, methods=["POST"], name="scores-put"),
)
PAGE = SettingsPage(
    _("Lead scores"), HERE, _("Organisation"), order=41, words="scoring tier enrichment bewertung klasse",
)  # fmt: skip
