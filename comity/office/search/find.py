"""Finds records of every kind the plates declare, in one network round trip; a slip of the finger is forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.core.db import Tx
from comity.core.pack import Pack
from comity.office.search import words
from comity.office.search.noun import Noun


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `passage` is the place in a longer text where the words stand, [[marked]]."""

    noun: Noun
    id: UUID
    title: str
    subtitle: str
    detail: str
    href: str
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind, best first; `more` when there were more than asked for."""

    noun: Noun
    hits: list[Hit]
    more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `guessed` when the words themselves found nothing and near ones were taken."""

    groups: list[Group]
    guessed: bool = False

    @property
    def count(self) -> int:
        """How many hits are shown."""
        return sum(len(group.hits) for group in self.groups)


def nouns(plates: Iterable[Pack]) -> list[Noun]:
    """Every kind of record the house has, in order."""
    return sorted((noun for plate in plates for noun in plate.nouns), key=lambda noun: noun.order)


async def find(tx: Tx, kinds: Sequence[Noun], typed: str, *, limit: int = 5) -> Found:
    """Records whose words begin like those typed; when there are none, records with words nearly like them."""
    typed = typed.strip()
    query = words.prefixes(typed)
    if query is None:
        return Found([])
    groups = await _groups(tx, kinds, typed, query, limit)
    if groups:
        return Found(groups)
    near = words.slips(typed)
    return Found(await _groups(tx, kinds, "", near, limit) if near else [], guessed=True)


async def _groups(tx: Tx, kinds: Sequence[Noun], typed: str, query: str, limit: int) -> list[Group]:
    asked = [(noun, noun.search) for noun in kinds if noun.search is not None]
    calls = [(search, {"words": typed, "wanted": query, "limit": limit + 1}) for _, search in asked]
    answers = await tx.many(calls)
    return [
        Group(noun, [_hit(noun, row) for row in rows[:limit]], len(rows) > limit)
        for (noun, _), rows in zip(asked, answers, strict=True)
        if rows
    ]


def _hit(noun: Noun, row: dict[str, Any]) -> Hit:
    return Hit(
        noun, row["id"], row["title"] or "", row["subtitle"] or "", row.get("detail") or "",
        row.get("href") or noun.href(row["id"]), row.get("passage") or "",
    )  # fmt: skip
