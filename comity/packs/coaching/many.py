"""Many calls judged at once by the rubric as it is now: after a change, or for calls from before there was one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from comity.ai.coordinator import Answer
from comity.comms import calls
from comity.core.db import Tx
from comity.office.ai_bulk import Bulk
from comity.packs.coaching import analyses, rubrics
from comity.packs.coaching.agents.judge import JUDGE, Judgement, Talk
from comity.web.i18n import gettext as _


async def find(tx: Tx, since: date | None, again: bool, most: int) -> list[UUID]:
    """Calls with words, newest first; those not judged yet, or all."""
    return [row["id"] for row in await tx.rows(analyses.q.to_judge, since=since, again=again, most=most)]


async def given(tx: Tx, call_id: UUID) -> Talk | None:
    """The talk and the rubric."""
    row, rubric = await tx.row(analyses.q.of_call, call=call_id), await rubrics.current(tx)
    if row is None or not row["words"] or rubric is None or not rubric.criteria:
        return None
    return Talk(
        await analyses.transcript(tx, {"roleplay_id": None, "call_id": call_id}), rubric.criteria, row["started_at"]
    )


async def keep(tx: Tx, call_id: UUID, answer: Answer[Any]) -> None:
    """The judgement, kept as if it had been asked for alone; nobody is told of each."""
    rubric, judged = await rubrics.current(tx), answer.output
    if rubric is None or not isinstance(judged, Judgement) or await calls.started(tx, call_id) is None:
        return
    analysis = await analyses.ask(tx, call_id)
    await tx.row(analyses.q.begin, id=analysis)
    await analyses.keep(tx, analysis, analyses.said(answer, rubric))


JUDGE_MANY = Bulk(
    "coaching.judge", _("Judge calls by the rubric"),
    _("Calls are judged by the rubric as it is now. Their scores before are replaced."), JUDGE, find, given, keep,
)  # fmt: skip
