"""How a member appears to colleagues, and likes to read.  seed: AU15, B15"""

from __future__ import annotations

from typing import Any

from comity.core import sql
from comity.core.db import Tx
from comity.core.errors import NOT_FOUND

q = sql.load(__file__)


async def mine(tx: Tx) -> dict[str, Any]:
    """The caller's profile."""
    return await tx.found(q.mine)


async def save(
    tx: Tx,
    *,
    full_name: str,
    title: str | None,
    phone: str | None,
    timezone: str | None,
    language: str | None,
    signature: str | None,
) -> None:
    """Changes the caller's profile; colleagues see the new name at once."""
    changed = await tx.run(
        q.save,
        full_name=full_name,
        title=title,
        phone=phone,
        timezone=timezone,
        language=language,
        signature=signature,
    )
    if not changed:
        raise NOT_FOUND()
