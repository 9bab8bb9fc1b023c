"""People and companies that are named: introductions, greetings, titles, company endings, and rivals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.ai.offline import cue
from comity.ai.offline.signals import Read
from comity.ai.schemas import NameKind, Person, Signal

WAYS = cue.patterns("names")
KNOWN_RIVALS = frozenset(cue.file("names")["known_rivals"])
NOT_NAMES = frozenset(cue.file("names")["not_names"])
UNMISTAKABLE = re.compile(rf"\b(?:{'|'.join(cue.file('names')['unmistakable'])})\b")


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    kind: NameKind
    role: str | None
    start: int
    end: int
    confidence: float


def people(read: Read) -> list[Person]:
    """Who and which companies were named, each once, where first."""
    seen: dict[str, Person] = {}
    for sentence in read.sentences:
        for found in _in_sentence(read, sentence.start, sentence.end):
            key = found.name.lower()
            if key not in seen:
                evidence = read.evidence(sentence, found.start, found.end)
                seen[key] = Person(
                    name=found.name, kind=found.kind, role=found.role, confidence=found.confidence, evidence=evidence
                )
    return list(seen.values())


def _in_sentence(read: Read, start: int, end: int) -> Iterator[_Found]:
    text = read.transcript.text
    ways: tuple[tuple[str, NameKind, float], ...] = (
        ("company", "company", 0.88),
        ("roled", "person", 0.9),
        ("titled", "person", 0.92),
        ("introduced", "person", 0.85),
        ("here", "person", 0.85),
        ("greeted", "person", 0.75),
        ("from", "company", 0.65),
    )
    for way, kind, confidence in ways:
        for match in WAYS[way].finditer(text, start, end):
            name = match["name"].strip(" .,’'")
            words = name.lower().split()
            if words and words[0] not in NOT_NAMES and not words[0].isdigit() and len(name) > 1:
                role = match.groupdict().get("role")
                yield _Found(name, kind, role, match.start("name"), match.start("name") + len(name), confidence)


def rivals(read: Read, named: Iterable[Person], ours: Iterable[str] = ()) -> list[Signal]:
    """Competitors by name: named by the customer where rivals are spoken of, or known to everybody."""
    people_named = {p.name.lower() for p in named if p.kind == "person"}
    skip = {
        word for name in (*ours, *read.transcript.speakers, *people_named) for word in name.lower().split()
    } | NOT_NAMES
    out: dict[str, Signal] = {}
    for sentence in read.sentences:
        if sentence.side == "us" or WAYS["connected"].search(sentence.folded):
            continue
        talk = bool(WAYS["rival_talk"].search(sentence.folded))
        for name in _rivals_in(read, sentence.start, sentence.end):
            first = name.lower().split()[0]
            known = first in KNOWN_RIVALS
            if (first in skip and not known) or not (talk or known) or first in out:
                continue
            out[first] = Signal(
                kind="competitor",
                value="named",
                detail=name,
                polarity=-0.4,
                confidence=0.85 if known else 0.55,
                method="rules",
                evidence=read.evidence(sentence),
            )
    return list(out.values())


def _rivals_in(read: Read, start: int, end: int) -> Iterator[str]:
    """Names after words of using and comparing, and names that are no other word wherever they stand."""
    text = read.transcript.text
    for match in WAYS["rival"].finditer(text, start, end):
        yield match["name"].strip(" .,’'")
    for match in UNMISTAKABLE.finditer(text, start, end):
        yield match.group()
