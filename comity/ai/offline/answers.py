"""Answers to plain questions of ours: `What's your budget?` `Around forty thousand.` Alone they say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.ai.offline import cue
from comity.ai.offline.sentences import Sentence
from comity.ai.offline.signals import METHOD, Read
from comity.ai.schemas import Signal, SignalKind

WAYS = cue.patterns("asked")
CONFIDENCE = 0.75
REPLY = 2
"""Sentences of a reply that still answer the question."""


def find(read: Read, heard: Sequence[Signal]) -> Iterator[Signal]:
    """What short answers say about money, time and who decides, where nothing was heard of it in them."""
    known = {(signal.kind, signal.evidence.turn) for signal in heard}
    for number, sentence in enumerate(read.sentences):
        if sentence.side != "us" or not sentence.question:
            continue
        reply = _reply(read, number)
        for kind, signal in (("budget", _budget), ("timeline", _timeline), ("authority", _authority)):
            if reply and (kind, reply[0].turn) not in known and WAYS[f"{kind}_asked"].search(sentence.folded):
                yield from signal(read, reply)


def _reply(read: Read, number: int) -> list[Sentence]:
    """The first sentences of the customer's next turn; nothing where we asked on."""
    asked = read.sentences[number]
    turn = next((s.turn for s in read.sentences[number + 1 : number + 8] if s.turn > asked.turn), None)
    said = [s for s in read.sentences[number + 1 : number + 12] if s.turn == turn]
    last = all(s.turn != asked.turn or not s.question for s in read.sentences[number + 1 : number + 8])
    return said[:REPLY] if said and last and said[0].side == "customer" else []


def _budget(read: Read, reply: Sequence[Sentence]) -> Iterator[Signal]:
    for sentence in reply:
        if WAYS["none"].search(sentence.folded):
            return (yield _signal(read, sentence, "budget", "none", -1.0))
        if not sentence.question and WAYS["sum"].search(sentence.folded):
            return (yield _signal(read, sentence, "budget", "stated", 0.8))


def _timeline(read: Read, reply: Sequence[Sentence]) -> Iterator[Signal]:
    for sentence in reply:
        day = None if sentence.question else read.deadline_in(sentence)
        if day is not None:
            signal = _signal(read, sentence, "timeline", "stated", 1.0)
            return (yield signal.model_copy(update={"due": day.when.due()}))


def _authority(read: Read, reply: Sequence[Sentence]) -> Iterator[Signal]:
    for sentence in reply:
        if WAYS["others"].search(sentence.folded):
            return (yield _signal(read, sentence, "authority", "needs_others", -0.6))
        if WAYS["alone"].search(sentence.folded):
            return (yield _signal(read, sentence, "authority", "decides", 1.0))


def _signal(read: Read, sentence: Sentence, kind: SignalKind, value: str, polarity: float) -> Signal:
    return Signal(
        kind=kind,
        value=value,
        polarity=polarity,
        confidence=CONFIDENCE,
        method=METHOD,
        evidence=read.evidence(sentence),
    )
