"""Migrations: numbered `.sql` files, each applied once, in its own transaction, by whichever process comes first.

A step that waits longer than five seconds for a table gives way to those who use it and tries again. The tables of
the durable-work library are one more step, between the files before and after number 0008: their SQL belongs to that
library's package and is never copied here.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import absurdctl
from psycopg import AsyncConnection, Error, OperationalError, ProgrammingError, errors

from comity.core.work import QUEUES

__all__ = ["CannotMigrate", "migrate", "steps"]

LOCK_SECONDS: Final = 5
ATTEMPTS: Final = 12
OLDEST_POSTGRES: Final = 180000
ONE_AT_A_TIME: Final = 0x636F6D697479  # the advisory lock's number: "comity"
LIBRARY: Final = "0007_~durable_work"
"""Sorts after every file numbered 0007 and before 0008, which builds on the library's tables."""

_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql")
_LEDGER = """
create schema if not exists app;
create table if not exists app.migrations (
  name text primary key, sha256 text not null, applied_at timestamptz not null default now()
);
comment on table app.migrations is 'Which steps of migrations/ this database has taken.';
"""
_GRANTS = """
grant usage on schema absurd to service_role;
grant all on all tables in schema absurd to service_role;
grant execute on all functions in schema absurd to service_role;
"""


class CannotMigrate(Exception):
    """The database cannot be brought to this program's version; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done once to a database."""

    name: str
    sql: str
    sha256: str


def steps(directory: Path | None = None) -> list[Step]:
    """Every step of this program, in order."""
    folder = directory or _folder()
    files = sorted(folder.glob("*.sql"))
    if strange := [file.name for file in files if not _NAME.fullmatch(file.name)]:
        raise CannotMigrate(f"{strange[0]} in {folder} is not named like 0031_office_members.sql.")
    found = [_step(file.name, file.read_text()) for file in files]
    return sorted([*found, _library()], key=lambda step: step.name)


async def migrate(url: str, directory: Path | None = None, check: bool = False) -> list[str]:
    """Applies what is missing and returns its names; with `check` only says what is missing."""
    try:
        async with await AsyncConnection.connect(url, autocommit=True, application_name="comity migrate") as connection:
            _refuse_old_postgres(connection)
            wanted = steps(directory)
            missing = _missing(wanted, await _applied(connection))
            if check or not missing:
                return [step.name for step in missing]
            await _patiently(connection, "app.migrations", _LEDGER)
            return [step.name for step in missing if await _apply(connection, step, wanted)]
    except OperationalError as error:
        raise CannotMigrate(f"The database cannot be reached: {_first_line(error)}.") from error
    except errors.InsufficientPrivilege as error:
        raise CannotMigrate(
            f"This role may not set the database up: {_first_line(error)}. "
            f"Comity needs a role that owns the database and may create roles."
        ) from error
    except ProgrammingError as error:  # what was typed may hold a password: it is not repeated
        if error.sqlstate is not None:
            raise
        raise CannotMigrate(
            "COMITY_DATABASE_URL (--database-url) is no address of a Postgres: "
            "write it like postgresql://user:password@host/database."
        ) from error


def _folder() -> Path:
    package = Path(__file__).parents[1]
    shipped = package / "_migrations"
    return shipped if shipped.exists() else package.parent / "migrations"


def _step(name: str, sql: str) -> Step:
    return Step(name, sql, hashlib.sha256(sql.encode()).hexdigest())


def _library() -> Step:
    queues = "".join(f"select absurd.create_queue('{queue}');\n" for queue in QUEUES)
    return Step(LIBRARY, queues + _GRANTS, absurdctl.ABSURD_SCHEMA_TARGET_VERSION)


async def _applied(connection: AsyncConnection) -> dict[str, str]:
    try:
        cursor = await connection.execute("select name, sha256 from app.migrations")
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        return {}
    return dict(await cursor.fetchall())


def _missing(wanted: list[Step], applied: dict[str, str]) -> list[Step]:
    """The steps still to take, once it is sure that those taken are the same and all known to us."""
    if unknown := sorted(set(applied) - {step.name for step in wanted}):
        raise CannotMigrate(
            f"The database is newer than this program: it has taken {unknown[-1]}, which is not known here; "
            f"start the Comity that last used it, or a later one."
        )
    for step in wanted:
        if step.name != LIBRARY and applied.get(step.name, step.sha256) != step.sha256:
            raise CannotMigrate(
                f"{step.name} was changed after this database had taken it: "
                f"restore it, and put the change in a new file."
            )
    return [step for step in wanted if applied.get(step.name) != step.sha256]


async def _apply(connection: AsyncConnection, step: Step, wanted: list[Step]) -> bool:
    """Takes one step unless another process just did; true when it was us."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with connection.transaction():
                await connection.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
                if step not in _missing(wanted, await _applied(connection)):
                    return False
                await _limits(connection)
                for statement in await _statements(connection, step):
                    await connection.execute(statement.encode())
                await connection.execute(
                    "insert into app.migrations (name, sha256) values (%s, %s)"
                    " on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()",
                    [step.name, step.sha256],
                )
                return True
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            await _give_way(attempt, step.name, error)
        except Error as error:
            raise CannotMigrate(_failure(step, error)) from error
    raise AssertionError("unreachable")


async def _statements(connection: AsyncConnection, step: Step) -> list[str]:
    """A file is one statement list; the library's step is its own SQL, or its way up from the version that is there."""
    if step.name != LIBRARY:
        return [step.sql]
    target = absurdctl.ABSURD_SCHEMA_TARGET_VERSION
    cursor = await connection.execute("select to_regprocedure('absurd.get_schema_version()') is not null")
    if await cursor.fetchone() == (False,):
        return [absurdctl.BUNDLED_SCHEMA_SQL, step.sql]
    cursor = await connection.execute("select absurd.get_schema_version()")
    (current,) = await cursor.fetchone() or ("",)
    path = absurdctl.resolve_migration_path(current, target, absurdctl.discover_bundled_migrations())
    if path is None:
        raise CannotMigrate(
            f"The database's durable work is of version {current}, newer than this program's {target}: "
            f"start the Comity that last used it, or a later one."
        )
    return [*(absurdctl.get_migration_sql(part) for part in path), step.sql]


async def _patiently(connection: AsyncConnection, what: str, sql: str) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with connection.transaction():
                await connection.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
                await _limits(connection)
                await connection.execute(sql.encode())
                return
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            await _give_way(attempt, what, error)


async def _limits(connection: AsyncConnection) -> None:
    await connection.execute(f"set local lock_timeout = '{LOCK_SECONDS}s'")
    await connection.execute("set local client_min_messages = warning")


async def _give_way(attempt: int, what: str, error: Error) -> None:
    if attempt == ATTEMPTS:
        raise CannotMigrate(
            f"{what} waited {ATTEMPTS} times {LOCK_SECONDS} seconds for a table that others hold; "
            f"nothing was changed, try again when long transactions have ended."
        ) from error
    await asyncio.sleep(min(0.25 * attempt, 2.0))


def _refuse_old_postgres(connection: AsyncConnection) -> None:
    version = connection.info.server_version
    if version < OLDEST_POSTGRES:
        raise CannotMigrate(f"Comity needs Postgres 18 or newer, and this server is {version // 10000}.")


def _first_line(error: Error) -> str:
    return (error.diag.message_primary or str(error).strip().partition("\n")[0]).rstrip(".")


def _failure(step: Step, error: Error) -> str:
    position = error.diag.statement_position
    where = f" line {step.sql.count(chr(10), 0, int(position)) + 1}" if position else ""
    context = (error.diag.context or "").partition("\n")[0]
    return f"{step.name}{where} failed and changed nothing: {_first_line(error)}{f' ({context})' if context else ''}."
