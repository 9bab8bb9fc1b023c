"""/library: courses and materials, searched inside; bringing new ones; and for who leads people, who finished what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import coordinator
from comity.core.errors import NOT_FOUND, Problem
from comity.core.roles import LEADERS
from comity.core.work import start
from comity.office.files import uploads
from comity.packs.library import materials, reading
from comity.packs.library.materials import Facts
from comity.platform.storage import names, uploading
from comity.platform.storage.errors import Refusal
from comity.platform.storage.objects import Place
from comity.web import forms, http, render
from comity.web.forms import Form
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE = "/library"
ICONS = {"video": "play", "audio": "audio-lines", "image": "palette", "link": "link", "text": "sticky-note"}


class Material(BaseModel):
    """A material as brought: a file, words, or an address."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    title: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=4000)
    collection: UUID | None = None
    body: str | None = Field(default=None, max_length=200_000)
    url: str | None = Field(default=None, max_length=2000)
    file: UploadFile | None = None


class Course(BaseModel):
    """A course as typed."""

    name: str = Field(max_length=100)
    description: str = Field(default="", max_length=2000)


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """What there is to learn from."""

    collections: Sequence[Mapping[str, Any]]
    materials: Sequence[Mapping[str, Any]]
    query: str
    collection: UUID | None
    form: Form[Material]
    leads: bool
    may_draw: bool
    icons: Mapping[str, str]

    @property
    def groups(self) -> Sequence[tuple[Mapping[str, Any] | None, Sequence[Mapping[str, Any]]]]:
        """The materials course by course; found ones in the order they were found."""
        if self.query:
            return [(None, self.materials)]
        courses = {course["id"]: course for course in self.collections}
        parted = groupby(self.materials, key=lambda one: one["collection_id"])
        return [(courses.get(course), list(some)) for course, some in parted]


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """Who finished what."""

    people: Sequence[Mapping[str, Any]]
    finished: Sequence[Mapping[str, Any]]


async def show(request: Request) -> Response:
    """GET /library?q=&course="""
    return await _page(request, forms.blank(Material, {"collection": request.query_params.get("course")}))


async def add(request: Request) -> Response:
    """POST /library"""
    form = await forms.check(request, Material)
    if form.model is None:
        return await _page(request, form, status=422)
    typed = form.model
    try:
        made = await (_bring(request, typed) if typed.file else _write(request, typed))
    except Refusal as refusal:
        problem = uploads.refused(refusal)
        return await _page(request, form.refused(problem), status=problem.status)
    except Problem as problem:
        return await _page(request, form.refused(problem), status=problem.status)
    return http.go(request, f"{HERE}/{made}", toast=Toast(_("Added to the library")))


async def _write(request: Request, typed: Material) -> UUID:
    async with http.tx(request) as tx:
        kind: materials.Kind = "link" if typed.url and not typed.body else "text"
        facts = Facts(
            title=typed.title or (typed.url or "")[:200], kind=kind, description=typed.description,
            collection=typed.collection, url=typed.url, body=typed.body,
        )  # fmt: skip
        return await materials.add(tx, facts)


async def _bring(request: Request, typed: Material) -> UUID:
    """The bytes first, then the row and the work that reads them."""
    who, file, material_id = http.who(request), typed.file, uuid4()
    if file is None or who.org_id is None:
        raise NOT_FOUND()
    name = names.shown(file.filename or "file")
    mime = file.content_type or "application/octet-stream"
    path = materials.path(who.org_id, material_id, name)
    bucket = await uploading.bucket_of(request, materials.BUCKET)
    place = Place(bucket, path, str(who.user_id), who.org_id, mime=mime, user_metadata={"name": name})
    await uploading.bring_from_page(request, who, place, uploads.pieces(file))
    kind = materials.kind_of(mime)
    async with http.tx(request) as tx:
        made = await materials.add(tx, Facts(
            title=typed.title or name.rsplit(".", 1)[0][:200], kind=kind, description=typed.description,
            collection=typed.collection, path=path, file_name=name[:300], media_type=mime, size=file.size,
            reading="ready" if kind == "image" else "waiting",
        ), material_id=material_id)  # fmt: skip
        if kind != "image":
            await start(tx, reading.read_material, {"material_id": made})
    return made


async def collect(request: Request) -> Response:
    """POST /library/courses"""
    typed = await forms.read(request, Course)
    async with http.tx(request) as tx:
        made = await tx.value(materials.q.collect, name=typed.name, description=typed.description)
    return http.go(request, f"{HERE}?course={made}", toast=Toast(_("Course added")))


async def progress(request: Request) -> Response:
    """GET /library/progress"""
    http.only(request, LEADERS)
    async with http.tx(request) as tx:
        people, finished = await tx.many([(materials.q.people, {}), (materials.q.finished, {})])
    return render.page(request, "library/progress.html", ProgressPage(people, finished))


async def _page(request: Request, form: Form[Material], *, status: int = 200) -> Response:
    asked, who = request.query_params, http.who(request)
    query = (asked.get("q") or "").strip()[:200]
    chosen = http.uuid(asked.get("course"))
    async with http.tx(request) as tx:
        courses, found = await tx.many(
            [(materials.q.collections, {}), (materials.q.all, {"query": query or None, "collection": chosen})]
        )
    draws = await coordinator.can_image(request.state.db, who)
    shown = [{**row, "found": _lit(row["found"])} for row in found]
    page = LibraryPage(courses, shown, query, chosen, form, who.org_role in LEADERS, draws, ICONS)
    return render.page(request, "library/library.html", page, status=status)


def _lit(text: str | None) -> Markup | None:
    """A found place with its words marked."""
    return Markup(escape(text).replace("⟦", Markup("<mark>")).replace("⟧", Markup("</mark>"))) if text else None


ROUTES = (
    Route(HERE, show, methods=["GET"], name="library"),
    Route(HERE, add, methods=["POST"], name="material-add"),
    Route(HERE + "/courses", collect, methods=["POST"], name="course-add"),
    Route(HERE + "/progress", progress, methods=["GET"], name="library-progress"),
)
