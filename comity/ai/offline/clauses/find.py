"""Every sentence of a contract judged: which kinds of clause it is, how sure, and at what risk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from comity.ai.offline.clauses import head, risk
from comity.ai.offline.clauses.kinds import Way, sure, ways
from comity.ai.offline.clauses.model import Clause, Kind, Section
from comity.ai.offline.clauses.sections import Places, Sentence

SHORTEST = 24
"""Characters a sentence must have to say anything; shorter ones are headings."""
RECITAL = ("whereas", "in erwägung", "considérant", "considerando")
"""What parties say before they agree on anything."""
READ = 2400
"""Characters of a sentence that are matched; what a clause does, it says before."""


def clauses(text: str, sentences: Sequence[Sentence], sections: Sequence[Section], language: str) -> tuple[Clause, ...]:
    """All clauses in text order."""
    places = Places(sections)
    found = [
        replace(each, confidence=sure(each.kind, each.confidence)) for each in head.clauses(text, sentences, places)
    ]
    for sentence in sentences:
        if len(sentence.folded) >= SHORTEST and not sentence.folded.startswith(RECITAL):
            found += _judged(sentence, places, ways(language))
    return tuple(sorted(found, key=lambda each: (each.start, each.end, each.kind)))


def _judged(sentence: Sentence, places: Places, known: Sequence[Way]) -> Iterator[Clause]:
    words = sentence.folded[:READ]
    section = places.at(sentence.start)
    heading = section.heading if section else ""
    best: dict[Kind, float] = {}
    for way in known:
        told = _told(way, words, heading.lower())
        if told > best.get(way.kind, 0.0):
            best[way.kind] = told
    for kind, told in best.items():
        level, reason = risk.of(kind, words)
        number = section.number if section else ""
        yield Clause(kind, sentence.start, sentence.end, sure(kind, told), level, reason, number, heading)


def _told(way: Way, words: str, heading: str) -> float:
    if way.hints and not any(hint in words for hint in way.hints):
        return 0.0
    if way.heading is not None and not way.heading.search(heading):
        return 0.0
    if way.pattern.search(words) is None or (way.unless is not None and way.unless.search(words)):
        return 0.0
    return way.confidence
