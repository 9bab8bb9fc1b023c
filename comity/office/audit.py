"""The audit log as admins read it: who changed what, when, from where.  seed: B14, GD01"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.office.search.noun import Noun
from comity.platform.rest import inprocess as rest

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


async def records(tx: Tx, found: Sequence[Mapping[str, Any]], nouns: Sequence[Noun]) -> dict[UUID, tuple[str, str]]:
    """What the records of these entries are called and where they are shown, as far as they can be searched for."""
    known: dict[UUID, tuple[str, str]] = {}
    for noun in nouns:
        ids = {row["record_id"] for row in found if row["table_name"] == noun.name and row["record_id"]}
        name = noun.fields.get("name")
        if not ids or not name:
            continue
        query = f"select=id,{name.column}&id=in.({','.join(sorted(map(str, ids)))})"
        for row in (await rest.select(tx, None, noun.name, query, limit=len(ids))).rows:
            if row[name.column]:
                known[UUID(str(row["id"]))] = (str(row[name.column]), noun.href(row["id"]) if noun.shown else "")
    return known


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Change]:
    """What changed, field by field."""
    before, after = old or {}, new or {}
    return [Change(field, before.get(field), after.get(field)) for field in dict.fromkeys([*before, *after])]


async def _bound(tx: Tx, day: date | None) -> UUID | None:
    if day is None:
        return None
    bound: UUID = await tx.value(q.day, day=day)
    return bound
