"""comity rest: the REST engine alone at a bare root, on any Postgres, configured by PGRST_* variables."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os

import uvicorn

from comity.platform.gateway.http import WireProtocol
from comity.platform.rest import bare


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("rest", help="the REST engine alone, on any Postgres, with PGRST_* settings")
    parser.add_argument("--port", type=int, help="port to listen on (PGRST_SERVER_PORT, default 3000)")
    parser.add_argument("--host", help="address to listen on (PGRST_SERVER_HOST, default 127.0.0.1)")
    parser.add_argument("--database-url", help="the database (PGRST_DB_URI)")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Serves until told to stop."""
    flags = {"server-port": args.port, "server-host": args.host, "db-uri": args.database_url}
    settings = bare.load({name: str(value) for name, value in flags.items() if value is not None}, os.environ)
    config = uvicorn.Config(
        bare.create(settings),
        http=WireProtocol,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
    )
    server = uvicorn.Server(config)
    saying = asyncio.create_task(_say_when_ready(server, settings))
    await server.serve()
    saying.cancel()
    return 0 if server.started else 1


async def _say_when_ready(server: uvicorn.Server, settings: bare.BareSettings) -> None:
    while not server.started:
        await asyncio.sleep(0.02)
    gc.collect()
    gc.freeze()  # what lives as long as the process is never looked through again
    gc.set_threshold(10_000, 20, 50)
    print(f"ready http://{settings.host}:{settings.port}", flush=True)
