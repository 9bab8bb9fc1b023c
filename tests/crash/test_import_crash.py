"""An import is loaded exactly once, however often its worker or the database is killed."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from comity.core import embedded, migrate
from comity.core.db import Database
from comity.core.who import Who
from comity.office import imports
from comity.office.imports import flow, jobs, load, stage
from comity.people.imports import companies, contacts
from tests.killed import Child, work_for_ever
from tests.world import WORLD, World, enter

ROWS = int(os.environ.get("COMITY_SOAK_ROWS", "12000"))
KILLS = int(os.environ.get("COMITY_SOAK_KILLS", "4"))
FACTS = """
select
  (select count(*) from contacts where source_id = %(id)s) as contacts,
  (select count(distinct email) from contacts where source_id = %(id)s) as addresses,
  (select count(*) from contact_points as p join contacts as c on c.org_id = p.org_id and c.id = p.contact_id
    where c.source_id = %(id)s) as points,
  (select count(*) from activities where about_id = %(id)s) as told,
  (select count(*) from companies where source_id = %(id)s) as companies,
  (select count(*) from audit_logs where agent = 'import:' || %(id)s) as audited,
  (select coalesce(sum(cardinality(ids)), 0) from app.import_created
    where job_id = %(id)s and relation = 'contacts') as kept,
  (select row_to_json(j) from import_jobs as j where j.id = %(id)s) as job
"""


async def child(url: str, folder: str) -> None:
    """A worker over imports in small pieces, for ever; it rests after each, so that whoever kills it is never late."""
    load.CHUNK = stage.BATCH = 500
    chunk = load._chunk

    async def one(*given: Any) -> bool:
        loaded = await chunk(*given)
        await asyncio.sleep(0.2)
        return loaded

    load._chunk = one
    imports.setup(Path(folder), [contacts.TARGET])
    await work_for_ever(await Database.open(url, 10), [flow.WORKFLOW])


def worker(url: str, folder: Path) -> Child:
    return Child("tests.crash.test_import_crash", url, folder)


async def begin(db: Database, home: Path, who: Who, tag: str, rows: int) -> UUID:
    """A file on its way into the CRM, checked and to be loaded by whoever works."""
    imports.setup(home, [contacts.TARGET, companies.TARGET])
    job_id = uuid4()
    lines = (
        f"Ann{i},Miller{i % 997},{tag}{i}@crash.example,+33 6 {i:08},Company {tag} {i % 50}\n" for i in range(rows)
    )
    text = "First name,Last name,Email,Phone,Company\n" + "".join(lines)
    (flow.room_for(who.org_id, job_id) / "crash.csv").write_text(text)
    async with db.acting(who) as tx:
        await flow.begin(tx, "contacts", job_id, "crash.csv")
        await flow.start(tx, job_id, "checking")
    return job_id


async def reached(db: Database, who: Who, job_id: UUID, status: str, seconds: float, processed: int = 0) -> bool:
    """Waits until the job stands so; False when it was done before anybody looked."""
    for _ in range(int(seconds / 0.05)):
        async with db.acting(who) as tx:
            job = await jobs.get(tx, job_id)
        assert job.status != "failed", job.message
        if job.status == status and job.processed_rows >= processed:
            return True
        if job.status == "done":
            return False
        await asyncio.sleep(0.05)
    raise AssertionError(f"still {job.status}: {job.staged_rows} staged, {job.processed_rows} processed")


def exactly_once(url: str, job_id: UUID, rows: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("analyze contacts, contact_points")
        row = connection.execute(FACTS, {"id": job_id}).fetchone()
        assert row is not None
        found = dict(
            zip(("contacts", "addresses", "points", "told", "companies", "audited", "kept"), row, strict=False)
        )
        job: dict[str, Any] = row[-1]
    expected = {"contacts": rows, "addresses": rows, "points": 2 * rows, "told": rows, "companies": 50, "audited": rows}
    assert found == {**expected, "kept": rows}
    assert (job["created_count"], job["processed_rows"], job["error_count"]) == (rows, rows, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "kills"),
    [(ROWS, KILLS), pytest.param(400_000, 200, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])],
)
async def test_a_worker_killed_while_reading_and_while_loading(
    db: Database, database_url: str, world: World, tmp_path: Path, rows: int, kills: int
) -> None:
    who = world.owner
    job_id = await begin(db, tmp_path, who, f"k{kills}-", rows)
    chance = random.Random(rows)
    process = worker(database_url, tmp_path)
    for _ in range(max(1, min(kills // 2, 20))):
        await process.begun()
        await asyncio.sleep(chance.uniform(0.02, 0.6))
        process.kill()
        process = worker(database_url, tmp_path)
    try:
        await reached(db, who, job_id, "checked", 300)
        async with db.acting(who) as tx:
            await flow.start(tx, job_id, "loading")
        left = kills - min(kills // 2, 20)
        for part in range(1, left + 1):
            if not await reached(db, who, job_id, "loading", 120, processed=part * rows // (left * 2)):
                assert part > 1, "the file was loaded before the first kill"
                break
            process.kill()
            process = worker(database_url, tmp_path)
        await reached(db, who, job_id, "done", 1800)
    finally:
        process.kill()
    exactly_once(database_url, job_id, rows)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_a_million_rows_in_flat_memory(db: Database, database_url: str, world: World, tmp_path: Path) -> None:
    job_id = await begin(db, tmp_path, world.owner, "m", 1_000_000)
    await flow.walk(db, world.owner, job_id, "checking")
    async with db.acting(world.owner) as tx:
        await flow.start(tx, job_id, "loading")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = await flow.walk(db, world.owner, job_id, "loading")
    assert (done.status, done.created_count) == ("done", 1_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
    exactly_once(database_url, job_id, 1_000_000)


@pytest.mark.slow
async def test_the_database_killed_while_loading() -> None:
    """Its unlogged rows are gone after that, and are filled again from the file."""
    with tempfile.TemporaryDirectory(prefix="comity-import-kill-") as folder:
        home = Path(folder)
        server = await embedded.start(home)
        watching = asyncio.create_task(server.watch(every=0.05))
        await migrate.migrate(server.url())
        enter(server.url(), WORLD)
        db = await Database.open(server.url(), 10)
        process = worker(server.url(), home)
        rows = ROWS
        try:
            job_id = await begin(db, home, WORLD.owner, "p", rows)
            await reached(db, WORLD.owner, job_id, "checked", 120)
            async with db.acting(WORLD.owner) as tx:
                await flow.start(tx, job_id, "loading")
            assert await reached(db, WORLD.owner, job_id, "loading", 120, processed=rows // 4)
            pid = server.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            while server.pid in (None, pid) or embedded.status(server.place) != "ready":
                await asyncio.sleep(0.05)
            with psycopg.connect(server.url()) as connection:
                left = connection.execute("select count(*) from app.import_rows").fetchone()
                assert left == (0,)
            await db.close()
            db = await Database.open(server.url(), 10)
            await reached(db, WORLD.owner, job_id, "done", 240)
            exactly_once(server.url(), job_id, rows)
        finally:
            process.kill()
            await db.close()
            watching.cancel()
            await asyncio.to_thread(server.stop)
