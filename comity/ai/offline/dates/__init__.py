"""Dates, times, ranges and lengths of time in plain text, with exact spans; the future preferred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from comity.ai.offline import words
from comity.ai.offline.dates import clock, days, early, joins, ranges
from comity.ai.offline.dates.lex import lex
from comity.ai.offline.dates.reduce import Now, apply, islands
from comity.ai.offline.dates.settle import settle
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
        tokens = settle(lex(text, folded, table, start, end), text, folded, table)
        for island in islands(tokens):
            read = apply(island, RULES, now)
            found += [DateSpan(t.start, t.end, t.val) for t in read if t.cat in FOUND and isinstance(t.val, When)]
    return found


TELLING = frozenset("CMmWwUuKD!PTvjqH7SpAh%2?8k")
AROUND = 80
"""Characters on each side of a telling word that are read with it: no phrase is longer."""


def _at(table: words.Words) -> list[str]:
    """Words before an hour."""
    single = [word for word, (letter, _) in table.single.items() if letter == "@"]
    return single + [" ".join(parts) for each in table.phrases.values() for parts, letter, _ in each if letter == "@"]


@cache
def _trigger(language: str) -> re.Pattern[str]:
    """A digit, or any word that only dates are made of."""
    table = words.load(language)
    known = [word for word, (letter, _) in table.single.items() if letter in TELLING]
    phrases = [each for entries in table.phrases.values() for each in entries if each[1] in TELLING]
    known += [max(reversed(parts), key=len) for parts, _, _ in phrases]
    known += [word for word, value in (table.numbers | table.ordinals).items() if value > 1]
    known += [
        f"{at} {word}" for at in _at(table) for word, value in table.numbers.items() if value == 1 and len(word) > 2
    ]
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
