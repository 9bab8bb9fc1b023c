"""One real Postgres for all tests, and databases that cost a copy.

The server's home outlives a run (a start costs 0.1 s instead of 1.5 s) and is shared by every process that tests this
tree: the first one in starts it, the last one out stops it. A template is migrated once for each state of migrations/.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from comity.core import embedded, migrate
from comity.core.db import Database, Tx
from tests.world import World

ROOT = Path(__file__).parents[1]
HOME = Path(tempfile.gettempdir()) / f"comity-tests-{os.getuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
KEPT_TEMPLATES = 5
QUICK = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_replication_slots = 50
max_wal_senders = 50
max_connections = 400
autovacuum = off
max_wal_size = 1GB
"""


class Postgres:
    """The running server and the databases made on it."""

    def __init__(self, server: embedded.Server) -> None:
        self.server = server
        self._made = 0

    def create(self) -> str:
        """A new migrated database; its address."""
        self._made += 1
        name = f"test_{os.getpid()}_{self._made}"
        with self._admin() as admin, _alone():
            admin.execute(f'create database "{name}" template "{self._template(admin)}" strategy file_copy'.encode())
        return self.server.url(name)

    def drop(self, url: str) -> None:
        """Removes a database that `create` made."""
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        deadline = time.monotonic() + 120
        with self._admin() as admin:
            while True:
                try:
                    admin.execute(_SLOTS, [name])
                    admin.execute(f'drop database if exists "{name}" with (force)'.encode())
                    return
                except psycopg.errors.ObjectInUse:  # a change feed that has just hung up still holds its slot
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)

    def empty(self) -> str:
        """A new database without any of our tables."""
        self._made += 1
        name = f"test_{os.getpid()}_{self._made}"
        with self._admin() as admin:
            admin.execute(f'create database "{name}"'.encode())
        return self.server.url(name)

    def sweep(self) -> None:
        """Removes what killed runs left behind."""
        with self._admin() as admin, _alone():
            for (name,) in admin.execute(_LEFT).fetchall():
                if not Path(f"/proc/{name.split('_')[1]}").exists():
                    admin.execute(_SLOTS, [name])
                    admin.execute(f'drop database if exists "{name}" with (force)'.encode())

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self.server.url("postgres"), autocommit=True)

    def _template(self, admin: psycopg.Connection) -> str:
        """The migrated database that others are copied from; made when migrations/ changed."""
        steps = "".join(step.name + step.sha256 for step in migrate.steps())
        name = f"template_{hashlib.sha256(steps.encode()).hexdigest()[:12]}"
        known = [row[0] for row in admin.execute(_TEMPLATES).fetchall()]
        if name not in known:
            making = f"making_{os.getpid()}"
            admin.execute(f'drop database if exists "{making}" with (force)'.encode())
            admin.execute(f'create database "{making}"'.encode())
            _run_apart(migrate.migrate(self.server.url(making)))
            admin.execute(f'alter database "{making}" rename to "{name}"'.encode())
            for old in known[KEPT_TEMPLATES:]:
                admin.execute(f'drop database if exists "{old}"'.encode())
        return name


# a change feed's slot outlives it, so that a restart misses nothing
_SLOTS = "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = %s and not active"
_LEFT = "select datname from pg_database where datname ~ '^(test|making)_[0-9]+'"
_TEMPLATES = "select datname from pg_database where datname like 'template\\_%' order by oid desc"


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time makes or removes what all of them share."""
    with (HOME / "template.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run_apart(work: object) -> None:
    """Runs a coroutine whether or not a loop already runs here."""
    failure: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)  # type: ignore[arg-type]
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


def start() -> embedded.Server:
    """Starts the test server, or joins it; of several who come at once, one makes it and the others find it made."""
    HOME.mkdir(exist_ok=True)
    with _alone():
        try:
            return _start()
        except embedded.CannotStart:  # fsync is off: a machine that went down leaves nothing to trust
            shutil.rmtree(embedded.find(HOME).data, ignore_errors=True)
            return _start()


def _start() -> embedded.Server:
    quick = embedded.find(HOME).data / "postgresql.local.conf"
    if not quick.exists():
        asyncio.run(embedded.start(HOME)).stop()
        quick.write_text(QUICK)
    return asyncio.run(embedded.start(HOME))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The test server."""
    server = start()
    made = Postgres(server)
    made.sweep()
    yield made
    server.stop()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def database_url(postgres: Postgres) -> Iterator[str]:
    """A migrated database of this test module."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def look(database_url: str) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """`look(sql, *values)`: what really stands in this module's database, past row security."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
        yield lambda sql, *values: connection.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
async def db(database_url: str, anyio_backend: str) -> AsyncIterator[Database]:
    """The door to this module's database."""
    database = await Database.open(database_url, size=10)
    yield database
    await database.close()


@pytest.fixture
async def tx(db: Database, world: World) -> AsyncIterator[Tx]:
    """A transaction of our owner, rolled back at the end."""
    async with db.rehearsing(world.owner) as rehearsal:
        yield rehearsal
