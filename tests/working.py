"""Durable work in tests: a worker for the length of a block, and waiting for what it does."""

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
from tests.network import PATIENCE

__all__ = ["PATIENCE", "Working", "until"]


class Working:
    """A worker over these workflows, in this process, for the length of an `async with`.

    `on` says which of them follow which kind of fact. At the end, what still runs has `patience` seconds before it is
    left at its last checkpoint.
    """

    def __init__(
        self,
        db: Database,
        *workflows: Workflow,
        on: Mapping[str, Sequence[Workflow]] | None = None,
        patience: float = 10.0,
        concurrency: int = 16,
    ) -> None:
        self._db = db
        self._patience = patience
        self._ended: dict[str, asyncio.Event] = {}
        self._worker = Worker(db, [self._watched(one) for one in workflows], on or {}, [], concurrency=concurrency)

    async def __aenter__(self) -> Working:
        self._running = asyncio.create_task(self._worker.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._worker.stop(self._patience)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def done(self, what: Workflow, who: Who, **payload: Any) -> None:
        """Starts one of the workflows as somebody, and waits until it has run, well or badly."""
        self._ended[what.name].clear()
        async with self._db.acting(who) as tx:
            await work.start(tx, what, payload)
        await asyncio.wait_for(self._ended[what.name].wait(), PATIENCE)

    def _watched(self, one: Workflow) -> Workflow:
        ended = self._ended[one.name] = asyncio.Event()

        @functools.wraps(one.run)
        async def run(*given: Any, **named: Any) -> Any:
            try:
                return await one.run(*given, **named)
            finally:
                ended.set()

        return replace(one, run=run)


async def until(holds: Callable[[], Awaitable[bool]], every: float = 0.05) -> None:
    """Waits until something is so, looking `every` so many seconds; TimeoutError when it does not become so."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():
            await asyncio.sleep(every)
