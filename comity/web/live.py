"""GET /live?topics=a,b: the stream of topics that changed, as server-sent events (WHATWG HTML, section 9.2).

A page fetches what it shows again when one of its topics is named; the stream itself carries no data, but for alerts
of deals: those reach whoever leads or owns the deal, with its title as far as they may read it.  seed: RT01, RT06
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from comity.core.errors import Problem
from comity.core.roles import LEADERS
from comity.platform.realtime.hub import STANDING, Hub
from comity.platform.rest import inprocess as rest
from comity.web.session import still_signed_in

_BEAT_SECONDS = 15.0
_TOPICS_AT_MOST = 200
_BEFORE = "previous_score"


async def live(request: Request) -> Response:
    """Streams the names of changed topics until the browser goes away."""
    topics = [topic for topic in request.query_params.get("topics", "").split(",") if topic]
    if not topics or len(topics) > _TOPICS_AT_MOST:
        raise Problem("bad_topics", 400, f"Name between 1 and {_TOPICS_AT_MOST} topics to listen to.")
    hub: Hub = request.state.hub
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _events(hub, request, topics, _age(request.query_params.get("age", "")))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def _age(milliseconds: str) -> float:
    """How old what the page shows is, in seconds."""
    return min(int(milliseconds) / 1000, 3600.0) if milliseconds.isdecimal() and len(milliseconds) < 12 else 0.0


async def _events(hub: Hub, request: Request, topics: list[str], age: float) -> AsyncIterator[bytes]:
    yield b"retry: 1000\nevent: ready\ndata: {}\n\n"
    asked = time.monotonic()
    who = request.state.who
    standing = {f"{STANDING}{who.user_id}", f"{STANDING}{who.session_id}"}
    with hub.subscribed(who.org_id, [*topics, *standing], age) as subscription:
        async for changed in subscription.changes(_BEAT_SECONDS):
            doubted = changed & standing
            changed -= standing
            if doubted or time.monotonic() - asked > _BEAT_SECONDS:
                if not await still_signed_in(request, again=bool(doubted)):  # signed out, removed, elsewhere now
                    return
                asked = time.monotonic()
            said = [alert for payload in subscription.said() if (alert := await _alert(request, payload))]
            for alert in said:
                yield b"event: health\ndata: " + orjson.dumps(alert) + b"\n\n"
            if not changed and not doubted and not said:
                yield b": still here\n\n"
            for topic in sorted(changed):
                yield b"event: change\ndata: " + orjson.dumps({"topic": topic}) + b"\n\n"


async def _alert(request: Request, payload: dict[str, Any]) -> dict[str, Any] | None:
    """A deal that fell to yellow or red, for its owner and for those who lead; nothing to anyone else."""
    who, deal, score = request.state.who, payload.get("deal_id"), payload.get("new_score")
    if not falls(payload):
        return None
    row = await rest.one(request.state.db, who, "leads", f"id=eq.{deal}&select=id,title,owner_id")
    if row is None or (who.org_role not in LEADERS and str(row["owner_id"]) != str(who.user_id)):
        return None
    return {"id": str(row["id"]), "title": row["title"], "score": score, "color": payload.get("color")}


def falls(payload: Mapping[str, Any]) -> bool:
    """Whether a told score is a fall to yellow or red; a first one fell from nowhere, and alarms where it is red."""
    score, before = payload.get("new_score"), payload.get(_BEFORE)
    if not payload.get("alert") or not isinstance(score, int):
        return False
    return before > score if isinstance(before, int) else payload.get("color") == "red"


ROUTES = [Route("/live", live)]
