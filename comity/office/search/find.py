"""Finds records of every kind the plates declare, in one network round trip; a slip of the finger is forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.pack import Pack
from comity.office.search import words
from comity.office.search.noun import Noun
from comity.web import formats, given

q = sql.load(__file__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `passage` is the place in a longer text where the words stand."""

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
    groups = await _groups(tx, [(noun, query) for noun in kinds], typed, limit)
    if groups:
        return Found(groups)
    return Found(await _groups(tx, await _near(tx, kinds, typed), "", limit), guessed=True)


async def _near(tx: Tx, kinds: Sequence[Noun], typed: str) -> list[tuple[Noun, str]]:
    """For kinds that have words nearly like those typed: a query for these words."""
    choices = words.slips(typed)
    asked = [(noun, noun.near) for noun in kinds if noun.near is not None]
    if not choices or not asked:
        return []
    near = [words.quoted(word) for choice in choices for word in choice]
    _, *answers = await tx.many([(q.plan_each, {}), *((query, {"near": near}) for _, query in asked)])
    found = []
    for (noun, _), rows in zip(asked, answers, strict=True):
        query = words.joined(choices, {row["word"].strip("'") for row in rows})
        if query is not None:
            found.append((noun, query))
    return found


async def _groups(tx: Tx, wanted: Sequence[tuple[Noun, str]], typed: str, limit: int) -> list[Group]:
    asked = [(noun, noun.search, query) for noun, query in wanted if noun.search is not None]
    calls = [(search, {"words": typed, "wanted": query, "limit": limit + 1}) for _, search, query in asked]
    _, *answers = await tx.many([(q.plan_each, {}), *calls])
    return [
        Group(noun, [_hit(noun, row) for row in rows[:limit]], len(rows) > limit)
        for (noun, _, _), rows in zip(asked, answers, strict=True)
        if rows
    ]


def _detail(noun: Noun, row: dict[str, Any]) -> str:
    value, amount = row.get("detail"), row.get("amount")
    told = (
        formats.day(value)
        if isinstance(value, date)
        else str(noun.says.get(value or "") or given.said(str(value or "")))
    )
    return " · ".join(part for part in (told, amount and formats.money(amount, row["currency"])) if part)


def _hit(noun: Noun, row: dict[str, Any]) -> Hit:
    return Hit(
        noun, row["id"], row["title"] or "", row["subtitle"] or "", _detail(noun, row),
        row.get("href") or noun.href(row["id"]), row.get("passage") or "",
    )  # fmt: skip
