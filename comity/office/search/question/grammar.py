"""Reads a grammar file and finds its patterns in a question.

    @over = over | more than | above          a list of phrases, used as @over
    {noun}                                    a lexicon: phrases that stand for a key, used as <noun>
    leads = leads | deals | opportunities
    [silent_for]                              an intent: every line below is a way of saying it
    not contacted @for? <duration>

In a pattern `( a | b c )` chooses, `?` makes the word or group before it optional, `word*` matches any ending,
`<slot>` asks slots.py. Matching backtracks, so the order of alternatives never matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from comity.office.search.question.scan import Token

_LEX = re.compile(r"<[a-z_]+>|@[a-z_]+|[()|?]|[^\s()|?]+")


class Scan(Protocol):
    """What a pattern needs of the question: its words, and readings of slots."""

    tokens: list[Token]

    def slot(self, name: str, at: int) -> Iterator[tuple[Any, int]]:
        """Every value the slot may have here, and the word after it."""
        ...


Match = Iterator[tuple[int, dict[str, Any]]]
Matcher = Callable[[Scan, int], Match]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of saying an intent."""

    intent: str
    source: str
    match: Matcher
    first: frozenset[str] | None


@dataclass(slots=True)
class Grammar:
    """One language's patterns and lexicons."""

    patterns: list[Pattern] = field(default_factory=list)
    lexicons: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)
    keywords: set[str] = field(default_factory=set)
    small: set[str] = field(default_factory=set)


@lru_cache
def load(language: str) -> Grammar:
    """The grammar of a language, from the file of its name."""
    return parse((Path(__file__).parent / f"{language}.grammar").read_text())


def parse(text: str) -> Grammar:
    """Reads a grammar."""
    grammar, lists, intent, lexicon = Grammar(), {}, "", ""
    for line in (line.strip() for line in text.splitlines()):
        if not line or line.startswith("#"):
            continue
        if line[0] == "[":
            intent, lexicon = line.strip("[]"), ""
        elif line[0] == "{":
            lexicon = line.strip("{}")
        elif line[0] == "@" and "=" in line:
            name, phrases = line.split("=", 1)
            lists[name.strip()] = phrases.strip()
        elif lexicon:
            key, phrases = line.split("=", 1)
            _add_phrases(grammar, lexicon, key.strip(), phrases)
        else:
            matcher, first, words = _compile(line, lists)
            grammar.patterns.append(Pattern(intent, line, matcher, first))
            grammar.keywords |= words
    grammar.small = {phrase[0] for phrase in grammar.lexicons.pop("small", {})}
    grammar.keywords |= grammar.small
    return grammar


def _add_phrases(grammar: Grammar, lexicon: str, key: str, phrases: str) -> None:
    for phrase in phrases.split("|"):
        words = tuple(phrase.split())
        grammar.lexicons.setdefault(lexicon, {})[words] = key
        if lexicon == "noun":
            grammar.keywords.update(words[:1])


def _compile(line: str, lists: Mapping[str, str]) -> tuple[Matcher, frozenset[str] | None, set[str]]:
    expanded = line
    while "@" in expanded:
        expanded = re.sub(r"@[a-z_]+", lambda name: f"( {lists[name.group()]} )", expanded)
    parts = _LEX.findall(expanded)
    matcher, rest, first = _choice(parts, 0)
    if rest != len(parts):
        raise ValueError(f"cannot read the pattern {line!r}")
    words = {part for part in parts if part not in "()|?" and not part.startswith("<")}
    return matcher, first, words


First = frozenset[str] | None  # the words a pattern can begin with; None when any may


def _choice(parts: list[str], at: int) -> tuple[Matcher, int, First]:
    options: list[tuple[Matcher, First]] = []
    while True:
        matcher, at, first = _sequence(parts, at)
        options.append((matcher, first))
        if at >= len(parts) or parts[at] != "|":
            break
        at += 1
    if len(options) == 1:
        return options[0][0], at, options[0][1]
    firsts = [first for _, first in options if first is not None]
    union = frozenset().union(*firsts) if len(firsts) == len(options) else None
    return _either([matcher for matcher, _ in options]), at, union


def _sequence(parts: list[str], at: int) -> tuple[Matcher, int, First]:
    items: list[Matcher] = []
    first: First = frozenset()
    open_start = True
    while at < len(parts) and parts[at] not in (")", "|"):
        matcher, at, starts = _item(parts, at)
        optional = at < len(parts) and parts[at] == "?"
        if optional:
            matcher, at = _maybe(matcher), at + 1
        if open_start:
            first = None if first is None or starts is None else first | starts
            open_start = optional
        items.append(matcher)
    return _all(items), at, first


def _item(parts: list[str], at: int) -> tuple[Matcher, int, First]:
    part = parts[at]
    if part == "(":
        matcher, at, first = _choice(parts, at + 1)
        return matcher, at + 1, first
    if part.startswith("<"):
        return _slot(part.strip("<>")), at + 1, None
    if part.endswith("*"):
        return _stem(part[:-1]), at + 1, None
    return _word(part), at + 1, frozenset((part,))


def _word(word: str) -> Matcher:
    def match(scan: Scan, at: int) -> Match:
        if at < len(scan.tokens) and scan.tokens[at].low == word:
            yield at + 1, {}

    return match


def _stem(stem: str) -> Matcher:
    def match(scan: Scan, at: int) -> Match:
        if at < len(scan.tokens) and scan.tokens[at].low.startswith(stem):
            yield at + 1, {}

    return match


def _slot(name: str) -> Matcher:
    def match(scan: Scan, at: int) -> Match:
        for value, end in scan.slot(name, at):
            yield end, {name: value}

    return match


def _maybe(inner: Matcher) -> Matcher:
    def match(scan: Scan, at: int) -> Match:
        yield from inner(scan, at)
        yield at, {}

    return match


def _either(options: list[Matcher]) -> Matcher:
    def match(scan: Scan, at: int) -> Match:
        for option in options:
            yield from option(scan, at)

    return match


def _all(items: list[Matcher]) -> Matcher:
    def match(scan: Scan, at: int, index: int = 0) -> Match:
        if index == len(items):
            yield at, {}
            return
        for end, bound in items[index](scan, at):
            for final, more in match(scan, end, index + 1):
                # the same slot twice (between <money> and <money>) keeps both, in order
                yield final, _join(bound, more)

    return match


def _join(bound: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    merged = dict(bound)
    for name, value in more.items():
        merged[f"{name}2" if name in bound else name] = value
    return merged
