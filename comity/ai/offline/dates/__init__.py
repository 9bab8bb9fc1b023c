"""Dates, times, ranges and lengths of time in plain text, with exact spans; the future preferred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from comity.ai.offline import words
from comity.ai.offline.dates import clock, days, early, joins, ranges
from comity.ai.offline.dates.lex import Tok, lex
from comity.ai.offline.dates.reduce import Now, apply, islands
from comity.ai.offline.dates.values import When
from comity.ai.offline.text import fold

RULES = [*early.RULES, *clock.RULES, *days.RULES, *ranges.RULES, *joins.RULES]
FOUND = "XGTIZVLS"
SURE = {"date": 0.94, "daterange": 0.9, "datetime": 0.9, "datetimerange": 0.9, "time": 0.9, "timerange": 0.9,
        "duration": 0.9, "set": 0.94}  # fmt: skip
"""Measured on every other labelled sentence, drawn a little to the middle; docs/evals.md shows the rest of them."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One phrase: where it stands and what it means."""

    start: int
    end: int
    when: When

    @property
    def confidence(self) -> float:
        """How often a phrase of its kind is read right, span and value."""
        return SURE.get(self.when.kind, 0.85)


def find(text: str, reference: datetime, language: str = "en", *, day_first: bool | None = None) -> list[DateSpan]:
    """Every date phrase of the text in order."""
    table = words.load(language)
    if day_first is not None and day_first != table.day_first:
        table = words.with_order(table, day_first)
    now = Now(reference.replace(tzinfo=None, microsecond=0), table.day_first)
    folded = fold(text)
    found: list[DateSpan] = []
    for start, end in _windows(folded, table):
        tokens = _settle(_counted(lex(text, folded, table, start, end), folded, table), text)
        for island in islands(tokens):
            read = apply(island, RULES, now)
            found += [DateSpan(t.start, t.end, t.val) for t in read if t.cat in FOUND and isinstance(t.val, When)]
    return found


TELLING = frozenset("CMmWwUuKD!PTvjqH7SpAh%2?")
AROUND = 80
"""Characters on each side of a telling word that are read with it: no phrase is longer."""


@cache
def _trigger(language: str) -> re.Pattern[str]:
    """A digit, or any word that only dates are made of."""
    table = words.load(language)
    known = [word for word, (letter, _) in table.single.items() if letter in TELLING]
    phrases = [each for entries in table.phrases.values() for each in entries if each[1] in TELLING]
    known += [max(reversed(parts), key=len) for parts, _, _ in phrases]
    either = "|".join(sorted({re.escape(word) for word in known}, key=len, reverse=True))
    glued = "".join(f"|{day}" for day in table.extra.get("glue_days", {}))
    return re.compile(rf"\d|½|\b(?:(?:{either})(?!\w){glued})")


def _windows(folded: str, table: words.Words) -> Iterator[tuple[int, int]]:
    """Where dates can be: around every telling word, cut at blanks, overlapping ones joined."""
    start = end = -1
    for match in _trigger(table.language).finditer(folded):
        left, right = max(match.start() - AROUND, 0), min(match.end() + AROUND, len(folded))
        if left <= end:
            end = right
            continue
        if end >= 0:
            yield _whole(folded, start, end)
        start, end = left, right
    if end >= 0:
        yield _whole(folded, start, end)


def _whole(folded: str, start: int, end: int) -> tuple[int, int]:
    """The window grown to whole words."""
    while start > 0 and not folded[start - 1].isspace():
        start -= 1
    while end < len(folded) and not folded[end].isspace():
        end += 1
    return start, end


ARTICLES = frozenset({"ein", "eine", "einen", "einem", "einer", "un", "une", "una", "um", "uma"})
"""Ones that are only articles: `am 4. Dezember ein Angebot`."""
AT = frozenset({"à", "al", "ao"})
"""Words that mean `to` within a stretch and `at` before a time."""


def _names_a_time(tokens: list[Tok], at: int) -> bool:
    """`lundi à midi`, `amanhã à tarde`; not `de 10h à 11h`, `du 3 au 5`."""
    before = [tok.cat for tok in tokens[max(0, at - 4) : at]]
    follows = tokens[at + 1].cat if at + 1 < len(tokens) else "_"
    return follows in "TPNd" and not {"f", "b"} & set(before) and before[-1:] not in (["T"], ["h"])


BEFORE_YEAR = frozenset("iofbtaBFMOEQescdqHX,-(/ynUN.G")
NEAR_WEEKDAY = frozenset("NOTMRDXniofyP@,-(adBFt6")


def _counted(tokens: list[Tok], folded: str, table: words.Words) -> list[Tok]:
    """`segunda semana` is the second week: a weekday's name that is also an ordinal, before a unit."""
    also = table.extra.get("ordinal_weekdays", {})
    for tok, following in pairwise(tokens) if also else ():
        if tok.cat == "W" and following.cat == "U" and (number := also.get(folded[tok.start : tok.end])):
            tok.cat, tok.val = "O", number
    return tokens


def _settle(tokens: list[Tok], text: str) -> list[Tok]:
    """Decide words that are only sometimes a month or a weekday (may, march, sat, sun) by their neighbours."""
    for at, tok in enumerate(tokens):
        if tok.cat == "t" and text[tok.start : tok.end].lower() in AT and _names_a_time(tokens, at):
            tok.cat = "@"
        if tok.cat == "N" and at and tokens[at - 1].cat == "M" and text[tok.start : tok.end].lower() in ARTICLES:
            tok.cat = "_"
        if tok.cat not in "mwY":
            continue
        left = tokens[at - 1].cat if at else "_"
        right = tokens[at + 1].cat if at + 1 < len(tokens) else ","
        if tok.cat == "Y":
            if left not in BEFORE_YEAR and right == "_" and at:
                tok.cat = "_"
            continue
        upper = text[tok.start].isupper()
        if tok.cat == "m":
            glued = right in "N" and tokens[at + 1].start == tok.end
            after_to = left == "t" and at > 1 and tokens[at - 2].cat in "MmYNOXG"
            fits = left in "OiofFEQescB/-" or after_to or right in "OY" or (right in "N/-" and upper) or glued
            fits = fits or (left in "~RN" and upper) or (left == "N" and text[tokens[at - 1].start].isdigit())
            tok.cat = "M" if fits else "_"
        else:
            tok.cat = "W" if (left in NEAR_WEEKDAY and (upper or left in "nRBFy")) or right in "NOTMDXxY" else "_"
    return tokens
