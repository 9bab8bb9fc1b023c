"""The audit log as admins read it: who changed what, when, from where.  seed: B14, GD01"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)

ACTIONS = ("insert", "update", "delete", "sign_in", "sign_in_failed", "sign_out", "export", "access")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to read."""

    person: UUID | None = None
    action: str | None = None
    relation: str | None = None
    record: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value of an entry, before and after."""

    field: str
    old: Any
    new: Any


async def entries(tx: Tx, wanted: Wanted, *, most: int = 100) -> list[dict[str, Any]]:
    """Entries, newest first. Row security gives them to owners and admins only."""
    rows = await tx.rows(
        q.entries,
        before=wanted.before,
        person=wanted.person,
        action=wanted.action,
        relation=wanted.relation,
        record=wanted.record,
        from_id=await _bound(tx, wanted.since),
        to_id=await _bound(tx, wanted.until),
        most=most,
    )
    return [{**row, "changes": changes(row["old_values"], row["new_values"])} for row in rows]


async def last_seal(tx: Tx) -> dict[str, Any] | None:
    """The newest seal of the organisation's chain."""
    return await tx.row(q.seals)


async def tables(tx: Tx) -> list[str]:
    """What an entry can be about."""
    return [str(name) for name in await tx.values(q.tables)]


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Change]:
    """What changed, field by field."""
    before, after = old or {}, new or {}
    return [Change(field, before.get(field), after.get(field)) for field in dict.fromkeys([*before, *after])]


async def _bound(tx: Tx, day: date | None) -> UUID | None:
    if day is None:
        return None
    bound: UUID = await tx.value(q.day, day=day)
    return bound
