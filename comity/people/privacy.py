"""A contact's own rights: a copy of what is kept about them, and to be forgotten.  seed: F37, F38, GD05, GD06"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND

q = sql.load(__file__)


async def export(tx: Tx, contact_id: UUID) -> dict[str, Any]:
    """Everything that is kept about them, findings of agents included."""
    found: dict[str, Any] | None = await tx.value(q.export, id=contact_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def erase(tx: Tx, contact_id: UUID) -> dict[str, Any]:
    """Nobody can tell afterwards who they were; what was taken. For owners and admins."""
    erased: dict[str, Any] | None = await tx.value(q.erase, id=contact_id)
    if erased is None:
        raise NOT_FOUND()
    return erased


async def kept(tx: Tx, contact_id: UUID) -> dict[str, int]:
    """How much there is."""
    row = await tx.row(q.kept, id=contact_id)
    assert row is not None
    return row
