"""/imports: files on their way in, and the start of another.  seed: IE01"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.pack import Command
from comity.core.roles import WRITERS
from comity.office.files import place, uploads
from comity.office.imports import flow, jobs
from comity.office.imports.targets import Target, registry
from comity.web import http, render
from comity.web.i18n import gettext as _

HERE = "/imports"
MOST_PASTED = 20 * 2**20


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """Imports, newest first."""

    imports: Sequence[dict[str, Any]]
    targets: dict[str, Target]
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class NewImportPage:
    """The form for a file; `problem` says why the last one was refused."""

    targets: Sequence[tuple[str, str]]
    kind: str
    problem: str = ""
    hint: str = ""


async def show(request: Request) -> Response:
    """The list."""
    async with http.tx(request) as tx:
        found = await jobs.recent(tx)
    targets = {target.kind: target for target in registry}
    words: dict[str, str] = {status: jobs.word(status) for status in jobs.STATUSES}
    return render.page(request, "office/imports.html", ImportsPage(found, targets, words), block="list")


async def new(request: Request) -> Response:
    """The form."""
    return _form(request, request.query_params.get("kind", "contacts"))


async def create(request: Request) -> Response:
    """Takes the file in; a file that cannot be read comes back beside the reason, and is not kept."""
    who = http.who(request)
    async with request.form(max_files=1, max_fields=10, max_part_size=MOST_PASTED) as form:
        kind = str(form.get("kind") or "contacts")
        try:
            job_id = await _keep(request, form.get("file"), str(form.get("text") or ""), kind)
        except Problem as problem:
            return _form(request, kind, problem)
    assert who.org_id
    return http.go(request, f"{HERE}/{job_id}")


async def _keep(request: Request, file: Any, text: str, kind: str) -> UUID:
    who, job_id = http.who(request), uuid4()
    uploaded = isinstance(file, UploadFile) and bool(file.filename)
    if not uploaded and not text.strip():
        raise Problem("no_file", 422, str(_("Choose a file, or paste some rows.")), field="file")
    name = place.file_name(file.filename) if uploaded else str(_("pasted rows")) + ".csv"
    folder = flow.room_for(who.org_id, job_id)
    try:
        await place.keep(uploads.pieces(file) if uploaded else _pasted(text), folder / name)
        async with http.tx(request) as tx:
            await flow.begin(tx, kind, job_id, name)
    except BaseException:
        place.remove(folder)
        raise
    return job_id


async def _pasted(text: str) -> AsyncIterator[bytes]:
    yield text.encode("utf-8", "replace")


def _form(request: Request, kind: str, problem: Problem | None = None) -> Response:
    targets = [(target.kind, str(target.title)) for target in registry]
    chosen = kind if kind in dict(targets) else targets[0][0]
    said = (problem.sentence, str(problem.hint or "")) if problem else ("", "")
    context = NewImportPage(targets, chosen, *said)
    return render.page(request, "office/imports_new.html", context, status=problem.status if problem else 200)


ROUTES = [
    Route(HERE, show),
    Route(HERE, create, methods=["POST"]),
    Route(f"{HERE}/new", new),
]
COMMANDS = (
    Command(_("Import a file"), f"{HERE}/new", "file-up", "csv excel xlsx json vcard upload contacts", roles=WRITERS),
    Command(_("Imports"), HERE, "file-spreadsheet", "undo import history"),
)
