"""The books: who asks what now, what the month may still cost, what every run came to. Kept in the database.

A question is begun before anybody is asked (its cost held back, its place taken) and ended once, whatever became of it:
nothing is paid twice, and nobody spends what another has reserved.  seed: AC08, AC12
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson

from comity.core import sql
from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.who import Who
from comity.core.work import Priority

q = sql.load(__file__)
HOUSE = Who.service(agent="ai")
LOOK_SECONDS = 1.0
CANCELLED = Problem("ai_cancelled", 409, "This was stopped.")
Subject = tuple[str, UUID] | None
Counted = tuple[str, str | None] | None


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a question: cached, flying (somebody asks it now), broke (no budget), limited (the plan holds no
    more; the rules may answer), refused (nor may they), or yours to ask.
    """

    state: Literal["cached", "flying", "broke", "limited", "refused", "yours"]
    output: Any = None
    """the kept answer; a stale one where the state is another"""
    engine: str = ""
    model: str | None = None
    request: UUID | None = None


async def begin(
    db: Database,
    who: Who,
    agent: str,
    priority: Priority,
    *,
    key: str | None,
    costs: float,
    seconds: float,
    subject: Subject = None,
    counted: Counted = None,
) -> Begun:
    """Takes the question on, or says why not. `counted`: the plan's counter, and what is counted once."""
    rows = await db.once(
        who, q.begin, key=key, agent=agent, priority=priority, costs=round(costs, 6), seconds=seconds,
        about=_about(subject, counted),
    )  # fmt: skip
    return Begun(**rows[0])


async def end(
    db: Database, who: Who, run: Mapping[str, Any], request: UUID | None, keep: Mapping[str, Any] | None = None
) -> UUID:
    """Writes the run down; its id."""
    kept = orjson.dumps(keep).decode() if keep is not None else None
    rows = await db.once(who, q.end, run=orjson.dumps(run, default=str).decode(), request=request, keep=kept)
    made: UUID = rows[0]["id"]
    return made


async def wait(
    db: Database,
    who: Who,
    agent: str,
    priority: Priority,
    workflow: str,
    payload: Mapping[str, Any],
    subject: Subject,
    counted: Counted = None,
) -> None:
    """Has the workflow started once there is a budget, or a plan, again; once, however often this is called."""
    await db.once(
        who, q.wait, agent=agent, priority=priority, workflow=workflow,
        payload=orjson.dumps(payload, default=str).decode(), about=_about(subject, counted),
    )  # fmt: skip


@asynccontextmanager
async def held(db: Database, request: UUID | None) -> AsyncIterator[None]:
    """While a request is held it can be stopped: whoever holds it is cancelled, and says so by a Problem."""
    if request is None:
        yield
        return
    watch = _watches.setdefault(asyncio.get_running_loop(), _Watch())
    task = asyncio.current_task()
    assert task is not None
    watch.hold(request, db, task)
    try:
        yield
    except asyncio.CancelledError:
        if request in watch.stopped:
            task.uncancel()
            raise CANCELLED() from None
        raise
    finally:
        watch.release(request)


class _Watch:
    """Looks once a second whether something held in this loop was stopped; not at all while nothing is."""

    def __init__(self) -> None:
        self._held: dict[UUID, tuple[Database, asyncio.Task[Any]]] = {}
        self.stopped: set[UUID] = set()
        self._looking: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def hold(self, request: UUID, db: Database, task: asyncio.Task[Any]) -> None:
        self._held[request] = (db, task)
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._begin)

    def release(self, request: UUID) -> None:
        self._held.pop(request, None)
        self.stopped.discard(request)
        if not self._held and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        for db in {db for db, _ in self._held.values()}:
            ids = [request for request, (held_by, _) in self._held.items() if held_by is db]
            with suppress(DatabaseError):
                for row in await db.once(HOUSE, q.cancelled, ids=ids):
                    self._stop(row["id"])
        self._looking = None
        if self._held:
            self._looking = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._begin)

    def _stop(self, request: UUID) -> None:
        if request in self._held:
            self.stopped.add(request)
            self._held[request][1].cancel()


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watch] = WeakKeyDictionary()


def _about(subject: Subject, counted: Counted) -> str:
    about: dict[str, Any] = {"table": subject[0], "id": str(subject[1])} if subject else {}
    return orjson.dumps(about | ({"metric": counted[0], "unit": counted[1]} if counted else {})).decode()
