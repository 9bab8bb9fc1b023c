"""The offline engine: everything Comity understands of a call without any model, key or network. Deterministic."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from comity.ai.offline import answers, contacts, dates, items, money, names, sentences, signals, tone
from comity.ai.offline import brief as briefs
from comity.ai.offline.signals import Read
from comity.ai.offline.text import fold
from comity.ai.offline.transcript.model import Transcript, Turn
from comity.ai.schemas import Brief, CallSignals, Person, Sentiment, Signal

TONE_SIGNALS = 8


def prepare(transcript: Transcript, reference: datetime, *, day_first: bool | None = None) -> Read:
    """Sentences, dates and money of a transcript; dates are counted from the day of the call."""
    language = sentences.language(transcript.text)
    spoken = sentences.spoken(transcript, language)
    days = dates.find(transcript.text, reference, language, day_first=day_first)
    sums = money.find(transcript.text, language)
    for number, turn in enumerate(transcript.turns) if spoken else ():
        if spoken[number] != language:
            said = transcript.said(turn)
            days = _instead(days, turn, dates.find(said, reference, spoken[number], day_first=day_first))
            sums = _instead(sums, turn, money.find(said, spoken[number]))
    return Read(
        transcript,
        sentences.split(transcript),
        days,
        sums,
        language,
        fold(transcript.text),
        reference,
        spoken,
    )


def _instead(found: list[Any], turn: Turn, here: list[Any]) -> list[Any]:
    """What was found, with one turn read again in its own language."""
    first = bisect_left(found, turn.start, key=lambda each: each.start)
    last = bisect_left(found, turn.end, key=lambda each: each.start)
    moved = [replace(each, start=each.start + turn.start, end=each.end + turn.start) for each in here]
    return [*found[:first], *moved, *found[last:]]


def extract(read: Read, *, ours: Iterable[str] = ()) -> CallSignals:
    """Signals, action items, names and tone."""
    found = signals.find(read)
    found += answers.find(read, found)
    mood, strong = _tone(read)
    named = names.people(read)
    found = sorted(
        [*found, *names.rivals(read, named, ours), *strong], key=lambda s: (s.evidence.start, s.kind, s.value)
    )
    return CallSignals(
        signals=found,
        action_items=items.find(read),
        people=[*named, *_contacts(read)],
        sentiment=mood,
        language=read.language,
        missing=missing(read),
    )


def summarise(read: Read, found: CallSignals) -> Brief:
    """The brief, resting on the signals."""
    return briefs.write(read, found.signals, found.action_items)


def missing(read: Read) -> list[str]:
    """What the transcript lacks for a full reading."""
    lacks = []
    turns = read.transcript.turns
    if not read.transcript.speakers:
        lacks.append("speakers")
    elif not any(turn.side == "customer" for turn in turns):
        lacks.append("customer")
    if not any(turn.at is not None for turn in turns):
        lacks.append("times")
    if read.transcript.words < 60:
        lacks.append("length")
    return lacks


def _tone(read: Read) -> tuple[Sentiment, list[Signal]]:
    """The customer's tone, and the sentences where it is strongest."""
    said = [s for s in read.sentences if s.side != "us" and s.words > 2]
    scores = [(tone.score(s.folded, read.language_of(s.turn)), s) for s in said]
    telling = [(value, s) for value, s in scores if abs(value) >= 0.05]
    half = len(scores) // 2
    mood = Sentiment(
        overall=_mean([v for v, _ in telling]),
        first_half=_mean([v for v, _ in scores[:half] if abs(v) >= 0.05]),
        second_half=_mean([v for v, _ in scores[half:] if abs(v) >= 0.05]),
        sentences=len(scores),
    )
    strong = sorted((p for p in telling if p[0] >= 0.6 or p[0] <= -0.45), key=lambda p: (-abs(p[0]), p[1].start))
    return mood, [_mood(read, value, s) for value, s in strong[:TONE_SIGNALS]]


def _mood(read: Read, value: float, sentence: sentences.Sentence) -> Signal:
    return Signal(
        kind="sentiment",
        value="positive" if value > 0 else "negative",
        polarity=round(value, 2),
        confidence=round(min(abs(value) * 0.85, 0.9), 2),
        method="vader" if read.language == "en" else "lexicon",
        evidence=read.evidence(sentence),
    )


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0


def _contacts(read: Read) -> list[Person]:
    """Phones, e-mails and web addresses that were said."""
    text = read.transcript.text
    found = [
        *contacts.emails(text),
        *contacts.urls(text),
        *contacts.phones(
            text, [(m.start, m.end) for m in read.money] + [(d.start, d.end) for d in read.dates if d.when.sure_year]
        ),
    ]
    out = []
    for each in found:
        sentence = next((s for s in read.sentences if s.start <= each.start < s.end), None)
        if sentence is not None:
            evidence = read.evidence(sentence, each.start, each.end)
            out.append(Person(name=each.value, kind=each.kind, confidence=each.confidence, evidence=evidence))
    return out
