"""The agent that judges a visitor's answers: need, budget, authority and timeline, each with their own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from comity.ai.agent import Agent, Checked
from comity.ai.offline import dates, engine, money, sentences
from comity.ai.offline.transcript.model import Transcript, Turn
from comity.ai.schemas import Signal

Topic = Literal["need", "budget", "authority", "timeline"]
Level = Literal["strong", "some", "weak", "none"]
TOPICS: Final[tuple[Topic, ...]] = ("need", "budget", "authority", "timeline")
POINTS: Final[dict[Level, int]] = {"strong": 25, "some": 15, "weak": 5, "none": 0}
_LEVELS: Final[dict[str, Level]] = {
    "approved": "strong", "stated": "some", "tight": "weak", "none": "none", "price_asked": "weak",
    "decides": "strong", "needs_others": "some", "pain": "strong", "requirement": "strong", "goal": "strong",
    "interest": "some", "no_need": "none", "urgent": "strong", "no_rush": "weak",
}  # fmt: skip
_DECIDES: Final = re.compile(
    r"(?i)\b(?:i (?:alone )?(?:decide|am the owner|own)|my (?:own )?decision|it's me|me alone|just me"
    r"|ich (?:entscheide|allein)|c'est moi|yo decido|eu decido)\b"
)
_OTHERS: Final = re.compile(
    r"(?i)\b(?:board|partner|wife|husband|boss|manager|cfo|ceo|team|together|committee|vorstand|chef|frau|mann|gemeinsam"
    r"|geschäftsführ\w*)\b"
)
MORE_THAN: Final = 5
"""Words an answer needs to say anything about a need."""


class Finding(BaseModel):
    """What a visitor said about a topic."""

    topic: Topic
    level: Level
    value: str = Field(max_length=300)
    quote: str = Field(max_length=1000)
    message: int = 0
    confidence: float = Field(default=0.6, ge=0, le=1)
    method: str = "model"


class Verdict(BaseModel):
    """A visitor's answers, judged: at most one finding a topic."""

    findings: list[Finding] = []


@dataclass(frozen=True)
class Heard:
    """What a visitor answered: (topic asked about, words); and what counts as much and soon."""

    answers: tuple[tuple[str, str], ...]
    now: datetime
    budget_from: Decimal | None = None
    days_soon: int = 90
    language: str | None = None
    """the visitor's, where their page says so"""


def score(verdict: Verdict) -> int:
    """From 0 to 100: 25 a topic at most."""
    return sum(POINTS[finding.level] for finding in verdict.findings)


def answered(heard: Heard, topic: Topic) -> bool:
    """Whether the visitor said enough about a topic before being asked."""
    return any(found.topic == topic and found.level in ("strong", "some") for found in _offline(heard).findings)


def _told(heard: Heard) -> str:
    lines = [f"Today is {heard.now:%d %B %Y}. Soon means within {heard.days_soon} days."]
    if heard.budget_from is not None:
        lines.append(f"A budget is strong from {heard.budget_from:.0f} on.")
    lines += [f"[{n}] asked about {topic}: {words}" for n, (topic, words) in enumerate(heard.answers)]
    return "\n".join(lines)


def _offline(heard: Heard) -> Verdict:
    """By rules: signals of the talk, amounts and days, and the plainest ways of saying who decides."""
    found: dict[str, Finding] = {}
    for number, (asked, words) in enumerate(heard.answers):
        for finding in _in_answer(heard, number, asked, words):
            known = found.get(finding.topic)
            if known is None or POINTS[finding.level] > POINTS[known.level]:
                found[finding.topic] = finding
    return Verdict(findings=[found[topic] for topic in TOPICS if topic in found])


def _in_answer(heard: Heard, number: int, asked: str, words: str) -> list[Finding]:
    transcript = Transcript(words, (Turn("Visitor", "customer", 0, len(words)),))
    signals = engine.extract(engine.prepare(transcript, heard.now.replace(tzinfo=None))).signals
    found = [_of_signal(heard, number, one) for one in signals if _counts(one, words)]
    language = heard.language or sentences.language(words)
    found += _amounts(heard, number, words, language) if asked in ("budget", "need") else []
    found += _days(heard, number, words, language) if asked in ("timeline", "need") else []
    if asked == "authority" and (said := _DECIDES.search(words) or _OTHERS.search(words)):
        level: Level = "some" if _OTHERS.search(words) else "strong"
        found.append(_finding("authority", level, words, said.start(), said.end(), number, 0.6))
    if asked == "need" and len(words.split()) > MORE_THAN:
        found.append(_finding("need", "some", words, 0, min(len(words), 300), number, 0.4))
    return found


def _counts(one: Signal, words: str) -> bool:
    """Days are reckoned here, and nobody decides alone who speaks of others."""
    if one.kind == "timeline" and one.value == "stated":
        return False
    if one.value == "decides" and _OTHERS.search(words):
        return False
    return one.kind in TOPICS and one.value in _LEVELS


def _of_signal(heard: Heard, number: int, one: Signal) -> Finding:
    level = _LEVELS[one.value]
    if one.kind == "budget" and one.amount_high is not None and level == "some":
        level = "strong" if heard.budget_from is not None and one.amount_high >= heard.budget_from else "some"
    said = one.detail or one.evidence.quote
    return Finding(
        topic=one.kind, level=level, value=said[:300], quote=one.evidence.quote, message=number,  # type: ignore[arg-type]
        confidence=one.confidence, method="rules",
    )  # fmt: skip


def _amounts(heard: Heard, number: int, words: str, language: str) -> list[Finding]:
    found = []
    for span in money.find(words, language):
        enough = heard.budget_from is not None and span.high >= heard.budget_from
        found.append(_finding("budget", "strong" if enough else "some", words, span.start, span.end, number, 0.8))
    return found


def _days(heard: Heard, number: int, words: str, language: str) -> list[Finding]:
    today, found = heard.now.date(), []
    for span in dates.find(words, heard.now.replace(tzinfo=None), language):
        due = span.when.due()
        if due is None and span.when.kind != "duration":
            continue
        days = (due - today).days if due else span.when.seconds / 86400
        level: Level = "strong" if days <= heard.days_soon else "some" if days <= 365 else "weak"
        found.append(_finding("timeline", level, words, span.start, span.end, number, 0.7))
    return found


def _finding(topic: Topic, level: Level, words: str, start: int, end: int, number: int, sure: float) -> Finding:
    quote = words[start:end]
    return Finding(
        topic=topic, level=level, value=quote[:300], quote=quote, message=number, confidence=sure, method="rules"
    )


def _check(heard: Heard, answer: Verdict) -> Checked[Verdict]:
    """What the visitor did not say counts for nothing; one finding a topic."""
    kept: dict[str, Finding] = {}
    for finding in answer.findings:
        at = next(
            (n for n, (_topic, words) in enumerate(heard.answers) if finding.quote and finding.quote in words), None
        )
        if at is not None and finding.topic not in kept:
            kept[finding.topic] = finding.model_copy(update={"message": at})
    sure = [finding.confidence for finding in kept.values()]
    confidence = round(sum(sure) / len(sure), 3) if sure else None
    return Checked(Verdict(findings=list(kept.values())), len(kept), len(answer.findings) - len(kept), confidence)


JUDGE: Agent[Heard, Verdict] = Agent(
    name="meeting_qualifier",
    output=Verdict,
    prompt=Path(__file__).with_suffix(".md"),
    ask=_told,
    offline=_offline,
    check=_check,
    complexity="fast",
)
