"""Merging two records into one, with everything that points at them, and taking the merge apart again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.people import problems as problems
from comity.people.records import Relation, Row, plain
from comity.web.i18n import gettext as _

q = sql.load(__file__)

COMPARED: Final[Mapping[str, tuple[str, ...]]] = {
    "contacts": (
        "first_name", "last_name", "title", "email", "phone", "company_id", "lifecycle", "status", "owner_id",
        "address", "postal_code", "city", "region", "country", "language", "timezone", "currency", "birthday",
        "linkedin_url", "website", "description",
    ),
    "companies": (
        "name", "domain", "website", "industry", "size", "lifecycle", "owner_id", "year_founded", "annual_revenue",
        "email", "phone", "address", "postal_code", "city", "region", "country", "language", "currency",
        "linkedin_url", "description",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One field of two records beside each other."""

    column: str
    left: Any
    right: Any
    winner: str  # left or right: what is proposed

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.left != self.right)


def compare(relation: Relation, left: Row, right: Row) -> list[Side]:
    """What the two say about each field; the left one is kept unless it says nothing."""
    sides = []
    for column in COMPARED[relation]:
        one, other = left[column], right[column]
        if one is not None or other is not None:
            sides.append(Side(column, one, other, "right" if one is None else "left"))
    return sides


async def merge(
    tx: Tx, relation: Relation, winner: UUID, loser: UUID, choices: Mapping[str, Any] | None = None
) -> UUID:
    """Merges `loser` into `winner`, which takes `choices` and whatever it lacks; the id to undo it with."""
    unknown = set(choices or {}) - set(COMPARED[relation])
    if unknown:
        raise Problem("merge_choice", 422, _("One of the chosen fields cannot be chosen."), details=sorted(unknown))
    merge_id: UUID = await tx.value(
        q.merge, relation=relation, winner=winner, loser=loser, choices=plain(choices or {})
    )
    await tx.run(q.settled, relation=relation, winner=winner, loser=loser)
    return merge_id


async def undo(tx: Tx, merge_id: UUID) -> Mapping[str, Any]:
    """Both records as before; what somebody changed since is kept and returned."""
    kept: Mapping[str, Any] = await tx.value(q.undo, id=merge_id)
    await tx.run(q.unsettled, id=merge_id)
    return kept


async def find(tx: Tx, merge_id: UUID) -> Row | None:
    """One merge."""
    return await tx.row(q.find, id=merge_id)


async def recent(tx: Tx, relation: Relation, limit: int = 20) -> list[Row]:
    """The last merges, with the names of both sides."""
    return await tx.rows(q.recent_contacts if relation == "contacts" else q.recent_companies, limit=limit)
