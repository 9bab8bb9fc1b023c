"""The machine under the date rules: each token is one letter, each rule a pattern over letters that yields one token.

Rules run in order over one island of tokens (a stretch without unknown words). A rule that cannot make sense of its
match answers None and nothing changes. Linear in the text: islands are short.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.ai.offline.dates.lex import Tok
from comity.ai.offline.dates.values import When

STRONG = re.compile(
    r"[CZGYMWUuKD!PpTvjqH70XLxSJ9?%h]|[@BFbft6n]d?~?[NOrx]|dO|[mw][NOY.,]|[NORin@y]m|[RnBfytN@,OT6d]w|2[RF][NT]|[N3]8|NRN|[Nd]k"
)


@dataclass(frozen=True, slots=True)
class Now:
    """What phrases are counted from."""

    reference: datetime
    day_first: bool


Build = Callable[["Match", Now], When | None]


class Match:
    """The tokens one rule matched."""

    __slots__ = ("toks",)

    def __init__(self, toks: Sequence[Tok]) -> None:
        self.toks = toks

    def get(self, letters: str, nth: int = 0) -> Tok | None:
        """The nth token of one of these categories."""
        found = [tok for tok in self.toks if tok.cat in letters]
        return found[nth] if -len(found) <= nth < len(found) else None

    def need(self, letters: str, nth: int = 0) -> Tok:
        """The same, where the pattern says there is one."""
        tok = self.get(letters, nth)
        assert tok is not None
        return tok

    def num(self, letters: str, nth: int = 0) -> int:
        """Its value as a whole number, 0 where absent."""
        tok = self.get(letters, nth)
        return int(tok.val) if tok is not None else 0

    def when(self, letters: str, nth: int = 0) -> When:
        """Its value as a phrase already read."""
        tok = self.get(letters, nth)
        assert tok is not None
        return tok.when

    def has(self, letters: str) -> bool:
        """True where one of these categories is among them."""
        return self.get(letters) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over category letters and what it builds."""

    pattern: re.Pattern[str]
    build: Build
    strip: str = ""
    """categories that may be matched for context at either side but are no part of the phrase"""


def rule(pattern: str, build: Build, strip: str = "") -> Rule:
    """A rule; spaces in the pattern are for reading."""
    return Rule(re.compile(pattern.replace(" ", "")), build, strip)


def islands(toks: list[Tok]) -> Iterator[list[Tok]]:
    """Stretches between unknown words that could hold a date."""
    letters = "".join(tok.cat for tok in toks)
    for stretch in re.finditer(r"[^_]+", letters):
        if STRONG.search(stretch.group()):
            yield toks[stretch.start() : stretch.end()]


def apply(toks: list[Tok], rules: Sequence[Rule], now: Now) -> list[Tok]:
    """Run the rules in order, each over what the ones before it left."""
    letters = "".join(tok.cat for tok in toks)
    for each in rules:
        if not each.pattern.search(letters):
            continue
        toks = _reduce(toks, letters, each, now)
        letters = "".join(tok.cat for tok in toks)
    return toks


def _reduce(toks: list[Tok], letters: str, each: Rule, now: Now) -> list[Tok]:
    out: list[Tok] = []
    done = 0
    for match in each.pattern.finditer(letters):
        first, last = match.start(), match.end()
        if first < done or first == last:
            continue
        value = each.build(Match(toks[first:last]), now)
        if value is None:
            continue
        while first < last and toks[first].cat in each.strip:
            first += 1
        while last > first and toks[last - 1].cat in each.strip:
            last -= 1
        out += toks[done:first]
        out.append(Tok(toks[first].start, toks[last - 1].end, value.letter, value))
        done = last
    return out + toks[done:]
