"""A call reviewed together: comments on its words, answered and settled, live on every page.  seed: RT02, U05"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.comms import calls
from comity.core.db import Tx
from comity.core.pack import Panel
from comity.packs.sales import call_comments
from comity.packs.sales.call_comments import Thread
from comity.web import forms, htmx, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _


class Written(BaseModel):
    """A comment; on words when it says from where to where."""

    body: str = Field(max_length=4000)
    start: int | None = Field(default=None, ge=0, le=50_000_000)
    end: int | None = Field(default=None, ge=0, le=50_000_000)
    parent: UUID | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What colleagues say about a call; `turn` is the one a comment is begun on without scripts."""

    call_id: UUID
    threads: Sequence[Thread]
    turn: Mapping[str, Any] | None


async def of_call(request: Request, tx: Tx, subject_id: UUID) -> Review:
    """For the call's page."""
    asked = request.query_params.get("turn", "")
    turn = None
    if asked.isdecimal() and len(asked) < 7:
        call = await calls.find(tx, subject_id)
        segments, text = call["segments"] or [], call["transcript"] or ""
        if int(asked) < len(segments):
            segment = segments[int(asked)]
            turn = {**segment, "quote": text[segment["start"] : segment["end"]][:300]}
    return Review(subject_id, await call_comments.of_call(tx, subject_id), turn)


async def write(request: Request) -> Response:
    """POST /calls/{id}/comments"""
    call_id = request.path_params["call_id"]
    typed = await forms.read(request, Written)
    async with http.tx(request) as tx:
        await call_comments.add(tx, call_id, typed.body, start=typed.start, end=typed.end, parent=typed.parent)
        page = await of_call(request, tx, call_id)
    return _shown(request, page)


async def settle(request: Request) -> Response:
    """POST /calls/{id}/comments/{comment}/resolution and /reopening"""
    call_id, comment_id = request.path_params["call_id"], request.path_params["comment_id"]
    async with http.tx(request) as tx:
        await call_comments.settle(tx, comment_id, request.url.path.endswith("/resolution"))
        page = await of_call(request, tx, call_id)
    return _shown(request, page)


async def trash(request: Request) -> Response:
    """POST /calls/{id}/comments/{comment}/trash and /restoration"""
    call_id, comment_id = request.path_params["call_id"], request.path_params["comment_id"]
    undo = request.url.path.endswith("/restoration")
    async with http.tx(request) as tx:
        await call_comments.trash(tx, comment_id, undo=undo)
        page = await of_call(request, tx, call_id)
    again = f"/calls/{call_id}/comments/{comment_id}/restoration"
    return _shown(request, page, Toast(_("Back again")) if undo else Toast(_("Comment removed"), undo=again))


def _shown(request: Request, page: Review, toast: Toast | None = None) -> Response:
    if htmx.wants_fragment(request):
        return render.fragment(request, "sales/call_review.html", page, toast=toast)
    return http.go(request, f"/calls/{page.call_id}#call-comments", toast=toast)


PANEL = Panel(on="call", template="sales/call_review.html", load=of_call, order=5)
_COMMENTS = "/calls/{call_id:uuid}/comments"
_COMMENT = _COMMENTS + "/{comment_id:uuid}"
ROUTES = (
    Route(_COMMENTS, write, methods=["POST"], name="call-comment"),
    Route(_COMMENT + "/resolution", settle, methods=["POST"], name="call-comment-settle"),
    Route(_COMMENT + "/reopening", settle, methods=["POST"], name="call-comment-open"),
    Route(_COMMENT + "/trash", trash, methods=["POST"], name="call-comment-trash"),
    Route(_COMMENT + "/restoration", trash, methods=["POST"], name="call-comment-restore"),
)
