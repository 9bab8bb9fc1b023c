"""Contacts: the verbs of people. What must always hold (names, numbers, one e-mail each) is the table's own rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import Problem
from comity.people import records
from comity.people.problems import DUPLICATE_EMAIL
from comity.people.records import Row

q = sql.load(__file__)

HERE = "contacts"
LIFECYCLES = ("subscriber", "prospect", "lead", "customer", "former")
STATUSES = ("active", "inactive", "vip", "blocked")


async def get(tx: Tx, contact_id: UUID) -> Row:
    """One contact with the names around it, from the trash too; refused when there is none or it is not to be seen."""
    return await tx.found(q.get, id=contact_id)


async def create(tx: Tx, values: Mapping[str, Any]) -> Row:
    """A new contact. Without a company, the one that owns the e-mail address's domain is taken."""
    email = str(values.get("email") or "").strip()
    taken, companies = await tx.many([(q.with_email, {"email": email}), (q.company_of_address, {"email": email})])
    if taken:
        raise _taken(taken[0])
    given = dict(values)
    if companies and not given.get("company_id") and not given.get("company_name"):
        given["company_id"] = companies[0]["id"]
    return await get(tx, await records.insert(tx, HERE, given))


async def update(tx: Tx, contact_id: UUID, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None) -> Row:
    """Changes a contact. `was`: what its editor saw of the same fields (see records.change)."""
    if changes.get("email"):
        taken = await tx.row(q.with_email, email=str(changes["email"]).strip())
        if taken and taken["id"] != contact_id:
            raise _taken(taken)
    if changes:
        await records.change(tx, HERE, contact_id, changes, was or {})
    return await get(tx, contact_id)


async def trash(tx: Tx, contact_id: UUID) -> None:
    """Moves a contact to the trash."""
    await records.trash(tx, HERE, contact_id)


async def restore(tx: Tx, contact_id: UUID) -> None:
    """Takes a contact out of the trash; refused when its e-mail address is somebody else's by now."""
    await records.restore(tx, HERE, contact_id)


async def with_point(tx: Tx, kind: str, value: str, country: str | None = None) -> list[Row]:
    """Contacts that have this e-mail address or phone number, primary or not; the last spoken to first."""
    return await tx.rows(q.with_point, kind=kind, value=value, country=country)


def _taken(other: Row) -> Problem:
    found = {"id": str(other["id"]), "name": other["name"], "href": f"/contacts/{other['id']}"}
    return DUPLICATE_EMAIL.with_details(found)
