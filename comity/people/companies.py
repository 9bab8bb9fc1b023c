"""Companies: the verbs of businesses, recognised by their registrable domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.people import records
from comity.people.problems import DUPLICATE_DOMAIN
from comity.people.records import Row

q = sql.load(__file__)

HERE = "companies"
SIZES = ("1", "2-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+")


async def get(tx: Tx, company_id: UUID) -> Row:
    """One company with the names around it, from the trash too."""
    return await tx.found(q.get, id=company_id)


async def create(tx: Tx, values: Mapping[str, Any]) -> Row:
    """A new company; refused when another has its domain."""
    await _free(tx, str(values.get("domain") or values.get("website") or ""), None)
    return await get(tx, await records.insert(tx, HERE, values))


async def update(tx: Tx, company_id: UUID, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None) -> Row:
    """Changes a company (see records.change for `was`)."""
    await _free(tx, str(changes.get("domain") or ""), company_id)
    if changes:
        await records.change(tx, HERE, company_id, changes, was or {})
    return await get(tx, company_id)


async def trash(tx: Tx, company_id: UUID) -> None:
    """Moves a company to the trash; its people stay."""
    await records.trash(tx, HERE, company_id)


async def restore(tx: Tx, company_id: UUID) -> None:
    """Takes a company out of the trash."""
    await records.restore(tx, HERE, company_id)


async def people(tx: Tx, company_id: UUID, *, limit: int = 50) -> tuple[list[Row], int]:
    """Its people, and how many there are."""
    rows, counted = await tx.many(
        [(q.people, {"id": company_id, "limit": limit}), (q.count_people, {"id": company_id})]
    )
    return rows, counted[0]["n"]


async def _free(tx: Tx, domain: str, own_id: UUID | None) -> None:
    other = await tx.row(q.with_domain, domain=domain) if domain.strip() else None
    if other and other["id"] != own_id:
        raise _taken(other)


def _taken(other: Row) -> Problem:
    found = {"id": str(other["id"]), "name": other["name"], "href": f"/companies/{other['id']}"}
    return DUPLICATE_DOMAIN.with_details(found)
