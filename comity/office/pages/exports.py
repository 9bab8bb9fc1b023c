"""/exports: lists asked for as files: wait, download, cancel.  seed: IE08, SC08"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.pack import Command
from comity.office.exports import jobs
from comity.office.exports.jobs import Export
from comity.office.exports.run import WORKFLOW
from comity.office.exports.writers import MEDIA
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/exports"


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """Exports, newest first."""

    exports: Sequence[Export]


async def show(request: Request) -> Response:
    """The list."""
    async with http.tx(request) as tx:
        context = ExportsPage(await jobs.recent(tx))
    return render.page(request, "office/exports.html", context, block="list")


async def create(request: Request) -> Response:
    """Asks for a list as a file."""
    form = await forms.sent(request, max_fields=20)
    columns = [name for name in str(form.get("columns") or "").split(",") if name]
    async with http.tx(request) as tx:
        await jobs.ask(
            tx,
            WORKFLOW,
            str(form.get("relation") or ""),
            str(form.get("query") or ""),
            columns,
            str(form.get("format") or "csv"),
        )
    note = Toast(str(_("The file is being written. It will be here in a moment.")), tone="neutral")
    return http.go(request, HERE, toast=note)


async def download(request: Request) -> Response:
    """The file itself."""
    async with http.tx(request) as tx:
        found = await jobs.get(tx, request.path_params["id"])
        path = found.path(tx.who.org_id)
    if found.status != "done" or not path.is_file():
        raise Problem("export_gone", 410, str(_("This file is no longer kept. Export the list again.")))
    return FileResponse(path, media_type=MEDIA[found.format], filename=found.name)


async def cancel(request: Request) -> Response:
    """Stops writing it."""
    async with http.tx(request) as tx:
        await jobs.cancel(tx, request.path_params["id"])
    return http.go(request, HERE)


async def remove(request: Request) -> Response:
    """Takes the file away before its time."""
    async with http.tx(request) as tx:
        await jobs.remove(tx, request.path_params["id"])
    return http.go(request, HERE)


ROUTES = [
    Route(HERE, show),
    Route(HERE, create, methods=["POST"]),
    Route(f"{HERE}/{{id:uuid}}/file", download),
    Route(f"{HERE}/{{id:uuid}}/cancellation", cancel, methods=["POST"]),
    Route(f"{HERE}/{{id:uuid}}/removal", remove, methods=["POST"]),
]
COMMANDS = (Command(_("Exports"), HERE, "file-down", "download csv excel"),)
