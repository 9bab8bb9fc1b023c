"""May somebody hear or speak in a private channel? Asked of realtime.messages' policies, and undone (wire.md 3.4)."""

from __future__ import annotations

import asyncio
from typing import Final, Literal, NamedTuple
from uuid import uuid4

import structlog

from comity.core.db import Database
from comity.core.errors import DatabaseError
from comity.core.who import Who

Extension = Literal["broadcast", "presence"]
_TOGETHER: Final = 4  # questions at once: requests need connections too
_PATIENCE: Final = "set local statement_timeout = '3s'"
_PROBE: Final = (
    "insert into realtime.messages (id, topic, extension, private)"
    " values ($1, $3, 'broadcast', true), ($2, $3, 'presence', true)"
)
_ACT: Final = (
    "select set_config('realtime.topic', $1, true), set_config('request.jwt.claim.sub', $2, true),"
    " set_config('request.jwt.claim.role', $3, true), auth.set_claims($4, $5, null)"
)
_SEEN: Final = "select extension from realtime.messages where id = any ($1::uuid[])"
_SAY: Final = "insert into realtime.messages (topic, extension, private) values ($1, $2, true)"
log = structlog.get_logger(__name__)


class Reading(NamedTuple):
    """What somebody may read in a channel."""

    broadcast: bool
    presence: bool


class Access:
    """The policies, asked a few at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._turn = asyncio.Semaphore(_TOGETHER)

    async def reading(self, who: Who, topic: str) -> Reading:
        """May this caller hear broadcasts, see presence? A policy that fails says no. Raises DatabaseDown."""
        if who.role == "service_role":
            return Reading(True, True)
        first, second = str(uuid4()), str(uuid4())
        statements = [(_PATIENCE, ()), (_PROBE, (first, second, topic)), _acting(who, topic)]
        statements.append((_SEEN, ("{" + first + "," + second + "}",)))
        try:
            async with self._turn:
                results = await self._db.once_raw(None, statements, rollback=True, prepare=False)
        except DatabaseError as error:
            log.warning("RlsPolicyError", topic=topic, error=str(error))
            return Reading(False, False)
        seen = {row[0] for row in results[-1].rows}
        return Reading(b"broadcast" in seen, b"presence" in seen)

    async def writing(self, who: Who, topic: str, extension: Extension) -> bool:
        """May this caller speak, or show presence? A policy that fails says no."""
        if who.role == "service_role":
            return True
        statements = [(_PATIENCE, ()), _acting(who, topic), (_SAY, (topic, extension))]
        try:
            async with self._turn:
                await self._db.once_raw(None, statements, rollback=True, prepare=False)
        except DatabaseError as error:
            if error.sqlstate != "42501":
                log.warning("RlsPolicyError", topic=topic, error=str(error))
            return False
        return True


def _acting(who: Who, topic: str) -> tuple[str, tuple[str, ...]]:
    return _ACT, (topic, str(who.user_id or ""), who.role, who.claims_json, who.actor_json)
