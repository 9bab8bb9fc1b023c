"""Where a worker's runs put down what they did: entries that come together are one statement and one commit."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
import structlog

from comity.core import sql
from comity.core.db import Database, DatabaseError
from comity.core.errors import Problem, away, passes
from comity.core.who import Who

HOUSE: Final = Who.service(agent="worker")
MOST_AT_ONCE: Final = 200
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0)
log = structlog.get_logger(__name__)
q = sql.load(__file__)


class Gone(BaseException):
    """The run is no longer ours: cancelled, or its lease ran out. Like a cancellation, no failure to be handled."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A step's result, or without a step the end of a run. `state` is JSON text; `lease` makes the claim longer."""

    queue: str
    run: UUID
    task: UUID
    step: str | None
    state: str
    lease: int = 0

    def told(self, number: int) -> bytes:
        """This entry as the database reads it."""
        about = {"n": number, "run": self.run, "task": self.task, "step": self.step, "lease": self.lease}
        return orjson.dumps({**about, "state": orjson.Fragment(self.state)})


Waiting = tuple[Entry, asyncio.Future[None]]


class Ledger:
    """Collects entries while the ones before are being written; nothing waits for a clock."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[str, list[Waiting]] = defaultdict(list)
        self._writing: dict[str, asyncio.Task[None]] = {}

    async def put(self, entry: Entry) -> None:
        """Returns once the entry is committed; Gone when its run is somebody else's by now."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[entry.queue].append((entry, done))
        if entry.queue not in self._writing:
            self._writing[entry.queue] = asyncio.create_task(self._write(entry.queue))
        await done

    async def _write(self, queue: str) -> None:
        try:
            while waiting := self._waiting[queue]:
                batch, self._waiting[queue] = waiting[:MOST_AT_ONCE], waiting[MOST_AT_ONCE:]
                await self._commit(queue, batch)
        finally:
            del self._writing[queue]

    async def _commit(self, queue: str, batch: list[Waiting]) -> None:
        try:
            kept = await self._put_down(queue, [entry for entry, _ in batch])
        except (DatabaseError, Problem) as error:
            if len(batch) > 1 and not away(error):  # one entry the database refuses must not cost the others theirs
                for one in batch:
                    await self._commit(queue, [one])
                return
            for _, done in batch:
                _settle(done, error)
        except Exception as error:
            for _, done in batch:
                _settle(done, error)
        else:
            for n, (_, done) in enumerate(batch):
                _settle(done, None if n in kept else Gone("This run is no longer ours."))

    async def _put_down(self, queue: str, entries: Sequence[Entry]) -> set[int]:
        """Which of the entries were kept. What a step did cannot be taken back, so it is tried for a while."""
        told = b",".join(entry.told(n) for n, entry in enumerate(entries)).decode()
        for pause in (*PAUSES, None):
            try:
                return {row["n"] for row in await self._db.once(HOUSE, q.put_down, queue=queue, entries=f"[{told}]")}
            except (DatabaseError, Problem) as error:
                if pause is None or not passes(error):
                    raise
                log.warning("results could not be put down now", error=str(error), pause=pause, entries=len(entries))
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")


def _settle(done: asyncio.Future[None], error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
