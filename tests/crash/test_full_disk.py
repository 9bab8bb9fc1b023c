"""The whole program on a disk that fills up, and killed in the middle of an import: one sentence, nothing half done."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest

from comity.core import embedded
from comity.core.db import Database
from tests.app import App, end, serve
from tests.crash.test_import_crash import begin, exactly_once, reached
from tests.world import WORLD, enter

ROWS = 30_000
HEAD = "First name,Last name,Email,Phone,Company\n"


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk of its own with little room; who may not mount one skips."""
    folder = Path(tempfile.mkdtemp(prefix="comity-disk-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=170m", "tmpfs", folder], capture_output=True, text=True)
    if made.returncode:
        folder.rmdir()
        pytest.skip("this machine does not let us mount a small disk: " + made.stderr.strip())
    yield folder
    pid = embedded.running(embedded.find(folder))
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
        while embedded.running(embedded.find(folder)) is not None:
            time.sleep(0.05)
    subprocess.run(["umount", "-l", folder], check=False)
    folder.rmdir()


def database_of(home: Path) -> str:
    return str(json.loads((home / "run.json").read_text())["database_url"])


def well(app: App, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{app.url}/api/health", timeout=60).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("it does not get well again:\n" + "".join(app.said[-20:]))


def people(rows: int) -> str:
    lines = (f"Ann{i},Miller{i % 997},f{i}@disk.example,+33 6 {i:08},Company {i % 50}\n" for i in range(rows))
    return HEAD + "".join(lines)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_disk_of_the_database_fills_in_the_middle_of_an_import(disk: Path, tmp_path: Path) -> None:
    app = serve(disk, None)
    assert app.comity("org", "create", "Full", "--owner", "owner@full.example").returncode == 0
    file = tmp_path / "people.csv"
    file.write_text(people(ROWS))
    ended = app.comity("import", "contacts", str(file), "--org", "full")
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    said = ended.stderr.strip().splitlines()[-1]
    assert said.startswith("comity: ") and re.search("disk is full|database went away", said), ended.stderr
    subprocess.run(["mount", "-o", "remount,size=900m", disk], check=True)
    well(app)
    with psycopg.connect(database_of(disk)) as connection:
        row = connection.execute("select id from import_jobs").fetchone()
        assert row is not None
    again = app.comity("import", "--resume", str(row[0]))
    assert again.returncode == 0, again.stderr
    exactly_once(database_of(disk), row[0], ROWS)
    end(app)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_upload_that_finds_no_room_is_refused_and_leaves_nothing(disk: Path) -> None:
    app = serve(disk, None, "--no-work")  # nobody else takes room while it is measured
    made = app.comity("org", "create", "Full", "--owner", "owner@full.example")
    assert made.returncode == 0
    link = app.comity("signin-link", "owner@full.example").stdout.split()[-1]
    with httpx.Client(base_url=app.url, follow_redirects=True, timeout=60, headers={"accept": "text/html"}) as person:
        person.get(link)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "ballast").write_bytes(b"\0" * (free - 2**19))
        big = people(30_000).encode()
        file, data = ("people.csv", big, "text/csv"), {"kind": "contacts"}
        answer = person.post("/imports", data=data, files={"file": file}, headers={"origin": app.url})
        assert answer.status_code == 507, answer.text[:2000]
        assert "the disk is full" in answer.text and "Traceback" not in answer.text
        (disk / "ballast").unlink()
        assert not list((disk / "imports").rglob("*.csv*"))
        answer = person.post("/imports", data=data, files={"file": file}, headers={"origin": app.url})
        assert answer.status_code == 200 and "people.csv" in answer.text
    end(app)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_serve_and_its_database_killed_in_the_middle_of_an_import() -> None:
    """The next start goes on where the last chunk ended."""
    with tempfile.TemporaryDirectory(prefix="comity-kill-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        app = await asyncio.to_thread(serve, home, None)
        url = database_of(home)
        enter(url, WORLD)
        db = await Database.open(url, 4)
        job_id = await begin(db, home, WORLD.owner, "s", ROWS)
        await reached(db, WORLD.owner, job_id, "checked", 120)
        await _load(db, job_id)
        assert await reached(db, WORLD.owner, job_id, "loading", 120, processed=5_000)
        app.process.kill()
        app.process.wait()
        pid = embedded.running(embedded.find(home))
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await db.close()
        app = await asyncio.to_thread(serve, home, None)
        db = await Database.open(database_of(home), 4)
        await reached(db, WORLD.owner, job_id, "done", 400)
        await db.close()
        exactly_once(database_of(home), job_id, ROWS)
        await asyncio.to_thread(end, app)


async def _load(db: Database, job_id: UUID) -> None:
    from comity.office.imports import flow

    async with db.acting(WORLD.owner) as tx:
        await flow.start(tx, job_id, "loading")
