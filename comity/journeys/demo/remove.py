"""Takes the demo away: its organisation as a whole, or its records from one that is somebody's own."""

from __future__ import annotations

import asyncio
from uuid import UUID

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import Problem
from comity.core.who import Who
from comity.office.files import place
from comity.platform.storage import ending
from comity.platform.storage.store import store

q = sql.load(__file__)

NO_SUCH = Problem("no_organisation", 404, "There is no organisation of that short name.")


async def everything(db: Database) -> int:
    """Every demo organisation; how many rows went."""
    async with db.acting(Who.service(agent="demo")) as tx:
        found = await tx.rows(q.demo_organisations)
        gone: int = sum([await tx.value(q.organisation, org=row["org_id"]) for row in found])
    for row in found:
        await _files(db, row["org_id"])
    return gone


async def records(db: Database, org_id: UUID) -> int:
    """The demo's records in this organisation, never the organisation itself."""
    async with db.acting(Who.service(agent="demo")) as tx:
        gone: int = await tx.value(q.records, org=org_id)
        return gone


async def from_organisation(db: Database, slug: str) -> int:
    """The demo's records in this organisation, or the organisation itself when it is the demo's."""
    async with db.acting(Who.service(agent="demo")) as tx:
        found = await tx.row(q.by_slug, slug=slug)
        if found is None:
            raise NO_SUCH()
        query = q.organisation if found["demo"] else q.records
        gone: int = await tx.value(query, org=found["org_id"])
    if found["demo"]:
        await _files(db, found["org_id"])
    return gone


async def _files(db: Database, org_id: UUID) -> None:
    """What an organisation that is gone had on the disk: files it imported and exported, papers, pictures."""
    await asyncio.to_thread(place.remove_all_of, org_id)
    await ending.forget(db, store(), org_id)
