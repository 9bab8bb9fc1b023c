"""comity work: the worker alone. Any number may run, on any number of machines."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
from contextlib import suppress

import structlog

from comity.app import opened, worker
from comity.commands import memory
from comity.commands.home import database_of, settings_of
from comity.commands.parent import follow
from comity.core import log as logs
from comity.core.db import Database
from comity.core.errors import DatabaseError, Problem
from comity.core.seal import SEALER, seal
from comity.core.work import QUEUES
from comity.office import sending
from comity.platform.rest import inprocess as rest

log = structlog.get_logger(__name__)
_SEAL_SECONDS = 1.0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("work", help="run background work only")
    parser.add_argument("--queues", help=f"which queues, comma-separated; all: {','.join(QUEUES)}")
    parser.add_argument("--database-url")
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Works until told to stop, then hands back what is not finished."""
    settings = settings_of(args)
    logs.configure(settings.log_level, settings.log_format)
    follow(args.parent)
    alone = args.parent is None
    async with database_of(settings, migrated=alone) as settings, opened(settings, check=alone) as db:
        await rest.ready(db)
        sending.configure(settings)
        queues = args.queues.split(",") if args.queues else QUEUES
        working = worker(db, queues)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        gc.freeze()  # as in `comity serve`
        memory.give_back_soon()
        running = [asyncio.create_task(working.run()), asyncio.create_task(_seal(db))]
        stopping = asyncio.create_task(stopped.wait())
        await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
        await working.stop()
        for task in running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    return 0


async def _seal(db: Database) -> None:
    """Seals the audit log every second.  seed: GD04"""
    while True:
        try:
            async with db.acting(SEALER) as tx:
                await seal(tx)
        except (DatabaseError, Problem) as error:
            log.warning("the audit log could not be sealed now", error=str(error))
        await asyncio.sleep(_SEAL_SECONDS)
