"""/settings/work: what ran, what happened and whom it started, what runs by the clock.  seed: J20"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.core.roles import ADMINS
from comity.core.work import Schedule
from comity.core.worker import next_run
from comity.office import named
from comity.office.named import Named
from comity.office.settings import Groups, groups
from comity.office.work import clock_words, history
from comity.web import forms, http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _
from comity.web.shell import plates

HERE = "/settings/work"
MOST = 50
LONGEST = 6000
STATES = {
    "pending": _("waiting"),
    "running": _("running"),
    "sleeping": _("asleep"),
    "completed": _("done"),
    "failed": _("failed"),
    "cancelled": _("stopped"),
}
TONES = {"completed": "good", "failed": "danger", "running": "accent", "cancelled": "warning"}
QUEUES = {
    "p0": _("A person waits"),
    "p1": _("A person started it"),
    "p2": _("In the background"),
    "p3": _("In bulk"),
}


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Queues, and the latest work."""

    groups: Groups
    depth: Sequence[history.Depth]
    rows: Sequence[Mapping[str, Any]]
    chosen: Mapping[str, str]
    workflows: Sequence[tuple[str, str]]
    older: str
    here: frozenset[str]
    states: Mapping[str, str]
    tones: Mapping[str, str]
    queues: Mapping[str, str]
    names: Named


@dataclass(frozen=True, slots=True)
class RunPage:
    """One piece of work."""

    groups: Groups
    work: Mapping[str, Any]
    known: bool
    states: Mapping[str, str]
    tones: Mapping[str, str]
    queues: Mapping[str, str]
    names: Named

    @property
    def show(self) -> Callable[[Any], str]:
        """JSON as people read it."""
        return _shown

    @property
    def when(self) -> Callable[[str | None], datetime | None]:
        """An instant out of JSON."""
        return lambda value: datetime.fromisoformat(value) if value else None


@dataclass(frozen=True, slots=True)
class FactsPage:
    """What happened, and what it started or did not."""

    groups: Groups
    facts: Sequence[Mapping[str, Any]]
    older: str
    states: Mapping[str, str]
    tones: Mapping[str, str]
    names: Named


@dataclass(frozen=True, slots=True)
class ClockPage:
    """What runs by the clock, and when next."""

    groups: Groups
    rows: Sequence[tuple[Schedule, datetime]]
    timezone: str
    names: Named

    @property
    def told(self) -> Callable[[str], str]:
        """A cron expression in words."""
        return clock_words.told


async def show(request: Request) -> Response:
    """The latest work."""
    http.only(request, ADMINS)
    chosen = {name: request.query_params.get(name, "") for name in ("state", "workflow")}
    state = chosen["state"] if chosen["state"] in history.STATES else None
    async with http.tx(request) as tx:
        depth = await history.depth(tx)
        rows = await history.recent(
            tx,
            state=state,
            workflow=chosen["workflow"] or None,
            before=http.uuid(request.query_params.get("before")),
            most=MOST,
        )
    known = _known(request)
    called, older = named.of(plates(request)), http.older(request, rows, MOST)
    kinds = called.choices(known | {row["workflow"] for row in rows})
    context = WorkPage(groups(request), depth, rows, chosen, kinds, older, known, STATES, TONES, QUEUES, called)
    return render.page(request, "office/settings_work.html", context, block="list")


async def one(request: Request) -> Response:
    """One piece of work: its input, each step with what came of it, each run."""
    http.only(request, ADMINS)
    async with http.tx(request) as tx:
        work = await history.one(tx, request.path_params["id"])
    known = work["workflow"] in _known(request)
    page = RunPage(groups(request), work, known, STATES, TONES, QUEUES, named.of(plates(request)))
    return render.page(request, "office/work_run.html", page)


async def cancel(request: Request) -> Response:
    """Stops it."""
    async with http.tx(request) as tx:
        await history.cancel(tx, request.path_params["id"])
    return http.go(request, f"{HERE}/{request.path_params['id']}", toast=Toast(_("Stopped. What is done stays done.")))


async def retry(request: Request) -> Response:
    """Runs it again, from a step or from where it stopped."""
    form = await forms.sent(request)
    step = str(form.get("step") or "").replace("\0", "")[:200] or None
    async with http.tx(request) as tx:
        await history.retry(tx, request.path_params["id"], step)
    return http.go(request, f"{HERE}/{request.path_params['id']}", toast=Toast(_("It runs again.")))


async def replay(request: Request) -> Response:
    """Starts the same once more."""
    async with http.tx(request) as tx:
        made = await history.replay(tx, request.path_params["id"])
    return http.go(request, f"{HERE}/{made}", toast=Toast(_("Started once more, from the beginning.")))


async def facts(request: Request) -> Response:
    """What happened, whom it started, and who did not hear of it."""
    http.only(request, ADMINS)
    handlers = _handlers(request)
    async with http.tx(request) as tx:
        rows = await history.facts(tx, before=http.uuid(request.query_params.get("before")), most=MOST)
    shown = [{**row, "unheard": history.unheard(row["kind"], handlers, row["work"]),
              "handlers": handlers.get(row["kind"], ())} for row in rows]  # fmt: skip
    older = http.older(request, rows, MOST)
    page = FactsPage(groups(request), shown, older, STATES, TONES, named.of(plates(request)))
    return render.page(request, "office/work_facts.html", page)


async def clock(request: Request) -> Response:
    """What runs by the clock."""
    http.only(request, ADMINS)
    async with http.tx(request) as tx:
        timezone = await tx.value(history.q.timezone) or "UTC"
    found = [schedule for plate in request.app.state.plates for schedule in plate.schedule]
    rows = sorted(((schedule, next_run(schedule, timezone)) for schedule in found), key=lambda row: row[1])
    page = ClockPage(groups(request), rows, timezone, named.of(plates(request)))
    return render.page(request, "office/work_clock.html", page)


def _shown(value: Any) -> str:
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _known(request: Request) -> frozenset[str]:
    """The workflows this program has the code for."""
    return frozenset(workflow.name for plate in request.app.state.plates for workflow in plate.workflows)


def _handlers(request: Request) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for plate in request.app.state.plates:
        for fact, workflows in plate.on.items():
            found.setdefault(fact.kind, []).extend(workflow.name for workflow in workflows)
        for kind, workflows in plate.on_kinds.items():
            found.setdefault(kind, []).extend(workflow.name for workflow in workflows)
    return found


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/facts", facts, methods=["GET"]),
    Route(HERE + "/clock", clock, methods=["GET"]),
    Route(HERE + "/{id:uuid}", one, methods=["GET"]),
    Route(HERE + "/{id:uuid}/cancellation", cancel, methods=["POST"]),
    Route(HERE + "/{id:uuid}/retry", retry, methods=["POST"]),
    Route(HERE + "/{id:uuid}/replay", replay, methods=["POST"]),
]
