"""Answers out of the sources: sentences as they stand there, each with source and date; or that nothing is said.

Nothing is made up: what no source holds is answered by saying so.  seed: AG17, C07
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)

MOST = 8
PER_DOCUMENT = 2
SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\w))+[.!?]*")
"""A stop between letters or digits ends nothing: 2.4 per cent is one number."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source says."""

    quote: str
    title: str
    url: str
    source: str
    published_at: datetime | None
    read_at: datetime
    share: float


async def ask(tx: Tx, question: str) -> list[Quote]:
    """The sentences that answer best; empty when the sources do not speak of it."""
    rows = await tx.rows(q.search, query=question)
    said = await tx.row(q.stems, query=question)
    stems = [set(said["english"] or ()), set(said["german"] or ())] if said else []
    fewest = min((len(one) for one in stems if one), default=0)
    if not rows or not fewest:
        return []
    needed = 1 if fewest == 1 else max(2, round(fewest * 0.5))
    quotes = [quote for row in rows for quote in _best(row, set.union(*stems), fewest, needed)]
    return sorted(quotes, key=lambda one: (-one.share, -(one.published_at or one.read_at).timestamp()))[:MOST]


def _best(row: dict[str, Any], stems: set[str], fewest: int, needed: int) -> Iterator[Quote]:
    scored = [
        (_hits(text, stems), text) for match in SENTENCE.finditer(row["body"]) if len(text := match[0].strip()) > 20
    ]
    title = _hits(row["title"], stems)
    best = sorted(scored, key=lambda pair: -len(pair[0]))[:PER_DOCUMENT]
    for hits, text in best:
        if hits and len(hits | title) >= needed:
            yield Quote(
                text[:600], row["title"], row["url"], row["source"], row["published_at"], row["read_at"],
                round(min(len(hits | title) / fewest, 1.0), 2),
            )  # fmt: skip


def _hits(text: str, stems: Sequence[str] | set[str]) -> set[str]:
    """Which of the stems some word of the text begins with; short ones must be the word."""
    words = {word.lower() for word in WORD.findall(text)}
    return {stem for stem in stems if any(_is(word, stem) for word in words)}


def _is(word: str, stem: str) -> bool:
    folded = word.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
    return word == stem or (len(stem) >= 4 and (word.startswith(stem) or folded.startswith(stem)))
