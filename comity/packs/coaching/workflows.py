"""Coaching's promises: a talk is judged step by step, each step kept once it is done; documents are read once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core.db import Tx
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import P1, P2, Permanent, Work, start, workflow
from comity.office import notifications
from comity.packs.coaching import analyses, rubrics
from comity.web import i18n
from comity.web.i18n import gettext as _


@workflow("coaching.judge", priority=P1, attempts=5)
async def judge(work: Work, analysis_id: str) -> None:
    """A call or a practice talk is judged by the rubric. Killed anywhere, it goes on at the step it was in."""
    i18n.use(work.who.language, work.who.timezone)
    analysis = UUID(analysis_id)
    try:
        if await work.change("begin", lambda tx: _begin(tx, analysis)):
            raw = await work.step("judge", lambda: analyses.judge(work.db, work.who, analysis, P1))
            await work.change("keep", lambda tx: _keep(tx, analysis, raw))
    except (Permanent, Problem) as error:
        said = i18n.why(error)[:500]
        await work.change("say why not", lambda tx: tx.run(analyses.q.fail, id=analysis, problem=said))


@workflow("coaching.judge_understood", priority=P2)
async def judge_understood(work: Work, call_id: str) -> None:
    """Every call that is understood is judged too, where the organisation wants it."""
    house = Who.service(work.who.org_id, agent="coaching")
    async with work.db.acting(house) as tx:
        rubric = await rubrics.current(tx)
        if rubric is not None and rubric.automatic:
            analysis = await analyses.ask(tx, UUID(call_id))
            await start(tx, judge, {"analysis_id": analysis}, key=work.id, who=house)


async def _begin(tx: Tx, analysis: UUID) -> bool:
    return await tx.row(analyses.q.begin, id=analysis) is not None


async def _keep(tx: Tx, analysis: UUID, said: dict[str, Any]) -> None:
    done = await analyses.keep(tx, analysis, said)
    if done is not None and done["owner_id"] and done["owner_id"] != tx.who.user_id:
        await notifications.notify(
            tx, done["owner_id"], "coaching", lambda: _("{title} was judged").format(title=done["title"]),
            url=f"/coaching/analyses/{analysis}", subject=("call_analyses", analysis),
        )  # fmt: skip


WORKFLOWS = (judge, judge_understood)
