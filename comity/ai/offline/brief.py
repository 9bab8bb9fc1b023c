"""An extractive brief: the sentences that tell the call, chosen by what they carry, each with its place."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from comity.ai.offline import items, stance
from comity.ai.offline.sentences import Sentence, stopwords
from comity.ai.offline.signals import Read
from comity.ai.schemas import ActionItem, Brief, Point, Signal

METHOD = "extracted"
WEIGHT = {"need": 1.0, "objection": 1.0, "budget": 1.1, "timeline": 0.8, "authority": 0.9, "competitor": 0.9,
          "commitment": 0.9, "risk": 1.0, "next_step": 0.7, "sentiment": 0.2}  # fmt: skip
TELLING = {**WEIGHT, "budget": 0.4, "timeline": 0.4, "authority": 0.6, "next_step": 0.3}
"""For the headline: why somebody buys or does not says more than sums and days, which are seen at a glance anyway."""
SUMMARY = 5
AGREED = {("commitment", "yes"), ("commitment", "refused"), ("competitor", "preferred")}
DECIDING = ("yes", "refused", "preferred", "meeting", "trial")
WORD = re.compile(r"[^\W\d_]{3,}")


def write(read: Read, signals: Sequence[Signal], actions: Sequence[ActionItem]) -> Brief:
    """The brief of one call."""
    carried = _carried(read, signals, WEIGHT)
    telling = _carried(read, signals, TELLING)
    chosen = _chosen(read, carried)
    summary = [_point(read, read.sentences[n], min(0.4 + carried.get(n, 0) * 0.2, 0.9)) for n in sorted(chosen)]
    best = max(chosen, key=lambda n: telling.get(n, 0) * (1.3 if read.sentences[n].side != "us" else 1), default=None)
    return Brief(
        headline=_headline(read, best),
        summary=summary,
        needs=_points(signals, ("need",), ("pain", "requirement", "goal"), 5),
        decisions=_decisions(read, signals),
        questions=_open_questions(read),
        method=METHOD,
    )


def _headline(read: Read, number: int | None) -> str:
    if number is None:
        return ""
    sentence = read.sentences[number]
    return read.transcript.text[sentence.start : sentence.end][:300]


def _carried(read: Read, signals: Sequence[Signal], weights: Mapping[str, float]) -> dict[int, float]:
    """How much each sentence tells, by number, where a kind of signal weighs so much."""
    at = {sentence.start: number for number, sentence in enumerate(read.sentences)}
    starts = sorted(at)
    carried: dict[int, float] = defaultdict(float)
    for signal in signals:
        number = at.get(signal.evidence.start)
        if number is None:
            number = at[starts[max(bisect_right(starts, signal.evidence.start) - 1, 0)]]
        strength = weights[signal.kind] * signal.confidence * (0.5 + 0.5 * abs(signal.polarity))
        carried[number] += strength * (0.6 if read.sentences[number].side == "us" else 1.0)
    return carried


def _chosen(read: Read, carried: dict[int, float]) -> list[int]:
    """The most telling sentences that do not repeat each other."""
    counts = Counter(word for s in read.sentences for word in set(WORD.findall(s.folded)))
    stop = stopwords(read.language)
    total = max(len(read.sentences), 1)

    def topic(sentence: Sentence) -> float:
        words = [w for w in WORD.findall(sentence.folded) if w not in stop]
        rare = [math.log(total / counts[w]) for w in words if counts[w] > 1]
        return sum(rare) / (len(words) + 4) if words else 0.0

    scores: list[tuple[float, int]] = []
    for number, sentence in enumerate(read.sentences):
        if not 5 <= sentence.words <= 60 or stance.polite(sentence.folded):
            continue
        base = carried.get(number, 0.0) + 0.25 * topic(sentence)
        base *= 0.35 if sentence.question and sentence.side == "us" else 0.8 if sentence.question else 1.0
        scores.append((base, number))
    chosen: list[int] = []
    used: list[set[str]] = []
    for _, number in sorted(scores, key=lambda pair: (-pair[0], pair[1])):
        words = set(WORD.findall(read.sentences[number].folded)) - stop
        if any(len(words & other) > 0.5 * min(len(words), len(other)) for other in used if words and other):
            continue
        chosen.append(number)
        used.append(words)
        if len(chosen) == SUMMARY:
            break
    return chosen


def _point(read: Read, sentence: Sentence, confidence: float) -> Point:
    evidence = read.evidence(sentence)
    return Point(text=evidence.quote[:600], confidence=round(confidence, 2), evidence=evidence)


def _points(signals: Sequence[Signal], kinds: tuple[str, ...], values: tuple[str, ...], most: int) -> list[Point]:
    best: dict[int, Signal] = {}
    for signal in signals:
        if signal.kind in kinds and signal.value in values:
            old = best.get(signal.evidence.start)
            if old is None or old.confidence < signal.confidence:
                best[signal.evidence.start] = signal
    top = sorted(best.values(), key=lambda s: -s.confidence)[:most]
    return [Point(text=s.evidence.quote[:600], confidence=s.confidence, evidence=s.evidence)
            for s in sorted(top, key=lambda s: s.evidence.start)]  # fmt: skip


def _decisions(read: Read, signals: Sequence[Signal]) -> list[Point]:
    """What was agreed: a yes, a refusal, a rival's win, a dated meeting (the last word on each day)."""
    ways = items.patterns(read.language)
    loose = set()
    for number, sentence in enumerate(read.sentences):
        reply = items.answer(read, number) if sentence.question else None
        if sentence.question and not (reply and ways.accept.search(reply.folded)):
            loose.add(sentence.start)
    firm = [s for s in signals if s.evidence.start not in loose]
    agreed = [s for s in firm if (s.kind, s.value) in AGREED]
    meetings = {s.due: s for s in firm if s.kind == "next_step" and s.value in ("meeting", "trial") and s.due}
    return _points([*agreed, *meetings.values()], ("commitment", "next_step", "competitor"), DECIDING, 4)


def _open_questions(read: Read) -> list[Point]:
    """Questions of the customer that were put off, or that nobody answered."""
    ways = items.patterns(read.language)
    out: list[Point] = []
    last_turn = len(read.transcript.turns) - 1
    for number, sentence in enumerate(read.sentences):
        if not sentence.question or sentence.side == "us" or sentence.words < 4 or stance.polite(sentence.folded):
            continue
        reply = [s for s in read.sentences[number + 1 : number + 12] if s.turn == sentence.turn + 1]
        put_off = any(ways.defer.search(s.folded) for s in reply)
        if (sentence.turn == last_turn and sentence.side == "customer") or put_off:
            out.append(_point(read, sentence, 0.7))
    return out[:6]
