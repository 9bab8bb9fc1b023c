"""Carries the database's changes into the hub: from the write-ahead log, or, where that is not to be had, polled."""

from __future__ import annotations

import asyncio
import os
from uuid import UUID

import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError
from comity.core.replication import NotAvailable, stream
from comity.core.who import Who
from comity.platform.realtime.hub import Hub
from comity.platform.realtime.pgoutput import Change, Decoder

PUBLICATION = "comity_live"
_POLL_SECONDS = 0.5
log = structlog.get_logger(__name__)
q = sql.load(__file__)


async def run(db: Database, hub: Hub) -> None:
    """Feeds the hub for ever; after every gap tells all listeners to look again."""
    while True:
        try:
            await _follow(db, hub)
        except NotAvailable as reason:
            log.warning("no logical replication: the audit log is polled for changes instead", reason=str(reason))
            await _poll(db, hub)
        except (DatabaseError, OSError) as error:
            log.warning("the stream of changes broke; starting it again", error=str(error))
            await asyncio.sleep(1.0)
        hub.everything_may_have_changed()


async def _follow(db: Database, hub: Hub) -> None:
    decoder = Decoder()
    async for message in stream(db.url, PUBLICATION, f"comity_live_{os.getpid()}_{id(hub) % 100_000}"):
        if changes := decoder.feed(message):
            hub.publish(changes)


async def _poll(db: Database, hub: Hub) -> None:
    after = UUID(int=0)
    who = Who.service(agent="feed")
    while True:
        rows = await db.once(who, q.changed_since, after=after)
        if rows and after.int:
            hub.publish([Change(row["action"], row["table_name"], _texts(row)) for row in rows])
        after = rows[-1]["id"] if rows else after or UUID(int=1)
        await asyncio.sleep(_POLL_SECONDS)


def _texts(row: dict[str, object]) -> dict[str, str | None]:
    return {"org_id": str(row["org_id"]), "id": str(row["record_id"])}
