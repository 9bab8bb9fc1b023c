"""Readings of the blanks in a pattern: people, places, sums, stretches of time, and words of the organisation's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale

from comity.office.search.question import amounts, periods
from comity.office.search.question.grammar import Grammar
from comity.office.search.question.scan import Token

_HEADS = """new los las san saint st santa la le el de port cape den abu hong kuala buenos rio sao são palma monte bad
    côte cote south north west east upper lower"""
_LINKS = "de del della la le les am an der of upon sur den do da dos"
_PLACE_HEADS, _PLACE_LINKS = frozenset(_HEADS.split()), frozenset(_LINKS.split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What only this organisation knows: today where it is, and its own names (lower case) with their ids."""

    today: date
    language: str = "en"
    currency: str = "EUR"
    rates: Mapping[str, Any] = field(default_factory=dict)  # currency -> worth of one unit in the base currency
    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # kind -> name -> ids
    me: str = ""
    my_team: str = ""

    @classmethod
    def nowhere(cls) -> Vocabulary:
        """A vocabulary to try meanings with: every currency is worth one."""
        return cls(date(2000, 1, 1), rates=defaultdict(lambda: 1))


@dataclass(slots=True)
class Scanner:
    """A question being read in one language."""

    text: str
    tokens: list[Token]
    grammar: Grammar
    language: str
    vocabulary: Vocabulary
    cache: dict[tuple[str, int], list[tuple[Any, int]]] = field(default_factory=dict)

    def slot(self, name: str, at: int) -> Iterator[tuple[Any, int]]:
        """Every value the slot may have here, and the word after it; longest first."""
        if at >= len(self.tokens):
            return
        key = (name, at)
        if key not in self.cache:
            self.cache[key] = list(self._read(name, at))
        yield from self.cache[key]

    def _read(self, name: str, at: int) -> Iterator[tuple[Any, int]]:
        if name in _SLOTS:
            yield from _SLOTS[name](self, at)
        elif name in self.grammar.lexicons:
            yield from _lexicon(self, at, self.grammar.lexicons[name])
        else:
            yield from _named(self, at, name)

    def token_after(self, offset: int) -> int | None:
        """The first word that starts at or after this offset, unless the offset cuts a word in two."""
        for index, token in enumerate(self.tokens):
            if token.start >= offset:
                return index
            if token.end > offset:
                return None
        return len(self.tokens)


Readings = Iterator[tuple[Any, int]]


def _lexicon(scan: Scanner, at: int, phrases: Mapping[tuple[str, ...], str]) -> Readings:
    for length in range(min(4, len(scan.tokens) - at), 0, -1):
        words = tuple(token.low for token in scan.tokens[at : at + length])
        if words in phrases:
            yield phrases[words], at + length


def _named(scan: Scanner, at: int, kind: str) -> Readings:
    """A person, team, stage, tag, ... of this organisation, also in the genitive."""
    names = scan.vocabulary.names.get(kind, {})
    for length in range(min(5, len(scan.tokens) - at), 0, -1):
        phrase = _phrase(scan, at, length).strip('"“”„').lower()
        for form in _forms(phrase):
            if form in names:
                yield (form, names[form]), at + length
                break


def _forms(phrase: str) -> Iterator[str]:
    yield phrase
    if phrase.endswith("'s"):
        yield phrase[:-2]
    elif phrase.endswith(("s", "'")):
        yield phrase[:-1]


def _phrase(scan: Scanner, at: int, length: int) -> str:
    first, last = scan.tokens[at], scan.tokens[at + length - 1]
    return scan.text[first.start : last.end]


def _money(scan: Scanner, at: int) -> Readings:
    found = amounts.match(scan.text, scan.tokens[at].start)
    after = scan.token_after(found[1]) if found else None
    if found and after is not None:
        yield found[0], after


def _number(scan: Scanner, at: int) -> Readings:
    for amount, after in _money(scan, at):
        if amount.currency is None:
            yield amount.value, after


def _int(scan: Scanner, at: int) -> Readings:
    word = scan.tokens[at].low
    if word.isdigit() and len(word) < 5:
        yield int(word), at + 1


def _period(ahead: bool) -> Callable[[Scanner, int], Readings]:
    def read(scan: Scanner, at: int) -> Readings:
        view = periods.View(scan.vocabulary.today, scan.language, ahead)
        for period, end in periods.match(scan.text, scan.tokens[at].start, view):
            after = scan.token_after(end)
            if after is not None:
                yield period, after

    return read


def _duration(scan: Scanner, at: int) -> Readings:
    found = periods.duration(scan.text, scan.tokens[at].start, scan.language)
    after = scan.token_after(found[1]) if found else None
    if found and after is not None:
        yield found[0], after


def _words(scan: Scanner, at: int) -> Readings:
    """Words that belong together: quoted, or up to the next word the grammar knows."""
    if scan.tokens[at].quoted:
        yield scan.tokens[at].text[1:-1].strip(), at + 1
        return
    end = at
    while end < len(scan.tokens) and end - at < 5 and _is_free(scan, end):
        end += 1
    for stop in range(end, at, -1):
        yield _phrase(scan, at, stop - at), stop


def _is_free(scan: Scanner, at: int) -> bool:
    token = scan.tokens[at]
    return token.low not in scan.grammar.keywords and (token.low[0].isalpha() or token.low == "&")


def _quoted(scan: Scanner, at: int) -> Readings:
    if scan.tokens[at].quoted:
        yield scan.tokens[at].text[1:-1].strip(), at + 1


def _place(scan: Scanner, at: int) -> Readings:
    """A country, else one to four words that can be a town."""
    countries = country_names(scan.language)
    for length in range(min(4, len(scan.tokens) - at), 0, -1):
        name = _phrase(scan, at, length)
        if name.lower() in countries:
            yield ("country", name, countries[name.lower()]), at + length
    end = at + 1 if scan.tokens[at].low in _PLACE_HEADS else at
    while end < len(scan.tokens) and end - at < 4 and _continues(scan, at, end):
        end += 1
    for stop in range(end, at, -1):
        if scan.tokens[stop - 1].low not in _PLACE_LINKS:
            yield ("city", _phrase(scan, at, stop - at), None), stop


def _continues(scan: Scanner, start: int, at: int) -> bool:
    token = scan.tokens[at]
    if token.low in _PLACE_LINKS and at > start and at + 1 < len(scan.tokens):
        return scan.tokens[at + 1].text[0].isupper()
    return _is_free(scan, at) and scan.tokens[start].text[0].isupper() == token.text[0].isupper()


def _tag(scan: Scanner, at: int) -> Readings:
    """A tag that exists, else the words as typed: the chip will say that nothing carries it."""
    known = list(_named(scan, at, "tag"))
    yield from known or ((((words, ()), end)) for words, end in _words(scan, at))


def _language(scan: Scanner, at: int) -> Readings:
    code = language_names(scan.language).get(scan.tokens[at].low)
    if code:
        yield code, at + 1


_SLOTS: dict[str, Callable[[Scanner, int], Readings]] = {
    "money": _money, "number": _number, "int": _int, "period": _period(False), "ahead": _period(True),
    "duration": _duration, "words": _words, "quoted": _quoted, "place": _place, "tag": _tag, "language": _language,
}  # fmt: skip

_SHORT_COUNTRIES = {
    "en": {"usa": "US", "us": "US", "america": "US", "uk": "GB", "england": "GB", "britain": "GB", "uae": "AE",
           "emirates": "AE", "holland": "NL", "korea": "KR"},
    "de": {"usa": "US", "amerika": "US", "england": "GB", "großbritannien": "GB", "emirate": "AE", "holland": "NL"},
}  # fmt: skip


@lru_cache
def country_names(language: str) -> dict[str, str]:
    """Country names of a language, in lower case, with their codes."""
    territories = Locale.parse(language).territories
    found = {name.lower(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    return {**found, **_SHORT_COUNTRIES[language]}


@lru_cache
def language_names(language: str) -> dict[str, str]:
    """Names of languages in a language, in lower case, with their codes."""
    return {name.lower(): code for code, name in Locale.parse(language).languages.items() if len(code) == 2}
