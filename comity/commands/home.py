"""The home every command works in: its settings, its database, its secrets, and who serves it."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import structlog

from comity import config
from comity.config import Misconfigured, Settings
from comity.core import embedded, secrets
from comity.core.db import Database
from comity.core.migrate import migrate
from comity.platform.auth.identity import Identity

log = structlog.get_logger(__name__)


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings of this command, with the home's secrets filled in."""
    settings = config.load({name: value for name, value in vars(args).items() if value is not None})
    if settings.jwt_secret is None:
        settings = dataclasses.replace(settings, jwt_secret=_secrets_of(settings.home).jwt_secret)
    return settings


def _secrets_of(home: Path) -> secrets.Secrets:
    try:
        return secrets.load(home)
    except OSError as error:
        raise Misconfigured(
            f"{home} cannot be Comity's home: {error.strerror}. Check who owns it, or choose another --home."
        ) from error
    except (ValueError, TypeError) as error:
        raise Misconfigured(
            f"{home}/secrets.json is not as Comity wrote it: restore it from a backup, it signs and seals everything."
        ) from error


@asynccontextmanager
async def database_of(settings: Settings, *, migrated: bool = True) -> AsyncIterator[Settings]:
    """The settings with a database that runs: the operator's own, or the embedded one, started or joined."""
    if settings.database_url is not None:
        if migrated:
            await migrate(settings.database_url)
        yield settings
        return
    server = await embedded.start(settings.home)
    watching = asyncio.create_task(server.watch())
    try:
        if migrated:
            await migrate(server.url())
        yield dataclasses.replace(settings, database_url=server.url())
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def at_home(args: argparse.Namespace) -> AsyncIterator[tuple[Settings, Database, Identity]]:
    """Everything a command that works on the data needs; works beside a running server and without one.

    The whole house is loaded here and not with this module: `comity status` and `comity migrate` do without.
    """
    from comity.app import opened, seeds
    from comity.office import identity as office_identity
    from comity.platform.rest import inprocess as rest

    async with database_of(_as_served(settings_of(args))) as settings, opened(settings) as db:
        await rest.ready(db)
        yield settings, db, await office_identity.build(db, settings, seeds=seeds())


def _as_served(settings: Settings) -> Settings:
    """With the address of the server that runs on this home: links that commands print lead to it."""
    with suppress(OSError, ValueError, KeyError):
        url = json.loads(run_file(settings.home).read_text())["app_url"]
        return dataclasses.replace(settings, auth_site_url=settings.auth_site_url or url)
    return settings


def run_file(home: Path) -> Path:
    """Where a running server says where it is."""
    return home / "run.json"


def write_run_file(settings: Settings, **more: Any) -> None:
    """Says who serves this home and where; readable by the owner only."""
    path = run_file(settings.home)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"pid": os.getpid(), "app_url": settings.site_url, **more}))
    draft.rename(path)


def leave_run_file(home: Path) -> None:
    """Takes our own word back; another server of this home says its own again."""
    if _named(home) == os.getpid():
        run_file(home).unlink(missing_ok=True)


async def keep_run_file(settings: Settings, every: float = 1.0, **more: Any) -> NoReturn:
    """Says it until cancelled: whoever said it last may be gone, and we are not."""
    while True:
        named = _named(settings.home)
        if named is None or not _lives(named):
            try:
                write_run_file(settings, **more)
            except OSError as error:  # a full disk ends neither the server nor this: the next round tries again
                log.warning("run.json could not be written", error=str(error))
        await asyncio.sleep(every)


def _named(home: Path) -> int | None:
    """The process that says it serves this home."""
    try:
        return int(json.loads(run_file(home).read_text())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's, and alive
    return True
