"""The lines of a rubric that can be judged without a model, each with a score, its reason and the words behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from comity.ai.offline.coaching.measures import Measures, measure, of_turn, said_by
from comity.ai.offline.sentences import Sentence
from comity.ai.offline.signals import Read
from comity.ai.offline.text import fold
from comity.ai.offline.transcript.model import Side
from comity.ai.schemas import Evidence

LIKE = 86
"""How like a wanted phrase a sentence must be."""
SHOWN = 6
"""Pieces of evidence at most."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well one line was met: 0 to 1, or None where this transcript cannot tell."""

    key: str
    score: float | None
    confidence: float
    reason: str
    values: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the rubric, in plain English."""

    key: str
    name: str
    hint: str


REASONS = {
    "no_sides": "The transcript does not say who spoke for whom.",
    "no_times": "The transcript has no times.",
    "too_short": "Too little was said to tell.",
    "not_found": "Nothing of it was heard.",
    "found": "How often it was heard: {count}.",
    "share": "We spoke {percent}% of the time; {low} to {high}% is best.",
    "questions": "{open} of {count} questions were open.",
    "spread": "{count} questions, spread over {parts} of five parts of the talk.",
    "monologues": "How often we spoke for very long: {count}; the longest took {words} words.",
    "objections": "{answered} of {count} objections were taken up.",
    "no_objections": "No objection was raised.",
    "next_dated": "A next step was agreed for {day}.",
    "next_loose": "A next step was named, but no day.",
    "no_next": "No next step was agreed.",
    "fillers": "{rate} filler words in every hundred.",
    "pace": "{pace} words a minute; 110 to 170 are easy to follow.",
    "topics": "{count} of four were asked about: {topics}.",
    "tone": "The customer's tone went from {first} to {last}.",
    "phrases": "{count} of {wanted} phrases were said.",
}
SOUGHT: dict[str, tuple[Criterion, Side, int]] = {
    "opening": (Criterion("opening", "Opening", "Says who we are and thanks for the time."), "us", 1),
    "agenda": (Criterion("agenda", "Agenda", "Says at the start what the talk is for."), "us", 1),
    "listening": (Criterion("listening", "Listening", "Takes up what the customer said."), "us", 3),
    "needs": (Criterion("needs", "Needs", "Asks what is needed and why."), "us", 2),
    "value": (Criterion("value", "Value", "Says what it brings the customer."), "us", 2),
    "budget": (Criterion("budget", "Budget", "Speaks of money."), "us", 1),
    "authority": (Criterion("authority", "Who decides", "Asks who else decides."), "us", 1),
    "timeline": (Criterion("timeline", "Timing", "Asks by when."), "us", 1),
    "competition": (Criterion("competition", "Alternatives", "Asks what else is looked at."), "us", 1),
    "summary": (Criterion("summary", "Summing up", "Sums up what was agreed."), "us", 1),
    "closing": (Criterion("closing", "Closing", "Ends with thanks."), "us", 1),
}
NEED_WAY = {"needs": "need"}
"""Where a line listens for a way of another name."""
PLACE = {"opening": (0.0, 0.2), "agenda": (0.0, 0.3), "summary": (0.5, 1.0), "closing": (0.75, 1.0)}
"""The part of the talk in which it counts."""


def judge(read: Read, key: str, *, wanted: Sequence[str] = (), known: Measures | None = None) -> Judgement:
    """One line of the rubric; `wanted` phrases count towards it where given."""
    if wanted:
        return phrases(read, wanted)
    if read.transcript.words < 20:
        return Judgement(key, None, 0.9, "too_short")
    if not any(turn.side == "us" for turn in read.transcript.turns):
        return Judgement(key, None, 0.9, "no_sides")
    if key in SOUGHT:
        return _sought(read, key)
    return COUNTED[key][1](read, known or measure(read))


def _sought(read: Read, key: str) -> Judgement:
    _, side, enough = SOUGHT[key]
    first, last = PLACE.get(key, (0.0, 1.0))
    length = max(len(read.transcript.text), 1)
    heard = said_by(read, side, NEED_WAY.get(key, key))
    asks = key in ("needs", "authority", "timeline", "competition")
    heard = [s for s in heard if first <= s.start / length <= last and (s.question or not asks)]
    if not heard:
        return Judgement(key, 0.0, 0.6, "not_found", {}, (_nearby(read, first, last),))
    score = min(len(heard) / enough, 1.0)
    return Judgement(key, round(score, 2), 0.75, "found", {"count": len(heard)}, _shown(read, heard))


def _shown(read: Read, sentences: Sequence[Sentence]) -> tuple[Evidence, ...]:
    return tuple(read.evidence(each) for each in sentences[:SHOWN])


def _nearby(read: Read, first: float, last: float) -> Evidence:
    """Where it should have been said: our turn nearest to that part of the talk."""
    length = max(len(read.transcript.text), 1)
    middle = (first + last) / 2
    ours = [n for n, turn in enumerate(read.transcript.turns) if turn.side == "us"]
    return of_turn(read, min(ours, key=lambda n: abs(read.transcript.turns[n].start / length - middle)))


def _between(value: float, low: float, high: float, give: float) -> float:
    """1 inside, falling to 0 over `give` on either side."""
    outside = max(low - value, value - high, 0.0)
    return round(max(0.0, 1 - outside / give), 2)


def _talk_share(read: Read, known: Measures) -> Judgement:
    if known.talk_share is None:
        return Judgement("talk_share", None, 0.9, "no_sides")
    score = _between(known.talk_share, 0.35, 0.55, 0.35)
    values = {"percent": round(100 * known.talk_share), "low": 35, "high": 55}
    longest = (known.longest_monologue.evidence,) if known.longest_monologue else ()
    return Judgement("talk_share", score, 0.9, "share", values, longest)


def _open_questions(read: Read, known: Measures) -> Judgement:
    opened = [mark for mark in known.questions if mark.open]
    if not known.questions:
        return Judgement("open_questions", 0.0, 0.8, "not_found", {}, (_nearby(read, 0.0, 1.0),))
    share = min(len(opened) / len(known.questions) / 0.5, 1.0)
    score = round(0.6 * min(len(opened) / 4, 1.0) + 0.4 * share, 2)
    values = {"open": len(opened), "count": len(known.questions)}
    shown = tuple(mark.evidence for mark in (opened or list(known.questions))[:SHOWN])
    return Judgement("open_questions", score, 0.8, "questions", values, shown)


def _discovery(read: Read, known: Measures) -> Judgement:
    """Need, money, timing and who decides: asked by us, or told by the customer."""
    heard: list[str] = []
    shown: list[Sentence] = []
    for topic in ("need", "budget", "timeline", "authority"):
        found = [s for s in said_by(read, "us", topic) if s.question] or said_by(read, "customer", topic)
        if found:
            heard.append(topic)
            shown.append(found[0])
    values = {"count": len(heard), "topics": ", ".join(heard)}
    evidence = _shown(read, shown) or (_nearby(read, 0.0, 0.5),)
    return Judgement("discovery", round(len(heard) / 4, 2), 0.7, "topics", values, evidence)


def _monologues(read: Read, known: Measures) -> Judgement:
    longest = known.longest_monologue
    if longest is None:
        return Judgement("monologues", None, 0.9, "no_sides")
    score = round(max(0.0, 1 - 0.25 * len(known.monologues)), 2)
    values = {"count": len(known.monologues), "words": longest.words}
    shown = tuple(each.evidence for each in (known.monologues or (longest,))[:SHOWN])
    return Judgement("monologues", score, 0.9, "monologues", values, shown)


def _objections(read: Read, known: Measures) -> Judgement:
    if not known.objections:
        return Judgement("objections", None, 0.6, "no_objections")
    answered = [each for each in known.objections if each.answered]
    values = {"answered": len(answered), "count": len(known.objections)}
    shown = [e for each in known.objections for e in (each.evidence, each.answer) if e is not None]
    score = round(len(answered) / len(known.objections), 2)
    return Judgement("objections", score, 0.65, "objections", values, tuple(shown[:SHOWN]))


def _next_step(read: Read, known: Measures) -> Judgement:
    if known.next_step is None:
        return Judgement("next_step", 0.0, 0.7, "no_next", {}, (_nearby(read, 0.8, 1.0),))
    if known.next_step_due is None:
        return Judgement("next_step", 0.5, 0.7, "next_loose", {}, (known.next_step,))
    values = {"day": known.next_step_due.isoformat()}
    return Judgement("next_step", 1.0, 0.8, "next_dated", values, (known.next_step,))


def _clarity(read: Read, known: Measures) -> Judgement:
    score = _between(known.filler_rate, 0.0, 1.5, 4.0)
    shown = tuple(mark.evidence for mark in known.fillers[:SHOWN]) or (_nearby(read, 0.0, 1.0),)
    return Judgement("clarity", score, 0.7, "fillers", {"rate": known.filler_rate}, shown)


def _pace(read: Read, known: Measures) -> Judgement:
    if known.pace is None:
        return Judgement("pace", None, 0.9, "no_times")
    shown = (known.longest_monologue.evidence,) if known.longest_monologue else ()
    return Judgement("pace", _between(known.pace, 110, 170, 60), 0.85, "pace", {"pace": round(known.pace)}, shown)


def _tone(read: Read, known: Measures) -> Judgement:
    path = known.sentiment_path
    if len(path) < 2:
        return Judgement("tone", None, 0.6, "too_short")
    third = max(len(path) // 3, 1)
    first = sum(value for _, value in path[:third]) / third
    last = sum(value for _, value in path[-third:]) / third
    values = {"first": round(first, 2), "last": round(last, 2)}
    theirs = [n for n, turn in enumerate(read.transcript.turns) if turn.side == "customer"]
    shown = (of_turn(read, theirs[-1]),) if theirs else ()
    return Judgement(
        "tone", round(min(max(0.5 + last / 2 + (last - first) / 4, 0.0), 1.0), 2), 0.5, "tone", values, shown
    )


Way = Callable[[Read, Measures], Judgement]
COUNTED: dict[str, tuple[Criterion, Way]] = {
    "talk_share": (Criterion("talk_share", "Talk share", "The customer speaks at least as much."), _talk_share),
    "open_questions": (Criterion("open_questions", "Open questions", "Asks what, how and why."), _open_questions),
    "discovery": (Criterion("discovery", "Discovery", "Need, budget, timing and who decides."), _discovery),
    "monologues": (Criterion("monologues", "No monologues", "Nobody holds forth."), _monologues),
    "objections": (Criterion("objections", "Objections", "Takes objections up and answers them."), _objections),
    "next_step": (Criterion("next_step", "Next step", "Agrees who does what by when."), _next_step),
    "clarity": (Criterion("clarity", "Clear words", "Few filler words."), _clarity),
    "pace": (Criterion("pace", "Pace", "Neither rushed nor slow."), _pace),
    "tone": (Criterion("tone", "Tone", "The customer leaves in a better mood."), _tone),
}
CRITERIA: dict[str, Criterion] = {key: one for key, (one, _, _) in SOUGHT.items()} | {
    key: one for key, (one, _) in COUNTED.items()
}


def phrases(read: Read, wanted: Sequence[str], side: Side = "us") -> Judgement:
    """Whether a side said these phrases, give or take a word, each with where."""
    known = [fold(phrase).strip() for phrase in wanted if phrase.strip()]
    if not known or not read.sentences:
        return Judgement("phrases", None, 0.9, "too_short")
    spoken = [s for s in read.sentences if s.side in (side, "unknown")]
    found = [best for phrase in known if (best := _best(spoken, phrase)) is not None]
    values = {"count": len(found), "wanted": len(known)}
    evidence = _shown(read, found)
    if not evidence and any(turn.side == side for turn in read.transcript.turns):
        evidence = (_nearby(read, 0.0, 1.0),)
    return Judgement("phrases", round(len(found) / len(known), 2), 0.8, "phrases", values, evidence)


def _best(spoken: Sequence[Sentence], phrase: str) -> Sentence | None:
    likeness, best = 0.0, None
    for sentence in spoken:
        near = fuzz.partial_ratio(phrase, sentence.folded, score_cutoff=LIKE)
        if near > likeness:
            likeness, best = near, sentence
    return best if best is not None and len(best.folded) >= len(phrase) * 0.6 else None


def every(read: Read) -> dict[str, Judgement]:
    """All lines at once."""
    known = measure(read)
    return {key: judge(read, key, known=known) for key in CRITERIA}
