"""Home's offer of demo records, with one click in and one click out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core import sql, work
from comity.core.db import Tx
from comity.core.errors import NOT_ALLOWED
from comity.core.pack import Panel
from comity.core.roles import ADMINS
from comity.journeys.demo import workflows
from comity.office import jobs
from comity.web import http
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether there are demo records here, or work on them goes on."""

    present: bool
    busy: bool


async def load(request: Request, tx: Tx, subject_id: UUID | None) -> Offer | None:
    """For those who may, while the organisation is empty or holds demo records."""
    if tx.who.org_role not in ADMINS:
        return None
    found = await tx.row(q.state)
    if found is None or found["whole"] or not (found["present"] or found["empty"] or found["busy"]):
        return None
    return Offer(found["present"], found["busy"])


async def bring(request: Request) -> Response:
    """Starts bringing the records; the job tray shows how it goes."""
    return await _start(request, workflows.bring, str(_("Demo records")), str(_("The demo records are on their way.")))


async def take_away(request: Request) -> Response:
    """Starts taking them away."""
    gone = str(_("The demo records are being taken away."))
    return await _start(request, workflows.take_away, str(_("Taking the demo away")), gone)


async def _start(request: Request, what: work.Workflow, title: str, said: str) -> Response:
    async with http.tx(request) as tx:
        if tx.who.org_role not in ADMINS:
            raise NOT_ALLOWED()
        job_id = await jobs.start(tx, "demo", title)
        await work.start(tx, what, {"job_id": str(job_id)})
    return http.go(request, "/", toast=Toast(said, "neutral"))


PANEL = Panel(on="home", template="demo/offer.html", load=load, order=0)
ROUTES = [Route("/demo", bring, methods=["POST"]), Route("/demo/removal", take_away, methods=["POST"])]
