"""A copy of what is kept about somebody and of the records they look after: rights of access and of portability.

AI insights stay out of it; records come as far as the caller still sees them.  seed: F29, GD05, GD07
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import orjson

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.who import Who
from comity.platform.rest import inprocess as rest

q = sql.load(__file__)

LOOKED_AFTER: Final[Mapping[str, str]] = {
    "contacts": "id,first_name,last_name,title,email,phone,company_name,address,postal_code,city,country,created_at",
    "companies": "id,name,domain,website,industry,created_at",
    "leads": "id,title,status,amount,currency,contact_id,company_id,description,next_step,created_at,closed_at",
    "calls": "id,title,direction,started_at,duration_seconds,contact_id,lead_id,transcript",
    "action_items": "id,call_id,text,assignee_name,due_on,done",
    "activities": "id,kind,subject,body,direction,contact_id,lead_id,occurred_at",
}


async def document(db: Database, who: Who) -> AsyncIterator[bytes]:
    """One JSON object, piece by piece: `about` somebody, then each kind of record they own; memory stays flat."""
    async with db.acting(who) as tx:
        yield b'{"about":' + orjson.dumps(await tx.value(q.about))
        for relation, columns in LOOKED_AFTER.items():
            yield f',"{relation}":['.encode()
            async for piece in _records(tx, relation, f"select={columns}&owner_id=eq.{who.user_id}&order=id"):
                yield piece
            yield b"]"
        yield b"}"


async def _records(tx: Tx, relation: str, query: str) -> AsyncIterator[bytes]:
    before = b""
    async for rows in rest.stream(tx, relation, query, batch=200):
        for row in rows:
            yield before + orjson.dumps(row, default=_plain)
            before = b","


def _plain(value: Any) -> str:
    return str(value)
