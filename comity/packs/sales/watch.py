"""What watches over deals and customers, as the door plate offers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.core.work import Schedule, Workflow
from comity.packs.sales import customers, forecast_range, ghosts, gong, health_flow, plan_flow, revivals, slack
from comity.packs.sales.agents.revival import REVIVAL
from comity.packs.sales.scoring import workflows as score_work

WORKFLOWS = (
    *health_flow.WORKFLOWS,
    *plan_flow.WORKFLOWS,
    forecast_range.keep_forecast,
    ghosts.detect_ghosts,
    *gong.WORKFLOWS,
    revivals.resurrect_leads,
    customers.watch_customers,
    *score_work.WORKFLOWS,
)
AGENTS = (REVIVAL,)
SERVICES = (slack.SERVICE, gong.SERVICE)
SCHEDULE = (
    *score_work.SCHEDULE,
    Schedule("15 4 * * *", health_flow.age_health, each_organisation=True),
    Schedule("45 4 * * *", customers.watch_customers, each_organisation=True),
    Schedule("30 5 * * 1", forecast_range.keep_forecast, each_organisation=True),
    Schedule("0 6 * * *", ghosts.detect_ghosts, each_organisation=True),
    Schedule("0 7 * * 1", revivals.resurrect_leads, each_organisation=True),
)


def told(*heard: Mapping[str, Sequence[Workflow]]) -> dict[str, list[Workflow]]:
    """Who hears of which fact, several for one kind kept beside each other."""
    every: dict[str, list[Workflow]] = {}
    for one in heard:
        for kind, workflows in one.items():
            every.setdefault(kind, []).extend(workflows)
    return every


ON_KINDS = told(health_flow.ON_KINDS, plan_flow.ON_KINDS, gong.ON_KINDS, score_work.ON_KINDS)
