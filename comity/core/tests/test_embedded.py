"""The built-in Postgres against real kills, real leftovers and a real full disk."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comity.core import embedded, embedded_place

OWNER = """
import asyncio, sys
from pathlib import Path
from comity.core import embedded
server = asyncio.run(embedded.start(Path(sys.argv[1])))
print(server.attached, server.pid, flush=True)
sys.stdin.readline()
server.stop()
"""


def start(home: Path) -> embedded.Server:
    return asyncio.run(embedded.start(home))


def owner(home: Path) -> tuple[subprocess.Popen[str], bool, int]:
    """Another process that uses the home until a line is written to it."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    attached, pid = process.stdout.readline().split()
    return process, attached == "True", int(pid)


def leave(process: subprocess.Popen[str]) -> None:
    assert process.communicate("\n", timeout=120) and process.returncode == 0


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def run(server: embedded.Server, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def wait_gone(pid: int) -> None:
    for _ in range(6000):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.01)
    raise AssertionError(f"process {pid} is still there")


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A home whose database exists and is stopped; tests work on copies."""
    with tempfile.TemporaryDirectory(prefix="comity-made-") as folder:
        start(Path(folder)).stop()
        yield Path(folder)


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="comity-home-"))
    subprocess.run(["cp", "-a", f"{made}/.", str(folder)], check=True)
    yield folder
    place = embedded_place.find(folder)
    if (pid := embedded.running(place)) is not None:
        os.kill(pid, signal.SIGQUIT)
        wait_gone(pid)
    shutil.rmtree(folder)


def test_starts_on_an_empty_home_and_leaves_nothing_running() -> None:
    with tempfile.TemporaryDirectory(prefix="comity-empty-") as folder:
        server = start(Path(folder))
        assert not server.attached
        assert run(server, "select current_database(), current_setting('wal_level'), current_setting('jit')") == [
            ("comity", "logical", "off")
        ]
        assert run(server, "select current_setting('listen_addresses'), lower('ÄÉ')") == [("", "äé")]
        assert (server.place.data.stat().st_mode & 0o777, server.place.sockets.stat().st_mode & 0o777) == (
            0o700,
            0o700,
        )
        pid = server.pid
        server.stop()
        server.stop()
        assert server.pid is None and pid is not None
        wait_gone(pid)


def test_a_second_process_attaches_and_the_last_one_out_stops_it(home: Path) -> None:
    first, attached, pid = owner(home)
    assert not attached
    server = start(home)
    assert server.attached and server.pid == pid
    leave(first)
    assert run(server, "select 1") == [(1,)]
    server.stop()
    assert server.pid is None


def test_eight_processes_at_once_share_one_server(home: Path) -> None:
    async def all_at_once() -> list[embedded.Server]:
        return await asyncio.gather(*(embedded.start(home) for _ in range(8)))

    servers = asyncio.run(all_at_once())
    assert len({server.pid for server in servers}) == 1
    assert sorted(server.attached for server in servers) == [False] + [True] * 7
    for server in servers:
        assert run(server, "select 1") == [(1,)]
        server.stop()
    assert servers[0].pid is None


def test_a_killed_owner_leaves_a_server_that_the_next_one_reuses(home: Path) -> None:
    process, _, pid = owner(home)
    kill(process)
    server = start(home)
    assert server.attached and server.pid == pid
    run(server, "create table kept (a int)")
    server.stop()
    assert server.pid is None
    wait_gone(pid)


def test_an_owner_killed_during_initdb_leaves_nothing_half_done() -> None:
    folder = Path(tempfile.mkdtemp(prefix="comity-half-"))
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    while not list(folder.glob("postgres/data.new-*/PG_VERSION")) and not (folder / "postgres" / "data").exists():
        time.sleep(0.005)
    kill(process)  # where nobody looked while initdb ran, it is killed as it starts the server instead
    server = start(folder)
    assert run(server, "select 1") == [(1,)]
    server.stop()
    shutil.rmtree(folder)


def test_a_killed_postgres_is_revived_with_nothing_lost(home: Path) -> None:
    server = start(home)
    run(server, "create table kept (a int); insert into kept select generate_series(1, 1000)")
    killed = server.pid
    assert killed is not None

    async def kill_and_wait() -> None:
        watching = asyncio.create_task(server.watch(every=0.05))
        os.kill(killed, signal.SIGKILL)
        while server.pid in (None, killed) or embedded.status(server.place) != "ready":
            await asyncio.sleep(0.02)
        watching.cancel()

    asyncio.run(asyncio.wait_for(kill_and_wait(), 120))
    assert run(server, "select count(*) from kept") == [(1000,)]
    server.stop()
    assert server.pid is None


def test_both_killed_is_recovered_by_the_next_start(home: Path) -> None:
    process, _, pid = owner(home)
    os.kill(pid, signal.SIGKILL)
    kill(process)
    server = start(home)
    assert not server.attached and server.pid != pid
    assert run(server, "select 1") == [(1,)]
    server.stop()


def test_a_stale_pid_that_somebody_else_got_is_ignored(home: Path) -> None:
    (home / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n1\n5432\n/\n\n0 0\nready\n")
    server = start(home)
    assert not server.attached and server.pid != os.getpid()
    server.stop()


@pytest.mark.parametrize(("version", "names"), [("19", "Postgres 19"), ("17", "Postgres 17")])
def test_another_major_version_is_refused_in_one_sentence(home: Path, version: str, names: str) -> None:
    (home / "postgres" / "data" / "PG_VERSION").write_text(version + "\n")
    with pytest.raises(embedded.CannotStart, match=names) as refused:
        start(home)
    assert "\n" not in str(refused.value)
    (home / "postgres" / "data" / "PG_VERSION").write_text("18\n")
    start(home).stop()


def test_a_home_with_a_very_long_path_still_gets_a_socket() -> None:
    folder = Path(tempfile.mkdtemp(prefix="comity-long-")) / ("d" * 100)
    folder.parent.chmod(0o755)
    server = start(folder)
    assert not server.place.closed
    assert run(server, "select 1") == [(1,)]
    assert len(str(server.place.sockets)) < 90
    server.stop()
    shutil.rmtree(folder.parent)
    shutil.rmtree(server.place.sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step aside for an unprivileged user")
@pytest.mark.parametrize("depth", [1, 100])
def test_a_home_that_only_root_can_enter_keeps_its_data_in_it(depth: int) -> None:
    closed = Path(tempfile.mkdtemp(prefix="comity-closed-"))
    server = start(closed / ("h" * depth))
    assert server.place.closed
    assert server.place.data.is_relative_to(closed)
    run(server, "create table kept as select 1 as a")
    other = start(closed / ("h" * depth))
    assert other.attached
    killed = server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_gone(killed)
    assert server.revive()
    assert run(other, "select a from kept") == [(1,)]
    other.stop()
    server.stop()
    assert closed.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(closed)
    shutil.rmtree(server.place.sockets, ignore_errors=True)


def mount_small(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0755", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_full_disk_is_one_clear_sentence() -> None:
    folder = Path(tempfile.mkdtemp(prefix="comity-full-"))
    if not mount_small(folder):
        pytest.skip("needs the right to mount a small disk")
    try:
        with pytest.raises(embedded.CannotStart, match="is full"):
            start(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def test_a_home_that_cannot_be_written_is_one_clear_sentence() -> None:
    with pytest.raises(embedded.CannotStart, match="Comity may not write|cannot be started"):
        start(Path("/proc/comity"))


def test_a_server_hidden_in_another_container_is_not_started_twice(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(home)
    monkeypatch.setattr(embedded, "running", lambda place: None)
    with pytest.raises(embedded.CannotStart, match="Another container"):
        start(home)
    monkeypatch.undo()
    server.stop()
