"""The worker: claims durable work and runs it, hands facts to workflows, keeps the schedules.

Any number of workers may run on any number of machines. Asked to stop, a worker claims nothing more, gives what runs
a few seconds, and leaves the rest to whoever claims it next, at its last checkpoint. It only claims work it has the
code for, so that old and new programs can work side by side while one replaces the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import structlog
from cronsim import CronSim
from psycopg import OperationalError

from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.ledger import Gone, Ledger
from comity.core.running import LEASE_SECONDS, Run, Suspended
from comity.core.sql import load
from comity.core.who import Who
from comity.core.work import QUEUES, Permanent, Schedule, Work, Workflow, arguments, start
from comity.core.work import q as work_q

POLL_SECONDS = 0.05
IDLE_POLL_SECONDS = 0.2
GATHER_SECONDS = 0.004
"""How long finished work is waited for before new work is claimed in one go."""
SHARE = 0.75
"""The part of a worker's slots that one organisation may hold: the rest stays open for whoever comes."""
LATE = timedelta(minutes=10)
HOUSE = Who.service(agent="worker")
_FIRST = UUID(int=0)
_REMEMBERED = 100_000
log = structlog.get_logger(__name__)
q = load(__file__)
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
        concurrency: int = 12,
    ) -> None:
        self._db = db
        self._workflows = {w.name: w for w in workflows}
        self._handlers = orjson.dumps({kind: [_handler(w) for w in ws] for kind, ws in handlers.items()}).decode()
        self._schedules = schedules
        self._queues = queues
        self._slots = concurrency
        self._running: set[asyncio.Task[None]] = set()
        self._share = max(1, round(concurrency * SHARE))
        self._caps = {w.name: w.at_once for w in workflows if w.at_once is not None}
        self._turns = 0
        self._started: dict[tuple[str, UUID | None, datetime], None] = {}
        self._ledger = Ledger(db)
        self._room = asyncio.Event()
        self._stopping = asyncio.Event()
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def run(self) -> None:
        """Works until `stop`; survives the database going away and coming back."""
        while not self._stopping.is_set():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._claim())
                    group.create_task(self._repeat(self._dispatch, POLL_SECONDS))
                    group.create_task(self._repeat(self._tick, 5.0))
            except* (OperationalError, DatabaseError) as errors:
                if not all(_away(error) for error in errors.exceptions):
                    raise
                log.warning("the database is away; the worker waits for it", error=str(errors.exceptions[0]))
                await self._pause(1.0)

    async def stop(self, patience: float = 10.0) -> None:
        """Claims nothing more; waits up to `patience` seconds for what runs, then hands the rest back."""
        self._stopping.set()
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        for task in list(self._running):
            task.cancel()

    async def _work(self, run: Run) -> None:
        """Carries one run out, and puts down how it ended."""
        workflow = self._workflows[run.task_name]
        structlog.contextvars.bind_contextvars(work=str(run.task_id), workflow=workflow.name)
        try:
            work = Work(self._db, Who.from_json(run.params["who"]), run, workflow.step_seconds)
            await run.finish(await workflow.run(work, **arguments(workflow.run, run.params["payload"])))
        except (Suspended, Gone):
            pass
        except Problem as problem:
            log.warning("work refused", code=problem.code, sentence=problem.sentence)
            await self._failed(run, problem)
        except Exception as error:
            log.exception("work failed")
            await self._failed(run, error)

    async def _failed(self, run: Run, error: Exception) -> None:
        refused = isinstance(error, Problem) and error.status < 500 and error.status != 409
        for_good = refused or isinstance(error, Permanent) or getattr(error, "permanent", False)
        with contextlib.suppress(Gone):
            await run.fail(error, for_good=for_good)

    async def _claim(self) -> None:
        """Claims for all queues at once, fairly between organisations (migration 0129)."""
        idle, swept = 0, 0.0
        while not self._stopping.is_set():
            if time.monotonic() - swept > LEASE_SECONDS / 20:
                await self._db.once(HOUSE, q.expire)
                swept = time.monotonic()
            self._room.clear()
            free = self._slots - len(self._running)
            tasks = await self._claimed(free) if free > 0 else []
            for task in tasks:
                self._begin(Run(self._db, self._ledger, **{**task, "checkpoints": task["checkpoints"] or {}}))
            idle = 0 if tasks else idle + 1
            await self._rest(POLL_SECONDS if idle < 40 or self._running else IDLE_POLL_SECONDS)

    async def _claimed(self, free: int) -> list[dict[str, Any]]:
        """Up to `free` pieces of work. Each call begins behind another organisation, so that everybody's turn comes."""
        after = UUID(bytes=os.urandom(16)) if self._turns % 2 else _FIRST
        self._turns += 1
        return await self._db.once(
            HOUSE, q.claim, queues=list(self._queues), worker=self._name, lease=LEASE_SECONDS, free=free,
            names=list(self._workflows), caps=self._caps, share=self._share, after=after,
        )  # fmt: skip

    def _begin(self, run: Run) -> None:
        running = asyncio.create_task(self._work(run), context=contextvars.Context())
        self._running.add(running)
        running.add_done_callback(self._finished)

    def _finished(self, running: asyncio.Task[None]) -> None:
        self._running.discard(running)
        self._room.set()
        if not running.cancelled() and (error := running.exception()) is not None:
            log.warning("work could not be put down; its lease will run out", error=str(error))

    async def _rest(self, seconds: float) -> None:
        """Until something may be due: after the poll, or as soon as something that ran made room for what waits."""
        if not self._running:
            await self._pause(seconds)
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._room.wait(), seconds)
            await asyncio.sleep(GATHER_SECONDS)

    async def _dispatch(self) -> None:
        await self._db.once(Who.service(agent="dispatcher"), work_q.dispatch, handlers=self._handlers)

    async def _tick(self) -> None:
        """Starts what was due since the last tick; the key makes many workers start it once."""
        now = datetime.now(UTC)
        for schedule in self._schedules:
            if not schedule.each_organisation:
                await self._start_due(schedule, now, now, [None])
        if any(schedule.each_organisation for schedule in self._schedules):
            for row in await self._db.once(HOUSE, work_q.timezones):
                local = now.astimezone(zone_of(row["timezone"]))
                for schedule in self._schedules:
                    if schedule.each_organisation:
                        await self._start_due(schedule, now, local, row["organisations"])

    async def _start_due(
        self, schedule: Schedule, now: datetime, local: datetime, organisations: Sequence[UUID | None]
    ) -> None:
        due = next(CronSim(schedule.cron, local, reverse=True))
        if now - due >= LATE:
            return
        key = f"{schedule.workflow.name}@{due.astimezone(UTC).isoformat()}"
        for org_id in organisations:
            place = (schedule.workflow.name, org_id, due)
            if place not in self._started:
                async with self._db.acting(Who.service(org_id, agent="schedule")) as tx:
                    await start(tx, schedule.workflow, {}, key=key)
                self._started[place] = None
        while len(self._started) > _REMEMBERED:
            self._started.pop(next(iter(self._started)))

    async def _repeat(self, act: Upkeep, seconds: float) -> None:
        while not self._stopping.is_set():
            await act()
            await self._pause(seconds)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _away(error: BaseException) -> bool:
    """Whether the database went away (lost, shut down, starting), rather than refused what was asked."""
    return not isinstance(error, DatabaseError) or error.sqlstate[:2] == "08" or error.sqlstate[:3] == "57P"


def zone_of(name: str | None) -> ZoneInfo:
    """The timezone of this name, UTC where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def next_run(schedule: Schedule, timezone: str | None = None, now: datetime | None = None) -> datetime:
    """When a schedule is due next: for an organisation at its own hours."""
    zone = zone_of(timezone) if schedule.each_organisation else ZoneInfo("UTC")
    return next(CronSim(schedule.cron, (now or datetime.now(UTC)).astimezone(zone)))


def _handler(workflow: Workflow) -> dict[str, Any]:
    return {"queue": workflow.priority, "workflow": workflow.name, "attempts": workflow.attempts}
