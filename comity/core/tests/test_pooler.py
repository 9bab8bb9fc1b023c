"""PgBouncer in transaction mode between us and Postgres: statements stay prepared, and every answer is its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from comity.core.db import Database
from comity.core.who import Who
from tests.app import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def pooler(database_url: str) -> Iterator[str]:
    """The address of a PgBouncer with two server connections for many clients."""
    binary = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if binary is None:
        pytest.skip("no pgbouncer on this machine")
    folder = Path(tempfile.mkdtemp(prefix="comity-pgbouncer-"))
    port, where = free_port(), conninfo_to_dict(database_url)
    (folder / "users").write_text('"postgres" ""\n')
    (folder / "ini").write_text(
        f"[databases]\n{where['dbname']} = host={where['host']} user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
        f"auth_file = {folder / 'users'}\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n"
        f"logfile = {folder / 'log'}\n"
    )
    command = [binary, "-q", str(folder / "ini")]
    if os.geteuid() == 0:
        for place in (folder, *folder.iterdir()):
            shutil.chown(place, "postgres" if _exists("postgres") else "nobody")
        command = [binary, "-q", "-u", "postgres" if _exists("postgres") else "nobody", str(folder / "ini")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"postgresql://postgres@127.0.0.1:{port}/{quote(str(where['dbname']))}"
    _await(url, folder)
    yield url
    process.terminate()
    process.wait(120)
    shutil.rmtree(folder)


def _exists(user: str) -> bool:
    return any(line.startswith(f"{user}:") for line in Path("/etc/passwd").read_text().splitlines())


def _await(url: str, folder: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            log = folder / "log"
            assert time.monotonic() < deadline, log.read_text() if log.exists() else "no log"
            time.sleep(0.1)


async def _many(db: Database) -> None:
    async def ask(number: int) -> None:
        shape = number % 7
        sql = f"select $1::int + {shape}, current_setting('timezone'), auth.uid()::text"
        result = await db.once_sql(Who.service(), sql, [number])
        assert result.rows == [(number + shape, "UTC", None)]

    for _ in range(5):
        await asyncio.gather(*(ask(number) for number in range(100)))


@pytest.mark.parametrize("prepare", [True, False])
async def test_many_clients_over_two_servers(pooler: str, database_url: str, prepare: bool) -> None:
    first = await Database.open(pooler, 8, pooled=True, prepare=prepare)
    second = await Database.open(pooler, 8, pooled=True, prepare=prepare)
    try:
        await asyncio.gather(_many(first), _many(second))
        raw = await first.once_raw(None, [("select count(*) from pg_prepared_statements where name like 'c0%'", [])])
        assert int(raw[0].rows[0][0] or 0) >= (7 if prepare else 0)
        async with first.acting(Who.service()) as tx:
            for number in range(20):
                assert (await tx.execute(f"select $1::int * {number}", [2])).rows == [(2 * number,)]
        rows = [row async for some in first.stream_raw(None, [("select generate_series(1, 500)", [])]) for row in some]
        assert len(rows) == 500
    finally:
        await first.close()
        await second.close()


async def test_a_table_that_changes_under_a_prepared_statement(pooler: str) -> None:
    db = await Database.open(pooler, 4, pooled=True)
    try:
        await db.once_raw(None, [("create table changing as select 1 as a", [])], prepare=False)
        for kind in ("text", "bigint", "numeric"):
            await asyncio.gather(*(db.once_raw(None, [("select * from changing", [])]) for _ in range(12)))
            await db.once_raw(None, [(f"alter table changing alter a type {kind} using a::{kind}", [])], prepare=False)
        assert (await db.once_raw(None, [("select * from changing", [])]))[0].rows == [(b"1",)]
    finally:
        await db.close()
