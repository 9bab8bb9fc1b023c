"""One run of a piece of durable work: what was claimed, its checkpoints, and how it sleeps, waits and ends.

The tables and functions are the library's (schema absurd) and ours over them (migration 0129); the statements go
through our own connections, each in one round trip.
"""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Database, DatabaseError
from comity.core.ledger import HOUSE, Entry, Gone, Ledger

LEASE_SECONDS = 30
LONGEST_TRACE: Final = 8000
q = sql.load(__file__)


class Suspended(BaseException):
    """The run sleeps or waits; somebody will claim it when it is due. Like a cancellation, no failure."""


class NothingCame(Exception):
    """What was waited for did not happen in time."""


@dataclass
class Run:
    """A claimed run. `checkpoints` are all there are: only this run writes them."""

    db: Database
    ledger: Ledger
    queue: str
    run_id: UUID
    task_id: UUID
    attempt: int
    task_name: str
    params: dict[str, Any]
    wake_event: str | None = None
    event_payload: Any = None
    checkpoints: dict[str, Any] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _leased: float = field(default_factory=time.monotonic)

    def name(self, step: str) -> str:
        """The checkpoint of a step: its name, numbered when the workflow comes by it again."""
        count = self._names[step] = self._names.get(step, 0) + 1
        return step if count == 1 else f"{step}#{count}"

    def lease(self) -> int:
        """By how much a checkpoint should make the lease longer: only once a good part of it has gone."""
        if time.monotonic() - self._leased < LEASE_SECONDS / 3:
            return 0
        self._leased = time.monotonic()
        return LEASE_SECONDS

    async def keep(self, checkpoint: str, value: Any) -> None:
        """Remembers a step's result."""
        state = orjson.dumps(value, default=str).decode()
        await self.ledger.put(Entry(self.queue, self.run_id, self.task_id, checkpoint, state, self.lease()))
        self.checkpoints[checkpoint] = value

    async def extend(self) -> None:
        """Says that the run is alive."""
        self._leased = time.monotonic()
        await self._say(q.extend, queue=self.queue, run=self.run_id, lease=LEASE_SECONDS)

    async def sleep(self, step: str, seconds: float) -> None:
        """Sleeps without holding a worker; returns at once where the time has come already."""
        checkpoint = self.name(step)
        until = self.checkpoints.get(checkpoint)
        if until is None:
            until = time.time() + seconds
            await self.keep(checkpoint, until)
        left = float(until) - time.time()
        if left > 0:
            await self._say(q.sleep, queue=self.queue, run=self.run_id, seconds=left)
            raise Suspended

    async def wait(self, event: str, step: str, seconds: int | None) -> Any:
        """Waits for an event; what came with it. NothingCame after so many seconds."""
        checkpoint = self.name(step)
        if checkpoint in self.checkpoints:
            return self.checkpoints[checkpoint]
        if self.wake_event == event and self.event_payload is None:
            raise NothingCame(event)
        rows = await self._say(
            q.wait, queue=self.queue, task=self.task_id, run=self.run_id, step=checkpoint, event=event, timeout=seconds
        )
        if rows[0]["should_suspend"]:
            raise Suspended
        self.checkpoints[checkpoint] = rows[0]["payload"]
        self.event_payload = None
        return rows[0]["payload"]

    async def finish(self, value: Any) -> None:
        """The run ended well."""
        state = orjson.dumps(value, default=str).decode()
        await self.ledger.put(Entry(self.queue, self.run_id, self.task_id, None, state))

    async def fail(self, error: BaseException, *, for_good: bool) -> None:
        """The run failed; it is tried again unless that will not help."""
        trace = "".join(traceback.format_exception(error))[-LONGEST_TRACE:]
        reason = {"name": type(error).__name__, "message": str(error)[:2000], "traceback": trace}
        text = orjson.dumps(reason).decode().replace("\\u0000", "")
        await self._say(q.give_up if for_good else q.fail, queue=self.queue, run=self.run_id, reason=text)

    async def last(self) -> bool:
        """Whether nothing more is tried when this run fails."""
        return bool((await self._say(q.last, queue=self.queue, run=self.run_id))[0]["last"])

    async def _say(self, query: sql.Query, **params: Any) -> list[dict[str, Any]]:
        try:
            return await self.db.once(HOUSE, query, **params)
        except DatabaseError as error:
            if error.sqlstate in ("AB001", "AB002"):
                raise Gone(error.message) from None
            raise
