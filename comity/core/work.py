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

from comity.core import rates, sql
from comity.core.db import Database, DatabaseError, Tx
from comity.core.errors import Passing, Problem, passes
from comity.core.ledger import Gone
from comity.core.running import LEASE_SECONDS, NothingCame, Run, Suspended
from comity.core.who import Who

T = TypeVar("T")
Priority = Literal["p0", "p1", "p2", "p3"]
P0: Priority = "p0"  # a person waits, under 2 s
P1: Priority = "p1"  # a person started it, under 30 s
P2: Priority = "p2"  # background, minutes
P3: Priority = "p3"  # bulk, hours
QUEUES: tuple[Priority, ...] = (P0, P1, P2, P3)
URGENT: tuple[Priority, ...] = (P0, P1)

STEP_PAUSES = (1.0, 2.0, 4.0)  # seed: J02
STEP_SECONDS = 300.0  # seed: J02
LOST_RUN = ("AB001", "AB002")
"""The durable-work library's own SQLSTATEs: the task was cancelled, or its run failed meanwhile."""
LOST = Problem("work_lost", 500, "Comity stopped each time it was at work on this, so it was left. Try it again later.")
SPENT = Problem("work_spent", 500, "Each attempt at this failed, so it was left. Try it again later.")
LAST_WORD = "$lost"
"""What a last run is woken by (migration 0350)."""
SLOT_PAUSE = 0.5
"""Seconds until work asks again for a place at an outside service that is full."""

log = structlog.get_logger(__name__)
q = sql.load(__file__)


class Permanent(Exception):
    """A failure that trying again will not mend."""


class Lost(Permanent):
    """Nobody comes after this run, which is there to say so: a step failed in the last of the attempts (`cause` says
    how), or whoever worked on it was stopped each time."""

    def __init__(self, cause: Exception | None = None) -> None:
        super().__init__(_said_of(cause) if cause else LOST.sentence)
        self.cause = cause


class Unlucky(Exception):
    """The database could not do it just now, for reasons that are not ours: no refusal, so it is tried again."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Workflow:
    """A durable function. `attempts` counts runs of the whole, beside each step's own retries."""

    name: str
    run: Callable[..., Awaitable[Any]]
    priority: Priority = P2
    attempts: int = 5
    at_once: int | None = None
    """How many of these one organisation may have running."""
    step_seconds: float = STEP_SECONDS


@dataclass(frozen=True, slots=True)
class Limit:
    """What an outside service bears: so many a minute and at once, from all of us or from each organisation."""

    service: str
    per_minute: float | None = None
    at_once: int | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """A workflow at times given as a cron expression: in UTC, or for each organisation at its own hours.  seed: J19"""

    cron: str
    workflow: Workflow
    each_organisation: bool = False


def workflow(
    name: str,
    *,
    priority: Priority = P2,
    attempts: int = 5,
    at_once: int | None = None,
    step_seconds: float = STEP_SECONDS,
) -> Callable[[Callable[..., Awaitable[Any]]], Workflow]:
    """Makes a workflow of an async function taking a Work and the payload's keys.

    Where steps change so that a run begun by the old code could not go on, give it a new name (`sales.process_call@2`)
    and keep the old one until its runs are done: a worker only takes what it knows.
    """
    return lambda run: Workflow(name, run, priority, attempts, at_once, step_seconds)


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


async def start_later(
    tx: Tx,
    what: Workflow,
    payload: Mapping[str, Any],
    *,
    key: str,
    seconds: float,
    who: Who | None = None,
) -> None:
    """Starts a workflow `seconds` after it was last asked for under this key, with what was said last."""
    await tx.value(
        q.later,
        queue=what.priority,
        workflow=what.name,
        payload=orjson.dumps(payload, default=str).decode(),
        key=key,
        attempts=what.attempts,
        seconds=seconds,
        as_who=orjson.dumps(who.to_json()).decode() if who else None,
    )


async def emit(tx: Tx, event: str, payload: Any = None) -> None:
    """Wakes work of this organisation that waits for the event, now or later; the first emission of a name counts."""
    await tx.run(q.emit, event=event, payload=orjson.dumps(payload, default=str).decode())


class Work:
    """What a running workflow is handed: who it acts for, the database, and steps."""

    def __init__(self, db: Database, who: Who, run: Run, step_seconds: float = STEP_SECONDS) -> None:
        self.db = db
        self.who = who
        self._run = run
        self._step_seconds = step_seconds

    @property
    def id(self) -> str:
        """The id of this piece of work, the same however often it is retried."""
        return str(self._run.task_id)

    @property
    def attempt(self) -> int:
        """Which run of the whole this is, from 1."""
        return self._run.attempt

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[Tx]:
        """A transaction acting as the one this work is for."""
        try:
            async with self.db.acting(self.who) as tx:
                yield tx
        except Passing as passing:
            raise Unlucky(passing.sentence) from passing

    async def step(self, name: str, act: Callable[[], Awaitable[T]], *, limit: Limit | None = None) -> T:
        """Runs `act` once and remembers its JSON result; retried alone, three times, when it fails.

        With a `limit` it first waits for its turn at the service, without holding a worker.
        """
        checkpoint = self._run.name(name)
        if checkpoint in self._run.checkpoints:
            return self._run.checkpoints[checkpoint]  # type: ignore[no-any-return]
        self._go_on()
        async with self._turn(name, limit):
            value = await self._retried(name, act)
        await self._run.keep(checkpoint, value)
        return value

    async def change(self, name: str, act: Callable[[Tx], Awaitable[T]]) -> T:
        """A step whose effects are in the database: they and its checkpoint commit together, so exactly once."""
        checkpoint = self._run.name(name)
        if checkpoint in self._run.checkpoints:
            return self._run.checkpoints[checkpoint]  # type: ignore[no-any-return]
        self._go_on()

        async def both() -> T:
            async with self.tx() as tx:
                value = await act(tx)
                await tx.run(
                    q.checkpoint,
                    queue=self._run.queue,
                    task=self._run.task_id,
                    step=checkpoint,
                    state=orjson.dumps(value, default=str).decode(),
                    run=self._run.run_id,
                    lease=self._run.lease(),
                )
            self._run.checkpoints[checkpoint] = value
            return value

        return await self._retried(name, both)

    async def reached(self, mark: str) -> None:
        """Notes how far the work is. Who begins further on than those before has not failed, though the last."""
        checkpoint = self._run.name(mark)
        if checkpoint not in self._run.checkpoints:
            if self._run.wake_event == LAST_WORD:
                self._run.wake_event = None
            await self._run.keep(checkpoint, None)

    async def sleep(self, name: str, seconds: float) -> None:
        """Suspends the work without holding a worker."""
        self._go_on()
        await self._run.sleep(name, seconds)

    async def wait_for(self, event: str, seconds: int | None = None) -> Any:
        """Suspends until `emit` names the event in this organisation; its payload. Raises NothingCame in time."""
        self._go_on()
        return await self._run.wait(f"{self.who.org_id or '-'}:{event}", event, seconds)

    async def wait_for_fact(self, name: str, kind: str, seconds: int, subject: UUID | None = None) -> Any:
        """Suspends until a fact of this kind is announced, about one record or any; its payload, or None in time."""
        self._go_on()
        event = f"fact:{self.id}:{name}"
        if name not in self._run.checkpoints and self._run.wake_event != event:
            async with self.tx() as tx:
                await tx.value(
                    q.await_fact, event=event, queue=self._run.queue, kind=kind, subject=subject, seconds=float(seconds)
                )
        try:
            return await self._run.wait(event, name, seconds)
        except NothingCame:
            return None

    def _go_on(self) -> None:
        """Once, in a last run, raises Lost where it never got further; whoever catches that may go on."""
        if self._run.wake_event == LAST_WORD:
            self._run.wake_event = None
            raise Lost

    @asynccontextmanager
    async def _turn(self, name: str, limit: Limit | None) -> AsyncIterator[None]:
        """One's turn at an outside service: waits asleep where it is not, and gives the place back."""
        if limit is None:
            yield
            return
        place = f"{limit.service}:{self.who.org_id}" if limit.each else limit.service
        while limit.per_minute and (wait := await rates.take(self.db, f"service:{place}", limit.per_minute)):
            await self.sleep(f"{name}: waits for {limit.service}", max(wait, 0.1))
        seconds = self._step_seconds * (1 + len(STEP_PAUSES)) + sum(STEP_PAUSES)
        slot = {"service": place, "holder": self.id}
        while limit.at_once and not await self._slot(limit.at_once, seconds, slot):
            await self.sleep(f"{name}: waits for a place at {limit.service}", SLOT_PAUSE)
        try:
            yield
        finally:
            if limit.at_once:
                await self.db.once(rates.HOUSE, q.free_slot, **slot)

    async def _slot(self, most: int, seconds: float, slot: Mapping[str, str]) -> bool:
        return bool((await self.db.once(rates.HOUSE, q.take_slot, most=most, seconds=seconds, **slot))[0]["taken"])

    async def _retried(self, name: str, act: Callable[[], Awaitable[T]]) -> T:
        for pause in (*STEP_PAUSES, None):
            try:
                async with self._lease(), asyncio.timeout(self._step_seconds):
                    return await act()
            except (Permanent, Gone, Suspended, asyncio.CancelledError):
                raise
            except Exception as error:
                if isinstance(error, DatabaseError) and error.sqlstate in LOST_RUN:
                    raise Gone(str(error)) from None
                if (isinstance(error, Problem) and not passes(error)) or getattr(error, "permanent", False):
                    raise
                if pause is None:
                    raise await self._given_up(name, error) from None
                log.warning("step failed, trying again", step=name, work=self.id, error=str(error), pause=pause)
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _given_up(self, name: str, error: Exception) -> Exception:
        """What a step that failed each time fails with: for good, once nothing more is tried (decision 0218)."""
        if await self._run.last():
            log.error("step failed in the last attempt", step=name, work=self.id, exc_info=error)
            return Lost(error)
        return Unlucky(error.sentence) if isinstance(error, Passing) else error

    @asynccontextmanager
    async def _lease(self) -> AsyncIterator[None]:
        """Keeps the lease while a step runs, so that nobody else takes long work for abandoned."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(LEASE_SECONDS / 3)
                await self._run.extend()

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()


def _said_of(cause: Exception) -> str:
    """What a failure says to people: its own words where it has some, for most have none but a programmer's."""
    words = getattr(cause, "sentence", None) or getattr(cause, "problem", None)
    return words if isinstance(words, str) else SPENT.sentence


def arguments(run: Callable[..., Awaitable[Any]], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Those keys of the payload that the function takes: a fact may say more than a handler needs."""
    parameters = inspect.signature(run).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return dict(payload)
    return {key: value for key, value in payload.items() if key in parameters}
