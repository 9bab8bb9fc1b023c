"""Analyses: how a talk was judged. Written by the workflow, read by whoever held the talk and by their manager."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from comity.ai import coordinator
from comity.ai.coordinator import Answer
from comity.ai.offline.transcript import Transcript, read
from comity.comms import calls
from comity.core import sql
from comity.core.announce import announce
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.core.who import Who
from comity.core.work import Priority
from comity.facts.coaching import CallJudged
from comity.packs.coaching import roleplays, rubrics
from comity.packs.coaching.agents.judge import JUDGE, Judgement, Talk
from comity.web.i18n import gettext as _

q = sql.load(__file__)
Row = dict[str, Any]
NO_WORDS = Problem("call_without_words", 409, _("This call has no words yet, so there is nothing to judge."))


async def ask(tx: Tx, call_id: UUID) -> UUID:
    """The analysis of a call, to be made now; for whoever held it, or leads who did."""
    call, rubric = await tx.row(q.of_call, call=call_id), await rubrics.current(tx)
    if call is None:
        raise NOT_FOUND()
    if rubric is None:
        raise rubrics.NO_RUBRIC()
    if not call["words"]:
        raise NO_WORDS()
    about = {"title": call["title"], "held_at": call["started_at"], "owner": call["owner_id"]}
    made: UUID = await tx.value(q.ask, call=call_id, rubric=rubric.id, **about)
    return made


async def ask_roleplay(tx: Tx, roleplay_id: UUID, title: str) -> UUID:
    """The analysis of one's own practice talk, to be made now."""
    rubric = await rubrics.current(tx)
    if rubric is None:
        raise rubrics.NO_RUBRIC()
    made: UUID = await tx.value(
        q.ask_roleplay, roleplay=roleplay_id, rubric=rubric.id, title=title, owner=tx.who.user_id
    )
    return made


async def judge(db: Database, who: Who, analysis_id: UUID, priority: Priority) -> Row:
    """What the judge says, as plain data that a workflow can remember; nothing is kept yet."""
    async with db.acting(who) as tx:
        row, rubric = await find(tx, analysis_id), await rubrics.current(tx)
        words = await transcript(tx, row)
    if rubric is None or not rubric.criteria:
        raise rubrics.NO_RUBRIC()
    talk, subject = Talk(words, rubric.criteria, row["held_at"]), ("call_analyses", analysis_id)
    return said(await coordinator.run(db, who, JUDGE, talk, priority=priority, subject=subject), rubric)


def said(answer: Answer[Judgement], rubric: rubrics.Rubric) -> Row:
    """What the judge said, as plain data."""
    scores = [
        one.model_dump(mode="json") | {"criterion_id": rubric.criteria[one.criterion].id}
        for one in answer.output.scores
    ]  # fmt: skip
    by = {"engine": answer.engine, "model": answer.model, "fallback": answer.fell_back}
    return {"scores": scores, "summary": answer.output.summary, **by}


async def keep(tx: Tx, analysis_id: UUID, said: Row) -> Row | None:
    """The judgement replaces the one before, and is announced."""
    sure = [one["confidence"] for one in said["scores"]]
    by = {name: said[name] for name in ("engine", "model", "fallback", "summary")}
    await tx.run(q.clear, id=analysis_id)
    await tx.run(q.put, id=analysis_id, scores=orjson.dumps(said["scores"], default=str).decode())
    done = await tx.row(q.finish, id=analysis_id, confidence=sum(sure) / len(sure) if sure else None, **by)
    if done is not None:
        about = {name: str(done[name]) if done[name] else None for name in ("owner_id", "call_id", "roleplay_id")}
        await announce(tx, CallJudged(subject=str(analysis_id), title=done["title"], score=done["score"], **about))
    return done


async def find(tx: Tx, analysis_id: UUID) -> Row:
    """One analysis."""
    return await tx.found(q.find, id=analysis_id)


async def transcript(tx: Tx, row: Row) -> Transcript:
    """The words an analysis is about."""
    if row["roleplay_id"]:
        return await roleplays.transcript(tx, row["roleplay_id"])
    found = calls.transcript_of(await calls.find(tx, row["call_id"]))
    return found if found.turns else read(found.text)
