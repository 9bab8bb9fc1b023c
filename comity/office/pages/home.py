"""Home: what needs this person today, from every room's panels, and the first steps while they are not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.pack import NavItem, Panel
from comity.office import steps
from comity.office.steps import Progress
from comity.web import http, render
from comity.web.i18n import gettext as _
from comity.web.i18n import reader
from comity.web.shell import plates

HERE = "/"
SIDE = 100
"""Panels from this order on stand in the side column."""

NAV = (NavItem(_("Home"), HERE, "house", key="h", order=0),)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel as it is drawn."""

    html: Markup
    side: bool


@dataclass(frozen=True, slots=True)
class Home:
    """What home shows."""

    greeting: str
    now: datetime
    progress: Progress | None
    panels: Sequence[Drawn]

    @property
    def main(self) -> list[Drawn]:
        """The wide column."""
        return [panel for panel in self.panels if not panel.side]

    @property
    def side(self) -> list[Drawn]:
        """The narrow column."""
        return [panel for panel in self.panels if panel.side]


async def show(request: Request) -> Response:
    """The page after signing in."""
    who = http.who(request)
    now = datetime.now(reader().zone)
    async with http.tx(request) as tx:
        progress = await steps.progress(tx, plates(request))
        loaded = [(panel, await panel.load(request, tx, None)) for panel in panels_of(request)]
    drawn = [Drawn(render.part(request, panel.template, it), panel.order >= SIDE) for panel, it in loaded if it]
    context = Home(greeting(now.hour, who.name or ""), now, progress, drawn)
    return render.page(request, "office/home.html", context)


async def hide_steps(request: Request) -> Response:
    """Puts the first steps away."""
    async with http.tx(request) as tx:
        await steps.hide(tx)
    return http.go(request, HERE)


def panels_of(request: Request) -> list[Panel]:
    """What the rooms put on home, in their order."""
    found = [panel for pack in plates(request) for panel in pack.panels if panel.on == "home"]
    return sorted(found, key=lambda panel: panel.order)


def greeting(hour: int, name: str) -> str:
    """A word for the time of day, and the first name."""
    words = _("Good morning") if 4 <= hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
    first = name.split()[0] if name.strip() else ""
    return f"{words}, {first}" if first else str(words)


ROUTES = [Route(HERE, show), Route("/home/steps", hide_steps, methods=["POST"])]
