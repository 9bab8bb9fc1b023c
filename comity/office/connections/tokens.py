"""Tokens in use, and renewed: by one at a time, whichever process asks, and never lost to a rotation that raced.

A renewal is held by a lease in the row, so that no transaction stays open while the provider thinks. What comes back is
stored only by who still holds the lease. A process that dies leaves the lease to run out; the next one tries with the
refresh token that is there, and if the provider has already replaced it, the person is asked to connect again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import orjson

from comity.core import sql
from comity.core.db import Database
from comity.core.who import Who
from comity.office.connections import provider as talk
from comity.office.connections.apps import app_of
from comity.office.connections.flow import PURPOSE
from comity.office.connections.problems import NOT_CONNECTED, RECONNECT, Dead, Refused, Unfit
from comity.office.notifications import notify
from comity.platform import vault
from comity.platform.outside import OutsideFailure
from comity.platform.vault import Unsealable
from comity.web.i18n import gettext as _

q = sql.load(__file__)
LEASE_SECONDS: Final = 60.0
PATIENCE: Final = 40.0
EARLY: Final = timedelta(seconds=60)
HERE: Final = "/settings/connections"


@dataclass(frozen=True, slots=True)
class Token:
    """An access token for one block. Says nothing of itself when printed."""

    value: str = field(repr=False)
    scopes: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The head of a request with it."""
        return {"Authorization": f"Bearer {self.value}"}


@asynccontextmanager
async def token(db: Database, who: Who, provider: str) -> AsyncIterator[Token]:
    """The token of a person's account, renewed first where it has run out.

    Raises NOT_CONNECTED, RECONNECT, or OutsideFailure while the provider cannot renew it. Raise `Refused` inside the
    block when the service takes the token no more.
    """
    house = _house(who.org_id)
    row = await _row(db, house, who.user_id, provider)
    if row["expires_at"] and row["expires_at"] <= datetime.now(UTC) + EARLY:
        await refresh(db, house, row["id"], seen=row["sealed"])
        row = await _row(db, house, who.user_id, provider)
    try:
        yield Token((await _opened(db, house, row))["access"], tuple(row["scopes"]))
    except Refused:
        await db.once(house, q.expire, id=row["id"], before=row["sealed"])
        raise
    await db.once(house, q.used, id=row["id"])


async def refresh(db: Database, house: Who, account: UUID, seen: bytes | None = None) -> bool:
    """Renews an account's tokens, or waits for who is doing it; whether this call did. `seen`: those that ran out."""
    run, deadline = uuid4(), asyncio.get_running_loop().time() + PATIENCE
    while not (rows := await db.once(house, q.lease, id=account, run=run, seconds=LEASE_SECONDS, seen=seen)):
        now = await db.once(house, q.one, id=account)
        if not now or (seen is not None and bytes(now[0]["sealed"]) != bytes(seen)):
            return False
        if now[0]["state"] != "connected":
            raise RECONNECT()
        if asyncio.get_running_loop().time() > deadline:
            raise OutsideFailure("The tokens are being renewed, and that takes long.", after=30)
        await asyncio.sleep(0.1)
    try:
        await _renew(db, house, rows[0], run)
    except (Unfit, OutsideFailure) as error:
        await db.once(house, q.failed, id=account, run=run, problem=talk.sentence(error))
        raise OutsideFailure(talk.sentence(error), after=getattr(error, "after", 0.0)) from None
    except BaseException:
        await asyncio.shield(db.once(house, q.release, id=account, run=run))
        raise
    return True


async def _renew(db: Database, house: Who, row: dict[str, Any], run: UUID) -> None:
    app = await app_of(db, house, row["provider"])
    if app is None:
        raise Unfit("Nobody has set up this provider any more.")
    try:
        old = await _opened(db, house, row)
        if not old["refresh"]:
            raise Dead("there is no refresh token")
        app = await talk.located(db, house, app)
        made = await talk.renew(db, house, app, old["refresh"], " ".join(row["scopes"]))
    except Dead as error:
        await _ask_person(db, house, row, run, app.title, str(error))
        raise RECONNECT() from None
    assert house.org_id is not None
    sealed = await vault.seal(db, house.org_id, PURPOSE, made.packed())
    await asyncio.shield(
        db.once(house, q.store, id=row["id"], run=run, sealed=sealed, scopes=list(made.scopes), expires=made.expires_at)
    )


async def _ask_person(db: Database, house: Who, row: dict[str, Any], run: UUID, title: str, problem: str) -> None:
    """Nobody but the person can mend it: they are told, once."""
    async with db.acting(house) as tx:
        if not await tx.run(q.dead, id=row["id"], run=run, problem=problem[:500]):
            return
        body = _("The connection has ended, and what needs it waits until you connect the account again.")
        asked = _("Please connect {name} again")
        await notify(tx, row["user_id"], "connection", lambda: asked.format(name=title), body=body, url=HERE)


async def _row(db: Database, house: Who, person: UUID | None, provider: str) -> dict[str, Any]:
    rows = await db.once(house, q.of_person, person=person, provider=provider)
    if not rows:
        raise NOT_CONNECTED()
    if rows[0]["state"] != "connected":
        raise RECONNECT()
    return rows[0]


async def _opened(db: Database, house: Who, row: dict[str, Any]) -> dict[str, str]:
    assert house.org_id is not None
    try:
        said: dict[str, str] = orjson.loads(await vault.opened(db, house.org_id, PURPOSE, bytes(row["sealed"])))
    except Unsealable:
        raise Dead("what was kept cannot be opened any more") from None
    return said


async def reseal(db: Database, org_id: UUID) -> int:
    """Seals every account's tokens anew with the current data key; how many."""
    rows = await db.once(_house(org_id), q.sealed)
    for row in rows:
        plain = await vault.opened(db, org_id, PURPOSE, bytes(row["sealed"]))
        sealed = await vault.seal(db, org_id, PURPOSE, plain)
        await db.once(_house(org_id), q.reseal, id=row["id"], sealed=sealed, before=bytes(row["sealed"]))
    return len(rows)


def _house(org_id: UUID | None) -> Who:
    return Who.service(org_id, agent="connections")
