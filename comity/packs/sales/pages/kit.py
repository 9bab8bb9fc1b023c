"""/selling: the sales kit at a glance, and everything its pages offer to the door plate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core import sql
from comity.core.pack import Command, NavItem, SettingsPage
from comity.core.roles import LEADERS
from comity.packs.sales.pages import contracts, demos, personas, playbooks, qualifier, rivals, scoring
from comity.packs.sales.pages.contracts import standards
from comity.packs.sales.pages.qualifier import settings as qualifiers
from comity.web import http, render
from comity.web.i18n import gettext as _

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class KitPage:
    """How much there is of each thing."""

    counts: Mapping[str, Any]


async def show(request: Request) -> Response:
    """GET /selling"""
    async with http.tx(request) as tx:
        counts = await tx.row(q.counts)
    return render.page(request, "sales/kit.html", KitPage(counts or {}))


PARTS = (contracts, playbooks, rivals, qualifier, personas, demos)
ROUTES = (
    Route("/selling", show, methods=["GET"], name="selling"),
    *(route for part in PARTS for route in part.ROUTES),
)
PANELS = tuple(panel for part in PARTS for panel in part.PANELS)
LISTS = contracts.LISTS
PLACES = ("/contracts", "/playbooks", "/battle-cards", "/demos")
NAV = (NavItem(_("Sales kit"), "/selling", "list-checks", key="k", order=24, also=PLACES),)
COMMANDS = (
    Command(_("Bring a contract"), "/contracts/new", "file-up", words="pdf docx agreement vertrag hochladen"),
    Command(_("Playbooks"), "/playbooks", "list-checks", words="steps process leitfaden verkaufen"),
    Command(_("Battle cards"), "/battle-cards", "swords", words="competitors rivals wettbewerb konkurrenz"),
    Command(_("Demos"), "/demos", "gem", words="demo builder vorführung präsentation"),
    Command(_("Contracts"), "/contracts", "file", words="agreements verträge docusign"),
)
SETTINGS = (
    *scoring.SETTINGS,
    SettingsPage(
        _("Standard clauses"), standards.HERE, _("Organisation"), LEADERS, order=46,
        words="contracts wording legal verträge klauseln",
    ),
    SettingsPage(
        _("Meeting qualifier"), qualifiers.HERE, _("Organisation"), LEADERS, order=47,
        words="chat website questions public fragen webseite",
    ),
)  # fmt: skip
