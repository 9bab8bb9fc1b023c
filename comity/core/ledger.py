"""Where a worker's runs put down what they did: entries that come together are one statement and one commit."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from comity.core import sql
from comity.core.db import Database, DatabaseError
from comity.core.errors import Problem
from comity.core.who import Who

HOUSE: Final = Who.service(agent="worker")
MOST_AT_ONCE: Final = 200
q = sql.load(__file__)


class Gone(Exception):
    """The run is no longer ours: cancelled, or its lease ran out."""


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
        entries = b",".join(entry.told(n) for n, (entry, _) in enumerate(batch))
        try:
            rows = await self._db.once(HOUSE, q.put_down, queue=queue, entries=f"[{entries.decode()}]")
        except (DatabaseError, Problem) as error:
            if len(batch) > 1:  # one entry the database refuses must not cost the others theirs
                for one in batch:
                    await self._commit(queue, [one])
            else:
                _settle(batch[0][1], error)
            return
        except Exception as error:
            for _, done in batch:
                _settle(done, error)
            return
        kept = {row["n"] for row in rows}
        for n, (_, done) in enumerate(batch):
            _settle(done, None if n in kept else Gone("This run is no longer ours."))


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
