"""Sentences with exact spans, and the language they are in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from comity.ai.offline import words
from comity.ai.offline.text import fold
from comity.ai.offline.transcript.model import Side, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one turn, by offsets into the transcript's text."""

    start: int
    end: int
    turn: int
    side: Side
    speaker: str | None
    folded: str
    question: bool

    @property
    def words(self) -> int:
        """How many words."""
        return self.folded.count(" ") + 1


ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|approx|inc|ltd|co|corp|dept|no|nr|jr|sr|e\.g|i\.e|a\.m|p\.m|u\.s|u\.k|z\.b|d\.h|u\.a"
    r"|bzw|ca|ggf|inkl|zzgl|evtl|hr|fr|sra|srta|dra|ud|vd|m|mme|mlle|env|ex|ej|p\.ex|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)"
    r"|\b[a-z]|\b\d{1,2})\.$"
)
BREAK = re.compile(r"([.?!\u2026]+[\"')\]]*)(?=\s)")
SOFT = re.compile(
    r"(?:[,;:]|\s-)\s+|\s(?=(?:and then|so|but|because|und dann|aber|also|pero|entonces|mais|alors|mas|então)\s)"
)
LONG = 45
"""Words after which a sentence without full stops (raw speech-to-text) is cut at the next soft break."""

QUESTION_START = re.compile(
    r"^(?:(?:and|so|but|ok|okay|well|um|uh|alright|right|yeah|yes),?\s+)*(?:what|who|when|where|why|how|which|whose|do|does|did|is|are|was|were|can|could|would|will|should"
    r"|have|has|had|may|might|shall|am|aren't|isn't|don't|doesn't|didn't|won't|wouldn't|couldn't|can't)\b"
    r"(?!\s(?:you know|i mean))"
)


def split(transcript: Transcript) -> list[Sentence]:
    """All sentences of a transcript in order."""
    folded = fold(transcript.text)
    return [s for number, turn in enumerate(transcript.turns) for s in _of_turn(folded, number, turn)]


def _of_turn(folded: str, number: int, turn: Turn) -> Iterator[Sentence]:
    for start, end in spans(folded, turn.start, turn.end):
        piece = folded[start:end]
        yield Sentence(start, end, number, turn.side, turn.speaker, piece, _is_question(piece))


def _is_question(piece: str) -> bool:
    tail = piece.rstrip("\"')] ")
    if tail.endswith("?"):
        return True
    return not tail.endswith((".", "!")) and bool(QUESTION_START.match(piece))


def spans(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentence boundaries inside one stretch of folded text."""
    at = start
    for match in BREAK.finditer(folded, start, end):
        stop = match.end()
        if match[1] == "." and ABBREVIATION.search(folded[max(at, stop - 12) : stop]) and stop < end:
            continue
        yield from _cut(folded, at, stop)
        at = stop
    yield from _cut(folded, at, end)


def _cut(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    if start >= end:
        return
    while folded.count(" ", start, end) > LONG:
        cut = _soft_break(folded, start, end)
        if cut is None:
            break
        yield start, _rstrip(folded, start, cut)
        start = cut
    if start < end:
        yield start, end


def _rstrip(folded: str, start: int, end: int) -> int:
    while end > start and folded[end - 1].isspace():
        end -= 1
    return end


def _soft_break(folded: str, start: int, end: int) -> int | None:
    count = 0
    floor = start
    for at in range(start, end):
        if folded[at] == " ":
            count += 1
            if count == LONG // 2:
                floor = at
                break
    match = SOFT.search(folded, floor, end)
    if match and end - match.end() > 10:
        return match.end()
    hard = folded.find(" ", floor + 120, end)
    return hard + 1 if hard > 0 else None


@cache
def stopwords(code: str) -> frozenset[str]:
    """The little words of a language."""
    return frozenset(words.load(code).extra["stop"].split())


def language(text: str) -> str:
    """en, de, fr, es or pt, by the little words of the first twenty thousand characters."""
    counts = Counter(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(text[:20_000])))
    scores = {code: sum(counts[word] for word in stopwords(code)) for code in words.LANGUAGES}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores["en"] * 1.15 else "en"


SURE_HITS = 3
"""Little words of another language a turn must hold to be taken for one in it."""


def spoken(transcript: Transcript, main: str) -> tuple[str, ...]:
    """The language of each turn; empty where all are in the main one. A short turn goes with the one before it."""
    out: list[str] = []
    for turn in transcript.turns:
        counts = Counter(
            re.findall(
                r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(transcript.text[turn.start : min(turn.end, turn.start + 2_000)])
            )
        )
        scores = {code: sum(counts[word] for word in stopwords(code)) for code in words.LANGUAGES}
        best = max(scores, key=lambda code: (scores[code], code == main))
        clear = scores[best] >= SURE_HITS and scores[best] >= 2 * scores[main]
        short = sum(counts.values()) < 6
        out.append(best if best != main and clear else out[-1] if short and out else main)
    return tuple(out) if set(out) - {main} else ()
