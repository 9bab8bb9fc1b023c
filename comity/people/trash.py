"""The trash: whatever can be restored, kind by kind. What has lain there 90 days is purged by the night's upkeep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comity.core.db import Tx
from comity.core.errors import NOT_FOUND
from comity.office.search.noun import Noun
from comity.people import records
from comity.platform.rest import inprocess as rest
from comity.platform.rest.inprocess import Page


@dataclass(frozen=True, slots=True)
class Bin:
    """One kind of record that can be thrown away."""

    relation: str
    title: str
    icon: str
    label: str
    """The column that names a record."""


def bins(nouns: Sequence[Noun], more: Sequence[Bin] = ()) -> list[Bin]:
    """Every searchable kind of record that has a trash, and the others named by hand."""
    found = []
    for noun in sorted(nouns, key=lambda each: each.order):
        name = noun.fields.get("name")
        if name and noun.name in rest.relations() and _has_trash(noun.name):
            found.append(Bin(noun.name, noun.title, noun.icon, name.column))
    return [*found, *(each for each in more if each.relation not in {one.relation for one in found})]


async def thrown(tx: Tx, bin_: Bin, *, after: str | None = None, limit: int = 50) -> Page:
    """What lies in one bin, the last thrown first."""
    select = f"id,{bin_.label},deleted_at"
    return await rest.select(
        tx, None, bin_.relation, f"select={select}&deleted_at=not.is.null&order=deleted_at.desc", limit=limit,
        after=after, count=True,
    )  # fmt: skip


async def restore(tx: Tx, known: Sequence[Bin], relation: str, record_id: UUID) -> None:
    """Takes a record of any kind out of the trash."""
    if relation not in {each.relation for each in known}:
        raise NOT_FOUND()
    await records.restore(tx, relation, record_id)


def _has_trash(relation: str) -> bool:
    return not rest.check(relation, "select=id&deleted_at=not.is.null")
