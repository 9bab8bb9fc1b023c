"""A talk in numbers, each with the words it was counted from: who spoke, asked, held forth, doubted and agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from comity.ai.offline import cue, items, signals, stance, tone
from comity.ai.offline.sentences import Sentence
from comity.ai.offline.signals import Read
from comity.ai.offline.transcript.model import Side, Turn
from comity.ai.schemas import Evidence, Signal

WAYS = cue.patterns("coaching")
LONG_WORDS, LONG_SECONDS = 150, 90.0
"""From here on a turn is a monologue."""
STEPS = 20
"""Points of the path of tone over a call."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing said. `open`: a question that cannot be answered by yes or no."""

    evidence: Evidence
    open: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """One person speaking in one go."""

    evidence: Evidence
    words: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Objection:
    """A doubt of the customer, and the answer it got."""

    kind: str
    evidence: Evidence
    answered: bool
    answer: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything counted in one talk; what the transcript cannot show is None and named in `missing`."""

    words: int
    seconds: float | None
    talk_share: float | None
    turns_us: int
    turns_customer: int
    pace: float | None
    longest_monologue: Stretch | None
    monologues: tuple[Stretch, ...]
    interruptions: tuple[Mark, ...]
    fillers: tuple[Mark, ...]
    filler_rate: float
    questions: tuple[Mark, ...]
    question_spread: float
    customer_questions: tuple[Mark, ...]
    answered_questions: int
    objections: tuple[Objection, ...]
    next_step: Evidence | None
    next_step_due: date | None
    sentiment_path: tuple[tuple[float, float], ...]
    missing: tuple[str, ...]


class _Last:
    """The talk measured last: the lines of a rubric ask for the same one, one after the other."""

    kept: tuple[Read, Measures] | None = None


def measure(read: Read) -> Measures:
    """Counts one talk; linear in its length."""
    last = _Last.kept
    if last is None or last[0] is not read:
        last = (read, _measure(read))
        _Last.kept = last
    return last[1]


def _measure(read: Read) -> Measures:
    heard = signals.find(read)
    ours = [t for t in read.transcript.turns if t.side == "us"]
    theirs = [t for t in read.transcript.turns if t.side == "customer"]
    stretches = [_stretch(read, n, t) for n, t in enumerate(read.transcript.turns) if t.side == "us"]
    fillers = tuple(_fillers(read))
    words = sum(each.words for each in stretches)
    asked = tuple(_questions(read, "us"))
    theirs_asked = tuple(_questions(read, "customer"))
    step, due = _next_step(read, heard)
    return Measures(
        words=read.transcript.words,
        seconds=_seconds(read.transcript.turns),
        talk_share=_share(read, ours, theirs),
        turns_us=len(ours),
        turns_customer=len(theirs),
        pace=_pace(stretches),
        longest_monologue=max(stretches, key=lambda each: each.words, default=None),
        monologues=tuple(s for s in stretches if s.words > LONG_WORDS or (s.seconds or 0) > LONG_SECONDS),
        interruptions=tuple(_interruptions(read)),
        fillers=fillers,
        filler_rate=round(100 * len(fillers) / words, 2) if words else 0.0,
        questions=asked,
        question_spread=_spread(read, asked),
        customer_questions=theirs_asked,
        answered_questions=sum(_answered(read, each) for each in theirs_asked),
        objections=tuple(_objections(read, heard)),
        next_step=step,
        next_step_due=due,
        sentiment_path=_path(read),
        missing=_missing(read, ours, theirs),
    )


def _stretch(read: Read, number: int, turn: Turn) -> Stretch:
    text = read.transcript.text[turn.start : turn.end]
    lasted = turn.until - turn.at if turn.at is not None and turn.until is not None else None
    return Stretch(of_turn(read, number), len(text.split()), max(lasted, 0.0) if lasted is not None else None)


def of_turn(read: Read, number: int) -> Evidence:
    """A turn as evidence, its first thousand characters."""
    turn = read.transcript.turns[number]
    end = min(turn.end, turn.start + 1000)
    return Evidence(
        quote=read.transcript.text[turn.start : end],
        start=turn.start,
        end=end,
        turn=number,
        speaker=turn.speaker,
        side=turn.side,
        at=turn.at,
    )


def _seconds(turns: Sequence[Turn]) -> float | None:
    known = [at for turn in turns for at in (turn.at, turn.until) if at is not None]
    return round(max(known) - min(known), 1) if len(known) > 1 else None


def _share(read: Read, ours: Sequence[Turn], theirs: Sequence[Turn]) -> float | None:
    """Our part of the talking: by time where every turn has both ends, else by words."""
    if not ours or not theirs:
        return None
    sized = [[_size(read, turn, timed=_timed(ours, theirs)) for turn in side] for side in (ours, theirs)]
    total = sum(sized[0]) + sum(sized[1])
    return round(sum(sized[0]) / total, 3) if total else None


def _timed(ours: Sequence[Turn], theirs: Sequence[Turn]) -> bool:
    return all(turn.at is not None and turn.until is not None for turn in (*ours, *theirs))


def _size(read: Read, turn: Turn, *, timed: bool) -> float:
    if timed and turn.at is not None and turn.until is not None:
        return max(turn.until - turn.at, 0.0)
    return float(len(read.transcript.said(turn).split()))


def _pace(stretches: Sequence[Stretch]) -> float | None:
    timed = [each for each in stretches if each.seconds]
    seconds = sum(each.seconds or 0 for each in timed)
    return round(60 * sum(each.words for each in timed) / seconds, 1) if seconds >= 20 else None


def _interruptions(read: Read) -> Iterator[Mark]:
    """We begin before the customer has ended, by the clock or by words cut off."""
    for number, (before, turn) in enumerate(pairwise(read.transcript.turns), start=1):
        if turn.side != "us" or before.side != "customer":
            continue
        overlap = before.until is not None and turn.at is not None and turn.at < before.until - 0.3
        said = read.transcript.text[max(before.start, before.end - 4) : before.end].rstrip()
        if overlap or said.endswith(("--", "—", "–", " -", "...-")):
            yield Mark(of_turn(read, number))


def _fillers(read: Read) -> Iterator[Mark]:
    for sentence in read.sentences:
        if sentence.side == "us":
            for match in WAYS["filler"].finditer(sentence.folded):
                start = sentence.start + match.start()
                yield Mark(read.evidence(sentence, start, sentence.start + match.end()))


def _questions(read: Read, side: Side) -> Iterator[Mark]:
    for sentence in read.sentences:
        if sentence.side == side and sentence.question and not stance.polite(sentence.folded):
            yield Mark(read.evidence(sentence), bool(WAYS["open_question"].search(sentence.folded)))


def _spread(read: Read, asked: Sequence[Mark]) -> float:
    """How many fifths of the talk hold a question of ours."""
    length = max(len(read.transcript.text), 1)
    return len({min(5 * each.evidence.start // length, 4) for each in asked}) / 5


def _answered(read: Read, question: Mark) -> bool:
    turn = question.evidence.turn
    if turn is None or turn + 1 >= len(read.transcript.turns):
        return False
    reply = read.transcript.turns[turn + 1]
    ways = items.patterns(read.language_of(turn))
    folded = read.folded[reply.start : reply.end]
    return reply.side == "us" and len(folded.split()) >= 4 and not ways.defer.search(folded)


def _objections(read: Read, heard: Sequence[Signal]) -> Iterator[Objection]:
    last = -1
    for signal in heard:
        turn = signal.evidence.turn
        if signal.kind != "objection" or signal.evidence.side == "us" or turn is None or turn == last:
            continue
        last = turn
        reply = next((n for n in range(turn + 1, min(turn + 3, len(read.transcript.turns))) if _ours(read, n)), None)
        answered = reply is not None and _takes_up(read, reply)
        yield Objection(
            signal.value, signal.evidence, answered, of_turn(read, reply) if reply is not None and answered else None
        )


def _ours(read: Read, number: int) -> bool:
    return read.transcript.turns[number].side == "us"


def _takes_up(read: Read, number: int) -> bool:
    """The reply asks back, shows it was heard, or gives a reason: and is more than a phrase."""
    turn = read.transcript.turns[number]
    folded = read.folded[turn.start : turn.end]
    heard = WAYS["listening"].search(folded) or WAYS["answers"].search(folded) or "?" in folded
    return bool(heard) and len(folded.split()) >= 7


def _next_step(read: Read, heard: Sequence[Signal]) -> tuple[Evidence | None, date | None]:
    """The last step with a day that stands in the second half, else the last without."""
    half = len(read.transcript.text) // 2
    late = [s for s in heard if s.kind == "next_step" and s.evidence.start >= half and s.polarity > 0]
    promised = [item for item in items.find(read) if item.evidence.start >= half]
    dated = [(s.evidence, s.due) for s in late if s.due] + [(i.evidence, i.due) for i in promised if i.due]
    loose = [(s.evidence, s.due) for s in late] + [(i.evidence, i.due) for i in promised]
    best = max(dated or loose, key=lambda pair: pair[0].start, default=None)
    return best if best else (None, None)


def _path(read: Read) -> tuple[tuple[float, float], ...]:
    """The customer's tone in twenty steps over the talk; steps in which nothing was felt are left out."""
    length = max(len(read.transcript.text), 1)
    steps: dict[int, list[float]] = {}
    for sentence in read.sentences:
        if sentence.side != "us" and sentence.words > 2:
            value = tone.score(sentence.folded, read.language_of(sentence.turn))
            if abs(value) >= 0.05:
                steps.setdefault(min(STEPS * sentence.start // length, STEPS - 1), []).append(value)
    return tuple((round((at + 0.5) / STEPS, 3), round(sum(v) / len(v), 3)) for at, v in sorted(steps.items()))


def _missing(read: Read, ours: Sequence[Turn], theirs: Sequence[Turn]) -> tuple[str, ...]:
    lacks = [name for name, gone in (("us", not ours), ("customer", not theirs)) if gone]
    if not any(turn.at is not None for turn in read.transcript.turns):
        lacks.append("times")
    if read.transcript.words < 60:
        lacks.append("length")
    return tuple(lacks)


def said_by(read: Read, side: Side, way: str) -> list[Sentence]:
    """Sentences of a side in which a way of the table is heard."""
    return [s for s in read.sentences if s.side == side and WAYS[way].search(s.folded)]
