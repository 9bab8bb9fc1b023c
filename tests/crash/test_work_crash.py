"""Workers, and now and then the database, killed at any step: every workflow ends, its effects are there once.

A step whose effect is outside is done at least once, always under the same idempotency key: the service here counts
deeds by key, as those do who keep the key.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from comity.core import embedded
from comity.core.db import Database, Tx
from comity.core.errors import DatabaseError
from comity.core.migrate import migrate
from comity.core.who import Who
from comity.core.work import P0, P1, P3, Limit, Work, emit, start, start_later, workflow
from tests.killed import Child, work_for_ever
from tests.queries import q
from tests.world import WORLD, enter

LIMIT = Limit("crash", at_once=6)
KINDS = ("steps", "fan", "sleeper", "waiter", "hearer")
_port = 0


NOTE = q("insert into teams (org_id, name) values (:org_id, :name)")
NOTES = q("select name from teams where org_id = :org_id and name like 'k %'")
OVER = q(
    "select (select count(*) from absurd.t_p0 where state <> 'completed')"
    " + (select count(*) from absurd.t_p1 where state <> 'completed')"
    " + (select count(*) from absurd.t_p3 where state <> 'completed')"
    " + (select count(*) from app.work_later) + (select count(*) from app.facts where dispatched_at is null) as n"
)
STUCK = q(
    "select t.task_name, t.state, t.attempts, r.failure_reason from absurd.t_p1 as t"
    " left join absurd.r_p1 as r on r.run_id = t.last_attempt_run where t.state <> 'completed' limit 5"
)
SLOTS = q("select count(*) as n from app.slots where service = 'crash'")
TELL = q("select app.announce('test.crash_said', null, jsonb_build_object('mark', :mark::text))")


async def deed(mark: str) -> str:
    """Something outside, under its key."""
    reader, writer = await asyncio.open_connection("127.0.0.1", _port)
    writer.write(f"{mark}\n".encode())
    said = await reader.readline()
    writer.close()
    if said != b"done\n":
        raise ConnectionError("the service did not answer")
    return mark


def note(name: str) -> Any:
    async def act(tx: Tx) -> None:
        await tx.run(NOTE, name=f"k {name}")

    return act


@workflow("crash.steps", priority=P1, attempts=1000)
async def steps(work: Work, mark: str) -> None:
    """Effects inside and outside by turns; the last one asks for more work, once."""
    for step in "abcd":
        await work.change(step, note(f"{mark} {step}"))
        await work.step(f"deed {step}", lambda step=step: deed(f"{mark} {step}"), limit=LIMIT if step == "b" else None)  # type: ignore[misc]

    async def more(tx: Tx) -> None:
        await start(tx, small, {"mark": f"{mark} more"})
        await start_later(tx, small, {"mark": f"{mark} later"}, key=mark, seconds=0.2)

    await work.change("more", more)


@workflow("crash.fan", priority=P1, attempts=1000)
async def fan(work: Work, mark: str) -> None:
    """Side by side, then together."""
    done = await asyncio.gather(*(work.step(f"part {n}", lambda n=n: deed(f"{mark} {n}")) for n in range(5)))  # type: ignore[misc]
    await work.change("join", note(f"{mark} joined {len(done)}"))


@workflow("crash.sleeper", priority=P3, attempts=1000)
async def sleeper(work: Work, mark: str) -> None:
    """Sleeps between its steps."""
    for turn in range(3):
        await work.sleep(f"nap {turn}", 0.3)
        await work.change(f"wake {turn}", note(f"{mark} {turn}"))


@workflow("crash.waiter", priority=P1, attempts=1000)
async def waiter(work: Work, mark: str) -> None:
    """Waits for somebody."""
    said = await work.wait_for(f"go {mark}")
    await work.change("heard", note(f"{mark} heard {said}"))


@workflow("crash.hearer", priority=P0, attempts=1000)
async def hearer(work: Work, mark: str) -> None:
    """Started by a fact."""
    await work.change("heard", note(f"{mark} fact"))


@workflow("crash.small", priority=P3, attempts=1000)
async def small(work: Work, mark: str) -> None:
    """One step."""
    await work.change("note", note(mark))


def expected(kind: str, mark: str) -> tuple[set[str], set[str]]:
    """What must be inside, and what outside."""
    if kind == "steps":
        inside = {f"{mark} {step}" for step in ("a", "b", "c", "d", "more", "later")}
        return inside, {f"{mark} {step}" for step in "abcd"}
    if kind == "fan":
        return {f"{mark} joined 5"}, {f"{mark} {n}" for n in range(5)}
    if kind == "sleeper":
        return {f"{mark} {turn}" for turn in range(3)}, set()
    return {f"{mark} heard now" if kind == "waiter" else f"{mark} fact"}, set()


async def child(url: str, port: str) -> None:
    """A worker, for ever."""
    global _port
    _port = int(port)
    db = await patiently(lambda: Database.open(url, 8))
    await work_for_ever(db, [steps, fan, sleeper, waiter, hearer, small], {"test.crash_said": [hearer]})


@asynccontextmanager
async def service(done: Counter[str]) -> AsyncIterator[int]:
    """Whoever it is outside, counting what it was told by key."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if line := await reader.readline():
            done[line.decode().strip()] += 1
            await asyncio.sleep(0.03)  # done, but whoever asked does not know yet
            writer.write(b"done\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


class Workers:
    """Two worker processes; whoever is killed is followed by another."""

    def __init__(self, url: str, port: int) -> None:
        self._where = (url, port)
        self._running = [self._begin() for _ in range(2)]

    def _begin(self) -> Child:
        return Child("tests.crash.test_work_crash", *self._where)

    async def kill(self, number: int, after: float) -> None:
        """Kills one, so many seconds after it began to work."""
        await self._running[number].begun()
        await asyncio.sleep(after)
        self._running[number].kill()
        self._running[number] = self._begin()

    def end(self) -> None:
        for process in self._running:
            process.kill()


async def patiently(act: Any) -> Any:
    """Asks again while the database is away."""
    while True:
        try:
            return await act()
        except DatabaseError:
            await asyncio.sleep(0.1)


async def begin(db: Database, kind: str, mark: str) -> None:
    """Starts one of a kind, once, even where the answer to the commit was lost."""
    what = {"steps": steps, "fan": fan, "sleeper": sleeper, "waiter": waiter}.get(kind)

    async def once() -> None:
        async with db.acting(WORLD.owner) as tx:
            if what is None:
                await tx.run(TELL, mark=mark)
            else:
                await start(tx, what, {"mark": mark}, key=mark)

    await once() if what is None else await patiently(once)


async def kill_database(server: embedded.Server) -> None:
    pid = server.pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    while server.pid in (None, pid) or embedded.status(server.place) != "ready":
        await asyncio.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kills", "of_database"), [(4, 4), pytest.param(200, 10, marks=pytest.mark.soak)])
async def test_killed_anywhere_everything_ends_once(kills: int, of_database: int) -> None:
    """Each `of_database`-th kill is the database's."""
    chance, done, begun = random.Random(kills), Counter[str](), list[tuple[str, str]]()
    with tempfile.TemporaryDirectory(prefix="comity-work-kills-") as folder:
        server = await embedded.start(Path(folder))
        watching = asyncio.create_task(server.watch(every=0.02))
        await migrate(server.url())
        enter(server.url(), WORLD)
        db = await Database.open(server.url(), 5)
        async with service(done) as port:
            workers = Workers(server.url(), port)
            try:
                for turn in range(kills):
                    for number in range(4):
                        for kind in KINDS:
                            mark = f"{kind} {turn:03} {number}"
                            await begin(db, kind, mark)
                            begun.append((kind, mark))
                    if turn % of_database == of_database - 1:
                        await kill_database(server)
                    else:
                        await workers.kill(turn % 2, chance.uniform(0.02, 0.8))
                await ended(db, [mark for kind, mark in begun if kind == "waiter"], 200 + 2 * kills)
                await judged(db, begun, done)
            finally:
                workers.end()
                watching.cancel()
                await db.close()
                await asyncio.to_thread(server.stop)


async def ended(db: Database, waiters: list[str], seconds: float) -> None:
    """Wakes those who wait, and waits until nothing is left."""

    async def wake(mark: str) -> None:  # twice is once: the first one counts
        async with db.acting(WORLD.owner) as tx:
            await emit(tx, f"go {mark}", "now")

    for mark in waiters:
        await patiently(lambda mark=mark: wake(mark))  # type: ignore[misc]
    for _ in range(int(seconds * 5)):
        if not (await db.once(Who.service(), OVER))[0]["n"]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(await db.once(Who.service(), STUCK))


async def judged(db: Database, begun: list[tuple[str, str]], done: Counter[str]) -> None:
    inside = Counter(row["name"].removeprefix("k ") for row in await db.once(WORLD.owner, NOTES))
    wanted, outside = set[str](), set[str]()
    for kind, mark in begun:
        here, there = expected(kind, mark)
        wanted |= here
        outside |= there
    assert inside == Counter(wanted)
    assert set(done) == outside
    again = sum(count - 1 for count in done.values())
    print(f"{len(begun)} workflows, {len(wanted)} effects inside once, {len(outside)} outside, {again} told again")
    assert (await db.once(Who.service(), SLOTS))[0]["n"] <= 6  # a killed holder's place is free again after its time
