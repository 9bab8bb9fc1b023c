"""Signals: what was said about budget, time, authority, need, rivals, doubts, promises, risks and next steps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.ai.offline import cue, stance
from comity.ai.offline.dates import DateSpan
from comity.ai.offline.money import MoneySpan
from comity.ai.offline.sentences import Sentence
from comity.ai.offline.transcript.model import Transcript, Turn
from comity.ai.schemas import Evidence, Signal

METHOD = "rules"
PER_VALUE = 12
"""The most signals of one kind and value; a call says it again rather than anew."""
LEAST = 0.3
BASE, SLOPE = 0.35, 0.65
"""How often a cue of some weight was right on our own cases: oftener than its weight says; docs/evals.md."""
WAYS = cue.patterns("manner")


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript with everything the readers found in it."""

    transcript: Transcript
    sentences: Sequence[Sentence]
    dates: Sequence[DateSpan]
    money: Sequence[MoneySpan]
    language: str
    folded: str
    reference: datetime
    spoken: tuple[str, ...] = ()
    """the language of each turn, where there is more than one"""

    def language_of(self, turn: int) -> str:
        """What is spoken in that turn."""
        return self.spoken[turn] if self.spoken else self.language

    def evidence(self, sentence: Sentence, start: int | None = None, end: int | None = None) -> Evidence:
        """The words of a sentence, or of a part of it, as evidence."""
        first, last = (sentence.start if start is None else start), (sentence.end if end is None else end)
        return Evidence(
            quote=self.transcript.text[first:last],
            start=first,
            end=last,
            turn=sentence.turn,
            speaker=sentence.speaker,
            side=sentence.side,
            at=self.transcript.turns[sentence.turn].at,
        )

    def dates_in(self, sentence: Sentence) -> list[DateSpan]:
        """Days somebody could be held to; a season beside one (`before the summer sale starts on June 15`) is none."""
        here = (d for d in self.dates if sentence.start <= d.start < sentence.end)
        said = [self._ahead(d) for d in here if self._to_come(d) and self._telling(d)]
        exact = [d for d in said if d.when.grain != "season"]
        return exact or said

    def deadline_in(self, sentence: Sentence) -> DateSpan | None:
        """The day that is the limit (`check the berth in August and call by Monday`), else the first one said."""
        days = self.dates_in(sentence)
        limits = (d for d in days if WAYS["deadline"].match(self.folded, d.start))
        return next(limits, days[0] if days else None)

    def _to_come(self, found: DateSpan) -> bool:
        """Nobody is held to a day that has passed: `an answer was promised two weeks ago`."""
        due = found.when.due()
        return due is not None and due >= self.reference.date()

    def _ahead(self, found: DateSpan) -> DateSpan:
        """`by Friday`, said on a Friday, is the next one."""
        start = found.when.start or found.when.end
        bare = WAYS["bare_weekday"].fullmatch(self.folded, found.start, found.end)
        if bare is None or start is None or start.date() != self.reference.date():
            return found
        week = timedelta(days=7)
        moved = replace(
            found.when,
            start=found.when.start and found.when.start + week,
            end=found.when.end and found.when.end + week,
        )
        return replace(found, when=moved)

    def _telling(self, found: DateSpan) -> bool:
        """`today` and `now` are small talk, `winter jackets` are goods: neither is a date to keep."""
        if found.when.kind == "datetimerange" and found.when.grain == "second":
            return False
        text = self.folded
        if found.when.grain == "year" and WAYS["of_a_year"].search(text[max(0, found.start - 12) : found.end]):
            return False
        if found.when.grain == "season" and found.end - found.start <= 8:
            return bool(
                re.search(
                    r"\b(?:by|before|in|until|for|during|after)(?: the)? $",
                    text[max(0, found.start - 12) : found.start],
                )
            )
        return text[found.start : found.end] not in (
            "today",
            "now",
            "right now",
            "this time",
            "heute",
            "jetzt",
            "hoy",
            "hoje",
            "aujourd'hui",
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that fired, before the best are chosen."""

    cue: cue.Cue
    sentence: Sentence
    start: int
    end: int
    value: str
    polarity: float
    confidence: float


def find(read: Read) -> list[Signal]:
    """All signals in the order they were said."""
    best: dict[tuple[int, str, str], Hit] = {}
    for hit in _hits(read):
        key = (hit.sentence.start, hit.cue.kind, hit.value)
        if key not in best or best[key].confidence < hit.confidence:
            best[key] = hit
    signals = [_signal(read, hit) for hit in _settled(list(best.values()))]
    signals += _amounts(read, signals)
    return _capped(signals)


def _hits(read: Read) -> Iterator[Hit]:
    starts = [sentence.start for sentence in read.sentences]
    turns = read.transcript.turns
    folded = read.folded
    for each, turn in _pairs(read, turns):
        if each.who != "any" and turn.side not in (each.who, "unknown"):
            continue
        for match in each.pattern.finditer(folded, turn.start, turn.end):
            if match.end() == match.start():
                continue
            sentence = read.sentences[bisect_right(starts, match.start()) - 1]
            hit = _judge(read, each, sentence, match.start(), min(match.end(), sentence.end))
            if hit is not None:
                yield hit


def _pairs(read: Read, turns: Sequence[Turn]) -> Iterator[tuple[cue.Cue, Turn]]:
    """Every cue of a language with every turn in that language."""
    for language in dict.fromkeys((read.language, *read.spoken)):
        mine = [turn for number, turn in enumerate(turns) if read.language_of(number) == language]
        for each in cue.load(language).cues:
            for turn in mine:
                yield each, turn


def _judge(read: Read, each: cue.Cue, sentence: Sentence, start: int, end: int) -> Hit | None:
    at = start - sentence.start
    if any(a <= at < b for a, b in stance.polite(sentence.folded)):
        return None
    how = stance.read(sentence.folded, at, asked=sentence.question, language=read.language_of(sentence.turn))
    value, polarity = each.value, each.polarity
    if (how.negated or _denied(read, each, sentence, start, end)) and each.negated != "keep":
        if each.negated == "drop":
            return None
        value, polarity = each.negated, -polarity
    if how.asked and each.asked == "drop":
        return None
    if each.needs == "date" and not read.dates_in(sentence):
        return None
    if each.unless is not None and each.unless.search(sentence.folded):
        return None
    confidence = each.weight * (0.85 if sentence.side == "unknown" and each.who != "any" else 1.0)
    if not (each.asked == "keep" and how.asked):
        confidence *= 0.85 if how.asked else 1.0
    confidence *= 0.7 if how.supposed and each.supposed != "keep" else 1.0
    confidence *= 0.85 if how.hedged and each.kind in ("commitment", "budget", "next_step") else 1.0
    return Hit(each, sentence, start, end, value, polarity, confidence) if confidence >= LEAST else None


def _denied(read: Read, each: cue.Cue, sentence: Sentence, start: int, end: int) -> bool:
    """Good news that its own words deny."""
    if each.polarity <= 0:
        return False
    first, last = start - sentence.start, end - sentence.start
    language = read.language_of(sentence.turn)
    return stance.denied(sentence.folded, first, last, named=each.pattern.pattern, language=language)


def _settled(hits: list[Hit]) -> list[Hit]:
    """Opposites in one sentence: the more certain one stays (`not too expensive` is no objection)."""
    by_sentence: dict[tuple[int, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        by_sentence[(hit.sentence.start, hit.cue.kind)].append(hit)
    kept: list[Hit] = []
    for group in by_sentence.values():
        worst = min(hit.polarity for hit in group)
        for hit in group:
            beaten = (
                hit.polarity > 0
                and worst < 0
                and any(other.polarity < 0 and other.start < hit.end and hit.start < other.end for other in group)
            )
            if not beaten:
                kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.cue.kind, hit.value))


def _signal(read: Read, hit: Hit) -> Signal:
    money = next((m for m in read.money if hit.sentence.start <= m.start < hit.sentence.end), None)
    day = read.deadline_in(hit.sentence)
    wants_money = hit.cue.kind == "budget" and money is not None
    wants_day = hit.cue.kind in ("timeline", "next_step", "commitment") and day is not None
    start, end = _clause(hit.sentence, hit.start, hit.end)
    return Signal(
        kind=hit.cue.kind,
        value=hit.value,
        polarity=hit.polarity,
        amount_low=money.low if money and wants_money else None,
        amount_high=money.high if money and wants_money else None,
        currency=(money.currency or None) if money and wants_money else None,
        due=day.when.due() if day and wants_day else None,
        confidence=round(min(BASE + SLOPE * (hit.confidence + (0.08 if wants_money or wants_day else 0)), 0.95), 2),
        method=METHOD,
        evidence=read.evidence(hit.sentence, start, end),
    )


def _clause(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The whole sentence, or the clause around the match where the sentence is long."""
    if sentence.end - sentence.start <= 180:
        return sentence.start, sentence.end
    left = max(
        (m.end() for m in re.finditer(r"[,;:]\s+", sentence.folded) if m.end() + sentence.start <= start), default=0
    )
    right = next(
        (m.start() for m in re.finditer(r"[,;:]\s", sentence.folded) if m.start() + sentence.start >= end),
        len(sentence.folded),
    )
    first, last = sentence.start + left, sentence.start + right
    return (first, last) if last - first <= 400 else (start, end)


def _amounts(read: Read, signals: Sequence[Signal]) -> Iterator[Signal]:
    """An amount the customer names where budgets are spoken of, or in answer to our question about them."""
    named = {s.evidence.start for s in signals if s.kind == "budget"}
    for number, sentence in enumerate(read.sentences):
        if sentence.side == "us" or sentence.start in named:
            continue
        money = next((m for m in read.money if sentence.start <= m.start < sentence.end), None)
        if money is None or money.high < 100:
            continue
        asked = any(
            WAYS["budget_ask"].search(s.folded)
            for s in read.sentences[max(0, number - 3) : number]
            if s.side != sentence.side
        )
        if not (asked or WAYS["budget_talk"].search(sentence.folded)):
            continue
        yield Signal(
            kind="budget",
            value="stated",
            polarity=0.8,
            amount_low=money.low,
            amount_high=money.high,
            currency=money.currency or None,
            confidence=0.8 if asked else 0.65,
            method=METHOD,
            evidence=read.evidence(sentence),
        )


def _capped(signals: list[Signal]) -> list[Signal]:
    count: dict[tuple[str, str], int] = defaultdict(int)
    kept: set[int] = set()
    for index in sorted(range(len(signals)), key=lambda i: -signals[i].confidence):
        key = (signals[index].kind, signals[index].value)
        count[key] += 1
        if count[key] <= PER_VALUE:
            kept.add(index)
    return sorted((signals[i] for i in kept), key=lambda s: (s.evidence.start, s.kind, s.value))
