"""Durable work: workflows whose steps are remembered, so that a crash repeats at most the step it struck.

    @workflow("sales.process_call", priority=P1)
    async def process_call(work: Work, call_id: str) -> None:
        text = await work.step("transcribe", lambda: transcribe(call_id))
        await work.change("brief", lambda tx: briefs.write(tx, call_id, text))

Work is started inside the transaction that causes it (`start`), or by a fact (`on=` of a plate), and always acts as
somebody: the Who of whoever caused it travels with it.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from uuid import UUID

import orjson
import structlog
from absurd_sdk import AsyncTaskContext

from comity.core import sql
from comity.core.db import Database, Tx
from comity.core.errors import Problem
from comity.core.who import Who

T = TypeVar("T")
Priority = Literal["p0", "p1", "p2", "p3"]
P0: Priority = "p0"  # a person waits, under 2 s
P1: Priority = "p1"  # a person started it, under 30 s
P2: Priority = "p2"  # background, minutes
P3: Priority = "p3"  # bulk, hours
QUEUES: tuple[Priority, ...] = (P0, P1, P2, P3)

LEASE_SECONDS = 30
STEP_PAUSES = (1.0, 2.0, 4.0)  # seed: J02

log = structlog.get_logger(__name__)
q = sql.load(__file__)


class Permanent(Exception):
    """A failure that trying again will not mend."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A durable function. `attempts` counts runs of the whole, beside each step's own retries."""

    name: str
    run: Callable[..., Awaitable[Any]]
    priority: Priority = P2
    attempts: int = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """A workflow at times given as a cron expression in UTC."""

    cron: str
    workflow: Workflow


def workflow(
    name: str, *, priority: Priority = P2, attempts: int = 5
) -> Callable[[Callable[..., Awaitable[Any]]], Workflow]:
    """Makes a workflow of an async function taking a Work and the payload's keys."""
    return lambda run: Workflow(name, run, priority, attempts)


async def start(
    tx: Tx,
    what: Workflow,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    priority: Priority | None = None,
    who: Who | None = None,
) -> UUID:
    """Starts a workflow once this transaction commits, acting as tx.who.

    `key` starts it once per organisation however often this is called. `who` is for the service role only.
    """
    task_id: UUID = await tx.value(
        q.start,
        queue=priority or what.priority,
        workflow=what.name,
        payload=orjson.dumps(payload, default=str).decode(),
        key=key,
        attempts=what.attempts,
        as_who=orjson.dumps(who.to_json()).decode() if who else None,
    )
    return task_id


class Work:
    """What a running workflow is handed: who it acts for, the database, and steps."""

    def __init__(self, db: Database, who: Who, context: AsyncTaskContext, queue: str) -> None:
        self.db = db
        self.who = who
        self._context = context
        self._queue = queue

    @property
    def id(self) -> str:
        """The id of this piece of work, the same however often it is retried."""
        return self._context.task_id

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[Tx]:
        """A transaction acting as the one this work is for."""
        async with self.db.acting(self.who) as tx:
            yield tx

    async def step(self, name: str, act: Callable[[], Awaitable[T]]) -> T:
        """Runs `act` once and remembers its JSON result; retried alone, three times, when it fails."""
        handle = await self._context.begin_step(name)
        if handle.done:
            return handle.state  # type: ignore[return-value]
        value = await self._retried(name, act)
        return await self._context.complete_step(handle, value)

    async def change(self, name: str, act: Callable[[Tx], Awaitable[T]]) -> T:
        """A step whose effects are in the database: they and its checkpoint commit together, so exactly once."""
        handle = await self._context.begin_step(name)
        if handle.done:
            return handle.state  # type: ignore[return-value]

        async def both() -> T:
            async with self.tx() as tx:
                value = await act(tx)
                await tx.run(
                    q.checkpoint,
                    queue=self._queue,
                    task=self._context.task_id,
                    step=handle.checkpoint_name,
                    state=orjson.dumps(value, default=str).decode(),
                    run=self._context._task["run_id"],
                    lease=LEASE_SECONDS,
                )
                return value

        return await self._retried(name, both)

    async def sleep(self, name: str, seconds: float) -> None:
        """Suspends the work without holding a worker."""
        await self._context.sleep_for(name, seconds)

    async def wait_for(self, event: str, seconds: int | None = None) -> Any:
        """Suspends until the event is emitted; its payload."""
        return await self._context.await_event(event, timeout=seconds)

    async def _retried(self, name: str, act: Callable[[], Awaitable[T]]) -> T:
        for pause in (*STEP_PAUSES, None):
            try:
                async with self._lease():
                    return await act()
            except (Problem, Permanent, asyncio.CancelledError):
                raise
            except Exception as error:
                if pause is None or getattr(error, "permanent", False):
                    raise
                log.warning("step failed, trying again", step=name, work=self.id, error=str(error), pause=pause)
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def _lease(self) -> AsyncIterator[None]:
        """Keeps the lease while a step runs, so that nobody else takes long work for abandoned."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(LEASE_SECONDS / 3)
                await self._context.heartbeat(LEASE_SECONDS)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()


def arguments(run: Callable[..., Awaitable[Any]], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Those keys of the payload that the function takes: a fact may say more than a handler needs."""
    parameters = inspect.signature(run).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return dict(payload)
    return {key: value for key, value in payload.items() if key in parameters}
