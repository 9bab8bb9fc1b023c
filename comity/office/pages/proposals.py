"""/proposals: what agents would like to change, from what to what and why; yes, no, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import evidence
from comity.core.errors import Problem
from comity.office import ai_names, ai_runs, proposals
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.i18n import ngettext

HERE: Final = "/proposals"
MOST: Final = 50
STATES: Final = (
    ("waiting", _("Waiting")), ("approved", _("Approved")), ("refused", _("Refused")), ("stale", _("Out of date")),
    ("undone", _("Taken back")),
)  # fmt: skip
RECORDS: Final = {"leads": "/leads", "contacts": "/contacts", "companies": "/companies", "calls": "/calls"}


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal as it is shown."""

    row: Mapping[str, Any]
    agent: str
    changes: Sequence[tuple[str, str, str]]
    """column, from, to"""
    record: str
    evidence: Sequence[tuple[str, str]]
    """words, where they stand"""


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """Those in one state."""

    lines: Sequence[Line]
    state: str
    states: Sequence[tuple[str, str]]
    older: str


async def show(request: Request) -> Response:
    """GET /proposals?state=."""
    ai_names.learn(request.app.state.plates)
    state = request.query_params.get("state", "waiting")
    if state not in dict(STATES):
        state = "waiting"
    async with http.tx(request) as tx:
        rows = await proposals.shown(tx, state=state, before=http.uuid(request.query_params.get("before")), most=MOST)
    older = http.older(request, rows, MOST)
    return render.page(
        request, "office/proposals.html", ProposalsPage([line(row) for row in rows], state, STATES, older)
    )


async def approve(request: Request) -> Response:
    """POST /proposals/{id}/approval."""
    try:
        await proposals.approve(request.state.db, http.who(request), request.path_params["id"])
    except Problem as problem:
        if problem.status == 404:
            raise
        return _back(request, Toast(_(problem.sentence), "warning"))
    return _back(request, Toast(_("Done."), undo=f"{HERE}/{request.path_params['id']}/undo"))


async def refuse(request: Request) -> Response:
    """POST /proposals/{id}/refusal."""
    form = await forms.sent(request)
    async with http.tx(request) as tx:
        await proposals.refuse(tx, request.path_params["id"], str(form.get("note") or "").strip()[:2000] or None)
    return _back(request, Toast(_("Refused."), "neutral"))


async def undo(request: Request) -> Response:
    """POST /proposals/{id}/undo."""
    async with http.tx(request) as tx:
        done = await proposals.undo(tx, request.path_params["id"])
    return _back(request, _said(done))


async def undo_run(request: Request) -> Response:
    """POST /settings/ai/{run}/undo: everything that came of a run."""
    run: UUID = request.path_params["run"]
    async with http.tx(request) as tx:
        await ai_runs.run(tx, run)
        done = await proposals.undo_run(tx, run)
    return http.go(request, f"/settings/ai/{run}", toast=_said(done))


def line(row: Mapping[str, Any]) -> Line:
    """A proposal, readable."""
    if row["verb"] == "call":
        given = row["changes"].get("given") or {}
        changes = [(name, "", _text(value)) for name, value in given.items()]
    else:
        before = row["before"]
        changes = [(name, _text(before.get(name)), _text(value)) for name, value in row["changes"].items()]
    page = RECORDS.get(row["relation"] or "")
    record = f"{page}/{row['record_id']}" if page and row["record_id"] else ""
    found = [(str(item.get("quote") or item.get("source")), evidence.href(item)) for item in row["evidence"]]
    return Line(row, ai_names.title_of(row["agent"]), changes, record, found)


def _text(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)[:400]


def _said(done: proposals.TakenBack) -> Toast:
    if done.kept:
        kept = len(done.kept)
        words = ngettext("%(n)s record was left: somebody changed it since.",
                         "%(n)s records were left: somebody changed them since.", kept)  # fmt: skip
        return Toast(str(words) % {"n": kept}, "warning")
    return Toast(_("Taken back."), "neutral")


def _back(request: Request, toast: Toast) -> Response:
    return http.back(request, HERE, toast=toast)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{id:uuid}/approval", approve, methods=["POST"]),
    Route(HERE + "/{id:uuid}/refusal", refuse, methods=["POST"]),
    Route(HERE + "/{id:uuid}/undo", undo, methods=["POST"]),
    Route("/settings/ai/{run:uuid}/undo", undo_run, methods=["POST"]),
]
