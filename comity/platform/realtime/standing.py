"""Rights that end while somebody listens: removed, demoted, signed out, banned, or the token runs out.

Two bells ring when somebody's standing changes: a notification of the transaction that changed it, which no flood in
the log holds up, and the log itself, in its order: what was committed after somebody lost their rights is told to
nobody before those rights were looked at again. A sweep finds what rings neither.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import structlog

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.who import Who
from comity.platform.realtime.pgoutput import Change
from comity.platform.realtime.rooms import Channel

q = sql.load(__file__)
_EVERY: Final = 0.25
_SWEEP: Final = 10.0
_TOGETHER: Final = 4
_TRIES: Final = 3
EXPIRED: Final = "Token has expired"
UNKNOWN: Final = "Your rights could not be looked at: please join again"
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
        self._doubted: set[str] = set()  # ids of users, sessions and organisations
        self._asking = asyncio.Lock()
        self._missed = False
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
            elif change.table == "api_keys" and change.schema == "public" and change.kind == "delete":
                self._doubt(row.get("user_id"))

    def rung(self, one: str) -> None:
        """The notification: an id, or none when some may have been missed."""
        self._missed = self._missed or not one
        self._doubt(one)

    async def settle(self) -> None:
        """Comes back once nobody's rights are in doubt: what happened since is told only then."""
        if self._doubted or self._asking.locked():
            await self._recheck_doubted()

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
            await self._recheck_doubted()
            if self._missed or time.monotonic() - swept > _SWEEP:
                swept, self._missed = time.monotonic(), False
                try:
                    await self._sweep()
                except (DatabaseError, Problem) as error:
                    log.warning("rights could not be looked at", error=str(error))

    def _expire(self) -> None:
        now = time.time()
        for channel in [channel for channel in self._channels() if channel.expires and channel.expires <= now]:
            self._shut(channel, EXPIRED)

    async def _recheck_doubted(self) -> None:
        async with self._asking:
            while self._doubted:
                doubted, self._doubted = self._doubted, set()
                self.doubted(doubted)
                concerned = [channel for channel in self._channels() if _ids(channel.who) & doubted]
                turn = asyncio.Semaphore(_TOGETHER)
                await asyncio.gather(*(self._recheck_one(channel, turn) for channel in concerned))

    async def _recheck_one(self, channel: Channel, turn: asyncio.Semaphore) -> None:
        """Whoever cannot be asked about has no rights."""
        async with turn:
            for tried in range(_TRIES):
                try:
                    await self._recheck(channel)
                    return
                except (DatabaseError, Problem) as error:
                    log.warning("rights could not be looked at", error=str(error))
                    await asyncio.sleep(0.1 * (tried + 1))
            self._shut(channel, UNKNOWN)

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


def _ids(who: Who) -> set[str]:
    return {str(who.user_id), str(who.session_id), str(who.org_id)}
