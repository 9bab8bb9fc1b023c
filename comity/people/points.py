"""Contact points: every e-mail, phone and web address of a contact; the primary ones are repeated on the contact."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.people import problems as problems
from comity.people.records import Row

q = sql.load(__file__)

Kind = Literal["email", "phone", "url"]
KINDS: tuple[Kind, ...] = ("email", "phone", "url")


async def of(tx: Tx, contact_id: UUID) -> list[Row]:
    """A contact's points: primary ones first."""
    return await tx.rows(q.of, id=contact_id)


async def add(
    tx: Tx, contact_id: UUID, kind: Kind, value: str, *, label: str | None = None, primary: bool = False
) -> UUID:
    """Adds a point; the first of its kind becomes primary by itself."""
    point_id: UUID = await tx.value(
        q.add, contact=contact_id, kind=kind, value=value.strip(), label=label, primary=primary
    )
    return point_id


async def change(tx: Tx, point_id: UUID, value: str, label: str | None = None) -> None:
    """Another value: no longer verified."""
    await tx.touch(q.change, id=point_id, value=value.strip(), label=label)


async def make_primary(tx: Tx, point_id: UUID) -> None:
    """This one from now on; the contact shows it."""
    await tx.touch(q.make_primary, id=point_id)


async def verify(tx: Tx, point_id: UUID, by: str) -> None:
    """Notes that the point works, and who or what found out."""
    await tx.touch(q.verify, id=point_id, by=by)


async def remove(tx: Tx, point_id: UUID) -> None:
    """Takes a point away; the oldest other of its kind becomes primary."""
    await tx.touch(q.remove, id=point_id)
