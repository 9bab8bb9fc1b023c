"""The addresses the old app called, in its shapes, on the rooms of today: analyze-call and roleplay.  seed: F08"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel, Field

from comity.ai.schemas import Evidence
from comity.comms import calls, transcripts
from comity.comms.calls import Facts
from comity.core.errors import Problem
from comity.core.roles import WRITERS
from comity.core.work import P0
from comity.packs.coaching import analyses, roleplays, words
from comity.platform.functions import Call, Function, Stream, function
from comity.web.i18n import gettext as _

NOTHING = Problem("nothing_to_judge", 422, _("Give a call_id, or the transcript of a call."), field="transcript")
NOBODY = Problem("nobody_to_talk_to", 422, _("Give a persona_id to begin, or the roleplay_id of a talk."))


class CallToJudge(BaseModel):
    """A call that is kept, or the words of a new one, which is kept then."""

    call_id: UUID | None = None
    transcript: str | None = Field(default=None, max_length=5_000_000)
    title: str | None = Field(default=None, max_length=200)
    lead_id: UUID | None = None
    contact_id: UUID | None = None


class CriterionJudged(BaseModel):
    """One line of the rubric."""

    name: str
    weight: int
    score: float | None
    why: str
    method: str
    confidence: float | None
    evidence: list[Evidence]


class Judged(BaseModel):
    """How a call was judged, as it is kept."""

    analysis_id: UUID
    call_id: UUID
    score: float | None
    summary: str
    engine: str
    model: str | None
    scores: list[CriterionJudged]


class TurnSaid(BaseModel):
    """What one says to a persona: to a new one by persona_id, or on in a talk by roleplay_id."""

    persona_id: UUID | None = None
    roleplay_id: UUID | None = None
    message: str = Field(min_length=1, max_length=4000)
    stream: bool = False


class TurnAnswered(BaseModel):
    """What the persona says to it, and who spoke for it."""

    roleplay_id: UUID
    reply: str
    engine: str


@function("analyze-call", roles=WRITERS, seconds=60)
async def analyze_call(call: Call, given: CallToJudge) -> Judged:
    """Judges a call by the organisation's rubric, keeps the judgement and answers with it."""
    if given.call_id is None and not (given.transcript or "").strip():
        raise NOTHING()
    heard = await transcripts.understand(given.transcript or "") if given.call_id is None else None
    async with call.tx() as tx:
        facts = Facts(title=given.title, lead_id=given.lead_id, contact_id=given.contact_id, source="api")
        call_id = given.call_id or (await calls.add(tx, facts, transcript=heard))[0]
        analysis = await analyses.ask(tx, call_id)
    said = await analyses.judge(call.db, call.who, analysis, P0)
    async with call.tx() as tx:
        await analyses.keep(tx, analysis, said)
        row, scores = await analyses.find(tx, analysis), await tx.rows(analyses.q.scores, id=analysis)
    lines = [CriterionJudged(**{**one, "why": words.said(one)}) for one in scores]
    about = {name: row[name] for name in ("call_id", "score", "summary", "engine", "model")}
    return Judged(analysis_id=analysis, scores=lines, **about)


@function("roleplay", roles=WRITERS, seconds=60)
async def roleplay(call: Call, given: TurnSaid) -> TurnAnswered:
    """Says something to a persona and answers with what it says; with `stream`, word by word as events."""
    if given.persona_id is None and given.roleplay_id is None:
        raise NOBODY()
    async with call.tx() as tx:
        talk = given.roleplay_id or await roleplays.start(tx, cast(UUID, given.persona_id))
        await roleplays.say(tx, talk, given.message)
    parts = roleplays.answer(call.db, call.who, talk)
    if given.stream:
        return cast(TurnAnswered, Stream(_parts(talk, parts)))
    last = {"done": "", "engine": ""}
    async for part in parts:
        last = {**last, **part}
    return TurnAnswered(roleplay_id=talk, reply=last["done"], engine=last["engine"])


async def _parts(talk: UUID, parts: AsyncIterator[Any]) -> AsyncIterator[dict[str, Any]]:
    async for part in parts:
        yield {"roleplay_id": talk, **part}


FUNCTIONS: tuple[Function, ...] = (analyze_call, roleplay)
