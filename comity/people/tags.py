"""Tags: a small coloured vocabulary, and the records that bear each word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.people import problems as problems
from comity.people.records import Relation, Row

q = sql.load(__file__)

COLORS: Final = ("gray", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink")


async def every(tx: Tx) -> list[Row]:
    """The organisation's tags by name."""
    return await tx.rows(q.every)


async def counted(tx: Tx) -> list[Row]:
    """The tags, with how many contacts and companies bear each."""
    return await tx.rows(q.counted)


async def create(tx: Tx, name: str, color: str = "gray") -> UUID:
    """A new tag."""
    made: UUID = await tx.value(q.create, name=name.strip(), color=color)
    return made


async def named(tx: Tx, name: str) -> UUID:
    """The tag of a name, made if there is none."""
    found: UUID | None = await tx.value(q.named, name=name.strip())
    return found or await create(tx, name)


async def change(tx: Tx, tag_id: UUID, name: str, color: str) -> None:
    """Another name or colour."""
    await tx.touch(q.change, id=tag_id, name=name.strip(), color=color)


async def trash(tx: Tx, tag_id: UUID) -> None:
    """The tag disappears from every record, and comes back when it is restored."""
    await tx.touch(q.trash, id=tag_id)


async def restore(tx: Tx, tag_id: UUID) -> None:
    """The tag is there again, on the records that bore it."""
    await tx.touch(q.restore, id=tag_id)


async def tag(tx: Tx, relation: Relation, ids: Sequence[UUID], tag_id: UUID) -> int:
    """Puts a tag on records; how many did not bear it yet."""
    return await tx.run(q.tag_contacts if relation == "contacts" else q.tag_companies, ids=list(ids), tag=tag_id)


async def untag(tx: Tx, relation: Relation, ids: Sequence[UUID], tag_id: UUID) -> int:
    """Takes a tag off records; how many bore it."""
    return await tx.run(q.untag_contacts if relation == "contacts" else q.untag_companies, ids=list(ids), tag=tag_id)
