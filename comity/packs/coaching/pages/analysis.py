"""/coaching/analyses/{id}: how a talk was judged, each score with the words it rests on; and the panel on a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.comms import calls
from comity.comms.marked import MarkedTurn
from comity.core.db import Tx
from comity.core.pack import Panel
from comity.core.work import start
from comity.packs.coaching import analyses, words, workflows
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class AnalysisPage:
    """One analysis with its talk."""

    analysis: Mapping[str, Any]
    scores: Sequence[Mapping[str, Any]]
    turns: Sequence[MarkedTurn]
    recording: bool
    home: str
    words: Any = words


@dataclass(frozen=True, slots=True)
class CallPanel:
    """On a call's page: its score, or the offer to judge it."""

    call_id: UUID
    analysis: Mapping[str, Any] | None


async def show(request: Request) -> Response:
    """GET /coaching/analyses/{id}"""
    async with http.tx(request) as tx:
        row = await analyses.find(tx, request.path_params["analysis_id"])
        scores = await tx.rows(analyses.q.scores, id=row["id"])
        talk = await analyses.transcript(tx, row) if row["source"] != "import" else None
        sound = bool(row["call_id"]) and (await calls.find(tx, row["call_id"]))["recording_file"] is not None
    homes = {"call": f"/calls/{row['call_id']}", "roleplay": f"/coaching/roleplays/{row['roleplay_id']}"}
    turns = words.lit(talk, scores) if talk else []
    page = AnalysisPage(row, scores, turns, sound, homes.get(row["source"], ""))
    return render.page(request, "coaching/analysis.html", page)


async def ask(request: Request) -> Response:
    """POST /coaching/calls/{id}/analysis: judge it, or judge it anew."""
    async with http.tx(request) as tx:
        made = await analyses.ask(tx, request.path_params["call_id"])
        await start(tx, workflows.judge, {"analysis_id": made})
    return http.go(request, f"/coaching/analyses/{made}", toast=Toast(_("The call is being judged.")))


async def on_call(request: Request, tx: Tx, subject_id: UUID | None) -> CallPanel | None:
    """The panel of a call's page."""
    if subject_id is None:
        return None
    return CallPanel(subject_id, await tx.row(analyses.q.for_call, call=subject_id))


PANEL = Panel(on="call", template="coaching/call_panel.html", load=on_call, order=60)
ROUTES = (
    Route("/coaching/analyses/{analysis_id:uuid}", show, methods=["GET"], name="analysis"),
    Route("/coaching/calls/{call_id:uuid}/analysis", ask, methods=["POST"], name="analysis-ask"),
)
