"""A call's page: how far it is understood, brief, action items, signals lit in the transcript, the deal's health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from comity.ai import feedback
from comity.comms import calls, marked, recordings
from comity.comms.marked import MarkedTurn
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.office import panels
from comity.office.panels import Shown
from comity.office.search import recents
from comity.packs.sales import action_items, call_comments, call_intake, call_results, call_words, glance, health
from comity.packs.sales.pages.health_card import HealthView, health_view
from comity.platform.storage import serving
from comity.web import forms, htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.marks import Mark


class Title(BaseModel):
    """What people say about a call."""

    title: str | None = Field(default=None, max_length=200)
    consent: Literal["unknown", "granted", "announced", "refused", "not_needed"] | None = None


class About(BaseModel):
    """The lead a call is about."""

    lead_id: UUID


class Item(BaseModel):
    """An action item written by hand."""

    text: str = Field(max_length=1000)
    due: date | None = None


class Verdict(BaseModel):
    """Right or wrong."""

    table: Literal["call_signals", "action_items", "call_briefs", "deal_health_scores"]
    id: UUID
    verdict: Literal["right", "wrong"]


@dataclass(frozen=True, slots=True)
class CallPage:
    """Everything around one call."""

    call: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]
    busy: bool
    brief: Mapping[str, Any] | None
    parts: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
    items: Sequence[Mapping[str, Any]]
    glance: Sequence[glance.Fact]
    groups: Sequence[tuple[str, str, str, Sequence[Mapping[str, Any]]]]
    turns: Sequence[MarkedTurn]
    health: HealthView
    lead: Mapping[str, Any] | None
    found_by: str
    fell_back: bool
    missing: str
    words: Any
    panels: Sequence[Shown] = ()


async def show(request: Request) -> Response:
    """GET /calls/{id}"""
    call_id = request.path_params["call_id"]
    async with http.tx(request) as tx:
        page = replace(await _page(tx, call_id), panels=await panels.load(request, tx, "call", call_id))
        await recents.saw(tx, "calls", call_id, page.call["title"])
    return render.page(request, "sales/call.html", page)


async def _page(tx: Tx, call_id: UUID) -> CallPage:
    call = await calls.find(tx, call_id)
    heard, steps = await tx.many(
        [(call_results.q.signals, {"call": call_id}), (call_results.q.steps, {"call": call_id})]
    )
    brief = await call_results.brief(tx, call_id)
    comments = await tx.rows(call_comments.q.of_call, call=call_id)
    items = await action_items.of_call(tx, call_id)
    lead = await tx.row(call_intake.q.lead, id=call["lead_id"]) if call["lead_id"] else None
    seen = await health_view(tx, call["lead_id"], call_id)
    return CallPage(
        call=call,
        steps=steps,
        busy=call["state"] in ("queued", "running"),
        brief=brief,
        parts=_parts(brief["points"]) if brief else (),
        items=items,
        glance=glance.of_call(heard, items),
        groups=_groups(heard),
        turns=marked.turns(
            call["transcript"] or "",
            call["segments"],
            [*map(_lit, heard), *_cited(brief, items, seen), *_commented(comments)],
        ),
        health=seen,
        lead=lead,
        found_by=call_words.engine(brief["engine"], brief["model"]) if brief else "",
        fell_back=bool(brief and brief["fallback"]),
        missing=call_words.missing([m for m in brief["missing"] if m != "times"]) if brief else "",
        words=call_words,
    )


def _lit(signal: Mapping[str, Any]) -> Mark:
    """A signal on the words it was heard in."""
    title, polarity = call_words.value_of(signal["kind"], signal["value"]), signal["polarity"]
    return Mark(signal["span_start"], signal["span_end"], title, call_words.tone(polarity), abs(polarity))


def _cited(brief: Mapping[str, Any] | None, items: Sequence[Mapping[str, Any]], seen: HealthView) -> list[Mark]:
    """Every span of this call that the page points to."""
    points = [point["evidence"] for part in brief["points"].values() for point in part] if brief else []
    spans = [(point["start"], point["end"]) for point in points]
    spans += [(item["span_start"], item["span_end"]) for item in items if item["span_start"] is not None]
    here = str(seen.here)
    spans += [(r["start"], r["end"]) for r in (*seen.for_it, *seen.against) if r["call_id"] == here and r["quote"]]
    return [Mark(start, end) for start, end in dict.fromkeys(spans)]


def _commented(comments: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """The spans colleagues speak about, as far as they still say what was said."""
    return [Mark(row["span_start"], row["span_end"]) for row in comments if row["stands"]]


def _parts(points: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The brief's parts that have something to say, no line twice."""
    names = (("summary", _("What it was about")), ("needs", _("What they need")), ("decisions", _("Agreed")),
             ("questions", _("Left open")))  # fmt: skip
    seen: set[tuple[int, str]] = set()
    parts = []
    for name, title in names:
        fresh = [p for p in points.get(name, ()) if (p["evidence"]["start"], p["text"]) not in seen]
        seen |= {(p["evidence"]["start"], p["text"]) for p in fresh}
        if fresh:
            parts.append((str(title), fresh))
    return parts


def _groups(heard: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str, list[dict[str, Any]]]]:
    """Signals by kind, in the order of KINDS: (kind, its name, its icon, signals)."""
    groups = []
    for kind, name in call_words.KINDS.items():
        found = [
            {**s, "name": call_words.value_of(kind, s["value"]), "tone": call_words.tone(s["polarity"]),
             "when": marked.clock(s["at_seconds"])}
            for s in heard if s["kind"] == kind
        ]  # fmt: skip
        if found:
            groups.append((kind, str(name), call_words.ICONS[kind], found))
    return groups


async def change(request: Request) -> Response:
    """POST /calls/{id}: its title, its consent."""

    call_id = request.path_params["call_id"]
    typed = await forms.read(request, Title)
    async with http.tx(request) as tx:
        await calls.change(tx, call_id, title=typed.title, consent=typed.consent)
    return http.go(request, f"/calls/{call_id}", toast=Toast(_("Saved")))


async def name_lead(request: Request) -> Response:
    """POST /calls/{id}/lead: which lead a call is about that came without one."""
    call_id = request.path_params["call_id"]
    typed = await forms.read(request, About)
    async with http.tx(request) as tx:
        await call_intake.name_lead(tx, call_id, typed.lead_id)
    return http.go(request, f"/calls/{call_id}", toast=Toast(_("Comity listens to it again.")))


async def again(request: Request) -> Response:
    """POST /calls/{id}/processing: understood anew."""
    call_id = request.path_params["call_id"]
    async with http.tx(request) as tx:
        await call_intake.again(tx, call_id)
    return http.go(request, f"/calls/{call_id}", toast=Toast(_("Comity listens to it again.")))


async def tick(request: Request) -> Response:
    """POST /calls/{id}/items/{item}/completion and /reopening"""
    call_id = request.path_params["call_id"]
    async with http.tx(request) as tx:
        await action_items.tick(tx, request.path_params["item_id"], request.url.path.endswith("/completion"))
        page = await _page(tx, call_id)
    return _items(request, page)


async def add_item(request: Request) -> Response:
    """POST /calls/{id}/items"""

    call_id = request.path_params["call_id"]
    typed = await forms.read(request, Item)
    async with http.tx(request) as tx:
        await action_items.add(tx, call_id, typed.text, typed.due)
        page = await _page(tx, call_id)
    return _items(request, page)


async def drop_item(request: Request) -> Response:
    """POST /calls/{id}/items/{item}/trash and /restoration"""
    call_id, item_id = request.path_params["call_id"], request.path_params["item_id"]
    gone = request.url.path.endswith("/trash")
    async with http.tx(request) as tx:
        await (action_items.trash if gone else action_items.restore)(tx, item_id)
        page = await _page(tx, call_id)
    undo = f"/calls/{call_id}/items/{item_id}/restoration"
    return _items(request, page, Toast(_("Action item removed"), undo=undo) if gone else Toast(_("Back again")))


async def make_task(request: Request) -> Response:
    """POST /calls/{id}/items/{item}/task"""
    call_id = request.path_params["call_id"]
    async with http.tx(request) as tx:
        await action_items.make_task(tx, request.path_params["item_id"])
        page = await _page(tx, call_id)
    return _items(request, page, Toast(_("Added to your tasks"), href="/tasks"))


def _items(request: Request, page: CallPage, toast: Toast | None = None) -> Response:

    if htmx.wants_fragment(request):
        return render.fragment(request, "sales/_call_items.html", page, toast=toast)
    return http.go(request, f"/calls/{page.call['id']}#call-items", toast=toast)


async def judge(request: Request) -> Response:
    """POST /calls/{id}/feedback"""

    typed = await forms.read(request, Verdict)
    async with http.tx(request) as tx:
        of = await tx.found(call_results.q.judged, table=typed.table, id=typed.id)
        await feedback.judge(tx, typed.table, typed.id, typed.verdict, engine=of["engine"], snapshot=of["snapshot"])
    return http.back(request, f"/calls/{request.path_params['call_id']}", toast=Toast(_("Thank you: noted.")))


async def trash(request: Request) -> Response:
    """POST /calls/{id}/trash"""
    call_id = request.path_params["call_id"]
    async with http.tx(request) as tx:
        lead_id = await calls.trash(tx, call_id)
        if lead_id is not None:
            await health.reckon(tx, lead_id, cause="change")
    url = f"/leads/{lead_id}" if lead_id else "/calls"
    return http.go(request, url, toast=Toast(_("Call moved to the trash"), undo=f"/calls/{call_id}/restoration"))


async def restore(request: Request) -> Response:
    """POST /calls/{id}/restoration"""
    call_id = request.path_params["call_id"]
    async with http.tx(request) as tx:
        lead_id = await calls.restore(tx, call_id)
        if lead_id is not None:
            await health.reckon(tx, lead_id, cause="change")
    return http.go(request, f"/calls/{call_id}", toast=Toast(_("Back again")))


async def recording(request: Request) -> Response:
    """GET /calls/{id}/recording: the sound, to whoever may see the call."""
    async with http.tx(request) as tx:
        call = await calls.find(tx, request.path_params["call_id"])
        row = await recordings.find(tx, call)
    if row is not None:
        return await serving.serve(request, row, private=True)
    home, org_id = request.state.settings.home, request.state.who.org_id
    path = recordings.path_of(home, org_id, call["recording_file"] or "")
    if path is None:
        raise NOT_FOUND()
    return FileResponse(path, media_type=recordings.media_type_of(path), filename=call["recording_name"],
                        content_disposition_type="inline", headers={"Cache-Control": "private, no-store"})  # fmt: skip


_CALL = "/calls/{call_id:uuid}"
_ITEM = _CALL + "/items/{item_id:uuid}"
ROUTES = (
    Route(_CALL, show, methods=["GET"], name="call"),
    Route(_CALL, change, methods=["POST"], name="call-change"),
    Route(_CALL + "/lead", name_lead, methods=["POST"], name="call-lead"),
    Route(_CALL + "/processing", again, methods=["POST"], name="call-again"),
    Route(_CALL + "/items", add_item, methods=["POST"], name="call-item-add"),
    Route(_ITEM + "/completion", tick, methods=["POST"], name="call-item-done"),
    Route(_ITEM + "/reopening", tick, methods=["POST"], name="call-item-open"),
    Route(_ITEM + "/trash", drop_item, methods=["POST"], name="call-item-trash"),
    Route(_ITEM + "/restoration", drop_item, methods=["POST"], name="call-item-restore"),
    Route(_ITEM + "/task", make_task, methods=["POST"], name="call-item-task"),
    Route(_CALL + "/feedback", judge, methods=["POST"], name="call-feedback"),
    Route(_CALL + "/trash", trash, methods=["POST"], name="call-trash"),
    Route(_CALL + "/restoration", restore, methods=["POST"], name="call-restore"),
    Route(_CALL + "/recording", recording, methods=["GET"], name="call-recording"),
)
