"""What the work of tests leaves behind: a team for each note, in whose organisation it acted."""

from __future__ import annotations

import asyncio

from comity.core.db import Database
from comity.core.who import Who
from tests.queries import q
from tests.working import PATIENCE

NOTE = q("insert into teams (org_id, name) values (:org_id, :name)")
NOTES = q("select name from teams where org_id = :org_id and name like :like order by name")


async def until(db: Database, who: Who, like: str, count: int, seconds: float = PATIENCE) -> list[str]:
    """The notes like this, once there are so many or the time is up."""
    names: list[str] = []
    for _ in range(int(seconds / 0.05)):
        names = [row["name"] for row in await db.once(who, NOTES, like=like)]
        if len(names) >= count:
            return names
        await asyncio.sleep(0.05)
    return names
