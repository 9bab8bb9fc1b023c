"""Dates, times, ranges and lengths of time in plain text, with exact spans; the future preferred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.ai.offline import words
from comity.ai.offline.dates import clock, days, early, joins, ranges
from comity.ai.offline.dates.lex import Tok, lex
from comity.ai.offline.dates.reduce import Now, apply, islands
from comity.ai.offline.dates.values import When
from comity.ai.offline.text import fold

RULES = [*early.RULES, *clock.RULES, *days.RULES, *ranges.RULES, *joins.RULES]
FOUND = "XGTIZVLS"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One phrase: where it stands and what it means."""

    start: int
    end: int
    when: When


def find(text: str, reference: datetime, language: str = "en", *, day_first: bool | None = None) -> list[DateSpan]:
    """Every date phrase of the text in order."""
    table = words.load(language)
    if day_first is not None and day_first != table.day_first:
        table = words.with_order(table, day_first)
    now = Now(reference.replace(tzinfo=None, microsecond=0), table.day_first)
    tokens = _settle(lex(text, fold(text), table), text)
    found: list[DateSpan] = []
    for island in islands(tokens):
        read = apply(island, RULES, now)
        found += [DateSpan(t.start, t.end, t.val) for t in read if t.cat in FOUND and isinstance(t.val, When)]
    return found


BEFORE_YEAR = frozenset("iofbtaBFMOEQescdqHX,-(/ynUN.G")
NEAR_WEEKDAY = frozenset("NOTMRDXniofyP@,-(adBFt6")


def _settle(tokens: list[Tok], text: str) -> list[Tok]:
    """Decide words that are only sometimes a month or a weekday (may, march, sat, sun) by their neighbours."""
    for at, tok in enumerate(tokens):
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
