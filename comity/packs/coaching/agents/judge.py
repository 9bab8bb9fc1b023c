"""The agent that judges a talk by the rubric: a score for each criterion, each with the words it rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from comity.ai.agent import Agent, Case, Checked
from comity.ai.evidence import Finder
from comity.ai.offline import coaching, engine
from comity.ai.offline.transcript import Transcript, read
from comity.ai.schemas import Evidence
from comity.packs.coaching.rubrics import Criterion

MOST_EVIDENCE = 6
GOOD, BAD = 70, 40
"""What a case calls well done, and badly."""
CASES_HELD: Final = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Talk:
    """What is judged, by what, and when it was held."""

    transcript: Transcript
    criteria: tuple[Criterion, ...]
    held_at: datetime


class Score(BaseModel):
    """How well one criterion was met."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    criterion: int = Field(description="The criterion's number in the rubric.")
    score: float = Field(ge=0, le=100)
    why: str = Field(default="", max_length=600)
    confidence: float = Field(default=0.6, ge=0, le=1)
    method: str = Field(default="model", max_length=60)
    reason: str | None = Field(default=None, description="Leave empty.")
    facts: dict[str, Any] = Field(default_factory=dict, description="Leave empty.")
    evidence: list[Evidence] = Field(default_factory=list)


class Judgement(BaseModel):
    """A talk, judged."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    scores: list[Score] = Field(default_factory=list)
    summary: str = Field(default="", max_length=1000)


def _told(talk: Talk) -> str:
    lines = ["Rubric:"]
    for number, one in enumerate(talk.criteria):
        lines.append(f"[{number}] {one.name} (weight {one.weight}): {one.good}")
    lines += ["", "Transcript, one numbered turn a line; (us) is the side to judge:"]
    for number, turn in enumerate(talk.transcript.turns):
        lines.append(f"[{number}] {turn.speaker or 'Somebody'} ({turn.side}): {talk.transcript.said(turn)}")
    return "\n".join(lines)


def _by_rules(talk: Talk) -> Judgement:
    """What the engine can tell by itself: its own lines, and phrases that were to be said."""
    read = engine.prepare(talk.transcript, talk.held_at.replace(tzinfo=None))
    known, scores = coaching.measure(read), []
    for number, one in enumerate(talk.criteria):
        if one.phrases:
            told = coaching.phrases(read, one.phrases)
        elif one.measure in coaching.CRITERIA:
            told = coaching.judge(read, one.measure, known=known)
        else:
            continue
        if told.score is not None and told.evidence:
            scores.append(Score(
                criterion=number, score=round(100 * told.score, 1), confidence=told.confidence, method="rules",
                reason=told.reason, facts=dict(told.values), evidence=list(told.evidence)[:MOST_EVIDENCE],
            ))  # fmt: skip
    return Judgement(scores=scores)


def _check(talk: Talk, answer: Judgement) -> Checked[Judgement]:
    """Quotes are looked up; a score without any is dropped; what a model left out is told by rules where it can be."""
    finder, dropped = Finder(talk.transcript), 0
    own = {score.criterion: score for score in _by_rules(talk).scores}
    kept: dict[int, Score] = {}
    for score in answer.scores:
        found = [place for one in score.evidence if (place := finder.locate(one))][:MOST_EVIDENCE]
        if not found or not 0 <= score.criterion < len(talk.criteria) or score.criterion in kept:
            dropped += 1
        elif score == own.get(score.criterion):
            kept[score.criterion] = score
        else:
            told: dict[str, Any] = {"evidence": found, "method": "model", "reason": None, "facts": {}}
            kept[score.criterion] = score.model_copy(update=told)
    said, kept = len(kept), own | kept
    scores = [kept[number] for number in sorted(kept)]
    sure = [score.confidence for score in scores]
    confidence = round(sum(sure) / len(sure), 3) if sure else None
    return Checked(answer.model_copy(update={"scores": scores}), said, dropped, confidence)


@cache
def _cases() -> list[Case[Talk, Judgement]]:
    """Talks of our own, in the `.toml` beside this, with what must come out well or badly."""
    cases = []
    for one in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["case"]:
        names = (*one.get("good", ()), *one.get("bad", ()))
        criteria = tuple(
            Criterion(id=UUID(int=number + 1), position=number, name=name, good=name.replace("_", " "), measure=name)
            for number, name in enumerate(names)
        )
        talk = Talk(read(one["call"].replace(" (us)", ""), us=("Remy",)), criteria, CASES_HELD)
        cases.append(Case(talk, lambda said, one=one, names=names: _share(one, names, said)))  # type: ignore[misc]
    return cases


def _share(one: Mapping[str, Any], names: tuple[str, ...], said: Judgement) -> float:
    """Of what was to be judged, how much came out as it must; without words for it, it does not count."""
    scores = {names[score.criterion]: score.score for score in said.scores if 0 <= score.criterion < len(names)}
    right = sum(scores.get(name, 0) >= GOOD for name in one.get("good", ()))
    right += sum(scores.get(name, 0) <= BAD for name in one.get("bad", ()))
    return right / len(names)


JUDGE: Agent[Talk, Judgement] = Agent(
    name="call_judge",
    output=Judgement,
    prompt=Path(__file__).with_suffix(".md"),
    ask=_told,
    offline=_by_rules,
    check=_check,
    cases=_cases,
    counts="call_analyses",
    unit=lambda talk: talk.transcript.mark,
)
