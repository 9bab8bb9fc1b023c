"""Home: what needs this person today, from every room's panels, and the first steps while they are not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.pack import NavItem
from comity.office import panels, steps
from comity.office.panels import Shown
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
class Home:
    """What home shows."""

    greeting: str
    now: datetime
    progress: Progress | None
    panels: Sequence[Shown]

    @property
    def main(self) -> list[Shown]:
        """The wide column."""
        return [panel for panel in self.panels if panel.order < SIDE]

    @property
    def side(self) -> list[Shown]:
        """The narrow column."""
        return [panel for panel in self.panels if panel.order >= SIDE]


async def show(request: Request) -> Response:
    """The page after signing in."""
    who = http.who(request)
    now = datetime.now(reader().zone)
    async with http.tx(request) as tx:
        progress = await steps.progress(tx, plates(request))
        shown = await panels.load(request, tx, "home")
    context = Home(greeting(now.hour, who.name or ""), now, progress, shown)
    return render.page(request, "office/home.html", context)


async def hide_steps(request: Request) -> Response:
    """Puts the first steps away."""
    async with http.tx(request) as tx:
        await steps.hide(tx)
    return http.go(request, HERE)


def greeting(hour: int, name: str) -> str:
    """A word for the time of day, and the first name."""
    words = _("Good morning") if 4 <= hour < 12 else _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
    first = name.split()[0] if name.strip() else ""
    return f"{words}, {first}" if first else str(words)


ROUTES = [Route(HERE, show), Route("/home/steps", hide_steps, methods=["POST"])]
