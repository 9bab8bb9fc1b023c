"""A worker over some of sales' workflows for the length of a block, and waiting for states."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from comity.core import work
from comity.core.db import Database
from comity.core.who import Who
from comity.core.work import Workflow
from comity.core.worker import Worker

PATIENCE = 30.0


class Working:
    """A worker that is stopped at the end of the block."""

    def __init__(
        self, db: Database, workflows: Sequence[Workflow], on: Mapping[str, Sequence[Workflow]], settle: float = 1
    ) -> None:
        self.db = db
        self._finished: dict[str, asyncio.Event] = {}
        handlers = {kind: list(found) for kind, found in on.items()}
        self.worker = Worker(db, [self._watched(one) for one in workflows], handlers, [])
        self._settle = settle

    def _watched(self, one: Workflow) -> Workflow:
        event = self._finished[one.name] = asyncio.Event()

        @functools.wraps(one.run)
        async def run(work: Any, **given: Any) -> Any:
            try:
                return await one.run(work, **given)
            finally:
                event.set()

        return replace(one, run=run)

    async def __aenter__(self) -> Working:
        self.task = asyncio.create_task(self.worker.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.worker.stop(patience=self._settle)
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def done(self, what: Workflow, who: Who, **payload: Any) -> None:
        """Starts a workflow and waits until it has run."""
        self._finished[what.name].clear()
        async with self.db.acting(who) as tx:
            await work.start(tx, what, payload)
        await asyncio.wait_for(self._finished[what.name].wait(), PATIENCE)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():
            await asyncio.sleep(0.05)
