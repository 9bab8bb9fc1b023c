"""Durable work: four-step workflows a second with two workers, enqueue to start, fairness, cost of a step.

The limit is what the database alone does with the same rows: an insert and an update, each its own transaction, by the
same driver and as many connections. Settings: BENCH_WORKFLOWS, BENCH_FLOOD, BENCH_SECONDS.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from bench.harness import claim, empty_home, percentile
from comity.core import embedded
from comity.core.db import Database
from comity.core.migrate import migrate
from comity.core.sql import compile_named
from comity.core.who import Who
from comity.core.work import P2, Work, start, workflow

COUNT = int(os.environ.get("BENCH_WORKFLOWS", "3000"))
FLOOD = int(os.environ.get("BENCH_FLOOD", "100000"))
PACED_SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
SMALL = 50
WORKERS = 2


def q(text: str):  # type: ignore[no-untyped-def]
    return compile_named("bench", "A bench's own query.", text)


LEFT = q("select count(*)::int as n from absurd.t_p2 where state not in ('completed', 'failed')")
FAILED = q("select count(*)::int as n from absurd.t_p2 where state = 'failed'")
WAITS = q(
    "select extract(epoch from first_started_at - enqueue_at)::float8 as s from absurd.t_p2"
    " where first_started_at is not null and task_id > :after"
)
LAST = q("select coalesce(max(task_id::text), '00000000-0000-0000-0000-000000000000')::uuid as id from absurd.t_p2")
SMALL_ONES = q(
    "select extract(epoch from first_started_at - enqueue_at)::float8 as s from absurd.t_p2"
    " where first_started_at is not null and org_id <> :flood and task_id > :after"
)
MANY = q(
    "select count(app.start_work('p2', 'bench.four', '{}', null, 5, null)) as n from generate_series(1, :count::int)"
)
INSERT = q("insert into bench_bare (state) values ('begun') returning id")
UPDATE = q("update bench_bare set state = 'done', at = now() where id = :id")
SERVICE = Who.service(agent="bench")


@workflow("bench.four", priority=P2)
async def four(work: Work) -> None:
    """Four steps that do nothing: what is measured is the machinery."""

    async def nothing() -> int:
        return 1

    for name in ("a", "b", "c", "d"):
        await work.step(name, nothing)


async def work(url: str) -> None:
    """One worker process."""
    from comity.core.worker import Worker

    await Worker(await Database.open(url, 10), [four], {}, []).run()


@contextmanager
def workers(url: str) -> Iterator[list[int]]:
    """Worker processes for the length of the block."""
    script = f"import asyncio; from bench.work import work; asyncio.run(work({url!r}))"
    running = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(WORKERS)]
    try:
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()


async def enqueue(db: Database, count: int, who: Who) -> None:
    """Starts so many, a hundred a transaction."""
    for first in range(0, count, 100):
        async with db.acting(who) as tx:
            for _ in range(min(100, count - first)):
                await start(tx, four, {})


async def emptied(db: Database, seconds: float = 120) -> float:
    """Waits until nothing is left; the moment."""
    deadline = time.perf_counter() + seconds
    while (await db.once(SERVICE, LEFT))[0]["n"]:
        if time.perf_counter() > deadline:
            raise TimeoutError("work was left over")
        await asyncio.sleep(0.02)
    return time.perf_counter()


def cpu(pids: list[int]) -> float:
    """Seconds of CPU these processes have had."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(f[11]) + int(f[12]) for f in fields) / os.sysconf("SC_CLK_TCK")


async def rate(db: Database, url: str) -> float:
    who = Who.service(UUID(int=1))
    with workers(url) as pids:
        await enqueue(db, 100, who)
        await emptied(db)
        spent, began = cpu(pids), time.perf_counter()
        await enqueue(db, COUNT, who)
        found = COUNT / (await emptied(db) - began)
        claim("workflows: CPU of the workers a workflow", (cpu(pids) - spent) * 1000 / COUNT, None, "ms")
        return found


async def paced(db: Database, url: str, per_second: float) -> list[float]:
    """Enqueue to start, at a steady pace."""
    with workers(url):
        await enqueue(db, 50, Who.service(UUID(int=1)))
        await emptied(db)
        after = (await db.once(SERVICE, LAST))[0]["id"]
        began = time.perf_counter()
        for number in range(int(per_second * PACED_SECONDS)):
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            async with db.acting(Who.service(UUID(int=1 + number % 20))) as tx:
                await start(tx, four, {})
        await emptied(db)
        return [row["s"] for row in await db.once(SERVICE, WAITS, after=after)]


async def fair(db: Database, url: str) -> list[float]:
    """How long one job each of many waits beside a flood."""
    flood = UUID(int=7)
    for first in range(0, FLOOD, 10_000):
        await db.once(Who.service(flood), MANY, count=min(10_000, FLOOD - first))
    with workers(url):
        await asyncio.sleep(3)
        after = (await db.once(SERVICE, LAST))[0]["id"]
        for number in range(SMALL):
            async with db.acting(Who.service(UUID(int=1000 + number))) as tx:
                await start(tx, four, {})
        waits: list[float] = []
        deadline = time.perf_counter() + 30
        while len(waits) < SMALL and time.perf_counter() < deadline:
            await asyncio.sleep(0.1)
            waits = [row["s"] for row in await db.once(SERVICE, SMALL_ONES, after=after, flood=flood)]
        return waits + [30.0] * (SMALL - len(waits))


async def bare(db: Database) -> float:
    """Inserts with their updates a second, as many at once as the workers have connections."""
    done = 0
    until = time.perf_counter() + 4

    async def one() -> None:
        nonlocal done
        while time.perf_counter() < until:
            row = (await db.once(SERVICE, INSERT))[0]
            await db.once(SERVICE, UPDATE, id=row["id"])
            done += 1

    await asyncio.gather(*(one() for _ in range(10)))
    return done / 4


async def main() -> None:
    with empty_home() as home:
        server = await embedded.start(home)
        try:
            url = server.url()
            await migrate(url)
            import psycopg

            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("create table bench_bare (id bigserial primary key, state text, at timestamptz)")
                connection.execute("grant all on bench_bare, bench_bare_id_seq to service_role")
            db = await Database.open(url, 10)
            limit = await bare(db)
            found = await rate(db, url)
            claim("workflows of four steps a second, two workers", found, 300, "/s", want="300")
            claim("cost of a step: beside an insert and an update", 1000 / (found * 4), 1000 / limit, "ms")
            waits = await paced(db, url, min(found, 300) / 2)
            claim("enqueue to start at half that load, p50", percentile(waits, 0.5) * 1000, None, "ms")
            claim("enqueue to start at half that load, p99", percentile(waits, 0.99) * 1000, 250, "ms", want="< 250")
            waits = await fair(db, url)
            beside = f"one job each of {SMALL} beside a flood of {FLOOD:,}"
            claim(f"{beside}, p50", percentile(waits, 0.5) * 1000, None, "ms")
            claim(f"{beside}, p99", percentile(waits, 0.99) * 1000, 1000, "ms", want="< 1000")
            failed = (await db.once(SERVICE, FAILED))[0]["n"]
            claim("workflows that failed", failed, None, "", want="0")
            await db.close()
        finally:
            await asyncio.to_thread(server.stop)


if __name__ == "__main__":
    asyncio.run(main())
