"""What the wits need done by the clock: admins told of budgets and accuracy, what waited started again, old runs away.

seed: AC08, AC09, AC13, GD08
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from comity.ai import ledger, means
from comity.ai.coordinator import settings
from comity.core import sql
from comity.core.announce import Fact
from comity.core.db import Tx
from comity.core.who import Who
from comity.core.work import P1, P3, Schedule, Work, Workflow, start, workflow
from comity.facts.ai import PlanReached, QuotaReached
from comity.office import notifications
from comity.office.ai_names import title_of
from comity.web.i18n import gettext as _

q = sql.load(__file__)
HERE: Final = "/settings/ai"
LEAST: Final = 10
"""Verdicts below which nobody is alarmed."""


@workflow("ai.tell_quota", priority=P1)
async def tell_quota(work: Work, percent: int) -> None:
    """Owners and admins hear at 80 and at 100 percent of the month's budget."""

    async def tell(tx: Tx) -> int:
        if percent >= 100:
            title = _("AI quota exceeded")
            body = _("The month's AI budget is used up. Until it is raised or the month ends, the offline engine "
                     "answers; the rest waits.")  # fmt: skip
        else:
            title = _("80 % of the AI budget is used")
            body = _("When it is used up, the offline engine answers until the month ends.")
        people = await tx.values(q.admins)
        return len(await notifications.notify(tx, people, "ai.quota", title, body=body, url=f"{HERE}/budget"))

    await work.change("tell", tell)


@workflow("ai.tell_plan", priority=P1)
async def tell_plan(work: Work, metric: str, percent: int, most: int) -> None:
    """Owners and admins hear at 80 and at 100 percent of what the plan holds this month."""
    calls = metric == "call_analyses"

    async def tell(tx: Tx) -> int:
        if percent >= 100:
            title = _("Your plan's call analyses are used up") if calls else _("Your plan's AI questions are used up")
        else:
            title = (
                _("80% of your plan's call analyses are used")
                if calls
                else _("80% of your plan's AI questions are used")
            )
        words = _("%(n)s a month by a model. Ask for a larger plan or use keys of your own to go on at once.")
        people, url = await tx.values(q.admins), f"{HERE}/budget"
        return len(await notifications.notify(tx, people, "ai.plan", title, body=lambda: words % {"n": most}, url=url))

    await work.change("tell", tell)


@workflow("ai.release", priority=P3)
async def release(work: Work) -> None:
    """What waited for a budget is started, as whoever it was for, in organisations that have one again."""
    for row in await work.db.once(Who.service(agent="ai"), q.waiting):
        await release_of(work, row["org_id"])


async def release_of(work: Work, org_id: UUID) -> int:
    """The same for one organisation; how many."""
    house = Who.service(org_id, agent="ai")
    if not (await work.db.once(house, ledger.q.money_left))[0]["ai_money_left"]:
        return 0
    async with work.db.acting(house) as tx:
        rows = await tx.rows(ledger.q.waiting)
        for row in rows:
            if await tx.run(ledger.q.released, id=row["id"]):
                what = Workflow(row["workflow"], _nothing, row["priority"])
                await start(tx, what, row["payload"], who=Who.from_json(row["as_who"]))
    return len(rows)


@workflow("ai.tidy", priority=P3)
async def tidy(work: Work) -> None:
    """Once a night, each organisation: the dead swept, stale answers gone, old runs archived, accuracy looked at."""
    queries = {"sweep": ledger.q.sweep, "cache": ledger.q.forget_cache, "archive": ledger.q.archive}
    for name, query in queries.items():
        await work.change(name, _running(query))
    wanted = (await means.of(work.db, work.who, settings())).taste.alert_below
    await work.change("accuracy", lambda tx: alarm(tx, wanted))


async def alarm(tx: Tx, below: int) -> list[str]:
    """Owners and admins hear, once a week, of agents that people find wrong too often; which ones."""
    told = []
    for row in await tx.rows(q.verdicts, least=LEAST):
        percent = round(100 * row["correct"] / row["judged"])
        url = f"{HERE}/agents/{row['agent']}"
        if percent >= below or await tx.value(q.told, url=url):
            continue
        title, body = partial(_right_in, row["agent"], percent), partial(_fewer_than, below)
        await notifications.notify(tx, await tx.values(q.admins), "ai.accuracy", title, body=body, url=url)
        told.append(row["agent"])
    return told


def _right_in(agent: str, percent: int) -> str:
    return _("%(agent)s was right in %(n)s%% of cases") % {"agent": title_of(agent), "n": percent}


def _fewer_than(percent: int) -> str:
    return _("Fewer than the %(n)s%% you want to be told of. See what people found wrong.") % {"n": percent}


def _running(query: Any) -> Callable[[Tx], Awaitable[int]]:
    async def run(tx: Tx) -> int:
        return await tx.run(query)

    return run


async def _nothing(work: Work) -> None:
    """A workflow by its name only."""


WORKFLOWS: tuple[Workflow, ...] = (tell_quota, tell_plan, release, tidy)
ON: Mapping[type[Fact], Sequence[Workflow]] = {QuotaReached: [tell_quota], PlanReached: [tell_plan]}
SCHEDULE = (Schedule("*/10 * * * *", release), Schedule("50 3 * * *", tidy, each_organisation=True))
