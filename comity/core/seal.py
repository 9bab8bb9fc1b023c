"""Seals the audit log: one hash chain per organisation, each link over the rows of finished transactions.

Writers only insert; the sealer follows a second behind, so nobody queues. A link covers the rows whose transaction
lies between two numbers below which every transaction has ended: later rows cannot appear inside it. Changing,
adding or removing a sealed row breaks the chain from there on, which `verify` reports (comity doctor).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.who import Who

q = sql.load(__file__)
SEALER = Who.service(agent="sealer")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link of an organisation's chain that does not hold."""

    org_id: UUID
    number: int
    reason: str


async def seal(tx: Tx) -> int:
    """Seals every unsealed row; how many. One sealer at a time: whoever comes second does nothing."""
    return int(await tx.value(q.seal) or 0)


async def verify(db: Database) -> list[Broken]:
    """Recomputes every chain; the first broken link of each organisation."""
    return [Broken(**row) for row in await db.once(SEALER, q.verify)]
