"""The job tray: what works in the background for this person, with its pauses and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import NOT_FOUND
from comity.office import jobs
from comity.office.jobs import State
from comity.web import htmx, http, render

_VERBS: Final[dict[str, State]] = {"pause": "paused", "resume": "running", "cancel": "cancelled"}


@dataclass(frozen=True, slots=True)
class Tray:
    """The jobs of one person, newest first."""

    jobs: Sequence[Mapping[str, Any]]


async def show(request: Request) -> Response:
    """The page of the same, for those without JavaScript."""
    return render.page(request, "office/jobs.html", await _tray(request, 50), block="tray")


async def tray(request: Request) -> Response:
    """What the bar's tray shows."""
    return render.fragment(request, "office/jobs.html", await _tray(request, 12), block="tray")


async def steer(request: Request) -> Response:
    """Pauses, resumes or stops a job; whoever works on it notices within a second."""
    job_id: UUID = request.path_params["id"]
    verb = _VERBS.get(request.path_params["verb"])
    if verb is None:
        raise NOT_FOUND()
    async with http.tx(request) as tx:
        await jobs.update(tx, job_id, state=verb)
        found = [job for job in await jobs.mine(tx, limit=50) if job["id"] == job_id]
    if not htmx.wants_fragment(request):
        return http.go(request, "/jobs")
    return render.fragment(request, "office/jobs.html", Tray(found), block="list")


async def _tray(request: Request, most: int) -> Tray:
    async with http.tx(request) as tx:
        return Tray(await jobs.mine(tx, limit=most))


ROUTES = [
    Route("/jobs", show),
    Route("/jobs/tray", tray),
    Route("/jobs/{id:uuid}/{verb:str}", steer, methods=["POST"]),
]
