"""Rights that end while somebody listens: removed, demoted, signed out, banned, or the token runs out.

The change feed itself tells at once whose standing changed; a sweep finds what it cannot tell.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError
from comity.core.who import Who
from comity.platform.realtime.pgoutput import Change
from comity.platform.realtime.rooms import Channel

q = sql.load(__file__)
_EVERY: Final = 0.25
_SWEEP: Final = 10.0
_SWEEP_POLLED: Final = 0.5
EXPIRED: Final = "Token has expired"
log = structlog.get_logger(__name__)


class Standing:
    """Watches over the rights of everyone who listens."""

    def __init__(
        self,
        db: Database,
        channels: Callable[[], Iterable[Channel]],
        recheck: Callable[[Channel], Awaitable[None]],
        shut: Callable[[Channel, str], None],
    ) -> None:
        self._db = db
        self._channels = channels
        self._recheck = recheck
        self.doubted: Callable[[set[str]], None] = lambda ids: None
        """Hears whose standing may have changed, before anything is asked."""
        self._shut = shut
        self._doubted: set[str] = set()  # ids of users and sessions
        self._wake = asyncio.Event()
        self.polled = False

    def heard(self, changes: Sequence[Change]) -> None:
        """The feed's: whose standing changed?"""
        for change in changes:
            row = change.row
            if change.table == "org_members" and change.schema == "public":
                self._doubt(row.get("user_id"))
            elif change.schema == "auth":
                if (change.table == "sessions" and change.kind == "delete") or (
                    change.table == "users"
                    and (change.kind == "delete" or row.get("banned_until") or row.get("deleted_at"))
                ):
                    self._doubt(row.get("id"))
            elif change.table == "api_keys" and change.schema == "public" and change.kind != "insert":
                self._doubt(row.get("user_id"))

    def _doubt(self, one: str | None) -> None:
        if one:
            self._doubted.add(one)
            self._wake.set()

    async def run(self) -> None:
        """For ever."""
        swept = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(_EVERY):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            self._expire()
            try:
                await self._recheck_doubted()
                if time.monotonic() - swept > (_SWEEP_POLLED if self.polled else _SWEEP):
                    swept = time.monotonic()
                    await self._sweep()
            except DatabaseError as error:
                log.warning("rights could not be looked at", error=str(error))

    def _expire(self) -> None:
        now = time.time()
        for channel in [channel for channel in self._channels() if channel.expires and channel.expires <= now]:
            self._shut(channel, EXPIRED)

    async def _recheck_doubted(self) -> None:
        doubted, self._doubted = self._doubted, set()
        if not doubted:
            return
        self.doubted(doubted)
        for channel in list(self._channels()):
            who = channel.who
            if str(who.user_id) in doubted or str(who.session_id) in doubted:
                await self._recheck(channel)

    async def _sweep(self) -> None:
        people = {
            (str(channel.who.session_id or ""), str(channel.who.user_id), str(channel.who.org_id or ""))
            for channel in self._channels()
            if channel.who.user_id
        }
        if not people:
            return
        sessions, users, orgs = (list(column) for column in zip(*people, strict=True))
        who = Who.service(agent="realtime")
        for row in await self._db.once(who, q.fallen, sessions=sessions, users=users, orgs=orgs):
            self._doubt(row["person"])
