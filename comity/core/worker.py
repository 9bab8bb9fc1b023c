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

from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem, away, passes
from comity.core.ledger import Gone, Ledger
from comity.core.running import LEASE_SECONDS, Run, Suspended
from comity.core.sql import load
from comity.core.who import Who
from comity.core.work import QUEUES, URGENT, Lost, Permanent, Schedule, Work, Workflow, arguments, start
from comity.core.work import q as work_q

POLL_SECONDS = 0.05
IDLE_POLL_SECONDS = 0.2
GATHER_SECONDS = 0.004
"""How long finished work is waited for before new work is claimed in one go."""
SHARE = 0.75
"""The part of a worker's slots that one organisation may hold: the rest stays open for whoever comes."""
BULK = 0.75
"""The part that background and bulk work may hold together: for what people wait for there is always a place."""
LONGEST_PAUSE = 10.0
"""Seconds between attempts at what the database goes on refusing."""
LATE = timedelta(minutes=10)
HOUSE = Who.service(agent="worker")
DISPATCHER = Who.service(agent="dispatcher")
_FIRST = UUID(int=0)
_REMEMBERED = 100_000
log = structlog.get_logger(__name__)
q = load(__file__)
Handlers = Mapping[str, Sequence[Workflow]]
Upkeep = Callable[[], Awaitable[None]]

__all__ = ["Handlers", "Worker"]


class Walk:
    """Where to begin among the organisations, of which only so many are looked at in one go.

    At the first, and by turns behind the last one served, until nobody is left there: so everybody's turn comes.
    """

    def __init__(self) -> None:
        self._behind: UUID | None = None
        self._first = False

    def begin(self) -> UUID:
        """The organisation to look at first."""
        self._first = not self._first
        return _FIRST if self._first or self._behind is None else UUID(int=self._behind.int + 1)

    def end(self, last: UUID | None) -> None:
        """Who was served last."""
        if not self._first or self._behind is None:
            self._behind = last


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
        concurrency: int = 16,
    ) -> None:
        self._db = db
        self._workflows = {w.name: w for w in workflows}
        self._handlers = orjson.dumps({kind: [_handler(w) for w in ws] for kind, ws in handlers.items()}).decode()
        self._schedules = schedules
        self._queues = queues
        self._slots = concurrency
        self._running: dict[asyncio.Task[None], str] = {}
        self._share = max(1, round(concurrency * SHARE))
        self._urgent = [queue for queue in queues if queue in URGENT]
        self._bulk = max(1, round(concurrency * BULK)) if self._urgent else concurrency
        self._caps = {w.name: w.at_once for w in workflows if w.at_once is not None}
        self._walk, self._facts_walk = Walk(), Walk()
        self._idle, self._swept = 0, 0.0
        self._started: dict[tuple[str, UUID | None], None] = {}
        self._ledger = Ledger(db)
        self._room = asyncio.Event()
        self._stopping = asyncio.Event()
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def run(self) -> None:
        """Works until `stop`; survives the database going away and coming back, and whatever it refuses."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat(self._claim, 0.0))
            group.create_task(self._repeat(self._dispatch, POLL_SECONDS))
            group.create_task(self._repeat(self._tick, 5.0))

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
        cause = error.cause if isinstance(error, Lost) else None
        with contextlib.suppress(Gone):
            await run.fail(cause or error, for_good=for_good)

    async def _claim(self) -> None:
        """Claims for all queues at once, fairly between organisations (migration 0129), then waits a little."""
        if time.monotonic() - self._swept > LEASE_SECONDS / 20:
            await self._db.once(HOUSE, q.expire)
            self._swept = time.monotonic()
        self._room.clear()
        queues, free = self._places()
        tasks = await self._claimed(queues, free) if free > 0 else []
        for task in tasks:
            self._begin(Run(self._db, self._ledger, **{**task, "checkpoints": task["checkpoints"] or {}}))
        self._idle = 0 if tasks else self._idle + 1
        if not free or len(tasks) < free:
            await self._rest(POLL_SECONDS if self._idle < 40 or self._running else IDLE_POLL_SECONDS)

    def _places(self) -> tuple[Sequence[str], int]:
        """How much may be claimed, and from which queues: the last places are for those that people wait for."""
        free = self._slots - len(self._running)
        bulk = self._bulk - sum(1 for queue in self._running.values() if queue not in URGENT)
        return (self._queues, min(free, bulk)) if bulk > 0 else (self._urgent, free)

    async def _claimed(self, queues: Sequence[str], free: int) -> list[dict[str, Any]]:
        """Up to `free` pieces of work."""
        tasks = await self._db.once(
            HOUSE, q.claim, queues=list(queues), worker=self._name, lease=LEASE_SECONDS, free=free,
            names=list(self._workflows), caps=self._caps, share=self._share, after=self._walk.begin(),
        )  # fmt: skip
        self._walk.end(max((_org_of(task["params"]) for task in tasks), default=None))
        return tasks

    def _begin(self, run: Run) -> None:
        running = asyncio.create_task(self._work(run), context=contextvars.Context())
        self._running[running] = run.queue
        running.add_done_callback(self._finished)

    def _finished(self, running: asyncio.Task[None]) -> None:
        self._running.pop(running, None)
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
        """Hands facts over, until none wait. Where all together are refused, each by itself: one never stops others."""
        handled = 1
        while handled and not self._stopping.is_set():
            given = {"handlers": self._handlers, "after": self._facts_walk.begin()}
            try:
                (row,) = await self._db.once(DISPATCHER, work_q.dispatch, **given, carefully=False)
            except (DatabaseError, Problem) as error:
                if passes(error):
                    raise
                log.exception("a fact could not be handed over; it is looked for and set aside")
                (row,) = await self._db.once(DISPATCHER, work_q.dispatch, **given, carefully=True)
            handled = row["handled"]
            self._facts_walk.end(row["last_org"])

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
            place = (key, org_id)  # an hour that the clock shows twice is two hours
            if place not in self._started:
                try:
                    async with self._db.acting(Who.service(org_id, agent="schedule")) as tx:
                        await start(tx, schedule.workflow, {}, key=key)
                except (DatabaseError, Problem) as error:
                    if away(error):
                        raise
                    log.exception("a schedule could not be started", workflow=schedule.workflow.name, org_id=org_id)
                    continue  # the next tick tries again; nobody else's waits for it
                self._started[place] = None
        while len(self._started) > _REMEMBERED:
            self._started.pop(next(iter(self._started)))

    async def _repeat(self, act: Upkeep, seconds: float) -> None:
        """Again and again. What fails is told and tried again, more slowly; it never stops the rest of the worker."""
        pause = seconds
        while not self._stopping.is_set():
            try:
                await act()
                pause = seconds
            except Exception as error:
                pause = min(max(2 * pause, 1.0), LONGEST_PAUSE)
                if away(error):
                    log.warning("the database is away; the worker waits for it", error=str(error))
                else:
                    log.exception("the worker could not go on with this; it tries again")
            if pause:
                await self._pause(pause)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _org_of(params: Mapping[str, Any]) -> UUID:
    return UUID(params["who"]["claims"].get("org_id") or _FIRST.hex)


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
