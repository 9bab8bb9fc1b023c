"""Incidents: what the operator tells everybody. The operators are named by a setting, for they stand above tenants."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

import structlog

from comity.config import Settings
from comity.core import sql
from comity.core.db import Database
from comity.core.errors import NOT_FOUND, DatabaseError
from comity.core.who import Who
from comity.office.status.checks import HOUSE

q = sql.load(__file__)
log = structlog.get_logger(__name__)
Impact = Literal["maintenance", "minor", "major"]
SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands above every page."""

    title: str
    impact: str


@dataclass
class Board:
    """The open incident as this process knows it; asked anew twice a minute, so that no page asks."""

    banner: Banner | None = None

    async def follow(self, db: Database) -> None:
        """Keeps it fresh for as long as the process serves."""
        while True:
            try:
                await self.refresh(db)
            except DatabaseError as error:
                log.debug("the banner could not be asked for", error=str(error))
            await asyncio.sleep(SECONDS)

    async def refresh(self, db: Database) -> None:
        """Asks now."""
        rows = await db.once(HOUSE, q.current)
        self.banner = Banner(rows[0]["title"], rows[0]["impact"]) if rows else None


def is_operator(settings: Settings, who: Who) -> bool:
    """Whether this person speaks for the installation: a setting names them by their address."""
    named = {one.strip().lower() for one in (settings.operators or "").split(",") if one.strip()}
    return who.user_id is not None and (who.email or "").lower() in named


async def recent(db: Database) -> list[dict[str, Any]]:
    """What is open, then what was."""
    return await db.once(HOUSE, q.recent)


async def tell(db: Database, title: str, body: str, impact: Impact, by: str) -> UUID:
    """Says that something is wrong, or will be."""
    made: UUID = (await db.once(HOUSE, q.open, title=title, body=body, impact=impact, opened_by=by))[0]["id"]
    return made


async def change(db: Database, incident: UUID, title: str, body: str, impact: Impact) -> None:
    """Says it in other words."""
    if not await db.once(HOUSE, q.change, id=incident, title=title, body=body, impact=impact):
        raise NOT_FOUND()


async def resolve(db: Database, incident: UUID) -> None:
    """Says that it is over."""
    if not await db.once(HOUSE, q.resolve, id=incident):
        raise NOT_FOUND()
