"""comity web: one more web process on the socket of `comity serve --web N`. Not for operators."""

from __future__ import annotations

import argparse
import socket

import uvicorn

from comity.commands import memory
from comity.commands.home import settings_of
from comity.commands.parent import follow
from comity.commands.serve import web_config
from comity.core import log as logs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("web")
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--parent", type=int)
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Serves on the socket it was given until told to stop."""
    settings = settings_of(args)
    logs.configure(settings.log_level, settings.log_format)
    follow(args.parent)
    memory.give_back_soon()
    await uvicorn.Server(web_config(settings)).serve(sockets=[socket.socket(fileno=args.fd)])
    return 0
