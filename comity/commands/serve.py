"""comity serve: database, web and worker in one process tree."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gc
import signal
import socket

import uvicorn

from comity.commands import demo, memory
from comity.commands.helpers import Helpers
from comity.commands.home import database_of, keep_run_file, leave_run_file, settings_of, write_run_file
from comity.config import Misconfigured, Settings
from comity.core import log as logs
from comity.platform.gateway.http import WireProtocol
from comity.platform.realtime.protocol import MESSAGE_BYTES, SocketProtocol
from comity.served import create


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("serve", help="serve everything: database, web, worker")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--database-url")
    parser.add_argument("--web", type=int, help="number of web processes")
    parser.add_argument("--no-work", action="store_true", help="leave background work to `comity work`")
    parser.add_argument("--demo", action="store_true", help="fill an empty home with a demo organisation")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Serves until told to stop."""
    settings = settings_of(args)
    logs.configure(settings.log_level, settings.log_format)
    listener = _listen(settings)
    settings = dataclasses.replace(settings, port=listener.getsockname()[1])
    async with database_of(settings) as settings:
        webs = [["web", "--fd", str(listener.fileno())]] * (settings.web - 1)
        helpers = Helpers(settings, webs + ([] if args.no_work else [["work"]]), (listener.fileno(),))
        helpers.start()
        watching = asyncio.create_task(helpers.watch())
        try:
            await _serve(settings, listener, with_demo=args.demo)
        finally:
            watching.cancel()
            await asyncio.to_thread(helpers.stop)
            leave_run_file(settings.home)
    return 0


async def _serve(settings: Settings, listener: socket.socket, *, with_demo: bool) -> None:
    server = uvicorn.Server(web_config(settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.handle_exit, number, None)
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if server.started:
        gc.freeze()  # what was loaded to start stays: collecting garbage never looks through it again
        memory.give_back_soon()
        write_run_file(settings, database_url=settings.database_url)
        if with_demo:
            for line in await demo.welcome(settings):
                print(line)
        print(f"ready {settings.site_url}", flush=True)
    saying = asyncio.create_task(keep_run_file(settings, database_url=settings.database_url))
    try:
        await serving
    finally:
        saying.cancel()


def web_config(settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the app: no access log of its own, proxies believed only where the operator says."""
    memory.reuse_blocks()
    return uvicorn.Config(
        create(settings),
        http=WireProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        ws=SocketProtocol,
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,  # a deflater for each socket costs more memory than the socket
        ws_ping_interval=25.0,
        ws_ping_timeout=25.0,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=65,
        lifespan="on",
    )


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        raise Misconfigured(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Choose another --port."
        ) from None
    listener.listen(1024)
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener
