"""GET /api/health: whether Comity can serve, and each thing it depends on with state and latency.  seed: R13, MO09"""

from __future__ import annotations

import time
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from comity import __version__
from comity.core import sql
from comity.core.errors import DatabaseError, Problem
from comity.core.who import Who
from comity.office.status import history
from comity.office.status.history import Component

q = sql.load(__file__)
log = structlog.get_logger(__name__)
_HERE = ("database", "work")
"""Looked at in the request itself."""


async def health(request: Request) -> Response:
    """200 with the state of every dependency, 503 when the database is away."""
    began = time.perf_counter()
    try:
        row = (await request.state.db.once(Who.service(agent="health"), q.state))[0]
        database = {"state": "up", "latency_ms": _ms(began), "version": row["version"]}
        work = {"state": "up" if row["oldest_seconds"] < 60 else "behind", "oldest_seconds": row["oldest_seconds"]}
        others = {one.name: _seen(one) for one in await history.components(request.state.db) if one.name not in _HERE}
    except (DatabaseError, Problem) as error:  # what libpq said names hosts and users: that is for the log
        log.warning("database is down", reason=str(error))
        database = {"state": "down", "latency_ms": _ms(began), "reason": "The database cannot be reached."}
        work, others = {"state": "unknown"}, {}
    up = database["state"] == "up"
    settings = request.state.settings
    mail = {"state": "outbox" if not settings.mail_leaves else "configured"}
    body = {
        "status": "ok" if up else "unavailable",
        "version": __version__,
        "dependencies": {"database": database, "work": work, "mail": mail, **others},
    }
    return JSONResponse(body, status_code=200 if up else 503, headers={"Cache-Control": "no-store"})


async def live(request: Request) -> Response:
    """200 as long as this process answers at all: for restarting probes."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


def _seen(one: Component) -> dict[str, Any]:
    """Files and providers, as the schedule found them."""
    said = {"state": one.state, "latency_ms": one.ms, "checked_at": one.checked_at.isoformat()}
    return {**said, "reason": one.detail} if one.state == "down" and one.detail else said


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


ROUTES = [Route("/api/health", health), Route("/api/health/live", live)]
