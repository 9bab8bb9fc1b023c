"""A typed question, read with what only this organisation knows: its people, teams, tags, stages, currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.core import sql
from comity.core.db import Tx
from comity.core.sql import Query
from comity.core.who import Who
from comity.office.search import question
from comity.office.search.noun import Noun
from comity.office.search.question import Reading, Vocabulary

q = sql.load(__file__)

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reading of a question, and the list it opens."""

    reading: Reading
    noun: Noun

    @property
    def href(self) -> str:
        """The list with the question's filters, editable there; words looked for go into the list's own search."""
        text = self.noun.fields.get("text")
        pairs = [_as_words(pair) if text and pair[0] == text.column else pair for pair in self.reading.pairs]
        return f"{self.noun.path}?{urlencode(pairs, quote_via=quote, safe='*(),:{}@/')}" if pairs else self.noun.path


def _as_words(pair: tuple[str, str]) -> tuple[str, str]:
    return "q", pair[1].partition(".")[2].replace(":*", "").replace(" & ", " ")


async def ask(tx: Tx, kinds: Sequence[Noun], text: str, language: str) -> Answer | None:
    """Reads a question; None when the text asks nothing."""
    if not kinds or not text.strip():
        return None
    vocabulary = await vocabulary_of(tx, kinds, language)
    reading = question.read(text, kinds, vocabulary)
    if any(part.concept == "currency" for part in reading.unknown):
        rates = {row["currency"]: row["rate"] for row in await tx.rows(q.rates, base=vocabulary.currency)}
        reading = question.read(text, kinds, replace(vocabulary, rates=rates))
    noun = next(kind for kind in kinds if kind.name == reading.noun)
    return Answer(reading, noun) if reading.asks or reading.named else None


async def vocabulary_of(tx: Tx, kinds: Sequence[Noun], language: str) -> Vocabulary:
    """What the organisation's own words mean, in one round trip."""
    named = [(name, query) for kind in kinds for name, query in kind.names.items()]
    calls: list[tuple[Query, dict[str, Any]]] = [
        (q.people, {}),
        (q.teams, {}),
        (q.tags, {}),
        (q.organisation, {}),
        *((query, {}) for _, query in named),
    ]
    people, teams, tags, organisation, *own = await tx.many(calls)
    names: dict[str, Names] = {"person": _people(people), "team": _names(teams), "tag": _names(tags)}
    names.update({name: _names(rows) for (name, _), rows in zip(named, own, strict=True)})
    return Vocabulary(
        today=datetime.now(_zone(tx.who, organisation)).date(),
        language=language,
        currency=organisation[0]["base_currency"] if organisation else "EUR",
        names=names,
        me=str(tx.who.user_id or ""),
        my_team=str(tx.who.team_id or ""),
    )


def _zone(who: Who, organisation: Sequence[Mapping[str, Any]]) -> ZoneInfo:
    name = who.timezone if who.timezone != "UTC" or not organisation else organisation[0]["timezone"]
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _names(rows: Iterable[Mapping[str, Any]]) -> Names:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["name"]] = (*found.get(row["name"], ()), str(row["id"]))
    return found


def _people(rows: Sequence[Mapping[str, Any]]) -> Names:
    """By the whole name, and by the first name alone: two Annas are both meant."""
    first = ({"name": row["name"].split()[0], "id": row["id"]} for row in rows if " " in row["name"].strip())
    return _names([*rows, *first])
