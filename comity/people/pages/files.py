"""/files: files of any record: the panel on its page, bringing one by a plain form, looking at one, the trash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.core.pack import Panel
from comity.core.roles import WRITERS
from comity.office.files import uploads
from comity.people import attachments
from comity.people.attachments import File
from comity.platform.storage import names, objects, serving, uploading
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.platform.storage.store import store
from comity.platform.storage.wire import acting
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class FilesPanel:
    """The files of a record, and where new ones go."""

    relation: str
    record_id: UUID
    files: Sequence[File]
    folder: str
    may_add: bool
    most: int


@dataclass(frozen=True, slots=True)
class FilePage:
    """One file, looked at."""

    file: File
    home: str


def panel(relation: str, on: str) -> Panel:
    """The panel on the pages of one kind of record."""

    async def load(request: Request, tx: Tx, record_id: UUID | None) -> FilesPanel:
        assert record_id is not None
        return FilesPanel(
            relation,
            record_id,
            await attachments.of(tx, relation, record_id),
            attachments.folder(tx.who.org_id, relation, record_id),
            tx.who.org_role in WRITERS,
            store().most_bytes,
        )

    return Panel(on=on, template="people/_files.html", load=load, order=80)


PANELS = [
    panel("contacts", "contact"),
    panel("companies", "company"),
    panel("leads", "lead"),
    panel("calls", "call"),
]


async def add(request: Request) -> Response:
    """POST /files/{relation}/{id}: one or several files of a form, for browsers without scripts."""
    relation, record_id = request.path_params["relation"], request.path_params["record_id"]
    who = http.who(request)
    if relation not in attachments.RELATIONS or who.org_id is None:
        raise NOT_FOUND()
    form = await forms.sent(request, max_files=MOST_AT_ONCE)
    brought = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    if not brought:
        raise attachments.NO_FILE()
    bucket = await uploading.bucket_of(request, attachments.BUCKET)
    for one in brought:
        path = attachments.path(who.org_id, relation, record_id, one.filename or "")
        place = Place(bucket, path, str(who.user_id), who.org_id, mime=one.content_type or "application/octet-stream")
        place = replace(place, user_metadata={"name": names.shown(one.filename or "")})
        try:
            await uploading.bring_from_page(request, who, place, uploads.pieces(one))
        except Refusal as refusal:
            raise uploads.refused(refusal) from refusal
    toast = Toast(_("File added") if len(brought) == 1 else _("{n} files added").format(n=len(brought)))
    return http.back(request, f"/{relation}/{record_id}", toast=toast)


async def show(request: Request) -> Response:
    """GET /files/{id}: a picture, a document, a sound, on a page of its own."""
    async with http.tx(request) as tx:
        file = await attachments.find(tx, request.path_params["id"])
    return render.page(request, "people/files.html", FilePage(file, f"/{file.about}/{file.about_id}"))


async def content(request: Request) -> Response:
    """GET /files/{id}/content: the bytes, under the rights of whoever asks."""
    async with http.tx(request) as tx:
        file = await attachments.find(tx, request.path_params["id"])
    row = await seen(request, attachments.BUCKET, file.path or "")
    row["name"] = f"x/{file.name}"
    try:
        return await serving.serve(request, row, private=True)
    except Refusal as refusal:
        raise uploads.refused(refusal) from refusal


async def seen(request: Request, bucket: str, path: str) -> dict[str, Any]:
    """An object the caller may see, for a page."""
    try:
        async with acting(request, "object.get_authenticated") as tx:
            return await objects.find(tx, bucket, path)
    except Refusal as refusal:
        raise NOT_FOUND() from refusal


async def trash(request: Request) -> Response:
    """POST /files/{id}/trash"""
    file_id = request.path_params["id"]
    async with http.tx(request) as tx:
        file = await attachments.find(tx, file_id)
        await attachments.trash(tx, file_id)
    toast = Toast(_("Moved to the trash: {name}").format(name=file.name), undo=f"/files/{file_id}/restoration")
    return http.go(request, f"/{file.about}/{file.about_id}", toast=toast)


async def restore(request: Request) -> Response:
    """POST /files/{id}/restoration"""
    file_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await attachments.restore(tx, file_id)
        file = await attachments.find(tx, file_id)
    return http.go(request, f"/{file.about}/{file.about_id}", toast=Toast(_("Back again")))


_ONE = "/files/{id:uuid}"
ROUTES = [
    Route("/files/{relation}/{record_id:uuid}", add, methods=["POST"], name="files-add"),
    Route(_ONE, show, methods=["GET"], name="file"),
    Route(_ONE + "/content", content, methods=["GET", "HEAD"], name="file-content"),
    Route(_ONE + "/trash", trash, methods=["POST"], name="file-trash"),
    Route(_ONE + "/restoration", restore, methods=["POST"], name="file-restore"),
]
