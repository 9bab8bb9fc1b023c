"""comity demo: a believable organisation to look around in, and its removal."""

from __future__ import annotations

import argparse

from comity.config import Settings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="make, or remove, a demo organisation")
    parser.add_argument("--remove", action="store_true", help="take everything away again")
    parser.add_argument("--org", metavar="SLUG", help="put the demo records into this organisation instead")
    parser.add_argument("--home")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    """Makes or removes the demo."""
    return 0


async def welcome(settings: Settings) -> list[str]:
    """For `serve --demo` on an empty home: makes the demo; the lines to print."""
    return []
