"""Rates that all processes share: so many of something in so many seconds."""

from __future__ import annotations

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who

q = sql.load(__file__)
HOUSE = Who.service(agent="rates")


async def take(db: Database, bucket: str, most: float, seconds: float = 60.0) -> float:
    """Takes one of `most` in `seconds`: 0.0, or how many seconds to wait before there is one."""
    rows = await db.once(HOUSE, q.take, bucket=bucket, most=most, seconds=seconds)
    wait: float = rows[0]["wait"]
    return wait


async def tidy(db: Database) -> None:
    """Forgets buckets that have long been full again."""
    await db.once(HOUSE, q.tidy)
