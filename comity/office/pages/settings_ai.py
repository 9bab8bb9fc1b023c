"""/settings/ai: every run of an agent, what it cost and how long it took, with its input and output.  seed: B11"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.office import ai_names, ai_runs, ai_shown, proposals
from comity.office.ai_runs import Known, Wanted
from comity.office.ai_shown import Part
from comity.office.settings import Groups, groups
from comity.platform.auth.callers import uuid_or_none
from comity.web import http, render
from comity.web.i18n import gettext as _

HERE = "/settings/ai"
MOST = 100
STATES: Final = (
    ("ok", _("answered")),
    ("fallback", _("another answered")),
    ("cached", _("known already")),
    ("failed", _("failed")),
    ("cancelled", _("stopped")),
    ("undone", _("taken back")),
)
_PAGES: Final = {"calls": "/calls", "leads": "/leads", "contacts": "/contacts", "companies": "/companies"}


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Runs and the filter they came by."""

    groups: Groups
    runs: Sequence[dict[str, Any]]
    known: Known
    filters: dict[str, str]
    states: Sequence[tuple[str, str]]
    titles: Mapping[str, str]
    about: str
    older: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run."""

    groups: Groups
    run: Mapping[str, Any]
    title: str
    proposals: Sequence[Mapping[str, Any]]
    state: str
    about: str
    given: str
    said: Sequence[Part]
    inputs: str
    outputs: str


async def show(request: Request) -> Response:
    """GET /settings/ai: newest first, by agent, engine, state or what they were about."""
    http.only(request, ADMINS)
    ai_names.learn(request.app.state.plates)
    query = {key: value for key, value in request.query_params.items() if value}
    wanted = Wanted(
        agent=query.get("agent"),
        state=query.get("state") if query.get("state") in ai_runs.STATES else None,
        engine=query.get("engine"),
        subject=uuid_or_none(query.get("subject")),
        before=uuid_or_none(query.get("before")),
    )
    async with http.tx(request) as tx:
        runs = await ai_runs.runs(tx, wanted, most=MOST)
        known = await ai_runs.known(tx)
    older = f"{HERE}?{urlencode({**query, 'before': str(runs[-1]['id'])})}" if len(runs) == MOST else ""
    context = RunsPage(
        groups=groups(request),
        runs=runs,
        known=known,
        filters={key: query.get(key, "") for key in ("agent", "state", "engine", "subject")},
        states=STATES,
        titles={name: ai_names.title_of(name) for name in known.agents},
        about=about(runs[0]) if wanted.subject and runs else "",
        older=older,
    )
    return render.page(request, "office/settings_ai.html", context, block="runs")


async def one(request: Request) -> Response:
    """GET /settings/ai/{id}: what it was given and what it said."""
    http.only(request, ADMINS)
    ai_names.learn(request.app.state.plates)
    async with http.tx(request) as tx:
        run = await ai_runs.run(tx, request.path_params["id"])
        wishes = await proposals.of_run(tx, run["id"])
    context = RunPage(
        groups=groups(request),
        run=run,
        title=ai_names.title_of(run["agent"]),
        proposals=wishes,
        state=str(dict(STATES).get(run["status"], run["status"])),
        about=about(run),
        given=ai_shown.given(run["inputs"]),
        said=ai_shown.said(run["outputs"]),
        inputs=_shown(run["inputs"]),
        outputs=_shown(run["outputs"]),
    )
    return render.page(request, "office/settings_ai_run.html", context)


def about(run: Mapping[str, Any]) -> str:
    """The page of what a run was about, where it has one."""
    where = _PAGES.get(run["subject_table"] or "")
    return f"{where}/{run['subject_id']}" if where and run["subject_id"] else ""


def _shown(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False, default=str)


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{id:uuid}", one, methods=["GET"]),
]
