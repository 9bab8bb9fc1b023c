"""Notes to one person: the bell of the shell.  seed: U14"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx

q = sql.load(__file__)


async def notify(
    tx: Tx,
    user_id: UUID,
    kind: str,
    title: str,
    *,
    body: str = "",
    url: str | None = None,
    subject: tuple[str, UUID] | None = None,
) -> UUID | None:
    """Leaves a note for a member of the organisation; nothing happens for anybody else."""
    note_id: UUID | None = await tx.value(
        q.notify,
        person=user_id,
        kind=kind,
        title=title,
        body=body,
        url=url,
        subject_table=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
    )
    return note_id


async def mine(tx: Tx, *, before: UUID | None = None, most: int = 50) -> list[dict[str, Any]]:
    """The caller's notes, newest first."""
    return await tx.rows(q.mine, before=before, most=most)


async def unread(tx: Tx) -> int:
    """How many the caller has not read."""
    count: int = await tx.value(q.unread)
    return count


async def read(tx: Tx, note_id: UUID | None = None) -> None:
    """The caller has read this note, or all."""
    if note_id is None:
        await tx.run(q.read_all)
    else:
        await tx.run(q.read_one, id=note_id)
