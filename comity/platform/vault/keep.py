"""What is kept: one set of keys a service and organisation. Put by admins, read by the house only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import NOT_FOUND, Problem
from comity.core.who import Who
from comity.platform.vault.seals import Unsealable, opened, seal
from comity.platform.vault.service import Service

q = sql.load(__file__)
log = structlog.get_logger(__name__)


class Secrets(dict[str, str]):
    """The keys of a service, in memory. Says nothing of itself when printed."""

    def __repr__(self) -> str:
        return f"<secrets of {len(self)} fields>"

    __str__ = __repr__


async def put(db: Database, who: Who, service: Service, given: Mapping[str, str]) -> UUID:
    """Keeps the keys of a service in place of those before; only owners and admins."""
    missing = next((f for f in service.fields if not f.optional and not given.get(f.name, "").strip()), None)
    if missing is not None:
        raise Problem("credential_incomplete", 422, "Please fill this in.", field=missing.name)
    assert who.org_id is not None
    known = {field.name: given[field.name].strip() for field in service.fields if given.get(field.name, "").strip()}
    sealed = await seal(db, who.org_id, _purpose(service.name), orjson.dumps(known))
    async with db.acting(who) as tx:
        made: UUID = await tx.value(q.put, service=service.name, hint=service.hint(known), sealed=sealed)
    return made


async def read(db: Database, who: Who, service: str) -> Secrets | None:
    """The keys this organisation keeps of a service; None where there are none, or they are switched off."""
    found = await with_stamp(db, who.org_id, service)
    return found[0] if found else None


async def with_stamp(db: Database, org_id: UUID | None, service: str) -> tuple[Secrets, datetime] | None:
    """The same with when they were put, for those who remember them."""
    if org_id is None:
        return None
    rows = await db.once(Who.service(org_id, agent="vault"), q.read, service=service)
    if not rows:
        return None
    try:
        plain = await opened(db, org_id, _purpose(service), bytes(rows[0]["sealed"]))
    except Unsealable as error:
        log.error("keys in the vault cannot be opened", service=service, org=str(org_id), problem=str(error))
        await failed(db, org_id, service, "These keys cannot be opened any more. Please enter them again.")
        return None
    return Secrets(orjson.loads(plain)), rows[0]["updated_at"]


async def used(db: Database, org_id: UUID, service: str, *, tested: bool = False) -> None:
    """They were used and worked; noted once a minute."""
    await db.once(Who.service(org_id, agent="vault"), q.used, service=service, tested=tested)


async def failed(db: Database, org_id: UUID, service: str, problem: str, *, tested: bool = False) -> None:
    """They did not work: the sentence an admin reads. It must hold no secret."""
    await db.once(Who.service(org_id, agent="vault"), q.failed, service=service, problem=problem[:500], tested=tested)


async def everything(tx: Tx) -> dict[str, dict[str, Any]]:
    """What is kept, by service, as far as the caller may see it; never the keys."""
    return {row["service"]: row for row in await tx.rows(q.everything)}


async def switch(tx: Tx, service: str, *, on: bool) -> None:
    """Uses the keys, or lets them rest."""
    if not await tx.run(q.switch, service=service, on=on):
        raise NOT_FOUND()


async def forget(tx: Tx, service: str) -> None:
    """Takes the keys away."""
    if not await tx.run(q.forget, service=service):
        raise NOT_FOUND()


async def reseal(db: Database, org_id: UUID) -> int:
    """Seals everything anew with the current data key; how many."""
    who = Who.service(org_id, agent="vault")
    rows = await db.once(who, q.sealed)
    for row in rows:
        purpose = _purpose(row["service"])
        plain = await opened(db, org_id, purpose, bytes(row["sealed"]))
        sealed = await seal(db, org_id, purpose, plain)
        await db.once(who, q.reseal, id=row["id"], sealed=sealed, before=bytes(row["sealed"]))
    return len(rows)


def _purpose(service: str) -> str:
    return f"credentials:{service}"
