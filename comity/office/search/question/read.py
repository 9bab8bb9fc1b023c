"""Reads a question in each language we know and keeps the reading that understands most of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comity.office.search.noun import Condition, Noun
from comity.office.search.question import meaning
from comity.office.search.question.calendar_words import TABLES
from comity.office.search.question.grammar import load
from comity.office.search.question.meaning import Meaning, NoField
from comity.office.search.question.reading import Clause, Reading, Unknown
from comity.office.search.question.scan import cut
from comity.office.search.question.slots import Scanner, Vocabulary

_LONGEST = 500
_WHO = frozenset({"who", "whom", "wer", "wen", "wem"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the question that one pattern matched."""

    intent: str
    bound: Mapping[str, Any]
    first: int
    last: int
    words: str
    start: int
    end: int


def read(question: str, nouns: Sequence[Noun], vocabulary: Vocabulary) -> Reading:
    """The reading of a question. Never raises: what cannot be understood is listed in `unknown`."""
    question = " ".join(question[:_LONGEST].split())
    wanted = vocabulary.language if vocabulary.language in TABLES else "en"
    languages = [wanted, *(language for language in TABLES if language != wanted)]
    readings = [_read_in(language, question, nouns, vocabulary) for language in languages]
    return max(readings, key=lambda reading: (reading.understood, -len(reading.unknown)))  # ties: the asker's language


def _read_in(language: str, question: str, nouns: Sequence[Noun], vocabulary: Vocabulary) -> Reading:
    grammar = load(language)
    nouns_said = frozenset(words[0] for words in grammar.lexicons["noun"] if len(words) == 1)
    scan = Scanner(question, cut(question, nouns_said), grammar, language, vocabulary)
    pieces, loose = _pieces(scan)
    noun, named, extra = _noun(scan, pieces, nouns)
    about, loose = _qualifiers(scan, pieces, loose)
    said = frozenset(str(piece.bound["state"]) for piece in pieces if piece.intent == "state")
    reading = Reading(question, language, noun.name, named)
    clauses: list[Clause] = list(extra)
    unknown = [Unknown(token.text, token.start, token.end) for token in (scan.tokens[i] for i in loose)]
    for piece in [*pieces, *about]:
        if piece.intent == "noun":
            continue
        say = Meaning(noun, vocabulary, said)
        try:
            _mean(say, piece)
        except NoField as missing:
            unknown.append(Unknown(piece.words, piece.start, piece.end, "no_field", missing.concept))
            continue
        if say.order and not reading.order:
            reading = replace(reading, order=tuple(say.order), limit=say.limit)
        if say.all_of or say.any_of:
            clauses.append(_clause(say, piece, vocabulary))
    missed: list[Unknown | Piece] = [*(part for part in unknown if part.why == "word"), *about]
    in_order = tuple(sorted(unknown, key=lambda part: part.start))
    return replace(
        reading, clauses=_once(sorted(clauses, key=lambda c: c.start)), unknown=_joined(in_order, question),
        understood=len(question) - sum(part.end - part.start for part in missed),
    )  # fmt: skip


def _mean(say: Meaning, piece: Piece) -> None:
    if piece.intent == "qualifier":
        meaning.text(say, piece.words)
    else:
        meaning.INTENTS[piece.intent](say, piece.bound)


def _pieces(scan: Scanner) -> tuple[list[Piece], list[int]]:
    """The longest pattern at each place, and the words none matched."""
    pieces: list[Piece] = []
    loose: list[int] = []
    at = 0
    while at < len(scan.tokens):
        piece = _longest(scan, at)
        if piece:
            pieces.append(piece)
            at = piece.last
        else:
            if scan.tokens[at].low not in scan.grammar.small:
                loose.append(at)
            at += 1
    return pieces, loose


def _longest(scan: Scanner, at: int) -> Piece | None:
    best: tuple[tuple[int, bool], str, Mapping[str, Any]] | None = None
    word = scan.tokens[at].low
    for pattern in scan.grammar.patterns:
        if pattern.first is not None and word not in pattern.first and not _stems(pattern.first, word):
            continue
        for end, found in pattern.match(scan, at):
            weight = (end, not _guessed(found))
            if end > at and (best is None or weight > best[0]):
                best = (weight, pattern.intent, found)
    if best is None:
        return None
    (end, _), intent, bound = best
    start, stop = scan.tokens[at].start, scan.tokens[end - 1].end
    return Piece(intent, bound, at, end, scan.text[start:stop], start, stop)


def _guessed(bound: Mapping[str, Any]) -> bool:
    """Whether any word would have fitted here: a town nobody knows, words up to the next known one."""
    return "words" in bound or ("place" in bound and bound["place"][0] == "city")


def _stems(first: frozenset[str], word: str) -> bool:
    return any(stem.endswith("*") and word.startswith(stem[:-1]) for stem in first)


def _noun(scan: Scanner, pieces: Sequence[Piece], nouns: Sequence[Noun]) -> tuple[Noun, bool, list[Clause]]:
    """The noun the question names, else the one that has a column for most of what it asks."""
    for piece in pieces:
        if piece.intent == "noun" or "noun" in piece.bound:
            word = piece.bound["noun"]
            for noun in nouns:
                if noun.name == word:
                    return noun, True, []
                if word in noun.aka:
                    return noun, True, [Clause(piece.words, piece.start, piece.end, noun.aka[word])]
    asks_who = any(token.low in _WHO for token in scan.tokens)
    return max(nouns, key=lambda noun: (_fits(noun, pieces), asks_who and noun.person, -noun.order)), False, []


def _fits(noun: Noun, pieces: Iterable[Piece]) -> int:
    count = 0
    for piece in pieces:
        if piece.intent != "noun":
            try:
                meaning.INTENTS[piece.intent](Meaning(noun, _NOWHERE), piece.bound)
                count += 1
            except NoField:
                pass
    return count


def _qualifiers(scan: Scanner, pieces: Sequence[Piece], loose: list[int]) -> tuple[list[Piece], list[int]]:
    """Loose words right before the noun say what it is about: "yacht deals"."""
    found: list[Piece] = []
    for noun in (piece for piece in pieces if piece.intent == "noun"):
        first = noun.first
        while first - 1 in loose and scan.tokens[first - 1].low[0].isalpha():
            first -= 1
        if first < noun.first:
            start, end = scan.tokens[first].start, scan.tokens[noun.first - 1].end
            found.append(Piece("qualifier", {}, first, noun.first, scan.text[start:end], start, end))
            loose = [index for index in loose if not first <= index < noun.first]
    return found, loose


def _clause(say: Meaning, piece: Piece, vocabulary: Vocabulary) -> Clause:
    mine = {"me": vocabulary.me, "my-team": vocabulary.my_team, "today": vocabulary.today.isoformat()}
    settled = tuple(_settled(condition, mine) for condition in say.all_of)
    return Clause(piece.words, piece.start, piece.end, settled, tuple(say.any_of))


def _settled(condition: Condition, mine: Mapping[str, str]) -> Condition:
    return replace(condition, value=mine[condition.value]) if condition.value in mine else condition


def _once(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Each filter once, however often it was said."""
    seen: set[str] = set()
    kept = []
    for clause in clauses:
        key = repr(clause.pairs)
        if key not in seen:
            kept.append(clause)
        seen.add(key)
    return tuple(kept)


def _joined(unknown: Sequence[Unknown], question: str) -> tuple[Unknown, ...]:
    """Neighbouring words nobody understood, as one piece."""
    joined: list[Unknown] = []
    for part in unknown:
        last = joined[-1] if joined else None
        if last and last.why == part.why == "word" and question[last.end : part.start].isspace():
            joined[-1] = Unknown(question[last.start : part.end], last.start, part.end)
        else:
            joined.append(part)
    return tuple(joined)


_NOWHERE = Vocabulary.nowhere()
