"""The built-in Postgres: start, stop, recover.

Many processes may share one home. Each holds a shared lock on `users.lock` while it uses the server; the first one
starts it, the last one to leave stops it, and `change.lock` lets only one of them start or stop it at a time. The
server outlives a killed owner: the next one finds it running and goes on with it.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import quote

import psycopg
import structlog

from comity.core.embedded_place import MAJOR, CannotStart, Place, configuration, find

__all__ = ["CannotStart", "Server", "running", "start", "status"]

SUPERUSER = "postgres"
log = structlog.get_logger(__name__)
RETRY = 2.0  # seconds between attempts to start a server that cannot be started
PATIENCE = 300.0  # seconds; replaying a large log after a crash takes as long as it takes
SOCKET = ".s.PGSQL.5432"
FULL_DISK = ("No space left on device", "Disk quota exceeded", "wrote only ")
LOG_LIMIT = 10 * 2**20


@dataclass(slots=True)
class Server:
    """A running Postgres and our share in it."""

    place: Place
    attached: bool  # somebody had started it before us
    _lock: IO[bytes]
    _folder: Path
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def url(self, dbname: str = "comity") -> str:
        """The connection address of one database of this server."""
        return f"postgresql://{SUPERUSER}@/{dbname}?host={quote(str(self.place.sockets), safe='')}"

    @property
    def pid(self) -> int | None:
        """The process id of the server while it runs."""
        return running(self.place)

    def stop(self) -> None:
        """Leaves the server; the last one to leave stops it."""
        if self._lock.closed:
            return
        with _changing(self._folder):
            if _alone(self._lock):
                self._shut_down()
            elif self._child is not None:
                self._child.returncode = 0  # it goes on for the others and is not ours to wait for any more
            self._lock.close()

    def revive(self) -> bool:
        """Starts the server again if it died; true when it was this call that did."""
        with _changing(self._folder):
            if self._lock.closed or _settled(self.place):
                return False
            self._reap()
            self._child = _launch(self.place)
            return True

    async def watch(self, every: float = 0.2) -> NoReturn:
        """Keeps the server alive until cancelled."""
        while True:
            await asyncio.sleep(every)
            if running(self.place) is None:
                try:
                    if await asyncio.to_thread(self.revive):
                        log.warning("database revived", pid=self.pid)
                except CannotStart as problem:
                    log.error("database is down", reason=str(problem))
                    await asyncio.sleep(RETRY)

    def _shut_down(self) -> None:
        pid = running(self.place)
        deadline = time.monotonic() + PATIENCE
        if pid is not None:
            os.kill(pid, signal.SIGINT)
        while running(self.place) is not None:
            if time.monotonic() > deadline:
                raise CannotStart(f"Postgres does not stop; its log is {self.place.log}.")
            time.sleep(0.005)
        self._reap()

    def _reap(self) -> None:
        if self._child is not None:  # its pid file is gone, so it is gone or just going
            self._child.wait()
            self._child = None


async def start(home: Path) -> Server:
    """Starts the home's own Postgres, or joins the one that runs already."""
    return await asyncio.to_thread(_start, home)


def _start(home: Path) -> Server:
    try:
        place = find(home)
        folder = home.resolve() / "postgres"
        with _changing(folder):
            lock = (folder / "users.lock").open("ab")
            fcntl.flock(lock, fcntl.LOCK_SH)
            return _join(place, folder, lock)
    except OSError as error:
        raise CannotStart(_sentence(error, home)) from error


def _join(place: Place, folder: Path, lock: IO[bytes]) -> Server:
    try:
        _check_version(place.data)
        deadline = time.monotonic() + 10
        while True:
            attached = _settled(place)
            server = Server(place, attached, lock, folder, None if attached else _launch(place))
            try:
                _create_database(server)
                return server
            except psycopg.OperationalError as error:  # the one we joined was about to die
                if not attached or time.monotonic() > deadline:
                    raise CannotStart(_explain(str(error), place)) from error
                time.sleep(0.02)
    except BaseException:
        lock.close()
        raise


def _settled(place: Place) -> bool:
    """Whether a server runs, after waiting for one that a killed owner left halfway into starting or stopping."""
    deadline = time.monotonic() + PATIENCE
    while running(place) is not None:
        if status(place) == "ready":
            return True
        if time.monotonic() > deadline:
            raise CannotStart(f"Postgres does not become ready; its log is {place.log}.")
        time.sleep(0.01)
    return False


def _launch(place: Place) -> subprocess.Popen[bytes]:
    """Starts the postmaster and waits until it serves."""
    _prepare(place)
    deadline = time.monotonic() + PATIENCE
    while True:
        begins = place.log.stat().st_size if place.log.exists() else 0
        child = _spawn(place, "postgres", place.data)
        while child.poll() is None:
            if status(place) == "ready":
                return child
            if time.monotonic() > deadline:
                child.send_signal(signal.SIGINT)
                raise CannotStart(f"Postgres does not become ready; its log is {place.log}.")
            time.sleep(0.01)
        said = _log_since(place, begins)
        if "shared memory block is still in use" not in said or time.monotonic() > deadline:
            raise CannotStart(_explain(said, place))
        time.sleep(0.1)  # the last processes of a killed server are still leaving


def _prepare(place: Place) -> None:
    """Everything on disk that a start needs; nobody runs a server here, so a left postmaster.pid is stale."""
    _refuse_hidden_server(place)
    place.own(place.sockets)
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        place.log.replace(place.log.with_suffix(".log.1"))
    if not place.data.exists():
        _create_cluster(place)
    for left in (place.data / "postmaster.pid", place.sockets / SOCKET, place.sockets / f"{SOCKET}.lock"):
        left.unlink(missing_ok=True)
    (place.data / "postgresql.conf").write_text(configuration(place))


def _refuse_hidden_server(place: Place) -> None:
    """A server whose process we cannot see, in another container on the same folder, still answers on its socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        if probe.connect_ex(str(place.sockets / SOCKET)) == 0:
            raise CannotStart(f"Another container serves the database in {place.data}; stop it first.")


def _create_cluster(place: Place) -> None:
    """Makes the data folder beside its final name, so that a killed attempt leaves nothing half done."""
    for left in place.data.parent.glob("data.new-*"):  # its initdb may still be at work there, and will give up
        shutil.rmtree(left, ignore_errors=True)
    fresh = place.data.with_name(f"data.new-{os.getpid()}-{time.monotonic_ns()}")
    place.own(fresh)
    begins = place.log.stat().st_size if place.log.exists() else 0
    options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if _spawn(place, "initdb", fresh, *options).wait() != 0:
        raise CannotStart(_explain(_log_since(place, begins), place))
    fresh.rename(place.data)


def _spawn(place: Place, program: str, data: Path, *options: str) -> subprocess.Popen[bytes]:
    """Runs a program of Postgres as its user, deaf to our terminal's Ctrl-C, speaking into server.log."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with place.log.open("ab") as log, place.entrance(data) as (name, files):
        place.log.chmod(0o600)
        return subprocess.Popen(
            [str(place.binaries / program), "-D", name, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            start_new_session=True,
            pass_fds=files,
            user=place.uid,
            group=place.gid,
            extra_groups=None if place.uid is None else [],
        )


def _create_database(server: Server) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = 'comity'").fetchone() is None:
            connection.execute("create database comity")


def _check_version(data: Path) -> None:
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return
    if version != str(MAJOR):
        raise CannotStart(
            f"The database in {data} belongs to Postgres {version}, and this Comity brings Postgres {MAJOR}: "
            f"start the Comity that made it, or choose another --home."
        )


def running(place: Place) -> int | None:
    """The postmaster's process id, if the one named in postmaster.pid is alive and really ours."""
    lines = _pid_file(place)
    if not lines:
        return None
    pid = abs(int(lines[0]))
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        ours = Path(f"/proc/{pid}/cwd").readlink() == place.data
        return pid if ours and state != "Z" else None
    except FileNotFoundError:
        return _running_without_proc(pid) if not Path("/proc/self").exists() else None
    except OSError:  # a process of another user: the number was given to somebody else
        return None


def _running_without_proc(pid: int) -> int | None:
    listed = subprocess.run(["ps", "-o", "state=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return pid if "postgres" in listed.stdout and not listed.stdout.startswith("Z") else None


def status(place: Place) -> str:
    """What the server says of itself: `ready`, `starting`, `stopping`; `absent` where nothing is written down."""
    lines = _pid_file(place)
    return lines[7].strip() if len(lines) > 7 else "absent"


def _pid_file(place: Place) -> list[str]:
    try:
        return (place.data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """Only one process at a time may start or stop the server."""
    with (folder / "change.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _alone(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _log_since(place: Place, position: int) -> str:
    with place.log.open("rb") as log:
        log.seek(position)
        return log.read().decode(errors="replace")


def _explain(said: str, place: Place) -> str:
    """The operator's sentence for what Postgres wrote before it gave up."""
    if any(sign in said for sign in FULL_DISK):
        return f"The disk that holds {place.data} is full: free some space and start again."
    if "Permission denied" in said or "wrong ownership" in said or "invalid permissions" in said:
        return f"The user that runs Postgres may not use {place.data}: check who owns it and its parent folders."
    if "could not look up effective user ID" in said:
        return f"Postgres needs a named user, and this one (id {os.geteuid()}) has no line in /etc/passwd."
    reasons = [line.partition(":  ")[2] or line for line in said.splitlines() if "FATAL" in line or "error:" in line]
    return f"Postgres cannot start: {reasons[-1] if reasons else 'it left no message'} (its log is {place.log})."


def _sentence(error: OSError, home: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {home} is full: free some space and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Comity may not write to {error.filename or home}: check who owns it, or choose another --home."
    return f"The built-in database cannot be started in {home}: {error.strerror or error}."
