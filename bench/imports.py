"""Import: rows a second and memory of `comity import`, beside a bare COPY of the same file into a bare table.

100,000 contacts into an empty organisation, and into one that has 250,000, loaded seconds ago; LONG=1 adds 1,000,000
into an empty one.
Processor time is told too: a busy machine spoils the rate, but hardly that. It is all of Postgres's, whoever asked.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.harness import Served, claim, served

HEAD = (
    "First name", "Last name", "E-mail", "Phone", "Company", "Job title", "Street", "Postal code", "City", "Country",
    "Birthday", "Notes",
)  # fmt: skip
FIRST = ("Ann", "Bob", "Carla", "Dirk", "Eva", "Farid", "Gül", "Hanna", "Igor", "Jürgen", "Léa", "Mona", "Uwe")
LAST = ("Miller", "Schmidt", "Dupont", "García", "Rossi", "Öztürk", "Nowak", "Novák", "Silva", "Brown", "Khan", "Li")
CITIES = (("Köln", "DE"), ("Paris", "France"), ("Madrid", "ES"), ("Zürich", "CH"), ("London", "United Kingdom"))
TITLES = ("Head of Sales", "CEO", "Buyer", "Assistant", "Curator", "Collector", "Manager, EMEA")


def write(path: Path, rows: int, tag: str) -> None:
    """A file of our own: people with companies, addresses and numbers, none of them twice."""
    chance = random.Random(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for i in range(rows):
            first, last = chance.choice(FIRST), chance.choice(LAST)
            city, country = chance.choice(CITIES)
            out.writerow((
                first, f"{last}-{i % 9973}", f"{first}.{last}.{i}@{tag}.example", f"+49 30 {10_000_000 + i}",
                f"Company {chance.randrange(max(1, rows // 30))} GmbH", chance.choice(TITLES), f"Street {i % 300}",
                f"{chance.randrange(10_000, 99_999)}", city, country,
                f"{chance.randrange(1, 28):02}.{chance.randrange(1, 13):02}.{chance.randrange(1950, 2005)}",
                'Met at the fair, said "call me"' if i % 3 == 0 else "",
            ))  # fmt: skip


def bare_copy(url: str, path: Path) -> float:
    """Seconds of COPY of the file into a table of texts without index, key or trigger."""
    columns = ", ".join(f"c{i} text" for i in range(len(HEAD)))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop table if exists app.bare")
        connection.execute(f"create table app.bare ({columns})")
        began = time.perf_counter()
        with path.open("rb") as file, connection.cursor().copy("copy app.bare from stdin (format csv, header)") as copy:
            while piece := file.read(2**20):
                copy.write(piece)
        seconds = time.perf_counter() - began
        connection.execute("drop table app.bare")
    return seconds


def spent(app: Served) -> float:
    """Seconds of processor that Postgres has used: its processes that live, and those that ended."""
    postmaster = next(app.home.rglob("postmaster.pid")).read_text().split()[0]
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", postmaster], capture_output=True, text=True, check=False)
    ticks = sum(int(word) for word in _stat(postmaster)[11:15])
    return (ticks + sum(int(word) for pid in listed.stdout.split() for word in _stat(pid)[11:13])) / os.sysconf(
        "SC_CLK_TCK"
    )


def _stat(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # ended meanwhile: its parent counts it
        return []


def imported(app: Served, path: Path) -> tuple[dict[str, object], float, float]:
    """What `comity import --json` says, the most memory its process had, in MiB, and seconds of processor it took."""
    before = spent(app)
    command = [sys.executable, "-m", "comity", "import", "contacts", str(path), "--org", "bench", "--json",
               "--home", str(app.home)]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    assert status == 0, said
    return json.loads(said), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime + spent(app) - before


def measure(app: Served, folder: Path, rows: int, among: str = "") -> float:
    """Prints what one size costs; returns rows a second. `among` says whom they join."""
    path = folder / f"{rows}.csv"
    write(path, rows, f"r{rows}{'b' if among else 'a'}")
    facts, memory, seconds = imported(app, path)
    assert facts["created"] == rows, facts
    bare = rows / bare_copy(app.database_url, path)  # afterwards: what it leaves to be written would slow the import
    rate = float(str(facts["rows_per_second"]))
    name = f"import of {rows:,} contacts{among and ' ' + among}"
    claim(f"{name}: rows a second, beside a bare COPY", rate, bare, "rows/s", want="at least 10,000")
    claim(f"{name}: memory of the importing process", memory, 300, "MiB", want="under the limit")
    both = (os.cpu_count() or 1) * 100
    claim(f"{name}: processor, beside all there is at 10,000 a second", seconds * 1e6 / rows, both, "us/row")
    path.unlink()
    return rate


@contextmanager
def organisation(folder: Path) -> Iterator[Served]:
    """A program of its own with an organisation that has nothing."""
    with served(folder / "home") as app:
        app.comity("org", "create", "Bench", "--owner", "owner@bench.example")
        yield app
    shutil.rmtree(folder / "home")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        with organisation(folder) as app:
            rate = measure(app, folder, 100_000)
            path = folder / "more.csv"
            write(path, 150_000, "more")
            imported(app, path)
            late = measure(app, folder, 100_000, "into 250,000")
            claim("import into 250,000 contacts: rate beside that into none", late, rate, "rows/s")
        if os.environ.get("LONG"):
            with organisation(folder) as app:
                long = measure(app, folder, 1_000_000)
                claim("import of 1,000,000: rate beside that of 100,000", long, rate, "rows/s", want="at least 0.8")


if __name__ == "__main__":
    main()
