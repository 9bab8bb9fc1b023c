"""/demos: every demo, and one being built by several at once; a conflict shows both values and asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales import leads
from comity.packs.sales.demos import builder, drafting, pictures
from comity.packs.sales.demos.builder import FIELDS, HINTS, Conflict
from comity.packs.sales.pages.demos.shown import Demo, laid_out
from comity.packs.sales.personas import portraits
from comity.web import forms, htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext


class NewDemo(BaseModel):
    """For which lead, and its name."""

    lead_id: UUID
    title: str | None = Field(default=None, max_length=200)


class FieldForm(BaseModel):
    """What a field is to say, and the version its writer saw."""

    value: str = Field(default="", max_length=40_000)
    version: int


class ShareForm(BaseModel):
    """For how many days."""

    days: int = Field(default=14, ge=1, le=365)


class TitleForm(BaseModel):
    """Another name."""

    title: str = Field(max_length=200)


@dataclass(frozen=True, slots=True)
class DemosPage:
    """Every demo."""

    demos: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class OneField:
    """A field as it is edited."""

    demo_id: UUID
    key: str
    name: str
    hint: str
    field: Mapping[str, Any]
    proofs: Sequence[Mapping[str, Any]]
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class BuildPage:
    """A demo being built."""

    demo: Mapping[str, Any]
    fields: Sequence[OneField]
    preview: Demo
    shares: Sequence[Mapping[str, Any]]
    link: str
    pictures: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class DemoPanel:
    """The demos of a lead."""

    demos: Sequence[Mapping[str, Any]]
    lead_id: UUID


async def index(request: Request) -> Response:
    """GET /demos"""
    async with http.tx(request) as tx:
        found = await tx.rows(builder.q.all, lead=None)
    return render.page(request, "sales/demos/index.html", DemosPage(found))


async def create(request: Request) -> Response:
    """POST /demos"""
    typed = await forms.read(request, NewDemo)
    async with http.tx(request) as tx:
        lead = await leads.find(tx, typed.lead_id)
        title = typed.title or str(_("Demo for {name}")).format(
            name=lead["company"] or lead["contact"] or lead["title"]
        )
        made = await builder.create(tx, typed.lead_id, title)
    return http.go(request, f"/demos/{made}")


async def show(request: Request) -> Response:
    """GET /demos/{id}"""
    return await _page(request)


async def _page(request: Request, conflict: Conflict | None = None, link: str = "", status: int = 200) -> Response:
    demo_id = _id(request)
    async with http.tx(request) as tx:
        demo = await builder.find(tx, demo_id)
        known = await builder.fields(tx, demo_id)
        shares = await tx.rows(builder.q.shares, demo=demo_id)
        organisation = await tx.value(builder.q.organisation)
        seen = await pictures.of_demo(tx, demo_id)
    rows = [_one(demo, key, known[key], conflict) for key in FIELDS if key in known]
    values = {key: row["value"] for key, row in known.items()}
    preview = laid_out(organisation, demo, values, seen, f"/demos/{demo_id}")
    page = BuildPage(demo, rows, preview, shares, link, seen)
    return render.page(request, "sales/demos/build.html", page, status=status)


async def write(request: Request) -> Response:
    """POST /demos/{id}/fields/{key}: against the version that was seen."""
    demo_id, key = _id(request), request.path_params["key"]
    typed = await forms.read(request, FieldForm)
    async with http.tx(request) as tx:
        conflict = await builder.write(tx, demo_id, key, typed.value, typed.version)
        demo = await builder.find(tx, demo_id)
        field = (await builder.fields(tx, demo_id))[key]
    if not htmx.is_htmx(request):
        if conflict is None:
            return http.go(request, f"/demos/{demo_id}#field-{key}", toast=Toast(_("Saved")))
        return await _page(request, conflict, status=409)
    status = 409 if conflict else 200
    shown = _one(demo, key, field, conflict)
    return render.fragment(request, "sales/demos/_field.html", shown, status=status)


async def draft(request: Request) -> Response:
    """POST /demos/{id}/draft"""
    made = await drafting.draft(request.state.db, http.who(request), _id(request))
    said = ngettext("%(n)s field drafted", "%(n)s fields drafted", made) % {"n": made}
    return http.go(request, f"/demos/{_id(request)}", toast=Toast(said))


async def rename(request: Request) -> Response:
    """POST /demos/{id}"""
    typed = await forms.read(request, TitleForm)
    async with http.tx(request) as tx:
        await builder.rename(tx, _id(request), typed.title)
    return http.go(request, f"/demos/{_id(request)}", toast=Toast(_("Saved")))


async def share(request: Request) -> Response:
    """POST /demos/{id}/links: shown once."""
    typed = await forms.read(request, ShareForm)
    async with http.tx(request) as tx:
        token = await builder.share(tx, _id(request), typed.days)
    return await _page(request, link=f"{str(request.base_url).rstrip('/')}/shown/{token}")


async def revoke(request: Request) -> Response:
    """POST /demos/{id}/links/{share}/removal"""
    async with http.tx(request) as tx:
        await builder.revoke(tx, _id(request), request.path_params["share_id"])
    return http.go(request, f"/demos/{_id(request)}", toast=Toast(_("The link leads nowhere any more.")))


async def trash(request: Request) -> Response:
    """POST /demos/{id}/trash"""
    async with http.tx(request) as tx:
        await builder.trash(tx, _id(request))
    undo = f"/demos/{_id(request)}/restoration"
    return http.go(request, "/demos", toast=Toast(_("Demo moved to the trash"), undo=undo))


async def restore(request: Request) -> Response:
    """POST /demos/{id}/restoration"""
    async with http.tx(request) as tx:
        await builder.restore(tx, _id(request))
    return http.go(request, f"/demos/{_id(request)}", toast=Toast(_("Back again")))


async def of_lead(request: Request, tx: Tx, subject_id: UUID) -> DemoPanel:
    """For the lead's page."""
    return DemoPanel(await tx.rows(builder.q.all, lead=subject_id), subject_id)


def _one(demo: Mapping[str, Any], key: str, field: Mapping[str, Any], conflict: Conflict | None) -> OneField:
    proofs = [{**one, "href": portraits.href(one, demo["lead_id"])} for one in field["evidence"]]
    hit = conflict if conflict and conflict.key == key else None
    return OneField(demo["id"], key, str(FIELDS[key]), str(HINTS.get(key, "")), field, proofs, hit)


def _id(request: Request) -> UUID:
    found: UUID = request.path_params["demo_id"]
    return found


_ONE = "/demos/{demo_id:uuid}"
ROUTES = (
    Route("/demos", index, methods=["GET"], name="demos"),
    Route("/demos", create, methods=["POST"], name="demo-create"),
    Route(_ONE, show, methods=["GET"], name="demo"),
    Route(_ONE, rename, methods=["POST"], name="demo-rename"),
    Route(_ONE + "/fields/{key}", write, methods=["POST"], name="demo-field"),
    Route(_ONE + "/draft", draft, methods=["POST"], name="demo-draft"),
    Route(_ONE + "/links", share, methods=["POST"], name="demo-share"),
    Route(_ONE + "/links/{share_id:uuid}/removal", revoke, methods=["POST"], name="demo-revoke"),
    Route(_ONE + "/trash", trash, methods=["POST"], name="demo-trash"),
    Route(_ONE + "/restoration", restore, methods=["POST"], name="demo-restore"),
)
PANELS = (Panel(on="lead", template="sales/demos/panel.html", load=of_lead, order=70),)
