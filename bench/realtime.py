"""Realtime: from commit to received, and fan-out, beside a bare socket server that does only the sends.

Wanted: with 1,000 sockets in 50 organisations, p50 under 15 ms and p99 under 100 ms at 100 commits a second, p99 under
500 ms at 1,000 with nothing lost, told twice or out of order per row; 60 % of the bare server's fan-out rate to 1,000
and to 5,000 sockets; 5,000 idle sockets under 300 MB; writes at 85 % of their rate without capture or better.

Times are taken in one process: the writer stamps a row, the reader compares when it hears of it. That process shares
the machine with what it measures; what it takes is printed too. Half of the commits are new rows, half change rows that
are there, and the database itself counts a row's versions: every socket must hear 1, 2, 3 of each. SECONDS, SOCKETS,
RATES and ONLY=latency,fanout,idle,writes shorten a run.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from bench._fanout import fanout
from bench._live import ORGS, House, cpu, house_of, own_cpu, whole_cpu
from bench._sockets import Heard, Line, dial, dial_many
from bench.harness import claim, empty_home, resident, served
from comity.core.db import Database
from comity.core.sql import compile_named

SECONDS = float(os.environ.get("SECONDS", "10"))
SOCKETS = int(os.environ.get("SOCKETS", "1000"))
RATES = [int(rate) for rate in os.environ.get("RATES", "100,1000").split(",")]
ONLY = set(filter(None, os.environ.get("ONLY", "").split(",")))
ROWS = 10  # of each organisation that change again and again
WRITERS = 8
AT_ONCE = 500  # commits under way: where the machine cannot keep the rate, the rate is what falls
ADD = compile_named("add", "A bench's own.", "insert into tags (org_id, name) values (:org_id, :name) returning id")
CHANGE = compile_named(
    "change",
    "A bench's own query.",
    "update tags set name = concat_ws(' ', 't', split_part(name, ' ', 2), split_part(name, ' ', 3)::int + 1,"
    " :stamp::text) where org_id = :org_id and id = :id",
)


# -- from commit to received ------------------------------------------------------------------------------------------


@dataclass
class Ear:
    """What all sockets of one run heard: of each socket and row, the last version; of new rows, the latest."""

    took: Counter[int] = field(default_factory=Counter)  # by tenths of a millisecond: a long run must not grow
    last: list[dict[bytes, int]] = field(default_factory=lambda: [{} for _ in range(SOCKETS)])
    recent: list[dict[bytes, None]] = field(default_factory=lambda: [{} for _ in range(SOCKETS)])
    messages: int = 0
    joined: int = 0
    skipped: int = 0
    twice: int = 0
    disorder: int = 0
    count: bool = False

    def of(self, number: int) -> Heard:
        last, recent = self.last[number], self.recent[number]

        def hear(message: bytes) -> None:
            if b'"postgres_changes",{' in message[:120]:
                at = message.find(b'"name":"t ')
                if at > 0 and self.count:
                    row, version, stamp = message[at + 10 : message.index(b'"', at + 10)].split(b" ")
                    self.took[(time.perf_counter_ns() - int(stamp)) // 100_000] += 1
                    self.messages += 1
                    if row[:1] == b"r":
                        self._judge(last, row, int(version))
                    else:
                        self._once(recent, row)
            elif b"Subscribed to PostgreSQL" in message:
                self.joined += 1

        return hear

    def _once(self, recent: dict[bytes, None], row: bytes) -> None:
        if row in recent:
            self.twice += 1
        recent[row] = None
        if len(recent) > 2000:
            del recent[next(iter(recent))]

    def _judge(self, last: dict[bytes, int], row: bytes, version: int) -> None:
        known = last.get(row, 0)
        if version <= known:
            self.twice += version == known
            self.disorder += version < known
            return
        self.skipped += version - known - 1
        last[row] = version

    def within(self, share: float) -> float:
        """Milliseconds within which so much was heard."""
        wanted, seen = share * self.messages, 0
        for tenths in sorted(self.took):
            seen += self.took[tenths]
            if seen >= wanted:
                return (tenths + 1) / 10
        return 0.0


async def ears(house: House, ear: Ear) -> list[Line]:
    """Sockets that follow the rows of their organisation, as many of each."""
    wish = [{"event": "*", "schema": "public", "table": "tags"}]

    async def follow(number: int) -> Line:
        who = house.members[number % ORGS * 20 + number // ORGS % 20]
        line = await dial(house.served.port, house.path, ear.of(number))
        config = {"config": {"postgres_changes": wish}, "access_token": house.token(who)}
        line.send(json.dumps(["1", "1", "realtime:bench", "phx_join", config]).encode())
        return line

    lines = await dial_many(SOCKETS, follow)
    while ear.joined < SOCKETS:
        await asyncio.sleep(0.05)
    return lines


class Writers:
    """Commits at a steady rate: a new row, a changed row, in turn, through the organisations."""

    def __init__(self, house: House, db: Database) -> None:
        self.house, self.db, self.sent = house, db, 0
        self._serial = time.monotonic_ns()
        self._rows: list[list[UUID]] = []

    async def prepare(self) -> None:
        for org in range(ORGS):
            who, names = self.house.members[org * 20], [f"t r{self._serial}-{row} 0 0" for row in range(ROWS)]
            self._rows.append([(await self.db.once(who, ADD, name=name))[0]["id"] for name in names])

    def write(self) -> asyncio.Task[object]:
        number, self.sent = self.sent, self.sent + 1
        org = number // 2 % ORGS
        who = self.house.members[org * 20]
        stamp = time.perf_counter_ns()
        if number % 2:
            row = self._rows[org][number // 2 // ORGS % ROWS]
            return asyncio.create_task(self.db.once(who, CHANGE, id=row, stamp=str(stamp)))
        return asyncio.create_task(self.db.once(who, ADD, name=f"t n{self._serial}-{number} 1 {stamp}"))

    async def run(self, rate: int) -> float:
        began, waiting = time.perf_counter(), set[asyncio.Task[object]]()
        while (passed := time.perf_counter() - began) < SECONDS:
            while self.sent < passed * rate and len(waiting) < AT_ONCE:
                task = self.write()
                waiting.add(task)
                task.add_done_callback(waiting.discard)
            await asyncio.sleep(0.002)
        await asyncio.gather(*waiting)
        return time.perf_counter() - began


async def latency(house: House, rate: int) -> None:
    """Each commit is heard by the sockets of its organisation."""
    ear = Ear()
    lines = await ears(house, ear)
    db = await Database.open(house.served.database_url, WRITERS)
    writers = Writers(house, db)
    await writers.prepare()
    await asyncio.sleep(1.0)
    ear.count = True
    server, own, whole = cpu(house.pid), own_cpu(), whole_cpu()
    lasted = await writers.run(rate)
    wanted = writers.sent * (SOCKETS // ORGS)
    for _ in range(300):
        if ear.messages >= wanted:
            break
        await asyncio.sleep(0.1)
    micro = 1e6 / max(1, ear.messages)
    name = f"{rate} commits/s, {SOCKETS} sockets"
    claim(
        f"commit to received p50, {name}", ear.within(0.5), 15.0 if rate <= 100 else None, "ms", want="<= 15 at 100/s"
    )
    claim(f"commit to received p99, {name}", ear.within(0.99), 100.0 if rate <= 100 else 500.0, "ms", want="<= limit")
    claim(f"commits reached, {name}", writers.sent / lasted, float(rate), "/s", want="the rate")
    claim(f"lost, {name}", max(ear.skipped, wanted - ear.messages + ear.twice), None, "messages", want="0")
    claim(f"told twice, {name}", ear.twice, None, "messages", want="0")
    claim(f"out of order of a row, {name}", ear.disorder, None, "messages", want="0")
    claim(f"server CPU a delivered message, {name}", (cpu(house.pid) - server) * micro, None, "us")
    claim(f"what the generator itself takes, {name}", (own_cpu() - own) * micro, None, "us")
    claim(f"cores busy, {name}", (whole_cpu() - whole) / lasted, float(os.cpu_count() or 1), "cores")
    for line in lines:
        line.transport.abort()
    await db.close()


# -- sockets that wait ------------------------------------------------------------------------------------------------


async def idle(house: House) -> None:
    """Sockets that joined and wait."""
    before, joined = resident(house.pid), 0

    def hear(message: bytes) -> None:
        nonlocal joined
        joined += b"phx_reply" in message

    async def join(number: int) -> Line:
        line = await dial(house.served.port, house.path, hear)
        line.send(b'["1","1","realtime:idle-%d","phx_join",{"config":{}}]' % (number % 500))
        return line

    lines = await dial_many(5000, join)
    while joined < 5000:
        await asyncio.sleep(0.05)
    claim("5,000 idle sockets", resident(house.pid) - before, 300.0, "MiB", want="<= 300")
    for line in lines:
        line.transport.abort()


# -- what capture costs writers ---------------------------------------------------------------------------------------


async def writes(house: House, name: str) -> float:
    """Single-row transactions a second from eight writers."""
    db = await Database.open(house.served.database_url, WRITERS)
    done, until = 0, time.perf_counter() + min(SECONDS, 4.0)

    async def writer(number: int) -> None:
        nonlocal done
        who = house.members[number * 20]
        while time.perf_counter() < until:
            await db.once(who, ADD, name=f"w {name} {number} {time.perf_counter_ns()}")
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    rate = done / (time.perf_counter() - began)
    await db.close()
    return rate


async def cost(house: House) -> None:
    """The same writers with capture and without it: the house's process is stopped, its walsender with it; in turn."""
    ended = "select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null"
    await writes(house, "warm")
    captured, bare = [], []
    for turn in range(3):
        captured.append(await writes(house, f"captured {turn}"))
        os.kill(house.pid, signal.SIGSTOP)
        try:
            with psycopg.connect(house.served.database_url, autocommit=True) as admin:
                admin.execute(ended)
            bare.append(await writes(house, f"bare {turn}"))
        finally:
            os.kill(house.pid, signal.SIGCONT)
        await asyncio.sleep(3.0)  # it catches up
    rate, without = statistics.median(captured), statistics.median(bare)
    claim("writes while changes are captured", rate, without, "/s", want=">= 0.85 of without")


async def main(house: House) -> None:
    def wanted(name: str) -> bool:
        return not ONLY or name in ONLY

    if wanted("latency"):
        for rate in RATES:
            await latency(house, rate)
    if wanted("idle"):
        await idle(house)
    if wanted("fanout"):
        await fanout(house, 1000)
        await fanout(house, 5000)
    if wanted("writes"):
        await cost(house)


if __name__ == "__main__":
    import resource

    import uvloop

    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with empty_home() as home, served(home, "--no-work") as running:
        uvloop.run(main(house_of(running)))
