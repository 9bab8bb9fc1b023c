"""/settings/ai/agents: what each agent costs, how right people find it, how sure it is; and trying it.  seed: AC13"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.ai import means
from comity.core.errors import NOT_FOUND
from comity.core.roles import ADMINS
from comity.core.work import start
from comity.office import ai_insight, ai_names, ai_trials
from comity.office.ai_insight import AgentLine
from comity.office.settings import Groups, groups
from comity.web import http, render
from comity.web.htmx import Toast
from comity.web.i18n import gettext as _

HERE: Final = "/settings/ai/agents"
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AgentsPage:
    """Every agent in a line."""

    groups: Groups
    agents: Sequence[AgentLine]
    days: Rows
    below: int


@dataclass(frozen=True, slots=True)
class AgentPage:
    """One agent."""

    groups: Groups
    agent: AgentLine
    days: Rows
    spread: Sequence[int]
    wrong: Rows
    below: int
    triable: bool


async def show(request: Request) -> Response:
    """GET /settings/ai/agents."""
    http.only(request, ADMINS)
    ai_names.learn(request.app.state.plates)
    async with http.tx(request) as tx:
        context = AgentsPage(
            groups(request), await ai_insight.agents(tx), await ai_insight.days(tx), (await means.taste(tx)).alert_below
        )
    return render.page(request, "office/settings_ai_agents.html", context)


async def one(request: Request) -> Response:
    """GET /settings/ai/agents/{name}."""
    http.only(request, ADMINS)
    ai_names.learn(request.app.state.plates)
    name = request.path_params["name"]
    async with http.tx(request) as tx:
        (line,) = await ai_insight.agents(tx, name)
        if not line.runs and not line.judged and ai_names.agent_of(name) is None:
            raise NOT_FOUND()
        context = AgentPage(
            groups(request), line, await ai_insight.days(tx, name), await ai_insight.spread(tx, name),
            await tx.rows(ai_insight.q.wrong, agent=name), (await means.taste(tx)).alert_below,
            ai_trials.cases_of(name) is not None,
        )  # fmt: skip
    return render.page(request, "office/settings_ai_agent.html", context)


async def try_out(request: Request) -> Response:
    """POST /settings/ai/agents/{name}/trials: the agent is tried on its own cases, by the engines there are."""
    http.only(request, ADMINS)
    ai_names.learn(request.app.state.plates)
    name = request.path_params["name"]
    if ai_trials.cases_of(name) is None:
        raise NOT_FOUND()
    async with http.tx(request) as tx:
        await start(tx, ai_trials.try_agent, {"agent": name})
    return http.go(request, f"{HERE}/{name}", toast=Toast(_("It is being tried. The result appears here.")))


ROUTES = [
    Route(HERE, show, methods=["GET"]),
    Route(HERE + "/{name}", one, methods=["GET"]),
    Route(HERE + "/{name}/trials", try_out, methods=["POST"]),
]
