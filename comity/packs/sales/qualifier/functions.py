"""The qualifier as a server function.  seed: F03"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from comity.ai import coordinator
from comity.core.work import P0
from comity.packs.sales.qualifier import judge
from comity.packs.sales.qualifier.judge import JUDGE, Heard, Topic
from comity.platform.functions import Call, Function, function


class Answer(BaseModel):
    """What was asked about, and what was said."""

    topic: Topic = "need"
    text: str = Field(max_length=2000)


class Answers(BaseModel):
    """A visitor's answers."""

    answers: list[Answer] = Field(min_length=1, max_length=24)
    budget_from: Decimal | None = None
    days_soon: int = Field(default=90, ge=1, le=3650)


class Qualified(BaseModel):
    """The score and what it rests on."""

    score: int
    engine: str
    findings: list[dict[str, Any]]


@function("qualify-meeting")
async def qualify_meeting(call: Call, given: Answers) -> Qualified:
    """Scores need, budget, authority and timeline in what somebody said, each with their own words."""
    heard = Heard(
        tuple((one.topic, one.text) for one in given.answers), datetime.now(UTC), given.budget_from, given.days_soon
    )
    answer = await coordinator.run(call.db, call.who, JUDGE, heard, priority=P0)
    findings = [one.model_dump(mode="json") for one in answer.output.findings]
    return Qualified(score=judge.score(answer.output), engine=answer.engine, findings=findings)


FUNCTIONS: tuple[Function, ...] = (qualify_meeting,)
