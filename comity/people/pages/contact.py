"""/contacts/{id}: a person: the facts, everything that happened, and what other rooms know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.who import Who
from comity.office import panels
from comity.office.panels import Shown
from comity.office.search import recents
from comity.people import around, changes, companies, contacts, points, records, tags, tasks, words
from comity.people.around import Around, Neighbours
from comity.people.changes import Change
from comity.people.pages import facts, timeline
from comity.people.pages.contacts import SPEC
from comity.people.pages.facts import Drawn
from comity.people.pages.timeline import TimelinePart
from comity.people.points import Kind
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import reader

TABS = ("timeline", "history")


class NewPoint(BaseModel):
    """A further e-mail, phone or web address."""

    kind: Kind = "email"
    value: str = Field(min_length=1, max_length=2000)
    label: str | None = Field(default=None, max_length=60)


class TagForm(BaseModel):
    """A tag by its id, or a new one by its name."""

    tag_id: UUID | None = None
    name: str | None = Field(default=None, max_length=60)


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Everything around one person."""

    contact: Mapping[str, Any]
    facts: Sequence[Drawn]
    known: Around
    options: Mapping[str, Sequence[tuple[str, str]]]
    points: Sequence[Mapping[str, Any]]
    tasks: Sequence[Mapping[str, Any]]
    colleagues: Sequence[Mapping[str, Any]]
    part: TimelinePart
    history: Sequence[Change]
    panels: Sequence[Shown]
    near: Neighbours
    tab: str
    entries: words.Options = words.ENTRIES
    kinds: words.Options = words.KINDS
    channels: words.Options = words.CHANNELS
    consents: words.Options = words.CONSENTS


async def show(request: Request) -> Response:
    """GET /contacts/{id}"""
    contact_id = request.path_params["id"]
    tab = request.query_params.get("tab", "")
    async with http.tx(request) as tx:
        contact = await contacts.get(tx, contact_id)
        known = await around.load(tx, "contacts")
        page = ContactPage(
            contact=contact,
            facts=facts.draw("contacts", contact, known),
            known=known,
            options=facts.options(known),
            points=await points.of(tx, contact_id),
            tasks=await tasks.open_ones(tx, person=None, timezone=reader().timezone, contact_id=contact_id, limit=20),
            colleagues=(await companies.people(tx, contact["company_id"], limit=8))[0] if contact["company_id"] else [],
            part=await timeline.of(tx, request, "contacts", contact_id),
            history=changes.told(await records.history(tx, "contacts", contact_id), known) if tab == "history" else [],
            panels=await panels.load(request, tx, "contact", contact_id),
            near=await around.neighbours(request, tx, SPEC, contact),
            tab=tab if tab in TABS else TABS[0],
        )
        await recents.saw(tx, "contacts", contact_id, contact["name"])
    return render.page(request, "people/contact.html", page)


async def add_point(request: Request) -> Response:
    """POST /contacts/{id}/points"""
    contact_id = request.path_params["id"]
    typed = await forms.read(request, NewPoint)
    async with http.tx(request) as tx:
        await contacts.get(tx, contact_id)
        await points.add(tx, contact_id, typed.kind, typed.value, label=typed.label)
    return http.go(request, f"/contacts/{contact_id}", toast=Toast(_("Added")))


async def point(request: Request) -> Response:
    """POST /contacts/{id}/points/{point}/{verb}: make it primary, or take it away."""
    contact_id, point_id = request.path_params["id"], request.path_params["point_id"]
    async with http.tx(request) as tx:
        if request.path_params["verb"] == "primacy":
            await points.make_primary(tx, point_id)
        else:
            await points.remove(tx, point_id)
    return http.go(request, f"/contacts/{contact_id}", toast=Toast(_("Saved")))


async def consent(request: Request) -> Response:
    """POST /contacts/{id}/consent: what the person allows, channel by channel, when and who asked."""
    contact_id = request.path_params["id"]
    form = await forms.sent(request)
    async with http.tx(request) as tx:
        contact = await contacts.get(tx, contact_id)
        agreed = consents(
            contact["consent"], {name: str(form.get(name, "")) for name, _label in words.CHANNELS}, tx.who
        )
        await contacts.update(tx, contact_id, {"consent": agreed})
    return http.go(request, f"/contacts/{contact_id}", toast=Toast(_("Saved")))


def consents(was: Mapping[str, Any], said: Mapping[str, str], who: Who) -> dict[str, Any]:
    """Consent per channel; what did not change keeps its date and source."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    agreed = dict(was)
    for channel, state in said.items():
        if state == was.get(channel, {}).get("state", ""):
            continue
        if state in ("granted", "denied"):
            agreed[channel] = {"state": state, "at": now, "source": who.name or who.email or "page"}
        else:
            agreed.pop(channel, None)
    return agreed


async def trash(request: Request) -> Response:
    """POST /contacts/{id}/trash"""
    contact_id = request.path_params["id"]
    async with http.tx(request) as tx:
        contact = await contacts.get(tx, contact_id)
        await contacts.trash(tx, contact_id)
    said = _("Moved to the trash: {name}").format(name=contact["name"])
    return http.go(request, "/contacts", toast=Toast(said, undo=f"/contacts/{contact_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /contacts/{id}/restoration"""
    contact_id = request.path_params["id"]
    async with http.tx(request) as tx:
        await contacts.restore(tx, contact_id)
    return http.go(request, f"/contacts/{contact_id}", toast=Toast(_("Back again")))


def tagging(relation: records.Relation) -> list[Route]:
    """Putting tags on a record and taking them off."""
    verbs = contacts if relation == "contacts" else companies

    async def add(request: Request) -> Response:
        record_id = request.path_params["id"]
        typed = await forms.read(request, TagForm)
        async with http.tx(request) as tx:
            await verbs.get(tx, record_id)
            tag_id = typed.tag_id or (await tags.named(tx, typed.name) if typed.name else None)
            if tag_id is not None:
                await tags.tag(tx, relation, [record_id], tag_id)
        return http.go(request, f"/{relation}/{record_id}")

    async def drop(request: Request) -> Response:
        record_id = request.path_params["id"]
        async with http.tx(request) as tx:
            await verbs.get(tx, record_id)
            await tags.untag(tx, relation, [record_id], request.path_params["tag_id"])
        return http.go(request, f"/{relation}/{record_id}")

    return [
        Route(f"/{relation}/{{id:uuid}}/tags", add, methods=["POST"]),
        Route(f"/{relation}/{{id:uuid}}/tags/{{tag_id:uuid}}/removal", drop, methods=["POST"]),
    ]


_ONE = "/contacts/{id:uuid}"
ROUTES = [
    Route(_ONE, show, methods=["GET"], name="contact"),
    Route(_ONE + "/points", add_point, methods=["POST"]),
    Route(_ONE + "/points/{point_id:uuid}/{verb}", point, methods=["POST"]),
    Route(_ONE + "/consent", consent, methods=["POST"]),
    Route(_ONE + "/trash", trash, methods=["POST"]),
    Route(_ONE + "/restoration", restore, methods=["POST"]),
    *tagging("contacts"),
]
