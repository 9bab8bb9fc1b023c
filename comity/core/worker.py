"""The worker: claims durable work and runs it, hands facts to workflows, keeps the schedules.

Any number of workers may run on any number of machines. Asked to stop, a worker claims nothing more, gives what runs
a few seconds, and leaves the rest to whoever claims it next, at its last checkpoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import structlog
from absurd_sdk import AsyncAbsurd, AsyncTaskContext
from cronsim import CronSim
from psycopg import OperationalError

from comity.core.db import Database, DatabaseDown
from comity.core.errors import Problem
from comity.core.who import Who
from comity.core.work import LEASE_SECONDS, QUEUES, Schedule, Work, Workflow, arguments, q, start

POLL_SECONDS = 0.05
IDLE_POLL_SECONDS = 0.2
log = structlog.get_logger(__name__)
Handlers = Mapping[str, Sequence[Workflow]]
Upkeep = Callable[[], Awaitable[None]]

__all__ = ["Handlers", "Worker"]


class Worker:
    """Runs workflows until told to stop."""

    def __init__(
        self,
        db: Database,
        workflows: Sequence[Workflow],
        handlers: Handlers,
        schedules: Sequence[Schedule],
        *,
        queues: Sequence[str] = QUEUES,
        concurrency: int = 8,
    ) -> None:
        self._db = db
        self._workflows = {w.name: w for w in workflows}
        self._handlers = orjson.dumps({kind: [_handler(w) for w in ws] for kind, ws in handlers.items()}).decode()
        self._schedules = schedules
        self._queues = queues
        self._slots = concurrency
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def run(self) -> None:
        """Works until `stop`; survives the database going away and coming back."""
        while not self._stopping.is_set():
            try:
                clients = [await self._client(queue) for queue in self._queues]
                try:
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._claim(clients))
                        group.create_task(self._repeat(self._dispatch, POLL_SECONDS))
                        group.create_task(self._repeat(self._tick, 5.0))
                finally:
                    for client in clients:
                        await client.close()
            except* (OperationalError, DatabaseDown) as errors:
                log.warning("the database is away; the worker waits for it", error=str(errors.exceptions[0]))
                await self._pause(1.0)

    async def stop(self, patience: float = 10.0) -> None:
        """Claims nothing more; waits up to `patience` seconds for what runs, then hands the rest back."""
        self._stopping.set()
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        for task in list(self._running):
            task.cancel()

    async def _client(self, queue: str) -> AsyncAbsurd:
        client = AsyncAbsurd(self._db.url, queue_name=queue)
        for workflow in self._workflows.values():
            client.register_task(workflow.name, default_max_attempts=workflow.attempts)(self._runner(workflow, queue))
        await client._ensure_connected()
        return client

    def _runner(self, workflow: Workflow, queue: str) -> Callable[[Any, AsyncTaskContext], Awaitable[Any]]:
        async def run(params: Any, context: AsyncTaskContext) -> Any:
            who = Who.from_json(params["who"])
            structlog.contextvars.bind_contextvars(work=context.task_id, workflow=workflow.name)
            try:
                work = Work(self._db, who, context, queue)
                return await workflow.run(work, **arguments(workflow.run, params["payload"]))
            except Problem as problem:
                log.warning("work refused", code=problem.code, sentence=problem.sentence)
                raise
            except Exception:
                log.exception("work failed")
                raise

        return run

    async def _claim(self, clients: Sequence[AsyncAbsurd]) -> None:
        idle = 0
        while not self._stopping.is_set():
            claimed = False
            for client in clients:
                free = self._slots - len(self._running)
                if free <= 0:
                    break
                tasks = await client.claim_tasks(
                    batch_size=min(free, 4), claim_timeout=LEASE_SECONDS, worker_id=self._name
                )
                for task in tasks:
                    claimed = True
                    running = asyncio.create_task(client._execute_task(task, LEASE_SECONDS))
                    self._running.add(running)
                    running.add_done_callback(self._running.discard)
            idle = 0 if claimed else idle + 1
            await self._pause(POLL_SECONDS if idle < 40 or self._running else IDLE_POLL_SECONDS)

    async def _dispatch(self) -> None:
        await self._db.once(Who.service(agent="dispatcher"), q.dispatch, handlers=self._handlers)

    async def _tick(self) -> None:
        """Starts what was due since the last tick; the key makes many workers start it once."""
        now = datetime.now(UTC)
        for schedule in self._schedules:
            due = next(CronSim(schedule.cron, now, reverse=True))
            if now - due < timedelta(minutes=10):
                async with self._db.acting(Who.service(agent="schedule")) as tx:
                    await start(tx, schedule.workflow, {}, key=f"{schedule.workflow.name}@{due.isoformat()}")

    async def _repeat(self, act: Upkeep, seconds: float) -> None:
        while not self._stopping.is_set():
            await act()
            await self._pause(seconds)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _handler(workflow: Workflow) -> dict[str, Any]:
    return {"queue": workflow.priority, "workflow": workflow.name, "attempts": workflow.attempts}
