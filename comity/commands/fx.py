"""comity fx: exchange rates from a file of the European Central Bank."""

from __future__ import annotations

import argparse
from pathlib import Path

from comity.commands.home import at_home
from comity.core.who import Who
from comity.packs.sales import fx


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("fx", help="load exchange rates from an ECB file (eurofxref-hist.csv)")
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Loads the file; prints how many rates it changed."""
    text = args.file.read_text()
    async with at_home(args) as (_, db, _identity), db.acting(Who.service(agent="operator")) as tx:
        print(f"{await fx.load(tx, text)} rates")
    return 0
